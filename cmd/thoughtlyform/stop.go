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

// stop puts a number on the do-not-call list: it is neither created nor called
// from then on.
func stop(ctx context.Context, t *task) error { return t.changeStop(ctx, true) }

// allow takes a number off the list.
func allow(ctx context.Context, t *task) error { return t.changeStop(ctx, false) }

func (t *task) changeStop(ctx context.Context, stopped bool) error {
	number, err := t.number()
	if err != nil {
		return err
	}
	if strings.TrimSpace(t.reason) == "" {
		return errors.New("REASON is missing: it is kept with the evidence")
	}
	what := "take %s off the do-not-call list of %s"
	if stopped {
		what = "put %s on the do-not-call list of %s"
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

// erase answers a request for erasure: it stops the number and prints what is
// deleted, what must be deleted elsewhere and what has to stay.
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
	fmt.Fprintln(t.out, "Stopped: the number is neither created nor called, until an operator allows it.")
	fmt.Fprintln(t.out, "Deleted by itself: messages that wait, within 14 days each in the queue and its dead letters; counters and claims, which hold no number.")
	fmt.Fprintln(t.out, "To be deleted at Thoughtly, by hand:")
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
	fmt.Fprintf(t.out, "Stays, as evidence that the calls were allowed, until it expires: %d records of consent, %d records of use, and the stop itself.\n", len(consents), len(uses))
	return nil
}

// ledger returns the stack's.
func (t *task) ledger(ctx context.Context) (*ledger.Dynamo, error) {
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return nil, err
	}
	for _, output := range []string{"TableName", "EvidenceTableName"} {
		if s.outputs[output] == "" {
			return nil, fmt.Errorf("the stack has no output %s", output)
		}
	}
	return &ledger.Dynamo{
		API: dynamodb.NewFromConfig(cfg), Table: s.outputs["TableName"], EvidenceTable: s.outputs["EvidenceTableName"], Timeout: time.Minute,
	}, nil
}
