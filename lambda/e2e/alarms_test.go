//go:build integration

package e2e

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"thoughtlyform/internal/moto"
)

// checkAlarms evaluates the template's alarms over the functions' metrics, and
// compares the triggered alarms with the sandbox's responses. A killed function
// loses a metric, so that one or two responses of a kind need not trigger an alarm.
func checkAlarms(t *testing.T, w *world) {
	t.Helper()
	python, err := moto.Python()
	if err != nil {
		t.Fatal(err)
	}
	var logs strings.Builder
	for _, f := range w.functions {
		logs.WriteString(f.Log() + "\n")
	}
	c := exec.CommandContext(t.Context(), python, "../../tools/stack/alarms.py")
	c.Env = append(os.Environ(), "AWS_DEFAULT_REGION=us-east-1")
	c.Stdin = strings.NewReader(logs.String())
	var failed strings.Builder
	c.Stderr = &failed
	out, err := c.Output()
	if err != nil {
		t.Fatalf("alarms.py: %v\n%s", err, failed.String())
	}
	firing := strings.Fields(string(out))
	w.mu.Lock()
	defer w.mu.Unlock()
	count := func(statuses ...int) (n int) {
		for _, s := range statuses {
			n += w.statuses[s]
		}
		return n
	}
	for alarm, answers := range map[string]int{
		"AccountAlarm": count(402, 403, 404), "SecretFailuresAlarm": count(401), "RefusingAlarm": count(400, 413, 422),
	} {
		if on := slices.Contains(firing, alarm); answers >= 3 && !on || answers == 0 && on && alarm != "SecretFailuresAlarm" {
			t.Errorf("%s is on: %t, after %d answers of its kind", alarm, on, answers)
		}
	}
	for _, quiet := range []string{"NoLeadsAlarm", "SpamSurgeAlarm", "ReviewAlarm", "IntakeThrottlesAlarm", "DeliveryThrottlesAlarm"} {
		if slices.Contains(firing, quiet) {
			t.Errorf("%s is on, though nothing set it off", quiet)
		}
	}
	t.Logf("alarms: %v; answers of Thoughtly: %v", firing, w.statuses)
}
