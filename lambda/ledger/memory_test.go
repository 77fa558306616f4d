package ledger_test

import (
	"testing"
	"time"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/ledger/ledgertest"
)

func TestMemory(t *testing.T) {
	ledgertest.Run(t, 500, func(now func() time.Time) ledger.Ledger { return &ledger.Memory{Now: now} })
}

func TestMemoryForgetsWhatHasExpired(t *testing.T) {
	clock := ledgertest.NewClock()
	m := &ledger.Memory{Now: clock.Now}
	for range 1 << 13 {
		if _, err := m.Count(t.Context(), ledger.Window{Key: ledger.NewOwner(), Length: time.Second, Limit: 1}); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Second)
	}
	if n := m.Size(); n > 1<<12 {
		t.Errorf("%d entries are kept", n)
	}
}

func TestThoughtlyPaceStaysWithinTheLimitInAnyMinute(t *testing.T) {
	for _, rpm := range []int{1, 2, 5, 10, 60, 100, 6000} {
		clock := ledgertest.NewClock()
		m := &ledger.Memory{Now: clock.Now}
		p := ledger.ThoughtlyPace(rpm, ledger.Visitor)
		var calls []time.Time
		for end := clock.Now().Add(3 * time.Minute); clock.Now().Before(end); {
			wait, ok, err := m.Take(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if ok {
				calls = append(calls, clock.Now())
			} else {
				clock.Advance(wait)
			}
		}
		for i := rpm; i < len(calls); i++ {
			if calls[i].Sub(calls[i-rpm]) < time.Minute {
				t.Errorf("%d a minute: call %d comes %v after the one %d before it", rpm, i, calls[i].Sub(calls[i-rpm]), rpm)
				break
			}
		}
		if len(calls) < rpm*3/2 {
			t.Errorf("%d a minute: only %d calls in three", rpm, len(calls))
		}
	}
}
