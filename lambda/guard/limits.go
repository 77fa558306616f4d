package guard

import (
	"context"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
)

// Default limits of a form.
var (
	defaultPerPhone   = forms.Limit{Count: 3, Seconds: 86400}
	defaultPerAddress = forms.Limit{Count: 20, Seconds: 3600}
)

const defaultPerMinute = 90 // below Thoughtly's 100 requests a minute

// stricter is the factor by which limits are lower without a proof.
const stricter = 10

// unprovedPerDay is how many leads without a proof all forms together accept in a
// UTC day. About one visitor in a hundred has no scripts.
const unprovedPerDay = 100

// limits returns the form's limits, with defaults for missing ones.
func limits(f *forms.Form) forms.Limits {
	l := f.Limits
	if l.PerPhone.Count == 0 {
		l.PerPhone = defaultPerPhone
	}
	if l.PerAddress.Count == 0 {
		l.PerAddress = defaultPerAddress
	}
	return l
}

// proved accepts a submission with the form's limits.
func (g *Guard) proved(v intake.Attempt) intake.Decision {
	l := limits(v.Form)
	return intake.Decision{Limits: &l, Accepted: func(ctx context.Context) { g.note(ctx, v) }}
}

// unproved accepts a submission with stricter limits: one per number, a tenth of
// the form's limit per address, and, for all submissions without a proof
// together, a tenth of the form's limit per minute and unprovedPerDay. Above the
// daily limit it is refused, not held for review.
func (g *Guard) unproved(v intake.Attempt) intake.Decision {
	l := limits(v.Form)
	l.PerPhone.Count = 1
	l.PerAddress.Count = max(l.PerAddress.Count/stricter, 1)
	return intake.Decision{
		Defence:  Unproved,
		Unproved: true,
		Limits:   &l,
		Windows: []ledger.Window{
			{Key: Unproved + "#" + v.Form.ID, Length: time.Minute, Limit: max(perMinute(v.Form)/stricter, 1)},
			{Key: Unproved, Length: 24 * time.Hour, Limit: unprovedPerDay},
		},
	}
}

func perMinute(f *forms.Form) int {
	if f.Limits.PerMinute > 0 {
		return f.Limits.PerMinute
	}
	return defaultPerMinute
}
