// Package delivery makes the contacts that wait in the queue, at the pace
// that Thoughtly allows. It must not know about HTTP requests or forms: a
// message holds all that it needs.
//
// A message leaves the queue in one of two ways: the contact is made and the
// ledger knows it, or the message is buried with the reason. Everything else
// puts it off. Nothing is buried for having been tried often, but for having
// been made maybe: a person must not be called again and again because the
// answers get lost.
package delivery

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/shared"
)

// Contacts makes contacts, as thoughtly.Client does; its errors are
// thoughtly.Error.
type Contacts interface {
	Create(ctx context.Context, c shared.Contact) (id string, err error)
}

// Config is what a Handler works with. Contacts, Ledger and Queue are
// required; a zero value of the others is sensible.
type Config struct {
	Contacts Contacts
	Ledger   ledger.Ledger
	Queue    queue.Consumer
	RPM      int           // calls a minute that Thoughtly takes; 0 does not pace
	Attempt  time.Duration // that a call may take; 0 is DefaultAttempt
	Reserve  time.Duration // kept of the function's time to put a message away; 0 is DefaultReserve

	Now     func() time.Time // nil is time.Now
	Log     *slog.Logger     // nil discards
	Metrics *metrics.Sink    // nil discards
}

// Times, when nothing else is set: within the function's 60 seconds.
const (
	DefaultAttempt = 8 * time.Second // quick failures are tried again, a timeout is not
	DefaultReserve = 5 * time.Second
	maxPaceWait    = 10 * time.Second // awaited within an invocation rather than put off
)

// patience is how often a message meets a ledger out of reach before it is
// delivered without: by then a quarter of an hour has passed, and a lead that
// waits for a ledger that never comes is lost.
const patience = 8

// maxUnknownOutcomes is how often a contact may have been made before somebody has to
// look: by an attempt that broke off after it was sent, or an owner that died.
const maxUnknownOutcomes = 3

// tooOld is how long after it was sent a message is moved to the dead letters
// where it would be put off once more: the queue drops it in silence at 14
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

// Handle delivers a batch, one message after the other since the pace is the
// bottleneck. The error is always nil: one would put the whole batch back.
func (h *Handler) Handle(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	b := &batch{Handler: h, deadline: h.deadline(ctx)}
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
	return time.Now().Add(h.Attempt + h.Reserve + maxPaceWait)
}

// batch is one event on its way through the handler.
type batch struct {
	*Handler
	deadline time.Time
	// halt is set once Thoughtly is down or out of breath: what is left of the
	// batch would only meet the same.
	halt    time.Duration
	metrics []metrics.Metric
}

func (b *batch) count(name string) { b.metrics = append(b.metrics, metrics.Count(name)) }

// left is the time in which a call may still be made.
func (b *batch) left() time.Duration { return time.Until(b.deadline) - b.Reserve }
