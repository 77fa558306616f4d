package queue

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// A hidden message is in flight, of which a standard queue allows about 120,000:
// beyond that SQS gives out no message at all, and leads in trouble would wait
// behind leads that are held for the morning. From maxInFlight on a held
// message is sent again with a delay, which does not count, and comes back every
// quarter of an hour. Sending it again also begins its 14 days anew.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const maxInFlight = 100_000

// inFlight is the number of hidden messages as it was read last.
type inFlight struct {
	mu   sync.Mutex
	n    int
	read time.Time
}

// inFlightAge is how old that number may be: SQS's own is a minute behind.
const inFlightAge = time.Minute

// Hold implements Consumer. Between the two requests of a message that is sent
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

// crowded reports whether the queue nears its limit. Where that cannot be read
// it is taken for no.
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
