package attack

import (
	"fmt"
	"net/http"
	"time"

	"thoughtlyform/shared"
)

// unlimited raises one limit of the definition and the deployment so that it has no
// effect. A limit that is a number is deleted instead, and its default applies.
func unlimited(name string) func(*settings) {
	return func(s *settings) {
		limits := s.definition["limits"].(map[string]any)
		switch limits[name].(type) {
		case map[string]any:
			limits[name] = map[string]any{"count": 1_000_000, "seconds": 60}
		default:
			delete(limits, name)
		}
		if ceiling := map[string]*int{
			"per_phone": &s.config.Ceilings.PerNumber, "per_address": &s.config.Ceilings.PerAddress, "per_day": &s.config.Ceilings.PerDay,
		}[name]; ceiling != nil {
			*ceiling = 1_000_000
		}
	}
}

// to counts the contacts with a number.
func to(list []shared.Contact, number string) (n int) {
	for _, c := range list {
		if c.PhoneNumber == number {
			n++
		}
	}
	return n
}

// stock returns valid submissions with proofs, at the beginning of a minute.
func (d *deployment) stock(n int) (stock []request) {
	for range n {
		r := request{address: d.anywhere(), lead: d.lead()}
		r.lead["proof"] = d.proof("contact", r.address)
		stock = append(stock, r)
	}
	d.wait(time.Minute - time.Duration(d.clock().Second())*time.Second)
	return stock
}

