package main

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"thoughtlyform/lambda/queue"
)

// waiting counts the leads that wait and those that were given up. It changes
// nothing. SQS counts approximately: a message of the last seconds may be
// missing.
func waiting(ctx context.Context, t *task) error {
	if t.dry {
		t.say("count the messages of both queues of %s", t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return err
	}
	d, err := depth(ctx, cfg, s)
	if err != nil {
		return err
	}
	t.say("waiting          %d\nbeing delivered  %d (or put off)\ngiven up         %d", d.Waiting, d.Hidden, d.Dead)
	return nil
}

// queues are the stack's two.
func queues(client *sqs.Client, s stack) (*queue.SQS, error) {
	q := &queue.SQS{API: client, URL: s.outputs["QueueUrl"], DeadURL: s.outputs["DeadLettersUrl"], Timeout: time.Minute}
	if q.URL == "" || q.DeadURL == "" {
		return nil, errors.New("the stack lacks the output of a queue")
	}
	return q, nil
}

// depth counts what the stack's queues hold.
func depth(ctx context.Context, cfg aws.Config, s stack) (queue.Depth, error) {
	q, err := queues(sqs.NewFromConfig(cfg), s)
	if err != nil {
		return queue.Depth{}, err
	}
	return q.Depth(ctx)
}

// hold is for how many seconds redrive hides a letter that it looks at: long
// enough to copy ten, short enough to try again soon.
const hold = 30

// redrive puts leads that were given up back into the queue. Each is copied
// first and deleted then, so that one may be there twice but none is lost: the
// ledger makes one contact of both. A lead whose reason does not hold t.reason
// stays.
func redrive(ctx context.Context, t *task) error {
	if t.dry {
		what := "all leads"
		if t.reason != "" {
			what = "the leads given up for a reason with " + strconv.Quote(t.reason) + " in it"
		}
		t.say("move %s from the dead-letter queue of %s back to its queue", what, t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return err
	}
	client := sqs.NewFromConfig(cfg)
	q, err := queues(client, s)
	if err != nil {
		return err
	}
	moved, left := 0, map[string]int{}
	for {
		out, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &q.DeadURL, MaxNumberOfMessages: 10, VisibilityTimeout: hold, WaitTimeSeconds: 1,
			MessageAttributeNames: []string{queue.Reason},
		})
		if err != nil {
			return fmt.Errorf("after %d: %w", moved, err)
		}
		if len(out.Messages) == 0 {
			break
		}
		for _, m := range out.Messages {
			reason := reasonOf(m)
			if !strings.Contains(reason, t.reason) {
				left[reason]++
				continue
			}
			if _, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: m.Body}); err != nil {
				return fmt.Errorf("after %d: %w", moved, err)
			}
			if _, err := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.DeadURL, ReceiptHandle: m.ReceiptHandle}); err != nil {
				return fmt.Errorf("after %d: %w", moved, err)
			}
			moved++
		}
	}
	t.say("sent again  %d", moved)
	var reasons []string
	for reason := range left {
		reasons = append(reasons, reason)
	}
	sort.Strings(reasons)
	for _, reason := range reasons {
		t.say("left        %d (%s)", left[reason], reason)
	}
	return nil
}

// reasonOf is why a letter is dead. One that SQS itself moved there, after its
// last receipt, says nothing.
func reasonOf(m types.Message) string {
	if a, ok := m.MessageAttributes[queue.Reason]; ok {
		return aws.ToString(a.StringValue)
	}
	return "received too often"
}
