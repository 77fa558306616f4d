package attack

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// row is one row of the threat model.
type row struct {
	name string // as in the table's last column
	// attack runs on a new deployment and returns how often it reached its goal.
	attack func(*deployment) int
	limit  int // how often it may, with all defences up

	setup func(*settings) // of both deployments, where the row needs its own

	// down turns off the row's defence only. If a defence cannot be turned off,
	// control is the same attack without its harmful part.
	down    func(*settings)
	control func(*deployment) int
}

func rows() []row {
	return slices.Concat(volume, proofs, doors, numbers, words)
}

func TestAttacks(t *testing.T) {
	for _, r := range rows() {
		t.Run(r.name, func(t *testing.T) {
			if n := r.attack(deploy(t, r.setup)); n > r.limit {
				t.Errorf("succeeded %d times, %d are allowed", n, r.limit)
			}
			again := r.attack
			if r.control != nil {
				again = r.control
			}
			if n := again(deploy(t, r.setup, r.down)); n <= r.limit {
				t.Errorf("without the defence it succeeds only %d times, so another defence stops it", n)
			}
		})
	}
}

// TestThreatModelIsComplete compares the names of the rows with the table in
// SECURITY.md.
func TestThreatModelIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	var stated []string
	for _, m := range regexp.MustCompile("(?m)\\| `([a-z_]+)` \\|$").FindAllSubmatch(text, -1) {
		stated = append(stated, string(m[1]))
	}
	var tested []string
	for _, r := range rows() {
		tested = append(tested, r.name)
	}
	for _, name := range stated {
		if !slices.Contains(tested, name) {
			t.Errorf("SECURITY.md lists %s, which has no test", name)
		}
	}
	for _, name := range tested {
		if !slices.Contains(stated, name) {
			t.Errorf("SECURITY.md does not list %s", name)
		}
	}
}