// volume are the attacks on the limits.
var volume = []row{
	{
		name:  "bomb_a_number",
		limit: 3,
		attack: func(d *deployment) int {
			for range 30 {
				d.send("phone_number", victim)
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
				lead["form"], lead["proof"] = form, unsolved(form)
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
				d.send("phone_number", spelling)
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
		name:  "flood_from_one_delegation",
		limit: 40,
		attack: func(d *deployment) int {
			for i := range 80 {
				d.post(request{address: fmt.Sprintf("2001:db8:1:2%02x::%x", i, i+1), lead: d.proved()})
			}
			return len(d.reached())
		},
		down: unlimited("per_address"),
	},
	{
		name:  "flood_from_one_block",
		limit: 80,
		attack: func(d *deployment) int {
			for i := range 120 {
				d.post(request{address: fmt.Sprintf("2001:db8:1:%x::1", i*256), lead: d.proved()})
			}
			return len(d.reached())
		},
		down: unlimited("per_address"),
	},
	{
		// One IPv4 address has an IPv6 form for each transition mechanism.
		name:  "flood_through_transition_addresses",
		limit: 20,
		attack: func(d *deployment) int {
			for i := range 12 {
				for _, address := range []string{
					"203.0.113.9", "::ffff:203.0.113.9", "::203.0.113.9", "64:ff9b::203.0.113.9", fmt.Sprintf("64:ff9b:1:%x::203.0.113.9", i),
					fmt.Sprintf("2002:cb00:7109:%x::%x", i, i+1), fmt.Sprintf("2001:0:%x:1:2:3:34ff:8ef6", i+1),
				} {
					d.post(request{address: address, lead: d.proved()})
				}
			}
			return len(d.reached())
		},
		down: unlimited("per_address"),
	},
	{
		// The numbers with and without the 9 reach the same telephone.
		name:  "bomb_a_number_in_two_spellings",
		limit: 3,
		setup: func(s *settings) { s.definition["countries"] = map[string]any{"allowed": []any{"AR"}} },
		attack: func(d *deployment) int {
			for range 4 {
				for _, number := range []string{"+541123456789", "+5491123456789", "+54 9 11 2345 6789"} {
					d.send("phone_number", number)
				}
			}
			return len(d.reached())
		},
		down: unlimited("per_phone"),
	},
	{
		name:  "bomb_a_number_with_extra_digits",
		limit: 3,
		setup: func(s *settings) { s.definition["countries"] = map[string]any{"allowed": []any{"DE", "AT"}} },
		attack: func(d *deployment) int {
			for _, more := range []string{"", "0", "1", "2", "3", "4", "5", "00", "01", "02", "03", "99", "123", "456"} {
				d.send("phone_number", "+4930901820"+more)
			}
			return len(d.reached())
		},
		down: unlimited("per_phone"),
	},
	{
		// A form with high limits and few checks does not weaken other forms.
		name:  "use_the_weakest_form",
		limit: 3,
		setup: func(s *settings) {
			s.second = map[string]any{
				"limits":  map[string]any{"per_phone": map[string]any{"count": 1000, "seconds": 60}, "per_day": 1000},
				"consent": nil, "guard": map[string]any{"difficulty": 8, "honeypot": false, "min_seconds": 0},
			}
			delete(s.second, "consent")
		},
		attack: func(d *deployment) int {
			for range 12 {
				lead := d.lead()
				lead["form"], lead["proof"], lead["phone_number"] = "second", unsolved("second"), victim
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return to(d.reached(), victim)
		},
		down: func(s *settings) { s.config.Ceilings.PerNumber = 1_000_000 },
	},
	{
		// A block of consecutive numbers, as a fraudster rents it.
		name:  "call_a_whole_range",
		limit: 20,
		attack: func(d *deployment) int {
			for i := range 60 {
				d.send("phone_number", fmt.Sprintf("+1415555%04d", i))
			}
			if n := len(d.reached()) + len(d.held); n != 60 {
				d.t.Errorf("of 60 leads %d are kept", n)
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.config.Ceilings.PerRange = 1_000_000 },
	},
	{
		name:  "call_a_whole_country",
		limit: 50,
		setup: func(s *settings) { s.config.Ceilings.PerCountry = 50 },
		attack: func(d *deployment) int {
			for range 80 {
				d.post(request{address: d.anywhere(), lead: d.proved()})
			}
			if n := len(d.reached()) + len(d.held); n != 80 {
				d.t.Errorf("of 80 leads %d are kept", n)
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.config.Ceilings.PerCountry = 1_000_000 },
	},
	{
		// The attacker wants the form to refuse everybody else.
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
			if n := len(d.reached()) + len(d.held); n != 250 {
				d.t.Errorf("of 250 leads %d are kept", n)
			}
			return len(d.reached())
		},
		down: unlimited("per_day"),
	},
	{
		// Leads over the form's limit per minute are queued, not lost.
		name:  "flood_within_a_minute",
		limit: 90,
		setup: func(s *settings) { s.definition["guard"].(map[string]any)["min_seconds"] = 0 },
		attack: func(d *deployment) int {
			for range 120 {
				r := request{address: d.anywhere(), lead: d.lead()}
				r.lead["proof"] = solve(d.t, d.token("contact", r.address))
				d.post(r)
			}
			if n := len(d.reached()); n != 120 {
				d.t.Errorf("of 120 leads %d arrived", n)
			}
			return len(d.created)
		},
		down: unlimited("per_minute"),
	},
	{
		// Easy proofs of a quiet hour are refused in a flood: the work doubles for
		// each half of the form's leads per minute.
		name:  "flood_with_easy_proofs",
		limit: 45,
		attack: func(d *deployment) int {
			for _, r := range d.stock(100) {
				d.post(r)
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.definition["limits"].(map[string]any)["per_minute"] = 1_000_000 },
	},
	{
		// Submissions without work must not raise the difficulty for others.
		name:  "raise_the_difficulty_for_others",
		limit: 0,
		attack: func(d *deployment) int {
			proof := d.proof("contact", near(0))
			for i := range 185 {
				lead := d.lead()
				lead["proof"] = proof
				d.post(request{address: near(i % 200), lead: lead})
				d.post(request{address: d.anywhere(), lead: d.lead()})
			}
			return int(d.token("contact", near(0))[1]-'a') - difficulty
		},
		control: func(d *deployment) int {
			for _, r := range d.stock(60) {
				d.post(r)
			}
			return int(d.token("contact", near(0))[1]-'a') - difficulty
		},
	},
}
