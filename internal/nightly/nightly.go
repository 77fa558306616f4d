// Package nightly sizes the tests that are large or random. `make test` runs
// them small and with a fixed seed, so that a failure is the change's; the
// nightly job sets NIGHTLY=1 and runs them in full size with a fresh seed.
// TEST_SEED repeats a run. Only tests may import it.
package nightly

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// Size returns quick, or full where NIGHTLY is set.
func Size(quick, full int) int {
	if os.Getenv("NIGHTLY") != "" {
		return full
	}
	return quick
}

// Seed returns the seed of a random test and logs it: TEST_SEED where it is
// set, otherwise the time where NIGHTLY is set, otherwise 1.
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
