// Package ledgertest has the tests that every ledger must pass.
package ledgertest

import (
	"sync/atomic"
	"testing"
	"time"

	"thoughtlyform/lambda/ledger"
)

// Clock is a clock that a test sets. Several ledgers with one store can have different
// clocks.
type Clock struct{ nanos atomic.Int64 }

// NewClock returns a stopped clock at the present second.
func NewClock() *Clock {
	c := &Clock{}
	c.nanos.Store(time.Now().Truncate(time.Second).UnixNano())
	return c
}

// Now returns the clock's time.
func (c *Clock) Now() time.Time { return time.Unix(0, c.nanos.Load()).UTC() }

// Advance moves the clock forward.
func (c *Clock) Advance(d time.Duration) { c.nanos.Add(int64(d)) }

// Run tests the ledgers that open returns. All of them share one store, like several
// machines.
func Run(t *testing.T, races int, open func(now func() time.Time) ledger.Ledger) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *Clock, ledger.Ledger)
	}{
		{"claim", claim},
		{"lease", lease},
		{"release", release},
		{"queued", queued},
		{"hand over", handOver},
		{"unknown", unknown},
		{"calls", calls},
		{"uses", uses},
		{"stops", stops},
		{"expiry", expiry},
		{"count", count},
		{"take", take},
		{"spend", spend},
		{"consent", consent},
		{"bundle", bundle},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := NewClock()
			c.test(t, clock, open(clock.Now))
		})
	}
	t.Run("race", func(t *testing.T) { race(t, races, open(NewClock().Now)) })
	t.Run("count race", func(t *testing.T) { countRace(t, open(NewClock().Now)) })
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
