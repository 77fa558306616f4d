package intake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/ledger"
)

// applyGuard calls the guard and counts the lead in its windows. A robot gets
// the answer of an accepted lead. A lead over a limit per number or address is
// refused with a Retry-After. A lead over a limit per day waits for review.
func (l *lead) applyGuard(ctx context.Context) (res events.APIGatewayV2HTTPResponse, done bool) {
	if l.admitted {
		return res, false
	}
	var d Decision
	if l.Guard != nil && !l.Unguarded {
		d = l.Guard.Decide(ctx, l.visit(ctx))
		switch {
		case d.Verdict != Allow:
			l.countBy("Spam", "Defence", d.Defence)
		case d.Defence != "":
			l.countBy("Suspect", "Defence", d.Defence)
		}
		if d.Verdict == Refused {
			l.release(ctx)
			return l.refuse(problem{status: http.StatusForbidden, code: d.Code}), true
		}
	}
	limits := &l.form.Limits
	if d.Limits != nil {
		limits = d.Limits
	}
	if l.Unguarded {
		return res, false
	}
	refusing, windows := append(l.refusingWindows(ctx, limits), d.Windows...), l.reviewWindows(ctx)
	if d.Verdict == Hold {
		refusing = append(refusing, ledger.Window{Key: "caught", Length: day, Limit: caughtPerDay})
	}
	if res, done := l.countOrRefuse(ctx, refusing); done {
		return res, done
	}
	l.began = l.Now()
	if d.Verdict == Hold {
		return l.holdCaught(ctx, d, windows), true
	}
	if l.ledgerDown {
		l.uncounted = append(l.uncounted, windows...)
		return res, false
	}
	if d.Unproved {
		if res, done := l.countOrRefuse(ctx, windows); done || l.ledgerDown {
			return res, done
		}
	} else if full := l.countIn(ctx, windows); full >= 0 {
		return l.holdForReview(ctx, reviewReasons[full]), true
	}
	if d.Accepted != nil {
		d.Accepted(ctx)
	}
	return res, false
}

// countIn counts the lead in all windows or in none. It returns the index of
// the first full one, or -1. If the ledger is unavailable it returns -1, and
// delivery counts the lead.
func (l *lead) countIn(ctx context.Context, windows []ledger.Window) int {
	full, err := -1, error(nil)
	if !l.ledgerDown {
		if full, err = l.Ledger.Count(ctx, windows...); err != nil {
			l.ledgerFailed(ctx, "count", err)
		}
	}
	if l.ledgerDown {
		l.uncounted = append(l.uncounted, windows...)
		return -1
	}
	if full < 0 {
		l.windows = append(l.windows, windows...)
	}
	return full
}

// countOrRefuse counts the lead in the windows. If one is full, it releases the
// lead and refuses it until the window ends.
func (l *lead) countOrRefuse(ctx context.Context, windows []ledger.Window) (res events.APIGatewayV2HTTPResponse, done bool) {
	full := l.countIn(ctx, windows)
	if full < 0 {
		return res, false
	}
	return l.refuseFull(ctx, windows[full]), true
}

// refuseFull releases the lead and refuses it until the full window ends.
func (l *lead) refuseFull(ctx context.Context, full ledger.Window) events.APIGatewayV2HTTPResponse {
	l.release(ctx)
	wait := full.Ends(l.now).Sub(l.now)
	return l.refuse(problem{status: http.StatusTooManyRequests, code: "rate_limited", retryAfter: wait})
}

// minute returns the window of the form's leads per minute.
func (l *lead) minute() ledger.Window {
	return ledger.Window{Key: "minute#" + l.form.ID, Length: time.Minute, Limit: l.form.Limits.PerMinute}
}

// pseudonym returns the replacement of a number or an address in a counter's
// key. It is an HMAC: without the deployment's key it does not reveal the
// value.
func (r *request) pseudonym(ctx context.Context, value string) string {
	sum := hmac.New(sha256.New, r.key(ctx, "counter"))
	sum.Write([]byte(value))
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// key returns a key for one purpose. If the secret is unavailable it is a
// constant, since a limit without secrecy is better than none.
func (r *request) key(ctx context.Context, purpose string) []byte {
	if r.Keys != nil {
		if key, err := r.Keys.Key(ctx, purpose); err == nil {
			return key
		}
	}
	return []byte(purpose)
}

// inPace reports whether a request may be sent now, or else the time to wait.
// It checks Thoughtly's limit and, with a lead's first request, the form's
// leads per minute, both at the same time. Intake may use the whole burst, so
// that visitors who wait for an answer precede the backlog.
func (l *lead) inPace(ctx context.Context, first bool) (ok bool, wait time.Duration) {
	full, inBurst := -1, true
	var counted, taken error
	minute := l.minute()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if first && minute.Limit > 0 {
			full, counted = l.Ledger.Count(ctx, minute)
		}
	}()
	if l.RPM > 0 {
		wait, inBurst, taken = l.Ledger.Take(ctx, ledger.ThoughtlyPace(l.RPM, ledger.Visitor))
	}
	<-done
	if err := errors.Join(counted, taken); err != nil {
		l.ledgerFailed(ctx, "pace", err)
		return false, time.Minute
	}
	if full >= 0 {
		wait = max(wait, minute.Ends(l.now).Sub(l.now))
	}
	return full < 0 && inBurst, wait
}

// identify sets the submission id of a form post without one. It is derived
// from the values and the hour, so that a second click on the button gives the
// same id. Without the deployment's key it is random, since a computable id
// would reveal the number.
func (l *lead) identify(ctx context.Context) {
	if l.sub.SubmissionID != "" {
		return
	}
	l.sub.SubmissionID = randomUUID()
	if l.Keys == nil {
		return
	}
	key, err := l.Keys.Key(ctx, "submission")
	if err != nil {
		return
	}
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte(ledger.Fingerprint(l.form.ID, l.contact)))
	sum.Write([]byte(strconv.FormatInt(l.now.Unix()/3600, 10)))
	l.sub.SubmissionID = uuidFrom([16]byte(sum.Sum(nil)), 8)
}
