//go:build integration

package e2e

import (
	"context"
	"maps"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"thoughtlyform/internal/emulator"
	"thoughtlyform/internal/logcheck"
)

// functionTimes are the functions' time limits in the tests. They are long enough
// for a machine on which moto takes a second instead of AWS's milliseconds: if a
// function times out after it has queued a lead, the visitor sends the lead again,
// which loads the machine further. They are no longer than that, because the lease of
// a killed function's lead lasts as long.
var functionTimes = map[string]time.Duration{
	"intake":   15 * time.Second,
	"skewed":   15 * time.Second,
	"delivery": 40 * time.Second,
}

// startFunction runs a binary until the test ends, and then checks its log for
// personal data and secrets.
func startFunction(t testing.TB, name string, env map[string]string) *emulator.Function {
	t.Helper()
	env = maps.Clone(env)
	env["AWS_LAMBDA_FUNCTION_NAME"] = name
	env["AWS_LAMBDA_FUNCTION_TIMEOUT"] = strconv.Itoa(int(functionTimes[name].Seconds()))
	env["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
	f, err := emulator.Start(context.Background(), filepath.Join(binaries, name), env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.Close()
		log := f.Log()
		if line := logcheck.Find(log, env["ORIGIN_SECRET"], "token-1", "token-2", "team-1"); line != "" {
			t.Errorf("the log of %s has personal data or a secret: %s", name, line)
		}
		if t.Failed() {
			lines := strings.Split(strings.TrimSpace(log), "\n")
			t.Logf("the log of %s ends:\n%s", name, strings.Join(lines[max(0, len(lines)-40):], "\n"))
		}
	})
	return f
}
