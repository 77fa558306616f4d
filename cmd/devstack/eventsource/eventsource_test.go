package eventsource

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// queue returns each of its batches once and records deletions. It ends the run
// after the last batch and the expected deletions.
type queue struct {
	mu      sync.Mutex
	batches [][]events.SQSMessage
	deleted []string
	fail    bool
	end     context.CancelFunc
}

func (q *queue) Receive(context.Context, int, time.Duration) ([]events.SQSMessage, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fail {
		q.fail = false
		return nil, errors.New("no queue")
	}
	if len(q.batches) == 0 {
		q.end()
		return nil, nil
	}
	b := q.batches[0]
	q.batches = q.batches[1:]
	return b, nil
}

func (q *queue) Delete(_ context.Context, receipt string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.deleted = append(q.deleted, receipt)
	return nil
}

func batch(ids ...string) (b []events.SQSMessage) {
	for _, id := range ids {
		b = append(b, events.SQSMessage{MessageId: id, ReceiptHandle: "r" + id})
	}
	return b
}

func TestDeletesMessagesThatDidNotFail(t *testing.T) {
	failing := func(ids ...string) events.SQSEventResponse {
		var r events.SQSEventResponse
		for _, id := range ids {
			r.BatchItemFailures = append(r.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
		}
		return r
	}
	for name, c := range map[string]struct {
		answer events.SQSEventResponse
		err    error
		want   []string
	}{
		"all good":        {failing(), nil, []string{"ra", "rb", "rc"}},
		"one failed":      {failing("b"), nil, []string{"ra", "rc"}},
		"the same twice":  {failing("b", "b"), nil, []string{"ra", "rc"}},
		"an unknown id":   {failing("z"), nil, nil},
		"an empty id":     {failing(""), nil, nil},
		"function failed": {failing(), errors.New("killed"), nil},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		q := &queue{batches: [][]events.SQSMessage{batch("a", "b", "c")}, end: cancel}
		Mapping{
			Source: q, Concurrency: 1, Retry: time.Nanosecond, Log: slog.New(slog.DiscardHandler),
			Function: func(context.Context, events.SQSEvent) (events.SQSEventResponse, error) { return c.answer, c.err },
		}.Run(ctx)
		if !slices.Equal(q.deleted, c.want) {
			t.Errorf("%s: deleted %v, want %v", name, q.deleted, c.want)
		}
	}
}

func TestContinuesAfterAnErrorOfTheQueue(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	q := &queue{fail: true, end: cancel}
	for i := range 20 {
		q.batches = append(q.batches, batch(fmt.Sprint(i)))
	}
	var mu sync.Mutex
	running, most := 0, 0
	Mapping{
		Source: q, Concurrency: 3, Retry: time.Nanosecond, Log: slog.New(slog.DiscardHandler),
		Function: func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			if _, ok := ctx.Deadline(); !ok {
				t.Error("the function has no deadline")
			}
			mu.Lock()
			running--
			mu.Unlock()
			return events.SQSEventResponse{}, nil
		},
	}.Run(ctx)
	if len(q.deleted) != 20 || most > 3 {
		t.Errorf("%d messages done, %d at a time", len(q.deleted), most)
	}
}
