// Package queuetest holds the tests that every outbox passes.
package queuetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/queue"
	"thoughtlyform/shared"
)

// Box is all that a queue does.
type Box interface {
	queue.Sender
	queue.Consumer
	queue.Source
	Depth(ctx context.Context) (queue.Depth, error)
	Redrive(ctx context.Context) (int, error)
}

// Run tests a queue that is empty. pass lets the time pass, on the clock
// that the queue lives by.
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
	depth := func(want queue.Depth) {
		t.Helper()
		if got, err := box.Depth(ctx); err != nil || got != want {
			t.Fatalf("depth %+v, %v; want %+v", got, err, want)
		}
	}

	receive(0)
	sent := queue.Message{
		Form: "contact", SubmissionID: "s1", Accepted: time.Now().UTC().Truncate(time.Second),
		Contact: shared.Contact{PhoneNumber: "+14155550123", Name: "Ada “the first” <x>", Attributes: map[string]string{"note": "a\nb"}},
	}
	check(box.Send(ctx, sent))
	depth(queue.Depth{Waiting: 1})
	m := receive(1)[0]
	var got queue.Message
	check(json.Unmarshal([]byte(m.Body), &got))
	if got.SubmissionID != "s1" || got.Contact.Name != sent.Contact.Name || got.Contact.Attributes["note"] != "a\nb" || !got.Accepted.Equal(sent.Accepted) {
		t.Errorf("received %+v", got)
	}
	if n := m.Attributes["ApproximateReceiveCount"]; n != "1" {
		t.Errorf("received for the %s. time", n)
	}
	depth(queue.Depth{Hidden: 1})
	receive(0)

	pass(5 * time.Second)
	m = receive(1)[0]
	if n := m.Attributes["ApproximateReceiveCount"]; n != "2" {
		t.Errorf("received for the %s. time", n)
	}
	check(box.Defer(ctx, m.ReceiptHandle, 7*time.Second))
	pass(3 * time.Second)
	receive(0)
	pass(5 * time.Second)
	m = receive(1)[0]

	check(box.DeadLetter(ctx, m, "no such plan"))
	depth(queue.Depth{Dead: 1})
	receive(0)
	n, err := box.Redrive(ctx)
	check(err)
	if n != 1 {
		t.Fatalf("%d redriven", n)
	}
	depth(queue.Depth{Waiting: 1})
	m = receive(1)[0]
	check(json.Unmarshal([]byte(m.Body), &got))
	if got.SubmissionID != "s1" {
		t.Errorf("redriven %+v", got)
	}
	check(box.Delete(ctx, m.ReceiptHandle))
	check(box.Delete(ctx, m.ReceiptHandle))
	depth(queue.Depth{})
}
