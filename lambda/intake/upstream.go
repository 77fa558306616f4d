package intake

import (
	"math/rand/v2"
	"sync"
	"time"

	"thoughtlyform/lambda/ledger"
)

// upstream is what this process measured of its last leads.
type upstream struct {
	mu       sync.Mutex
	ids      [2]string // of the last two contacts, the newest first
	attempts []attempt // the last usualOf
}

// attempt is the measurement of one lead, from the guard to its answer.
type attempt struct {
	kind attemptKind
	took time.Duration
}

type attemptKind uint8

const (
	createdOnly attemptKind = iota
	createdAndCalled
	queuedForTrouble // Thoughtly failed
)

func attemptOf(a ledger.Answer) attemptKind {
	if a.Call == ledger.CallPlaced || a.Call == ledger.CallUnknown {
		return createdAndCalled
	}
	return createdOnly
}

const (
	usualOf      = 32
	defaultUsual = 400 * time.Millisecond // before anything is measured
)

// noteID records the id of a created contact.
func (u *upstream) noteID(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ids = [2]string{id, u.ids[0]}
}

// note records the kind and the duration of a lead.
func (u *upstream) note(kind attemptKind, took time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.attempts = append(u.attempts, attempt{kind, took})
	if len(u.attempts) > usualOf {
		u.attempts = u.attempts[1:]
	}
}

func (u *upstream) lastIDs() [2]string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.ids
}

// usual returns the duration of one of the last leads of the kind, at random.
// queued is whether the last lead met a failure of Thoughtly; the duration is
// then that of such a lead.
func (u *upstream) usual(kind attemptKind) (queued bool, took time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if n := len(u.attempts); n > 0 && u.attempts[n-1].kind == queuedForTrouble {
		queued, kind = true, queuedForTrouble
	}
	var of []time.Duration
	for _, a := range u.attempts {
		if a.kind == kind {
			of = append(of, a.took)
		}
	}
	if len(of) == 0 {
		return false, defaultUsual/2 + rand.N(defaultUsual)
	}
	return queued, of[rand.IntN(len(of))]
}
