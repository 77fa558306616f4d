package queue

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// SQS is a queue in SQS with a dead-letter queue. The queue's redrive policy is
// only for messages that crash delivery. Delivery itself dead-letters a message
// that can never succeed, at once and with the reason.
type SQS struct {
	API     SQSAPI
	URL     string
	DeadURL string        // needed by DeadLetter, Redrive and Depth
	Timeout time.Duration // of one call with its retries; 0 is DefaultTimeout

	hidden inFlight
}

// SQSAPI is the part of an SQS client that SQS uses. Intake calls only
// SendMessage; template.yaml lists the permissions of delivery.
type SQSAPI interface {
	SendMessage(context.Context, *sqs.SendMessageInput, ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
	ReceiveMessage(context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	DeleteMessage(context.Context, *sqs.DeleteMessageInput, ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error)
	ChangeMessageVisibility(context.Context, *sqs.ChangeMessageVisibilityInput, ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityOutput, error)
	GetQueueAttributes(context.Context, *sqs.GetQueueAttributesInput, ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error)
}

// DefaultTimeout leaves intake time for an answer after the queue has failed.
const DefaultTimeout = 2 * time.Second

var (
	_ Sender   = (*SQS)(nil)
	_ Consumer = (*SQS)(nil)
	_ Source   = (*SQS)(nil)
)

// Send implements Sender.
func (q *SQS) Send(ctx context.Context, m Message) error {
	body, err := m.Encode()
	if err != nil {
		return err
	}
	ctx, cancel := q.limit(ctx)
	defer cancel()
	_, err = q.API.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: &q.URL, MessageBody: &body,
		DelaySeconds: int32(wholeSeconds(min(m.After, MaxAfter))),
	})
	return wrap("send", err)
}

// maxVisibility is the maximum time for which SQS hides a message, 12 hours
// from its receive, minus a margin for the time that has passed.
const maxVisibility = 12*time.Hour - 2*time.Minute

// wholeSeconds returns d in seconds, rounded up.
func wholeSeconds(d time.Duration) int64 { return int64((max(d, 0) + time.Second - 1) / time.Second) }

// Defer implements Consumer.
func (q *SQS) Defer(ctx context.Context, receipt string, d time.Duration) error {
	ctx, cancel := q.limit(ctx)
	defer cancel()
	d = min(max(d, 0), maxVisibility)
	_, err := q.API.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &q.URL, ReceiptHandle: &receipt, VisibilityTimeout: int32(wholeSeconds(d)),
	})
	return wrap("defer", err)
}

// DeadLetter implements Consumer. Between the two requests the message is in
// both queues. Delivery then dead-letters it twice or, after a redrive, finds
// the lead finished.
func (q *SQS) DeadLetter(ctx context.Context, m events.SQSMessage, reason string) error {
	send, cancel := q.limit(ctx)
	defer cancel()
	_, err := q.API.SendMessage(send, &sqs.SendMessageInput{
		QueueUrl: &q.DeadURL, MessageBody: &m.Body,
		MessageAttributes: map[string]types.MessageAttributeValue{
			Reason: {DataType: aws.String("String"), StringValue: &reason},
		},
	})
	if err != nil {
		return wrap("dead-letter", err)
	}
	return q.Delete(ctx, m.ReceiptHandle)
}

// Receive implements Source.
func (q *SQS) Receive(ctx context.Context, max int, visibility time.Duration) ([]events.SQSMessage, error) {
	out, err := q.API.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &q.URL, MaxNumberOfMessages: int32(min(max, 10)), VisibilityTimeout: int32(visibility / time.Second),
		WaitTimeSeconds:             1,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		return nil, wrap("receive", err)
	}
	var list []events.SQSMessage
	for _, m := range out.Messages {
		list = append(list, events.SQSMessage{
			MessageId: aws.ToString(m.MessageId), ReceiptHandle: aws.ToString(m.ReceiptHandle),
			Body: aws.ToString(m.Body), Attributes: m.Attributes,
		})
	}
	return list, nil
}

// Delete implements Source.
func (q *SQS) Delete(ctx context.Context, receipt string) error {
	ctx, cancel := q.limit(ctx)
	defer cancel()
	_, err := q.API.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.URL, ReceiptHandle: &receipt})
	return wrap("delete", err)
}

// Depth returns the approximate number of waiting messages, as SQS reports it.
func (q *SQS) Depth(ctx context.Context) (d Depth, err error) {
	var delayed int
	if d.Waiting, d.Hidden, delayed, err = q.countMessages(ctx, q.URL); err != nil {
		return d, err
	}
	d.Hidden += delayed
	dead, hidden, delayed, err := q.countMessages(ctx, q.DeadURL)
	d.Dead = dead + hidden + delayed
	return d, err
}

// countMessages returns how many messages of a queue are visible, hidden, and
// delayed since they were sent.
func (q *SQS) countMessages(ctx context.Context, url string) (visible, hidden, delayed int, err error) {
	out, err := q.API.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{
			types.QueueAttributeNameApproximateNumberOfMessages,
			types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
			types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
		},
	})
	if err != nil {
		return 0, 0, 0, wrap("depth", err)
	}
	visible, _ = strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessages)])
	hidden, _ = strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessagesNotVisible)])
	delayed, _ = strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessagesDelayed)])
	return visible, hidden, delayed, nil
}

func (q *SQS) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	timeout := q.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	return context.WithTimeout(ctx, timeout)
}

func wrap(op string, err error) error {
	if err != nil {
		return fmt.Errorf("queue: %s: %w", op, err)
	}
	return nil
}
