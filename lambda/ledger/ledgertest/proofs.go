package ledgertest

import (
	"testing"
	"time"

	"thoughtlyform/lambda/ledger"
)

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
