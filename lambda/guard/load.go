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

// mostRaised is by how many bits the load can raise a form's difficulty: a
// phone that takes half a second then takes eight.
const mostRaised = 4

// bits returns the difficulty of a form now. It is raised by one bit for each half
// of the form's leads a minute that were accepted in this minute or the last.
// The count is in the ledger, so that all copies of the function ask for the
// same, and is read where challenges are made and where proofs are used.
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

// halfMinute returns how many leads of a minute raise the difficulty by one bit.
func halfMinute(f *forms.Form) int { return max(perMinute(f)/2, 1) }

// note counts an accepted lead that spent a proof. Nothing else raises the
// difficulty: what costs the sender nothing must not cost other visitors.
func (g *Guard) note(ctx context.Context, v intake.Attempt) {
	_, _ = g.ledger.Count(ctx, load(v, v.Now)) // without the ledger there is no load to tell
}

// load returns the window of one minute's leads. The minute is part of its key, so
// that the last one can be read as well.
func load(v intake.Attempt, at time.Time) ledger.Window {
	return ledger.Window{
		Key:    "load#" + v.Form.ID + "#" + strconv.FormatInt(at.Unix()/60, 10),
		Length: 24 * time.Hour, Limit: mostRaised * halfMinute(v.Form), // more makes no difference
	}
}
