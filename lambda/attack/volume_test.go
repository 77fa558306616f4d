package attack

import (
	"fmt"
	"net/http"
	"time"

	"thoughtlyform/shared"
)

// unlimited takes one limit out of the definition. A limit that is absent
// would have its default.
func unlimited(name string) func(*settings) {
	return func(s *settings) {
		limits := s.definition["limits"].(map[string]any)
		switch limits[name].(type) {
		case map[string]any:
			limits[name] = map[string]any{"count": 1_000_000, "seconds": 60}
		default:
			delete(limits, name)
		}
	}
}

// to counts the calls that a number will get.
func to(list []shared.Contact, number string) (n int) {
	for _, c := range list {
		if c.PhoneNumber == number {
			n++
		}
	}
	return n
}

// stock is good submissions with proofs, at the beginning of a minute.
func (d *deployment) stock(n int) (leads []map[string]any) {
	for range n {
		leads = append(leads, d.proved())
	}
	d.wait(time.Minute - time.Duration(d.clock().Second())*time.Second)
	return leads
}

// volume is about how often and how many.
var volume = []row{
	{
		name:  "bomb_a_number",
		limit: 3,
		attack: func(d *deployment) int {
			for range 30 {
				lead := d.proved()
				lead["phone_number"] = victim
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return to(d.reached(), victim)
		},
		down: unlimited("per_phone"),
	},
	{
		name:  "bomb_a_number_through_every_form",
		limit: 3,
		attack: func(d *deployment) int {
			for i := range 30 {
				form := []string{"contact", "second", "third"}[i%3]
				lead := d.lead()
				lead["form"], lead["proof"] = form, d.proof(form)
				lead["phone_number"] = victim
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return to(d.reached(), victim)
		},
		down: unlimited("per_phone"),
	},
	{
		name:  "bomb_a_number_in_many_spellings",
		limit: 3,
		attack: func(d *deployment) int {
			for _, spelling := range []string{
				"+1 415 555 0199", "(415) 555-0199", "4155550199", "1-415-555-0199", "011 1 415 555 0199",
				"tel:+1-415-555-0199", "+1 415 555 0199 ext. 7", "+1 415 555 0199 x8", "＋１４１５５５５０１９９",
				"٤١٥٥٥٥٠١٩٩", "+1\u200b415\u200b555\u200b0199", "415.555.0199",
			} {
				lead := d.proved()
				lead["phone_number"] = spelling
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return to(d.reached(), victim)
		},
		down: unlimited("per_phone"),
	},
	{
		name:  "flood_from_one_address",
		limit: 20,
		attack: func(d *deployment) int {
			for range 60 {
				d.post(request{address: "203.0.113.9", lead: d.proved()})
			}
			return len(d.reached())
		},
		down: unlimited("per_address"),
	},
	{
		name:  "flood_from_one_subscriber",
		limit: 20,
		attack: func(d *deployment) int {
			for i := range 60 {
				d.post(request{address: fmt.Sprintf("2001:db8:1:2:%x::%x", i+1, i+1), lead: d.proved()})
			}
			return len(d.reached())
		},
		down: unlimited("per_address"),
	},
	{
		// Somebody wants the form closed for everybody else.
		name:  "use_up_the_day",
		limit: 0,
		attack: func(d *deployment) int {
			for range 300 {
				d.post(request{address: "203.0.113.9", lead: d.proved()})
			}
			if status, _ := d.post(request{address: "203.0.113.77", lead: d.proved()}); status != http.StatusCreated {
				return 1
			}
			return 0
		},
		down: unlimited("per_address"),
	},
	{
		name:  "flood_for_a_day",
		limit: 200,
		attack: func(d *deployment) int {
			for range 250 {
				d.post(request{address: d.anywhere(), lead: d.proved()})
			}
			return len(d.reached())
		},
		down: unlimited("per_day"),
	},
	{
		// What is over the brake is queued, not lost.
		name:  "flood_within_a_minute",
		limit: 90,
		attack: func(d *deployment) int {
			leads := d.stock(150)
			for _, lead := range leads {
				d.post(request{address: d.anywhere(), lead: lead})
			}
			if n := len(d.reached()); n != len(leads) {
				d.t.Errorf("of %d leads %d arrived", len(leads), n)
			}
			return len(d.created)
		},
		down: unlimited("per_minute"),
	},
	{
		// A flood must cost more than what it floods with: the work is doubled
		// for each half of the form's leads a minute.
		name:  "flood_at_the_usual_price",
		limit: 0,
		attack: func(d *deployment) int {
			for _, lead := range d.stock(100) {
				d.post(request{address: d.anywhere(), lead: lead})
			}
			if bits := int(d.token("contact")[1] - 'a'); bits > difficulty {
				return 0
			}
			return 1
		},
		down: func(s *settings) { s.definition["limits"].(map[string]any)["per_minute"] = 1_000_000 },
	},
}
