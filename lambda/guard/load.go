package guard

import (
	"context"
	"slices"
	"strconv"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
)

// mostRaised is the most bits by which load raises a form's difficulty. Four bits
// multiply the work by sixteen: eight seconds instead of half a second on a phone.
const mostRaised = 4

// bits returns the current difficulty of a form. It rises by one bit for each
// halfMinute leads that were accepted in the present or the previous minute,
// whichever has more. The counts are in the ledger, so that all instances of the
// function require the same. They are read for each new challenge and each proof.
func (g *Guard) bits(ctx context.Context, v intake.Attempt) int {
	bits := v.Form.Guard.Difficulty
	if bits == 0 {
		bits = DefaultDifficulty
	}
	counts, err := g.ledger.Counts(ctx, load(v, v.Now), load(v, v.Now.Add(-time.Minute)))
	if err != nil {
		return bits
	}
	return bits + min(slices.Max(counts)/halfMinute(v.Form), mostRaised)
}

// halfMinute returns half of the form's limit per minute: the number of leads that
// raises the difficulty by one bit.
func halfMinute(f *forms.Form) int { return max(perMinute(f)/2, 1) }

// note counts an accepted lead with a proof. Nothing else raises the difficulty,
// because a sender must not be able to raise it for others without any work.
func (g *Guard) note(ctx context.Context, v intake.Attempt) {
	_, _ = g.ledger.Count(ctx, load(v, v.Now)) // an error leaves the difficulty unchanged
}

// load returns the window that counts the leads of one minute. The minute is part
// of the key, so that the previous minute can be read too.
func load(v intake.Attempt, at time.Time) ledger.Window {
	return ledger.Window{
		Key:    "load#" + v.Form.ID + "#" + strconv.FormatInt(at.Unix()/60, 10),
		Length: 24 * time.Hour, Limit: mostRaised * halfMinute(v.Form), // more makes no difference
	}
}
