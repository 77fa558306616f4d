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

	"thoughtlyform/forms"
	"thoughtlyform/lambda/ledger"
)

// applyGuard asks the guard and the form's limits. A robot is answered like
// anybody; who is over a limit is told when to come back.
func (l *lead) applyGuard(ctx context.Context) (res events.APIGatewayV2HTTPResponse, done bool) {
	if l.admitted {
		return res, false
	}
	limits := &l.form.Limits
	var more []ledger.Window
	if l.Guard != nil && !l.Unguarded {
		j := l.Guard.Decide(ctx, l.visit())
		if j.Verdict != Allow {
			l.countBy("Spam", "Defence", j.Defence)
			l.release(ctx)
		}
		switch j.Verdict {
		case SilentDrop:
			return l.accepted(l.fakeAnswer(ctx)), true
		case Refused:
			return l.refuse(problem{status: http.StatusForbidden, code: j.Code}), true
		}
		if j.Defence != "" {
			l.countBy("Suspect", "Defence", j.Defence)
		}
		if j.Limits != nil {
			limits = j.Limits
		}
		more = j.Windows
	}
	windows := append(l.limitWindows(ctx, limits), more...)
	if l.ledgerDown || len(windows) == 0 {
		return res, false
	}
	full, err := l.Ledger.Count(ctx, windows...)
	if err != nil {
		l.ledgerFailed(ctx, "count", err)
		return res, false
	}
	if full >= 0 {
		l.release(ctx)
		wait := windows[full].Ends(l.now).Sub(l.now)
		return l.refuse(problem{status: http.StatusTooManyRequests, code: "rate_limited", retryAfter: wait}), true
	}
	l.windows = windows
	return res, false
}

// fakeContactID is the id of a contact that does not exist: the same each time that a
// robot asks, as a real one's is.
func (l *lead) fakeContactID(ctx context.Context) string {
	sum := hmac.New(sha256.New, l.key(ctx, "fakeContactID"))
	sum.Write([]byte(l.form.ID + "/" + l.sub.SubmissionID))
	return uuidFrom([16]byte(sum.Sum(nil)), 4)
}

// limitWindows are the windows that a submission counts in and is refused by.
// A number and an address are counted over all forms, or a deployment with ten
// forms would ring somebody ten times as often.
func (l *lead) limitWindows(ctx context.Context, limits *forms.Limits) []ledger.Window {
	var windows []ledger.Window
	add := func(what, value string, limit forms.Limit) {
		if limit.Count > 0 && value != "" {
			windows = append(windows, ledger.Window{
				Key:    what + strconv.Itoa(limit.Seconds) + "#" + l.pseudonym(ctx, value),
				Length: time.Duration(limit.Seconds) * time.Second, Limit: limit.Count,
			})
		}
	}
	if !l.Unguarded {
		add("phone", l.contact.PhoneNumber, limits.PerPhone)
		add("address", network(l.address()), limits.PerAddress)
	}
	if limits.PerDay > 0 {
		windows = append(windows, ledger.Window{Key: "day#" + l.form.ID, Length: 24 * time.Hour, Limit: limits.PerDay})
	}
	return windows
}

// pseudonym stands for a value in a counter's key: without the deployment's
// key nobody can tell which number or address it was.
func (l *lead) pseudonym(ctx context.Context, value string) string {
	sum := hmac.New(sha256.New, l.key(ctx, "counter"))
	sum.Write([]byte(value))
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// key is a key for one purpose; where the secret is out of reach it is a
// constant, since a limit without secrecy is better than none.
func (l *lead) key(ctx context.Context, purpose string) []byte {
	if l.Keys != nil {
		if key, err := l.Keys.Key(ctx, purpose); err == nil {
			return key
		}
	}
	return []byte(purpose)
}

// inPace reports whether a request may be made now, by Thoughtly's limit and,
// with a lead's first request, by the form's leads per minute, or else how long
// to wait. Both are asked at the same time. Intake may use the whole burst, so
// that a visitor who waits goes before the backlog.
func (l *lead) inPace(ctx context.Context, first bool) (ok bool, wait time.Duration) {
	full, inBurst := -1, true
	var counted, taken error
	minute := ledger.Window{Key: "minute#" + l.form.ID, Length: time.Minute, Limit: l.form.Limits.PerMinute}
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

// identify gives a form post that has no submission id one that a second click
// on the button makes again: it depends on what was typed and on the hour.
// Without the deployment's key it is random, since an id that anybody could
// compute would give the number away.
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
