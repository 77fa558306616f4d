package attack

import (
	"fmt"
	"net/http"
	"testing"
)

// TestOutage shows that no flood locks out honest visitors: during each flood their
// leads are created, or held for review on a full day, and none is refused. A few of
// the attacker's submissions may be accepted.
func TestOutage(t *testing.T) {
	for _, c := range []struct {
		name   string
		attack func(d *deployment, i int)
	}{
		{"from one address", func(d *deployment, i int) {
			d.post(request{address: "203.0.113.9", lead: d.proved()})
		}},
		{"from one IPv6 block", func(d *deployment, i int) {
			d.post(request{address: fmt.Sprintf("2001:db8:1:%x::%x", i*7, i+1), lead: d.proved()})
		}},
		{"from a botnet with proofs", func(d *deployment, i int) {
			d.post(request{address: d.anywhere(), lead: d.proved()})
		}},
		{"from a botnet without proofs", func(d *deployment, i int) {
			d.post(request{address: d.anywhere(), lead: d.lead()})
		}},
		{"of one proof", func(d *deployment, i int) {
			if i == 0 {
				d.stolen = d.proof("contact", near(0))
			}
			lead := d.lead()
			lead["proof"] = d.stolen
			d.post(request{address: near(i % 200), lead: lead})
		}},
		{"of numbers of one range", func(d *deployment, i int) {
			d.send("phone_number", fmt.Sprintf("+1617555%04d", i))
		}},
		{"of caught submissions", func(d *deployment, i int) {
			d.send("website", "https://spam.example")
		}},
		{"through another form", func(d *deployment, i int) {
			lead := d.lead()
			lead["form"], lead["proof"] = "second", unsolved("second")
			d.post(request{address: d.anywhere(), lead: lead})
		}},
		{"for challenges", func(d *deployment, i int) {
			d.call("GET", "/session", request{address: near(i % 200), headers: map[string]string{"form": "contact"}})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := deploy(t)
			honest := 0
			for i := range 700 { // more than the day's 200, and more than a network's challenges
				c.attack(d, i)
				if i%35 != 0 {
					continue
				}
				honest++
				lead := d.lead()
				lead["name"], lead["proof"] = "Honest", unsolved("contact")
				if status, code := d.post(request{address: d.anywhere(), lead: lead}); status != http.StatusCreated && status != http.StatusAccepted {
					t.Errorf("after %d submissions of the attacker an honest visitor got %d %s", i+1, status, code)
				}
			}
			kept := anyText(d.reached(), func(s string) bool { return s == "Honest" })
			for _, m := range d.held {
				if m.Contact.Name == "Honest" {
					kept++
				}
			}
			if kept != honest {
				t.Errorf("%d of %d honest leads are kept", kept, honest)
			}
		})
	}
}
