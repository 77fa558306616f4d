package queue

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Redriven is the result of RedriveReason.
type Redriven struct {
	Moved int
	Left  map[string]int // messages that stayed, by their reason
}

// redriveVisibility is the time for which Redrive hides dead-lettered messages.
// At the end it makes the remaining ones visible again.
const redriveVisibility = 10 * time.Minute

// Redrive moves all dead-lettered messages back into the queue and returns
// their number.
func (q *SQS) Redrive(ctx context.Context) (int, error) {
	done, err := q.RedriveReason(ctx, "")
	return done.Moved, err
}

// RedriveReason moves the dead-lettered messages whose reason contains the text
// back into the queue. Each message is sent before it is deleted, so an
// interrupted redrive loses none; the ledger makes one contact of a message
// that is then in both queues. The redrive ends once a receive returns no new
// message, so messages that are dead-lettered meanwhile are left.
func (q *SQS) RedriveReason(ctx context.Context, reason string) (Redriven, error) {
	done := Redriven{Left: map[string]int{}}
	began := time.Now()
	left := map[string]string{} // the receipt of each message that stays, by its id
	defer func() {
		for _, receipt := range left {
			_, _ = q.API.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
				QueueUrl: &q.DeadURL, ReceiptHandle: &receipt, VisibilityTimeout: 0,
			})
		}
	}()
	for {
		out, err := q.API.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &q.DeadURL, MaxNumberOfMessages: 10, WaitTimeSeconds: 1,
			VisibilityTimeout:           int32(redriveVisibility / time.Second),
			MessageAttributeNames:       []string{Reason},
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
		})
		if err != nil {
			return done, wrap("redrive", err)
		}
		fresh := false
		for _, m := range out.Messages {
			id, why := aws.ToString(m.MessageId), reasonOf(m)
			_, seen := left[id]
			fresh = fresh || !seen
			if seen || sentAfter(m, began) || !strings.Contains(why, reason) {
				left[id] = aws.ToString(m.ReceiptHandle)
				if !seen {
					done.Left[why]++
				}
				continue
			}
			if _, err := q.API.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: m.Body}); err != nil {
				return done, wrap("redrive", err)
			}
			if _, err := q.API.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.DeadURL, ReceiptHandle: m.ReceiptHandle}); err != nil {
				return done, wrap("redrive", err)
			}
			done.Moved++
		}
		if !fresh {
			return done, nil
		}
	}
}

// reasonOf returns the reason for which delivery dead-lettered a message. A
// message that SQS itself moved after its last receive has none.
func reasonOf(m types.Message) string {
	if a, ok := m.MessageAttributes[Reason]; ok {
		return aws.ToString(a.StringValue)
	}
	return "received too often"
}

// sentAfter reports whether a message was sent more than a second after t.
func sentAfter(m types.Message, t time.Time) bool {
	ms, err := strconv.ParseInt(m.Attributes["SentTimestamp"], 10, 64)
	return err == nil && ms > t.Add(time.Second).UnixMilli()
}
