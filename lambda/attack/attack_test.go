package attack

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// row is one line of the threat model.
type row struct {
	name string // as the table's last column has it
	// attack is made on a fresh deployment and says how often it got what it
	// is after.
	attack func(*deployment) int
	limit  int // how often it may, with all defences up

	setup func(*settings) // of both deployments, where the row needs its own

	// down takes the row's defence down and nothing else. Where a defence has
	// no switch, since no deployment may be without it, control is the same
	// attack with the one offending thing left out.
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
				t.Errorf("got through %d times, %d are allowed", n, r.limit)
			}
			again := r.attack
			if r.control != nil {
				again = r.control
			}
			if n := again(deploy(t, r.setup, r.down)); n <= r.limit {
				t.Errorf("without the defence it gets through %d times only, so something else stops it", n)
			}
		})
	}
}

// The table in SECURITY.md names every row here and no other.
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
			t.Errorf("SECURITY.md names %s, which nothing tests", name)
		}
	}
	for _, name := range tested {
		if !slices.Contains(stated, name) {
			t.Errorf("SECURITY.md does not name %s", name)
		}
	}
}
