// Package guard is intake's spam defence. It checks a proof of work, which the
// browser computes while the visitor types, the time from the session to the
// submission, and a hidden field that only robots fill in. Submissions without a
// proof, for example from browsers without scripts, get stricter limits. The
// package must not know about HTTP or about the contact's values: countries,
// number types, texts and origins belong to the form's rules and to intake.
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
	DefaultDifficulty = 18 // leading zero bits: 262,000 hashes on average, 45 ms in a desktop browser
	DefaultMinSeconds = 2  // least time from the session to the submission
)

// Lifetime is how long a challenge is valid. It limits how many proofs can be
// computed in advance. The widget gets a new challenge long before.
const Lifetime = 15 * time.Minute

// The values of the metric's dimension Defence.
const (
	Honeypot = "honeypot"  // the hidden field was filled in
	FillTime = "fill_time" // sent before the form's min_seconds
	Proof    = "proof"     // malformed, forged, for another form or network, or unsolved
	Price    = "price"     // lower difficulty than required now
	Replay   = "replay"    // proof of another submission
	Unproved = "unproved"  // no proof, or an expired one
)

// Refusal is the error code for an invalid proof. The widget then starts a new
// session and sends the submission again, without telling the visitor.
const Refusal = "proof_refused"

// Store is the part of the ledger that a guard needs.
type Store interface {
	ledger.Limits
	ledger.Proofs
}

// Guard implements intake.Guard. It is safe for concurrent use.
type Guard struct {
	ledger Store
	keys   intake.Keys
}

var _ intake.Guard = (*Guard)(nil)

// New returns a guard that stores its state in l and signs challenges with a key
// from keys.
func New(l Store, keys intake.Keys) *Guard {
	return &Guard{ledger: l, keys: keys}
}

// Decide implements intake.Guard. It holds a submission for review if the hidden
// field is filled in, since a password manager can do that for a person, and if
// it was sent too early.
func (g *Guard) Decide(ctx context.Context, v intake.Attempt) intake.Decision {
	d := g.prove(ctx, v)
	if d.Verdict == intake.Allow && honeypot(v.Form.Guard) && v.Submission.Website != "" {
		d.Verdict, d.Defence = intake.Hold, Honeypot
	}
	return d
}

// prove checks the proof. If the key cannot be read, it accepts any proof, since
// losing a lead is worse than accepting a robot's.
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
		// The visitor was offline for a long time, or the page was suspended.
		return g.unproved(v)
	case proof.TooEasy:
		return refused(Price)
	}
	return refused(Proof)
}

func refused(defence string) intake.Decision {
	return intake.Decision{Verdict: intake.Refused, Defence: defence, Code: Refusal}
}

// spend assigns the token to this submission. The same submission can be sent
// again with it, another one cannot.
func (g *Guard) spend(ctx context.Context, v intake.Attempt, token string) intake.Decision {
	by := v.Form.ID + "/" + v.Submission.SubmissionID
	first, err := g.ledger.Spend(ctx, token, by, v.Now.Add(Lifetime+time.Minute))
	if err == nil && !first {
		return refused(Replay)
	}
	return g.proved(v)
}

// scope returns the scope of a proof: the form, and the network that requested
// the challenge.
func scope(v intake.Attempt) string { return v.Form.ID + "\n" + v.Network }

func honeypot(s forms.Guard) bool { return s.Honeypot == nil || *s.Honeypot }

func minAge(s forms.Guard) time.Duration {
	seconds := DefaultMinSeconds
	if s.MinSeconds != nil {
		seconds = *s.MinSeconds
	}
	return time.Duration(seconds) * time.Second
}
