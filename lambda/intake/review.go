package intake

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
)

// Leads for review are in a separate queue until an operator releases or drops
// them (make review). The system itself drops no accepted lead.

// caughtPerDay is the number of caught submissions that are held for review per
// UTC day. Further ones are refused.
const caughtPerDay = 200

// holdForReview sends a lead over a limit per day to the review queue. The
// answer tells the visitor that the lead waits.
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

// holdCaught sends a submission that the guard caught to the review queue: it
// may come from a person whose password manager fills every field. Its answer,
// the time until the answer, and the answers to its duplicates equal those of a
// lead that is not caught, so that a robot cannot detect the defence. If a full
// window or a failure of Thoughtly would hold, refuse or queue such a lead, the
// same happens to this one.
func (l *lead) holdCaught(ctx context.Context, d Decision, windows []ledger.Window) events.APIGatewayV2HTTPResponse {
	full := l.firstFull(ctx, append(windows, l.minute()))
	if d.Unproved && full >= 0 && full < len(windows) {
		return l.refuseFull(ctx, windows[full])
	}
	if res, done := l.refuseStopped(ctx); done {
		return res
	}
	if !l.hold(ctx, d.Defence) {
		return l.unavailable(ctx)
	}
	told, took := l.fakeAnswer(ctx), time.Duration(0)
	queued := full >= 0 || l.ledgerDown || told.Status == ledger.Queued
	if !queued {
		queued, took = l.upstream.usual(attemptOf(told))
	}
	if queued {
		told = l.expected(ledger.Queued)
	}
	l.answer = told
	if !queued {
		l.answer.Status = ledger.Held
	}
	l.complete(ctx)
	l.Pause(ctx, took-l.Now().Sub(l.began))
	return l.accepted(told)
}

// firstFull returns the index of the first full window, or -1. It counts
// nothing.
func (l *lead) firstFull(ctx context.Context, windows []ledger.Window) int {
	if l.ledgerDown {
		return -1
	}
	counts, err := l.Ledger.Counts(ctx, windows...)
	if err != nil {
		l.ledgerFailed(ctx, "counts", err)
		return -1
	}
	for i, w := range windows {
		if w.Limit > 0 && counts[i] >= w.Limit {
			return i
		}
	}
	return -1
}

// refuseStopped refuses a number on the do-not-call list as deliver does, so
// that the answer does not show whether a submission was caught. If the list is
// unavailable, the lead is held: delivery checks the list before it creates the
// contact.
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
		l.Log.ErrorContext(ctx, "review queue unreachable", "submission", l.sub.SubmissionID, "error", err)
		return false
	}
	l.countBy("HeldForReview", "Reason", why)
	return true
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
