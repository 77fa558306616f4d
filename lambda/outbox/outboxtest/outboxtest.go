// Package outboxtest holds the tests that every outbox passes.
package outboxtest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/outbox"
	"thoughtlyform/shared"
)

// Box is all that an outbox does.
type Box interface {
	outbox.Outbox
	outbox.Queue
	outbox.Source
	Depth(ctx context.Context) (outbox.Depth, error)
	Redrive(ctx context.Context) (int, error)
}

// Run tests an outbox that is empty. pass lets the time pass, on the clock
// that the outbox lives by.
func Run(t *testing.T, box Box, pass func(time.Duration)) {
	ctx := t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	receive := func(want int) []events.SQSMessage {
		t.Helper()
		list, err := box.Receive(ctx, 10, 4*time.Second)
		check(err)
		if len(list) != want {
			t.Fatalf("%d messages received, want %d", len(list), want)
		}
		return list
	}
	depth := func(want outbox.Depth) {
		t.Helper()
		if got, err := box.Depth(ctx); err != nil || got != want {
			t.Fatalf("depth %+v, %v; want %+v", got, err, want)
		}
	}

	receive(0)
	sent := outbox.Message{
		Form: "contact", SubmissionID: "s1", Accepted: time.Now().UTC().Truncate(time.Second),
		Contact: shared.Contact{PhoneNumber: "+14155550123", Name: "Ada “the first” <x>", Attributes: map[string]string{"note": "a\nb"}},
	}
	check(box.Send(ctx, sent))
	depth(outbox.Depth{Waiting: 1})
	m := receive(1)[0]
	var got outbox.Message
	check(json.Unmarshal([]byte(m.Body), &got))
	if got.SubmissionID != "s1" || got.Contact.Name != sent.Contact.Name || got.Contact.Attributes["note"] != "a\nb" || !got.Accepted.Equal(sent.Accepted) {
		t.Errorf("received %+v", got)
	}
	if n := m.Attributes["ApproximateReceiveCount"]; n != "1" {
		t.Errorf("received for the %s. time", n)
	}
	depth(outbox.Depth{Hidden: 1})
	receive(0)

	pass(5 * time.Second)
	m = receive(1)[0]
	if n := m.Attributes["ApproximateReceiveCount"]; n != "2" {
		t.Errorf("received for the %s. time", n)
	}
	check(box.Postpone(ctx, m.ReceiptHandle, 7*time.Second))
	pass(3 * time.Second)
	receive(0)
	pass(5 * time.Second)
	m = receive(1)[0]

	check(box.Bury(ctx, m, "no such plan"))
	depth(outbox.Depth{Dead: 1})
	receive(0)
	n, err := box.Redrive(ctx)
	check(err)
	if n != 1 {
		t.Fatalf("%d redriven", n)
	}
	depth(outbox.Depth{Waiting: 1})
	m = receive(1)[0]
	check(json.Unmarshal([]byte(m.Body), &got))
	if got.SubmissionID != "s1" {
		t.Errorf("redriven %+v", got)
	}
	check(box.Delete(ctx, m.ReceiptHandle))
	check(box.Delete(ctx, m.ReceiptHandle))
	depth(outbox.Depth{})
}
