// Package guard tells people from robots for intake: by a proof of work that
// the visitor's browser makes while they type, by the time that they took, and
// by a field that only robots fill in. It shows no puzzles.
// Submissions without a proof, since scripts are blocked or the browser cannot
// make one, get stricter limits. The package must not know about HTTP or about
// what a contact is worth; policy (countries, number types, text, origins)
// belongs to the form's rules and to intake.
package guard

import (
	"context"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/proof"
)

// Default settings of a form.
const (
	DefaultDifficulty = 18 // leading zero bits: 262,000 tries on average, 45 ms in a desktop browser
	DefaultMinSeconds = 2  // from the session to the submission
)

// Lifetime is how long a challenge can be spent. It bounds what can be solved
// in advance. The widget renews long before.
const Lifetime = 15 * time.Minute

// The defences, as the metric names them.
const (
	Honeypot = "honeypot"  // the hidden field was filled in
	FillTime = "fill_time" // sent sooner than a person can
	Proof    = "proof"     // malformed, forged, of another form or network, or unsolved
	Price    = "price"     // a proof of less work than is asked now
	Replay   = "replay"    // a proof that another submission has spent
	Unproved = "unproved"  // no proof, or a stale one
)

// Refusal is the error code for a proof that does not hold. A widget that gets
// it starts anew with another session, without the visitor noticing.
const Refusal = "proof_refused"

// Store is the part of the ledger that a guard needs.
type Store interface {
	ledger.Limits
	ledger.Proofs
}

// Guard is intake's guard. It is safe for use by any number of goroutines.
type Guard struct {
	ledger Store
	keys   intake.Keys
}

var _ intake.Guard = (*Guard)(nil)

// New returns a guard that remembers in l and signs by a key of keys.
func New(l Store, keys intake.Keys) *Guard {
	return &Guard{ledger: l, keys: keys}
}

// Decide implements intake.Guard. A submission that fills the hidden field may
// come from a person whose password manager fills every field, so it is held
// for review, as is one that was sent too early.
func (g *Guard) Decide(ctx context.Context, v intake.Attempt) intake.Decision {
	d := g.prove(ctx, v)
	if d.Verdict == intake.Allow && honeypot(v.Form.Guard) && v.Submission.Website != "" {
		d.Verdict, d.Defence = intake.Hold, Honeypot
	}
	return d
}

// prove checks the proof. Where the key cannot be read it takes the proof as
// good, since a lost lead is worse than a robot's.
func (g *Guard) prove(ctx context.Context, v intake.Attempt) intake.Decision {
	if v.Submission.Proof == "" {
		return g.unproved(v)
	}
	key, err := g.keys.Key(ctx, "challenge")
	if err != nil {
		return g.proved(v)
	}
	token, code := proof.Verify(key, v.Submission.Proof, proof.Terms{
		Scope:  scope(v),
		Now:    v.Now,
		MinAge: minAge(v.Form.Guard),
		MaxAge: Lifetime,
		Bits:   g.bits(ctx, v),
	})
	switch code {
	case proof.OK, proof.TooEarly:
		d := g.spend(ctx, v, token)
		if code == proof.TooEarly && d.Verdict == intake.Allow {
			d.Verdict, d.Defence = intake.Hold, FillTime
		}
		return d
	case proof.Expired:
		// The visitor was offline for long, or the page slept.
		return g.unproved(v)
	case proof.TooEasy:
		return refused(Price)
	}
	return refused(Proof)
}

func refused(defence string) intake.Decision {
	return intake.Decision{Verdict: intake.Refused, Defence: defence, Code: Refusal}
}

// spend uses the proof up for this submission, which may be sent again.
func (g *Guard) spend(ctx context.Context, v intake.Attempt, token string) intake.Decision {
	by := v.Form.ID + "/" + v.Submission.SubmissionID
	first, err := g.ledger.Spend(ctx, token, by, v.Now.Add(Lifetime+time.Minute))
	if err == nil && !first {
		return refused(Replay)
	}
	return g.proved(v)
}

// scope returns what a proof is good for: a form, and the network that fetched its
// challenge.
func scope(v intake.Attempt) string { return v.Form.ID + "\n" + v.Network }

func honeypot(s forms.Guard) bool { return s.Honeypot == nil || *s.Honeypot }

func minAge(s forms.Guard) time.Duration {
	seconds := DefaultMinSeconds
	if s.MinSeconds != nil {
		seconds = *s.MinSeconds
	}
	return time.Duration(seconds) * time.Second
}
