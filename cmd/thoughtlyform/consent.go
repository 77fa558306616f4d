package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared/phone"
)

// consent prints the records of consent to call a number, oldest first, each
// as a JSON object.
func consent(ctx context.Context, t *task) error {
	number, err := phone.Parse(t.phone, "")
	if err != nil {
		return errors.New("PHONE has to be a number with + and its calling code, such as +14155550123")
	}
	if t.dry {
		t.say("print the consents to call %s from the evidence table of %s", number.E164(), t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return err
	}
	l := &ledger.Dynamo{API: dynamodb.NewFromConfig(cfg), EvidenceTable: s.outputs["EvidenceTableName"], Timeout: time.Minute}
	list, err := l.Consents(ctx, number.E164())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fmt.Errorf("there is no record of a consent to call %s", number.E164())
	}
	encoder := json.NewEncoder(t.out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	for _, c := range list {
		if err := encoder.Encode(c); err != nil {
			return err
		}
	}
	return nil
}
