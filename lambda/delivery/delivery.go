// Package delivery consumes the queue. It creates the contacts that intake
// could not create and places the calls that wait for their calling hours, at
// the rate that Thoughtly allows. It must not know about HTTP requests or form
// definitions: a message is self-contained.
//
// A message is deleted when its lead needs no further step. It is dead-lettered
// with a reason when an operator must decide. In every other case it is
// deferred. A failure of Thoughtly or of the ledger never dead-letters a
// message, however often it is retried; package lead has the policies.
package delivery

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/lead"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
)

// Config is what a Handler works with. Contacts, Ledger, Queue and Review are
// required; a zero value of the others is sensible.
type Config struct {
	Contacts lead.API
	Ledger   ledger.Ledger
	Queue    queue.Consumer
	Review   queue.Sender  // of leads that wait for an operator
	RPM      int           // requests a minute that Thoughtly takes; 0 does not pace
	Attempt  time.Duration // of one request with its retries; 0 is DefaultAttempt
	Reserve  time.Duration // of the function's time, kept for deferring or dead-lettering; 0 is DefaultReserve

	Now     func() time.Time // nil is time.Now
	Log     *slog.Logger     // nil discards
	Metrics *metrics.Sink    // nil discards
}

// The default times. They fit into the function's 60 seconds: a lead makes at
// most three requests (search, create and call).
const (
	DefaultAttempt = 8 * time.Second // quick failures are retried, a timeout is not
	DefaultReserve = 5 * time.Second
	requests       = 3
	maxPaceWait    = 10 * time.Second // awaited within an invocation; a longer wait defers
)

// tooOld is the age from which a message is dead-lettered instead of deferred.
// The queue would delete it without notice after 14 days; in the dead-letter
// queue operators see it for another 14.
const tooOld = 13 * 24 * time.Hour

// Handler handles SQS events. It is safe for use by any number of goroutines.
type Handler struct{ Config }

// New is a handler with the config's defaults filled in.
func New(c Config) *Handler {
	if c.Attempt == 0 {
		c.Attempt = DefaultAttempt
	}
	if c.Reserve == 0 {
		c.Reserve = DefaultReserve
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Handler{c}
}

// Handle processes a batch, one message after the other, since the rate limit
// is the bottleneck. The error is always nil: an error would return the whole
// batch to the queue.
func (h *Handler) Handle(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	b := &batch{Handler: h, deadline: h.deadline(ctx)}
	b.steps = lead.Steps{API: h.Contacts, Ledger: h.Ledger, Pace: b.pace, LookUp: true, Now: h.Now, Log: h.Log}
	res := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for _, m := range e.Records {
		if !b.handle(ctx, m) {
			res.BatchItemFailures = append(res.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
		}
	}
	h.Metrics.Emit(b.metrics...)
	return res, nil
}

// deadline returns the end of the invocation by the wall clock of time.Now.
func (h *Handler) deadline(ctx context.Context) time.Time {
	if d, ok := ctx.Deadline(); ok {
		return d
	}
	return time.Now().Add(requests*h.Attempt + h.Reserve + maxPaceWait)
}

// batch is the state of one event.
type batch struct {
	*Handler
	steps    lead.Steps
	deadline time.Time
	// halt is set once Thoughtly or the ledger fails or is over its rate, which
	// affects the rest of the batch too. A lead that became due recently waits
	// less, but at least the time in others.
	halt, others time.Duration
	metrics      []metrics.Metric
}

func (b *batch) count(name string) { b.metrics = append(b.metrics, metrics.Count(name)) }

// left returns the time that remains for requests.
func (b *batch) left() time.Duration { return time.Until(b.deadline) - b.Reserve }

// pace waits for a slot if one is free within maxPaceWait. If the ledger fails,
// there is no slot.
func (b *batch) pace(ctx context.Context) (time.Duration, bool) {
	if b.left() < b.Attempt {
		return time.Second, false
	}
	if b.RPM == 0 {
		return 0, true
	}
	p := ledger.ThoughtlyPace(b.RPM, ledger.Backlog)
	p.MaxWait = min(maxPaceWait, b.left()-b.Attempt)
	wait, ok, err := b.Ledger.Take(ctx, p)
	if err != nil {
		b.count("LedgerFailures")
		b.Log.ErrorContext(ctx, "ledger unreachable", "op", "take", "error", err)
		return time.Minute, false
	}
	if !ok {
		return wait, false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return time.Second, false
	case <-timer.C:
		return 0, true
	}
}
