package guard

import (
	"context"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
)

// Limits of a form whose definition does not say.
var (
	defaultPerPhone   = forms.Limit{Count: 3, Seconds: 86400}
	defaultPerAddress = forms.Limit{Count: 20, Seconds: 3600}
)

const defaultPerMinute = 90 // below the 100 calls a minute that Thoughtly takes

// stricter is by how much the limits are tighter for who brings no proof.
const stricter = 10

// limits are the form's, with the defaults where it says nothing.
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

// proved lets a submission in under the form's limits.
func (g *Guard) proved(ctx context.Context, v intake.Attempt) intake.Decision {
	g.load.note(ctx, g.ledger, v)
	l := limits(v.Form)
	return intake.Decision{Limits: &l}
}

// unproved lets one in under stricter limits: one for a number, a tenth of the
// form's for an address, and for all such visitors together a tenth of what the
// form takes in a minute.
func (g *Guard) unproved(v intake.Attempt) intake.Decision {
	l := limits(v.Form)
	l.PerPhone.Count = 1
	l.PerAddress.Count = max(l.PerAddress.Count/stricter, 1)
	return intake.Decision{
		Defence: Unproved,
		Limits:  &l,
		Windows: []ledger.Window{{
			Key:    Unproved + "#" + v.Form.ID,
			Length: time.Minute,
			Limit:  max(perMinute(v.Form)/stricter, 1),
		}},
	}
}

func perMinute(f *forms.Form) int {
	if f.Limits.PerMinute > 0 {
		return f.Limits.PerMinute
	}
	return defaultPerMinute
}
