package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared/phone"
)

// consent prints the evidence of the consents to call a number as a JSON
// ledger.Bundle, or verifies the bundle in the file t.verify.
func consent(ctx context.Context, t *task) error {
	if t.verify != "" {
		return t.verifyBundle()
	}
	number, err := t.number()
	if err != nil {
		return err
	}
	if t.dry {
		t.say("print the evidence of consent to call %s from the evidence table of %s", number.E164(), t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx, "EvidenceTableName")
	if err != nil {
		return err
	}
	l := &ledger.Dynamo{API: dynamodb.NewFromConfig(cfg), EvidenceTable: s.outputs["EvidenceTableName"], Timeout: time.Minute}
	bundle, err := l.Bundle(ctx, number.E164())
	if err != nil {
		return err
	}
	if bundle.Uses, err = l.Uses(ctx, number.E164()); err != nil {
		return err
	}
	if bundle.Stops, err = l.StopChanges(ctx, number.E164()); err != nil {
		return err
	}
	if len(bundle.Records)+len(bundle.Uses)+len(bundle.Stops) == 0 {
		return fmt.Errorf("the evidence table has no consent to call %s", number.E164())
	}
	encoder := json.NewEncoder(t.out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(bundle); err != nil {
		return err
	}
	if err := bundle.Verify(); err != nil {
		return fmt.Errorf("the evidence is not intact: %w", err)
	}
	return nil
}

// verifyBundle recomputes the digests of the bundle in the file t.verify. It
// sends no request to AWS, so anybody with a bundle can run it.
func (t *task) verifyBundle() error {
	text, err := os.ReadFile(t.verify)
	if err != nil {
		return err
	}
	var bundle ledger.Bundle
	if err := json.Unmarshal(text, &bundle); err != nil {
		return fmt.Errorf("%s: %w", t.verify, err)
	}
	if len(bundle.Records) == 0 {
		return fmt.Errorf("%s has no record", t.verify)
	}
	if err := bundle.Verify(); err != nil {
		return fmt.Errorf("%s is not intact: %w", t.verify, err)
	}
	fmt.Fprintf(t.out, "%d records of %s are intact.\n", len(bundle.Records), bundle.Phone)
	for _, c := range bundle.Chains {
		fmt.Fprintf(t.out, "chain %s: records %d to %d, head %s\n", c.Name, c.First, c.First+len(c.Digests)-1, c.Head)
	}
	return nil
}

// number parses t.phone.
func (t *task) number() (phone.Number, error) {
	number, err := phone.Parse(t.phone, "")
	if err != nil {
		return number, errors.New("PHONE must be a number with + and its calling code, such as +14155550123")
	}
	return number, nil
}
