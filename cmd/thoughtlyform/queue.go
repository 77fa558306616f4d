package main

import (
	"context"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"thoughtlyform/lambda/queue"
)

// waiting prints the numbers of waiting and of dead-lettered leads. SQS counts
// are approximate and can lack messages of the last seconds.
func waiting(ctx context.Context, t *task) error {
	if t.dry {
		t.say("count the messages of both queues of %s", t.env.stack)
		return nil
	}
	q, err := t.queue(ctx)
	if err != nil {
		return err
	}
	d, err := q.Depth(ctx)
	if err != nil {
		return err
	}
	t.say("waiting          %d\nbeing delivered  %d (or deferred)\ndead-lettered    %d", d.Waiting, d.Hidden, d.Dead)
	return nil
}

// queue returns the stack's queue with its dead-letter queue.
func (t *task) queue(ctx context.Context) (*queue.SQS, error) {
	cfg, s, err := t.connect(ctx, "QueueUrl", "DeadLettersUrl")
	if err != nil {
		return nil, err
	}
	return &queue.SQS{API: sqs.NewFromConfig(cfg), URL: s.outputs["QueueUrl"], DeadURL: s.outputs["DeadLettersUrl"], Timeout: time.Minute}, nil
}

// redrive moves the dead-lettered messages whose reason contains t.reason back
// into the queue, and prints the number of the others by reason.
func redrive(ctx context.Context, t *task) error {
	if t.dry {
		what := "all leads"
		if t.reason != "" {
			what = "the leads whose reason contains " + strconv.Quote(t.reason)
		}
		t.say("move %s from the dead-letter queue of %s back to its queue", what, t.env.stack)
		return nil
	}
	q, err := t.queue(ctx)
	if err != nil {
		return err
	}
	done, err := q.RedriveReason(ctx, t.reason)
	t.say("sent again  %d", done.Moved)
	for _, reason := range sorted(done.Left) {
		t.say("left        %d (%s)", done.Left[reason], reason)
	}
	return err
}
