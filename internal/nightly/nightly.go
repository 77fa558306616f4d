// Package nightly sets the size and the seed of large and random tests. `make
// test` runs them small and with a fixed seed, so that only a change of the code
// can make them fail. The nightly job sets NIGHTLY=1 and runs them in full size
// with a new seed. TEST_SEED repeats a run. Only tests may import this package.
package nightly

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// Size returns full if NIGHTLY is set, and quick otherwise.
func Size(quick, full int) int {
	if os.Getenv("NIGHTLY") != "" {
		return full
	}
	return quick
}

// Seed returns the seed of a random test and logs it: TEST_SEED if it is set, or
// else the time if NIGHTLY is set, or else 1.
func Seed(t testing.TB) uint64 {
	t.Helper()
	seed := uint64(1)
	if os.Getenv("NIGHTLY") != "" {
		seed = uint64(time.Now().UnixNano())
	}
	if text := os.Getenv("TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("TEST_SEED: %v", err)
		}
	}
	t.Logf("TEST_SEED=%d", seed)
	return seed
}
