// Package guard tells people from robots for intake: by a proof of work that
// the visitor's browser makes while they type, by the time that they took, and
// by a field that only robots fill in. It puts no puzzle before anybody. Who
// brings no proof, since scripts are blocked or the browser cannot make one, is
// let in under stricter limits. The package must not know about HTTP or about
// what a contact is worth; policy (countries, number types, text, origins) is
// the form's rules' and intake's.
package guard

import (
	"context"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared/challenge"
)

// Settings of a form whose definition does not say.
const (
	DefaultDifficulty = 18 // leading zero bits: 262,000 tries on average, 45 ms in a desktop browser
	DefaultMinSeconds = 2  // from the session to the submission
)

// Lifetime is how long a challenge can be spent. It bounds what somebody can
// solve in advance. The widget renews long before.
const Lifetime = 15 * time.Minute

// The defences, as the metric names them.
const (
	Honeypot = "honeypot"  // the hidden field was filled in
	FillTime = "fill_time" // sent sooner than a person can
	Proof    = "proof"     // malformed, forged, of another form, or unsolved
	Replay   = "replay"    // a proof that another submission has spent
	Unproved = "unproved"  // no proof, or a stale one
)

// Refusal is the code that a visitor is told with a proof that does not hold.
// A widget that gets it starts anew with another session.
const Refusal = "proof_refused"

// Guard is intake's guard. It is safe for use by any number of goroutines.
type Guard struct {
	ledger ledger.Ledger
	keys   intake.Keys
	load   load
}

var _ intake.Guard = (*Guard)(nil)

// New is a guard that remembers in l and signs by a key of keys.
func New(l ledger.Ledger, keys intake.Keys) *Guard {
	return &Guard{ledger: l, keys: keys}
}

// Decide implements intake.Guard. Where the ledger or the key cannot be had, a
// proof is taken at its word: that a lead is lost is worse than that a robot
// comes through.
func (g *Guard) Decide(ctx context.Context, v intake.Attempt) intake.Decision {
	settings := v.Form.Guard
	if honeypot(settings) && v.Submission.Website != "" {
		return intake.Decision{Verdict: intake.SilentDrop, Defence: Honeypot}
	}
	if v.Submission.Proof == "" {
		return g.unproved(v)
	}
	key, err := g.key(ctx)
	if err != nil {
		return g.proved(ctx, v)
	}
	token, code := challenge.Verify([]byte(v.Submission.Proof), key, challenge.Terms{
		Form:   v.Form.ID,
		Now:    v.Now.Unix(),
		MinAge: minSeconds(settings),
		MaxAge: int64(Lifetime / time.Second),
	})
	switch code {
	case challenge.OK:
		return g.spend(ctx, v, token)
	case challenge.TooEarly:
		return intake.Decision{Verdict: intake.SilentDrop, Defence: FillTime}
	case challenge.Expired:
		// A visitor who was offline for long, or whose page slept, is honest.
		return g.unproved(v)
	}
	return intake.Decision{Verdict: intake.Refused, Defence: Proof, Code: Refusal}
}

// spend uses the proof up for this submission, which may bring it again.
func (g *Guard) spend(ctx context.Context, v intake.Attempt, token []byte) intake.Decision {
	by := v.Form.ID + "/" + v.Submission.SubmissionID
	first, err := g.ledger.Spend(ctx, string(token), by, v.Now.Add(Lifetime+time.Minute))
	if err == nil && !first {
		return intake.Decision{Verdict: intake.Refused, Defence: Replay, Code: Refusal}
	}
	return g.proved(ctx, v)
}

func (g *Guard) key(ctx context.Context) (*[challenge.KeyLen]byte, error) {
	key, err := g.keys.Key(ctx, "challenge")
	if err != nil {
		return nil, err
	}
	return (*[challenge.KeyLen]byte)(key), nil
}

func honeypot(s forms.Guard) bool { return s.Honeypot == nil || *s.Honeypot }

func minSeconds(s forms.Guard) int64 {
	if s.MinSeconds != nil {
		return int64(*s.MinSeconds)
	}
	return DefaultMinSeconds
}
