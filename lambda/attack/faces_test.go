package attack

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// face is the part of a response by which a sender could distinguish kinds of
// responses: the presence and the type of each value, without random values.
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

// TestCaughtAnswersLookLikeOthers shows that the responses to a submission with the
// hidden field are those of a created lead: to the submission, its duplicate,
// another lead with its id, and a later resubmission.
func TestCaughtAnswersLookLikeOthers(t *testing.T) {
	d := deploy(t, func(s *settings) {
		s.definition["call"] = map[string]any{"agent": "agent_demo", "hours": "any"}
	})
	seen := map[bool]map[string]int{false: {}, true: {}}
	const leads = 80
	// The serial numbers begin at two digits, so that all responses have equal lengths.
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

// TestCaughtAnswersDuringFailures shows that, if a lead would be held, refused or
// queued, a caught submission gets the same response. Each case uses two new
// deployments.
func TestCaughtAnswersDuringFailures(t *testing.T) {
	limit := func(what string, n int) func(*settings) {
		return func(s *settings) { s.definition["limits"].(map[string]any)[what] = n }
	}
	post := func(d *deployment, _ *farAPI) {
		d.post(request{address: d.anywhere(), lead: d.proved()})
	}
	for name, c := range map[string]struct {
		change func(*settings)
		before func(*deployment, *farAPI)
		lead   func(*deployment) map[string]any
		status int
	}{
		"a full day":                  {limit("per_day", 1), post, (*deployment).proved, http.StatusAccepted},
		"a full day, without a proof": {limit("per_day", 1), post, (*deployment).lead, http.StatusTooManyRequests},
		"a full minute": {limit("per_minute", 10), func(d *deployment, api *farAPI) {
			d.wait(d.clock().Truncate(time.Minute).Add(time.Minute).Sub(d.clock()))
			for range 10 {
				post(d, api)
			}
		}, (*deployment).proved, http.StatusAccepted},
		"trouble at Thoughtly": {nil, func(d *deployment, api *farAPI) { api.down = true; post(d, api) }, (*deployment).proved, http.StatusAccepted},
		"an hour for contacts": {func(s *settings) { s.definition["hold"] = "contact" }, func(d *deployment, _ *farAPI) { d.wait(20 * time.Hour) }, (*deployment).proved, http.StatusAccepted},
		"a number without an hour": {func(s *settings) { s.definition["call"] = map[string]any{"agent": "agent_demo"} }, nil, func(d *deployment) map[string]any {
			lead := d.proved()
			lead["page"] = map[string]any{"time_zone": "Asia/Tokyo"}
			return lead
		}, http.StatusCreated},
	} {
		t.Run(name, func(t *testing.T) {
			var faces []string
			for _, website := range []string{"", "https://spam.example"} {
				d, api := distant(t, true, c.change)
				post(d, api)
				if c.before != nil {
					c.before(d, api)
				}
				lead := c.lead(d)
				lead["website"] = website
				status, data, code := d.call("POST", "/contacts", request{address: d.anywhere(), lead: lead})
				if status != c.status {
					t.Errorf("website %q: %d %s, want %d", website, status, code, c.status)
				}
				faces = append(faces, face(status, data, code))
			}
			if faces[0] != faces[1] {
				t.Errorf("a lead gets %s, a caught one %s", faces[0], faces[1])
			}
		})
	}
}
