package main

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"thoughtlyform/lambda/outbox"
)

// waiting counts the leads that wait and those that were given up. It changes
// nothing.
func waiting(ctx context.Context, t *task) error {
	if t.dry {
		t.say("count the messages of both queues of %s", t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return err
	}
	d, err := depth(ctx, sqs.NewFromConfig(cfg), s)
	if err != nil {
		return err
	}
	t.say("waiting          %d\nbeing delivered  %d (or put off)\ngiven up         %d", d.Waiting, d.Hidden, d.Dead)
	return nil
}

// depth counts what lies in the stack's queues. SQS counts approximately: a
// message of the last seconds may be missing.
func depth(ctx context.Context, client *sqs.Client, s stack) (outbox.Depth, error) {
	var d outbox.Depth
	visible, hidden, err := count(ctx, client, s.outputs["QueueUrl"])
	if err != nil {
		return d, err
	}
	dead, reserved, err := count(ctx, client, s.outputs["DeadLettersUrl"])
	d.Waiting, d.Hidden, d.Dead = visible, hidden, dead+reserved
	return d, err
}

func count(ctx context.Context, client *sqs.Client, url string) (visible, hidden int, err error) {
	if url == "" {
		return 0, 0, errors.New("the stack lacks the output of a queue")
	}
	out, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url,
		AttributeNames: []types.QueueAttributeName{
			types.QueueAttributeNameApproximateNumberOfMessages,
			types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
			types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
		},
	})
	if err != nil {
		return 0, 0, err
	}
	n := func(name types.QueueAttributeName) int {
		v, convErr := strconv.Atoi(out.Attributes[string(name)])
		if convErr != nil {
			err = fmt.Errorf("SQS did not say %s", name)
		}
		return v
	}
	visible = n(types.QueueAttributeNameApproximateNumberOfMessages)
	hidden = n(types.QueueAttributeNameApproximateNumberOfMessagesNotVisible) +
		n(types.QueueAttributeNameApproximateNumberOfMessagesDelayed)
	return visible, hidden, err
}

// hold is for how many seconds redrive hides a letter that it looks at: long
// enough to copy ten, short enough to try again soon.
const hold = 30

// redrive puts leads that were given up back into the queue. Each is copied
// first and deleted then, so that one may be there twice but none is lost: the
// ledger makes one contact of both. A lead that was given up for another
// reason than t.reason stays.
func redrive(ctx context.Context, t *task) error {
	if t.dry {
		what := "all leads"
		if t.reason != "" {
			what = "the leads given up for " + t.reason
		}
		t.say("move %s from the dead-letter queue of %s back to its queue", what, t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return err
	}
	client := sqs.NewFromConfig(cfg)
	from, to := s.outputs["DeadLettersUrl"], s.outputs["QueueUrl"]
	if from == "" || to == "" {
		return errors.New("the stack lacks the output of a queue")
	}
	moved, left := 0, map[string]int{}
	for {
		out, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &from, MaxNumberOfMessages: 10, VisibilityTimeout: hold, WaitTimeSeconds: 1,
			MessageAttributeNames: []string{outbox.Reason},
		})
		if err != nil {
			return fmt.Errorf("after %d: %w", moved, err)
		}
		if len(out.Messages) == 0 {
			break
		}
		for _, m := range out.Messages {
			reason := reasonOf(m)
			if t.reason != "" && reason != t.reason {
				left[reason]++
				continue
			}
			if _, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &to, MessageBody: m.Body}); err != nil {
				return fmt.Errorf("after %d: %w", moved, err)
			}
			if _, err := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &from, ReceiptHandle: m.ReceiptHandle}); err != nil {
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
	if a, ok := m.MessageAttributes[outbox.Reason]; ok {
		return aws.ToString(a.StringValue)
	}
	return "received too often"
}
