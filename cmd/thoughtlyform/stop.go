package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"thoughtlyform/lambda/ledger"
)

// stop adds a number to the do-not-call list. From then on, no contact is created
// for it and it is not called.
func stop(ctx context.Context, t *task) error { return t.changeStop(ctx, true) }

// allow removes a number from the do-not-call list.
func allow(ctx context.Context, t *task) error { return t.changeStop(ctx, false) }

func (t *task) changeStop(ctx context.Context, stopped bool) error {
	number, err := t.number()
	if err != nil {
		return err
	}
	if strings.TrimSpace(t.reason) == "" {
		return errors.New("REASON is missing: the evidence includes it")
	}
	what := "remove %s from the do-not-call list of %s"
	if stopped {
		what = "add %s to the do-not-call list of %s"
	}
	if t.dry {
		t.say(what, number.E164(), t.env.stack)
		return nil
	}
	l, err := t.ledger(ctx)
	if err != nil {
		return err
	}
	change := ledger.StopChange{Phone: number.E164(), Time: time.Now().UTC(), Stopped: stopped, Reason: t.reason, Source: "operator"}
	if err := l.ChangeStop(ctx, change); err != nil {
		return err
	}
	t.say("done: "+what, number.E164(), t.env.stack)
	return nil
}

// erase handles a request for erasure: it adds the number to the do-not-call list
// and prints which data is deleted, which must be deleted at Thoughtly, and which
// is kept as evidence.
func erase(ctx context.Context, t *task) error {
	number, err := t.number()
	if err != nil {
		return err
	}
	if t.reason == "" {
		t.reason = "request for erasure"
	}
	if t.dry {
		t.say("stop %s in %s and print a receipt", number.E164(), t.env.stack)
		return nil
	}
	if err := t.changeStop(ctx, true); err != nil {
		return err
	}
	l, err := t.ledger(ctx)
	if err != nil {
		return err
	}
	consents, err := l.Consents(ctx, number.E164())
	if err != nil {
		return err
	}
	uses, err := l.Uses(ctx, number.E164())
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Receipt of %s for %s\n\n", time.Now().UTC().Format(time.RFC3339), number.E164())
	fmt.Fprintln(t.out, "Stopped: no contact is created for the number and it is not called, until an operator allows it.")
	fmt.Fprintln(t.out, "Deleted automatically: waiting messages, within 14 days in the queue and 14 days in the dead-letter queue. Counters and claims contain no number and expire.")
	fmt.Fprintln(t.out, "To be deleted by hand at Thoughtly:")
	seen := map[string]bool{}
	for _, u := range uses {
		if u.ContactID != "" && !seen[u.ContactID] {
			seen[u.ContactID] = true
			fmt.Fprintf(t.out, "  contact %s, created by form %s, submission %s\n", u.ContactID, u.Form, u.SubmissionID)
		}
	}
	if len(seen) == 0 {
		fmt.Fprintln(t.out, "  nothing is recorded")
	}
	fmt.Fprintf(t.out, "Kept until it expires, as evidence that the calls were allowed: %d records of consent, %d records of use, and the stop.\n", len(consents), len(uses))
	return nil
}

// ledger returns the stack's ledger.
func (t *task) ledger(ctx context.Context) (*ledger.Dynamo, error) {
	cfg, s, err := t.connect(ctx, "TableName", "EvidenceTableName")
	if err != nil {
		return nil, err
	}
	return &ledger.Dynamo{
		API: dynamodb.NewFromConfig(cfg), Table: s.outputs["TableName"], EvidenceTable: s.outputs["EvidenceTableName"], Timeout: time.Minute,
	}, nil
}
