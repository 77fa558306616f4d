package queue

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// A hidden message is in flight, and a standard queue allows about 120,000 of
// these. Beyond that SQS returns no messages at all, and leads that need
// retries would wait behind leads that are held for the morning. From
// maxInFlight on, a held message is therefore sent again with a delay, which
// does not count as in flight, and returns every quarter of an hour. Its 14
// days restart when it is sent again.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const maxInFlight = 100_000

// inFlight is the number of hidden messages at the last read.
type inFlight struct {
	mu   sync.Mutex
	n    int
	read time.Time
}

// inFlightAge is the maximum age of that number: SQS itself reports it with a
// delay of a minute.
const inFlightAge = time.Minute

// Hold implements Consumer. Between the two requests for a message that is sent
// again it is in the queue twice; the ledger makes one lead of both.
func (q *SQS) Hold(ctx context.Context, m events.SQSMessage, d time.Duration) error {
	if d <= MaxAfter || !q.crowded(ctx) {
		return q.Defer(ctx, m.ReceiptHandle, d)
	}
	send, cancel := q.limit(ctx)
	defer cancel()
	_, err := q.API.SendMessage(send, &sqs.SendMessageInput{
		QueueUrl: &q.URL, MessageBody: &m.Body, DelaySeconds: int32(MaxAfter / time.Second),
	})
	if err != nil {
		return wrap("hold", err)
	}
	return q.Delete(ctx, m.ReceiptHandle)
}

// crowded reports whether the queue is near its limit. If the number cannot be
// read, it returns false.
func (q *SQS) crowded(ctx context.Context) bool {
	q.hidden.mu.Lock()
	defer q.hidden.mu.Unlock()
	if q.hidden.read.IsZero() || time.Since(q.hidden.read) > inFlightAge {
		limited, cancel := q.limit(ctx)
		defer cancel()
		_, n, _, err := q.countMessages(limited, q.URL)
		if err != nil {
			return false
		}
		q.hidden.n, q.hidden.read = n, time.Now()
	}
	return q.hidden.n >= maxInFlight
}
