// Package delivery works off the queue: it creates the contacts that could not
// be created at once and places the calls that wait for their hour, at the pace
// that Thoughtly allows. It must not know about HTTP requests or form
// definitions: a message holds all that it needs.
//
// A message leaves the queue when nothing is left to do for its lead, or it is
// dead-lettered with a reason for an operator to decide. Everything else defers
// it. Trouble at Thoughtly or in the ledger never dead-letters a message,
// however often it is tried; package lead has the policies.
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
	Attempt  time.Duration // that a request may take with its repetitions; 0 is DefaultAttempt
	Reserve  time.Duration // kept of the function's time to put a message away; 0 is DefaultReserve

	Now     func() time.Time // nil is time.Now
	Log     *slog.Logger     // nil discards
	Metrics *metrics.Sink    // nil discards
}

// Times, when nothing else is set: within the function's 60 seconds. A lead
// makes three requests at the most: search, create and call.
const (
	DefaultAttempt = 8 * time.Second // quick failures are repeated, a timeout is not
	DefaultReserve = 5 * time.Second
	requests       = 3
	maxPaceWait    = 10 * time.Second // awaited within an invocation; a longer wait defers
)

// tooOld is how long after it was sent a message is moved to the dead letters
// where it would be deferred once more: the queue drops it in silence at 14
// days, and there a person sees it and it begins another 14.
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

// Handle works on a batch, one message after the other since the pace is the
// bottleneck. The error is always nil: an error would put the whole batch back.
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

// deadline is when the invocation is over, by the wall clock of time.Now.
func (h *Handler) deadline(ctx context.Context) time.Time {
	if d, ok := ctx.Deadline(); ok {
		return d
	}
	return time.Now().Add(requests*h.Attempt + h.Reserve + maxPaceWait)
}

// batch is one event on its way through the handler.
type batch struct {
	*Handler
	steps    lead.Steps
	deadline time.Time
	// halt is set once Thoughtly or the ledger is in trouble or over its rate:
	// the rest of the batch would meet the same. A lead that has not been due
	// for long waits for less of it, and all wait for others at least.
	halt, others time.Duration
	metrics      []metrics.Metric
}

func (b *batch) count(name string) { b.metrics = append(b.metrics, metrics.Count(name)) }

// left is the time in which requests may still be made.
func (b *batch) left() time.Duration { return time.Until(b.deadline) - b.Reserve }

// pace waits for a slot if it comes soon. Where the ledger cannot say, none
// does.
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
		b.Log.ErrorContext(ctx, "ledger out of reach", "op", "take", "error", err)
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
