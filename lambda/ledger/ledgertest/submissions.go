package ledgertest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thoughtlyform/lambda/ledger"
)

// fresh returns a claim of a new submission.
func fresh(c *Clock) ledger.Claim {
	return ledger.Claim{
		Key:     ledger.Key{Form: "form", SubmissionID: fmt.Sprintf("%032x", rand.Uint64())},
		Payload: "payload", Owner: ledger.NewOwner(), Lease: c.Now().Add(10 * time.Second),
	}
}

// again returns a claim of the same submission by another owner.
func again(c ledger.Claim, at *Clock) ledger.Claim {
	c.Owner = ledger.NewOwner()
	c.Lease = at.Now().Add(10 * time.Second)
	return c
}

func expect(t *testing.T, l ledger.Ledger, c ledger.Claim, want ledger.State) ledger.Record {
	t.Helper()
	r, err := l.Claim(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if r.State != want {
		t.Fatalf("state %d, want %d", r.State, want)
	}
	return r
}

var created = ledger.Answer{Status: ledger.Created, ContactID: "c1"}

func claim(t *testing.T, clock *Clock, l ledger.Ledger) {
	first := fresh(clock)
	expect(t, l, first, ledger.Won)
	expect(t, l, first, ledger.Won) // a retry of the client library
	r := expect(t, l, again(first, clock), ledger.InFlight)
	if r.Lease.Sub(first.Lease).Abs() > time.Millisecond {
		t.Errorf("lease until %v, want %v", r.Lease, first.Lease)
	}
	other := again(first, clock)
	other.Payload = "other"
	expect(t, l, other, ledger.Conflict)
	check(t, l.Complete(t.Context(), first, created))
	if r := expect(t, l, again(first, clock), ledger.Answered); r.Answer != created {
		t.Errorf("answer %+v", r.Answer)
	}
	expect(t, l, other, ledger.Conflict)
	elsewhere := again(first, clock)
	elsewhere.Form = "another"
	expect(t, l, elsewhere, ledger.Won)
}

func lease(t *testing.T, clock *Clock, l ledger.Ledger) {
	dead := fresh(clock)
	expect(t, l, dead, ledger.Won)
	clock.Advance(10*time.Second + ledger.LeaseGrace)
	expect(t, l, again(dead, clock), ledger.InFlight) // clocks differ
	clock.Advance(time.Second)
	heir := again(dead, clock)
	if r := expect(t, l, heir, ledger.Won); !r.Inherited {
		t.Error("an inherited claim passes for a fresh one")
	}
	if err := l.Complete(t.Context(), dead, created); !errors.Is(err, ledger.ErrLost) {
		t.Errorf("the slow owner completed: %v", err)
	}
	check(t, l.Release(t.Context(), dead)) // lost, so without effect
	expect(t, l, again(dead, clock), ledger.InFlight)
	check(t, l.Complete(t.Context(), heir, created))
}

func release(t *testing.T, clock *Clock, l ledger.Ledger) {
	c := fresh(clock)
	expect(t, l, c, ledger.Won)
	check(t, l.Release(t.Context(), c))
	other := again(c, clock)
	other.Payload = "other"
	expect(t, l, other, ledger.Won)

	// The contact may exist, so the claim is never removed.
	unknown := fresh(clock)
	expect(t, l, unknown, ledger.Won)
	unknown.UnknownOutcomes = 1
	check(t, l.Release(t.Context(), unknown))
	retry := again(unknown, clock)
	retry.UnknownOutcomes = 0
	if r := expect(t, l, retry, ledger.Won); r.UnknownOutcomes != 1 || r.Inherited {
		t.Errorf("a release forgets the unknown outcome: %+v", r)
	}
	check(t, l.Release(t.Context(), unknown)) // lost, so without effect
	changed := again(unknown, clock)
	changed.Payload = "other"
	expect(t, l, changed, ledger.Conflict)
}

func queued(t *testing.T, clock *Clock, l ledger.Ledger) {
	sent := fresh(clock)
	expect(t, l, sent, ledger.Won)
	delivery := again(sent, clock)
	delivery.Queued = true
	expect(t, l, delivery, ledger.InFlight) // intake is about to complete
	check(t, l.Complete(t.Context(), sent, ledger.Answer{Status: ledger.Queued}))
	duplicate := func(want ledger.Answer) {
		t.Helper()
		if r := expect(t, l, again(sent, clock), ledger.Answered); r.Answer != want {
			t.Errorf("answer %+v, want %+v", r.Answer, want)
		}
	}
	duplicate(ledger.Answer{Status: ledger.Queued})
	expect(t, l, delivery, ledger.Won)
	duplicate(ledger.Answer{Status: ledger.Queued}) // also while delivery works on it
	second := again(delivery, clock)
	expect(t, l, second, ledger.InFlight)
	delivery.UnknownOutcomes = 2
	check(t, l.Release(t.Context(), delivery)) // Thoughtly is down
	duplicate(ledger.Answer{Status: ledger.Queued})
	if r := expect(t, l, second, ledger.Won); r.Inherited || r.UnknownOutcomes != 2 {
		t.Errorf("a released claim passes for %+v", r)
	}
	check(t, l.Complete(t.Context(), second, created))
	duplicate(created)
	if r := expect(t, l, again(delivery, clock), ledger.Answered); r.Answer != created {
		t.Errorf("answer %+v", r.Answer)
	}

	// A caught submission gets the same response each time, and delivery can claim the
	// lead.
	caught := fresh(clock)
	expect(t, l, caught, ledger.Won)
	held := ledger.Answer{Status: ledger.Held, ContactID: "c2"}
	check(t, l.Complete(t.Context(), caught, held))
	if r := expect(t, l, again(caught, clock), ledger.Answered); r.Answer != held {
		t.Errorf("answer %+v", r.Answer)
	}
	freed := again(caught, clock)
	freed.Queued = true
	expect(t, l, freed, ledger.Won)

	// Delivery can receive a submission that is not in the ledger.
	unseen := fresh(clock)
	unseen.Queued = true
	expect(t, l, unseen, ledger.Won)
	plain := again(unseen, clock)
	plain.Queued = false
	if r := expect(t, l, plain, ledger.Answered); r.Answer.Status != ledger.Queued {
		t.Errorf("answer %+v", r.Answer)
	}
}

func expiry(t *testing.T, clock *Clock, l ledger.Ledger) {
	c := fresh(clock)
	expect(t, l, c, ledger.Won)
	check(t, l.Complete(t.Context(), c, created))
	clock.Advance(ledger.Retention - time.Hour)
	expect(t, l, again(c, clock), ledger.Answered)
	clock.Advance(2 * time.Hour) // expired, although the store can still have it
	other := again(c, clock)
	other.Payload = "other"
	expect(t, l, other, ledger.Won)
}

// race lets 16 claimants claim one submission, repeatedly: exactly one wins.
func race(t *testing.T, rounds int, l ledger.Ledger) {
	clock := NewClock()
	for range rounds {
		c := fresh(clock)
		var won atomic.Int32
		var all sync.WaitGroup
		start := make(chan struct{})
		for range 16 {
			mine := again(c, clock)
			all.Go(func() {
				<-start
				r, err := l.Claim(t.Context(), mine)
				switch {
				case err != nil:
					t.Error(err)
				case r.State == ledger.Won:
					won.Add(1)
				case r.State != ledger.InFlight:
					t.Errorf("state %d", r.State)
				}
			})
		}
		close(start)
		all.Wait()
		if n := won.Load(); n != 1 {
			t.Fatalf("%d winners", n)
		}
	}
}
