// Package ledgertest holds the tests that every ledger passes.
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

// Clock is a clock that a test turns. Several ledgers over one store may have
// clocks that differ.
type Clock struct{ nanos atomic.Int64 }

// NewClock is a clock that stands at the present second.
func NewClock() *Clock {
	c := &Clock{}
	c.nanos.Store(time.Now().Truncate(time.Second).UnixNano())
	return c
}

// Now is what the clock shows.
func (c *Clock) Now() time.Time { return time.Unix(0, c.nanos.Load()).UTC() }

// Advance turns the clock on.
func (c *Clock) Advance(d time.Duration) { c.nanos.Add(int64(d)) }

// Run tests the ledgers that open makes. Each shares its store with the one
// before, as two machines would.
func Run(t *testing.T, races int, open func(now func() time.Time) ledger.Ledger) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *Clock, ledger.Ledger)
	}{
		{"claim", claim},
		{"lease", lease},
		{"release", release},
		{"queued", queued},
		{"expiry", expiry},
		{"count", count},
		{"take", take},
		{"spend", spend},
		{"consent", consent},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := NewClock()
			c.test(t, clock, open(clock.Now))
		})
	}
	t.Run("race", func(t *testing.T) { race(t, races, open(NewClock().Now)) })
	t.Run("count race", func(t *testing.T) { countRace(t, open(NewClock().Now)) })
}

// fresh is a claim of a submission that no other test has.
func fresh(c *Clock) ledger.Claim {
	return ledger.Claim{
		Key:     ledger.Key{Form: "form", SubmissionID: fmt.Sprintf("%032x", rand.Uint64())},
		Payload: "payload", Owner: ledger.NewOwner(), Lease: c.Now().Add(10 * time.Second),
	}
}

// again is the same submission sent once more.
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

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var created = ledger.Answer{Status: ledger.Created, ContactID: "c1"}

func claim(t *testing.T, clock *Clock, l ledger.Ledger) {
	first := fresh(clock)
	expect(t, l, first, ledger.Won)
	expect(t, l, first, ledger.Won) // the client library's own retry
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
	duplicate(ledger.Answer{Status: ledger.Queued}) // while delivery is at it, too
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

	// Delivery may meet a submission that the ledger never saw.
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
	clock.Advance(2 * time.Hour) // expired, though the store may still have it
	other := again(c, clock)
	other.Payload = "other"
	expect(t, l, other, ledger.Won)
}

func count(t *testing.T, clock *Clock, l ledger.Ledger) {
	ctx := t.Context()
	a := ledger.Window{Key: ledger.NewOwner(), Length: time.Hour, Limit: 2}
	b := ledger.Window{Key: ledger.NewOwner(), Length: 24 * time.Hour, Limit: 3}
	expect := func(want int, windows ...ledger.Window) {
		t.Helper()
		if full, err := l.Count(ctx, windows...); err != nil || full != want {
			t.Fatalf("full %d, %v; want %d", full, err, want)
		}
	}
	expect(-1, a, b)
	expect(-1, a, b)
	expect(0, a, b) // and b is not counted
	expect(-1, b)
	expect(0, b)
	expect(0, a, b)
	expect(1, ledger.Window{Key: ledger.NewOwner(), Length: time.Hour, Limit: 1}, b)
	check(t, l.Uncount(ctx, b))
	expect(-1, b)
	expect(0, b)
	clock.Advance(a.Ends(clock.Now()).Sub(clock.Now()))
	expect(-1, a)
	check(t, l.Uncount(ctx, a, a, a)) // never below nothing
	expect(-1, a)
	expect(-1, a)
	expect(0, a)
	expect(-1)
}

func take(t *testing.T, clock *Clock, l ledger.Ledger) {
	p := ledger.Pace{Bucket: ledger.NewOwner(), Every: time.Second, Burst: 3}
	expect := func(p ledger.Pace, wait time.Duration, ok bool) {
		t.Helper()
		got, gotOK, err := l.Take(t.Context(), p)
		if err != nil || gotOK != ok || got != wait {
			t.Fatalf("wait %v, %v, %v; want %v, %v", got, gotOK, err, wait, ok)
		}
	}
	for range 3 {
		expect(p, 0, true)
	}
	expect(p, time.Second, false)
	patient := p
	patient.MaxWait = 2 * time.Second
	expect(patient, time.Second, true)
	expect(patient, 2*time.Second, true)
	expect(patient, 3*time.Second, false)
	clock.Advance(3 * time.Second)
	backlog := p
	backlog.Burst = 1
	expect(backlog, 2*time.Second, false) // what is left of the burst is others'
	expect(p, 0, true)
	clock.Advance(time.Hour)
	for range 3 {
		expect(p, 0, true)
	}
	expect(p, time.Second, false)
}

func spend(t *testing.T, clock *Clock, l ledger.Ledger) {
	token := ledger.NewOwner()
	expires := clock.Now().Add(time.Minute)
	expect := func(by string, want bool) {
		t.Helper()
		if ok, err := l.Spend(t.Context(), token, by, expires); err != nil || ok != want {
			t.Fatalf("%v, %v; want %v", ok, err, want)
		}
	}
	expect("a", true)
	expect("b", false)
	expect("a", true)
	clock.Advance(2 * time.Minute)
	expires = clock.Now().Add(time.Minute)
	expect("b", true)
}

func consent(t *testing.T, clock *Clock, l ledger.Ledger) {
	phone := fmt.Sprintf("+1415555%07d", rand.IntN(1e7))
	record := ledger.Consent{
		SubmissionID: "s1", Form: "form", Time: clock.Now(), Phone: phone, Typed: "415", Given: true,
		Text: "May we?", Locale: "en", Campaign: map[string]string{"utm_source": "mail"},
	}
	check(t, l.RecordConsent(t.Context(), record))
	check(t, l.RecordConsent(t.Context(), record))
	later := record
	later.SubmissionID, later.Time = "s0", clock.Now().Add(time.Hour)
	check(t, l.RecordConsent(t.Context(), later))
	list, err := l.Consents(t.Context(), phone)
	check(t, err)
	if len(list) != 2 || list[0].SubmissionID != "s1" || list[1].SubmissionID != "s0" ||
		list[0].Text != "May we?" || list[0].Campaign["utm_source"] != "mail" || !list[0].Time.Equal(record.Time) {
		t.Errorf("records %+v", list)
	}
	none, err := l.Consents(t.Context(), "+14155550000")
	if err != nil || len(none) > 0 {
		t.Errorf("%v, %v", none, err)
	}
}

// race lets 16 claimants at one submission, again and again: one wins.
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

// countRace fills a window from many sides: it takes its limit and no more.
func countRace(t *testing.T, l ledger.Ledger) {
	w := ledger.Window{Key: ledger.NewOwner(), Length: 24 * time.Hour, Limit: 10}
	var counted atomic.Int32
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			full, err := l.Count(t.Context(), w)
			if err != nil {
				t.Error(err)
			}
			if full < 0 {
				counted.Add(1)
			}
		})
	}
	all.Wait()
	if n := counted.Load(); n != 10 {
		t.Errorf("%d counted, limit 10", n)
	}
}
