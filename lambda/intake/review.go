package intake

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
)

// Leads that wait for review are in a queue of their own until an operator lets
// them go or drops them (make review). No accepted lead is dropped.

// caughtPerDay is how many caught submissions are held for review a UTC day.
// More are refused.
const caughtPerDay = 200

// holdForReview puts a lead that is over a limit of the day in the review
// queue. The visitor is told that it waits.
func (l *lead) holdForReview(ctx context.Context, why reason) events.APIGatewayV2HTTPResponse {
	if res, done := l.refuseStopped(ctx); done {
		return res
	}
	if !l.hold(ctx, string(why)) {
		return l.unavailable(ctx)
	}
	l.answer = l.expected(ledger.Queued)
	l.complete(ctx)
	return l.accepted(l.answer)
}

// holdCaught puts a submission that the guard caught in the review queue: it
// may be a person's whose password manager fills every field. Its answers, the
// time they take and those to its duplicates are like those of a created lead,
// so that a robot learns nothing.
func (l *lead) holdCaught(ctx context.Context, defence string) events.APIGatewayV2HTTPResponse {
	began := time.Now()
	if res, done := l.countOrRefuse(ctx, []ledger.Window{{Key: "caught", Length: day, Limit: caughtPerDay}}); done {
		return res
	}
	if res, done := l.refuseStopped(ctx); done {
		return res
	}
	if !l.hold(ctx, defence) {
		return l.unavailable(ctx)
	}
	if l.ledgerDown { // where all leads are queued
		l.answer = l.expected(ledger.Queued)
		l.complete(ctx)
		return l.accepted(l.answer)
	}
	l.answer = l.fakeAnswer(ctx)
	l.answer.Status = ledger.Held
	l.complete(ctx)
	l.Pause(ctx, l.upstream.usual()-time.Since(began))
	return l.accepted(l.answer.Told())
}

// refuseStopped refuses a number on the do-not-call list as deliver does, so that
// a submission that is caught and one that is not get the same answer. If the
// list cannot be asked, the lead is held: delivery asks before it creates.
func (l *lead) refuseStopped(ctx context.Context) (res events.APIGatewayV2HTTPResponse, done bool) {
	if l.ledgerDown {
		return res, false
	}
	stopped, err := l.Ledger.Stopped(ctx, l.contact.PhoneNumber)
	if err != nil {
		l.ledgerFailed(ctx, "stopped", err)
	}
	if err != nil || !stopped {
		return res, false
	}
	l.count("StoppedNumbers")
	return l.stopped(ctx), true
}

// hold sends the lead to the review queue with its evidence.
func (l *lead) hold(ctx context.Context, why string) bool {
	l.consent = l.evidence()
	l.addContext()
	message := l.message()
	message.Review = &queue.Review{Reason: why, Network: widest(l.address())}
	if err := l.Review.Send(ctx, message); err != nil {
		l.count("QueueFailures")
		l.Log.ErrorContext(ctx, "review queue out of reach", "submission", l.sub.SubmissionID, "error", err)
		return false
	}
	l.countBy("HeldForReview", "Reason", why)
	return true
}

// upstream is what a process has seen of Thoughtly's answers.
type upstream struct {
	mu   sync.Mutex
	ids  [2]string       // of the last contacts, the newest first
	took []time.Duration // the last usualOf
}

const (
	usualOf      = 32
	defaultUsual = 400 * time.Millisecond // before anything is measured
)

// note records a contact that was made.
func (u *upstream) note(id string, took time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ids = [2]string{id, u.ids[0]}
	u.took = append(u.took, took)
	if len(u.took) > usualOf {
		u.took = u.took[1:]
	}
}

func (u *upstream) lastIDs() [2]string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.ids
}

// usual returns how long one of the last contacts took to make, at random.
func (u *upstream) usual() time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.took) == 0 {
		return defaultUsual/2 + rand.N(defaultUsual)
	}
	return u.took[rand.IntN(len(u.took))]
}

// pause waits for d or until the context ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(max(d, 0))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
