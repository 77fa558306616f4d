package queue

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// inFlightAPI is an SQS with a number of messages in flight. It records requests.
type inFlightAPI struct {
	SQSAPI
	hidden  int
	done    []string
	delay   int32
	visible int32
}

func (a *inFlightAPI) GetQueueAttributes(context.Context, *sqs.GetQueueAttributesInput, ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error) {
	a.done = append(a.done, "count")
	return &sqs.GetQueueAttributesOutput{Attributes: map[string]string{"ApproximateNumberOfMessagesNotVisible": strconv.Itoa(a.hidden)}}, nil
}

func (a *inFlightAPI) SendMessage(_ context.Context, in *sqs.SendMessageInput, _ ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	a.done, a.delay = append(a.done, "send "+*in.MessageBody), in.DelaySeconds
	return &sqs.SendMessageOutput{}, nil
}

func (a *inFlightAPI) DeleteMessage(context.Context, *sqs.DeleteMessageInput, ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error) {
	a.done = append(a.done, "delete")
	return &sqs.DeleteMessageOutput{}, nil
}

func (a *inFlightAPI) ChangeMessageVisibility(_ context.Context, in *sqs.ChangeMessageVisibilityInput, _ ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityOutput, error) {
	a.done, a.visible = append(a.done, "hide"), in.VisibilityTimeout
	return &sqs.ChangeMessageVisibilityOutput{}, nil
}

// Held messages must not reach the queue's limit of messages in flight: after 120,000,
// SQS delivers no other message.
func TestHeldMessagesLeaveRoomInFlight(t *testing.T) {
	m := events.SQSMessage{Body: "lead", ReceiptHandle: "r"}
	few := &inFlightAPI{hidden: maxInFlight - 1}
	if err := (&SQS{API: few}).Hold(t.Context(), m, 20*time.Hour); err != nil || len(few.done) != 2 || few.done[1] != "hide" {
		t.Errorf("%v, %v", few.done, err)
	}
	if few.visible >= 12*60*60 || few.visible < 11*60*60 {
		t.Errorf("hidden for %d s; SQS allows less than 12 hours after the receipt", few.visible)
	}
	many := &inFlightAPI{hidden: 120_000}
	q := &SQS{API: many}
	for range 2 {
		many.done = many.done[:0]
		if err := q.Hold(t.Context(), m, 20*time.Hour); err != nil {
			t.Fatal(err)
		}
		// It is sent before it is deleted, so that it is never lost.
		if n := len(many.done); n < 2 || many.done[n-2] != "send lead" || many.done[n-1] != "delete" || many.delay != 900 {
			t.Errorf("%v, delayed by %d s", many.done, many.delay)
		}
	}
	if len(many.done) != 2 {
		t.Errorf("counted again within the minute: %v", many.done)
	}
	many.done = nil
	if err := q.Hold(t.Context(), m, time.Minute); err != nil || len(many.done) != 1 || many.done[0] != "hide" {
		t.Errorf("a short wait: %v, %v", many.done, err)
	}
}
