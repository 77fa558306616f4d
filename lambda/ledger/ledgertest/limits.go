package ledgertest

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thoughtlyform/lambda/ledger"
)

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
	if n, err := l.Counts(ctx, a, b, ledger.Window{Key: ledger.NewOwner(), Length: time.Hour}); err != nil || !slices.Equal(n, []int{2, 2, 0}) {
		t.Errorf("counts %v, %v", n, err)
	}
	expect(-1, b)
	expect(0, b)
	expect(0, a, b)
	expect(1, ledger.Window{Key: ledger.NewOwner(), Length: time.Hour, Limit: 1}, b)
	check(t, l.Uncount(ctx, b))
	expect(-1, b)
	expect(0, b)
	clock.Advance(a.Ends(clock.Now()).Sub(clock.Now()))
	expect(-1, a)
	check(t, l.Uncount(ctx, a, a, a)) // never below zero
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
	expect(backlog, 2*time.Second, false) // the rest of the burst is reserved
	expect(p, 0, true)
	clock.Advance(time.Hour)
	for range 3 {
		expect(p, 0, true)
	}
	expect(p, time.Second, false)
}

// countRace fills a window concurrently, and checks that its limit is exact.
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
