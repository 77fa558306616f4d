package attack

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// face is what a sender can tell answers apart by, beside the time they take:
// the kind of each part and not its value.
func face(status int, data map[string]any, code string) string {
	id, _ := data["id"].(string)
	kind := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return '0'
		case r >= 'a' && r <= 'z':
			return 'a'
		}
		return r
	}, id)
	return fmt.Sprint(status, slices.Sorted(maps.Keys(data)), data["status"], data["call"], kind, code)
}

// A robot that fills the hidden field learns nothing from its answers: each of
// many leads, its duplicate, another lead under its id and its resubmission
// later are answered as those of a lead that is created.
func TestCaughtAnswersLookLikeOthers(t *testing.T) {
	d := deploy(t, func(s *settings) {
		s.definition["call"] = map[string]any{"agent": "agent_demo", "hours": "any"}
	})
	seen := map[bool]map[string]int{false: {}, true: {}}
	const leads = 80
	// Ids of two digits only, as those of the leads that come later.
	for range 10 {
		d.post(request{address: d.anywhere(), lead: d.proved()})
		d.wait(time.Second)
	}
	for n := range leads {
		caught := n%2 == 1
		lead, address := d.proved(), d.anywhere()
		if caught {
			lead["website"] = "https://spam.example"
		}
		note := func(what string, change func(map[string]any)) map[string]any {
			sent := maps.Clone(lead)
			if change != nil {
				change(sent)
			}
			status, data, code := d.call("POST", "/contacts", request{address: address, lead: sent})
			seen[caught][what+" "+face(status, data, code)]++
			return data
		}
		first := note("first", nil)
		if again := note("again", nil); again["id"] != first["id"] {
			t.Errorf("caught %v: a duplicate gets %v, the first %v", caught, again, first)
		}
		note("without the field", func(m map[string]any) { delete(m, "website") })
		note("another number", func(m map[string]any) { m["phone_number"] = "+14155550199" })
		d.wait(time.Hour)
		note("an hour later", nil)
	}
	if !maps.Equal(seen[false], seen[true]) {
		t.Errorf("created leads: %v\ncaught ones: %v", seen[false], seen[true])
	}
	if len(d.held) != leads/2 {
		t.Errorf("%d of %d are held", len(d.held), leads/2)
	}
}
