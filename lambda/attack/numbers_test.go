package attack

import (
	"maps"
	"net/url"
	"strings"

	"thoughtlyform/shared"
)

// try sends a lead to each number, as JSON and as a form post.
func try(d *deployment, numbers ...string) int {
	for _, number := range numbers {
		lead := d.proved()
		lead["phone_number"] = number
		d.post(request{address: d.anywhere(), lead: lead})
		address := d.anywhere()
		post := url.Values{"form": {"contact"}, "phone_number": {number}, "consent": {"on"}, "proof": {d.proof("contact", address)}}
		d.post(request{
			address: address,
			headers: map[string]string{"content-type": "application/x-www-form-urlencoded"},
			body:    post.Encode(),
		})
	}
	return len(d.reached())
}

// numbers is about whom the agent may ring.
var numbers = []row{
	{
		name:   "ring_a_premium_number",
		limit:  0,
		attack: func(d *deployment) int { return try(d, "+19005551234", "(900) 555-1234", "1-900-555-1235") },
		down: func(s *settings) {
			s.definition["number_types"] = []any{"PREMIUM_RATE"}
		},
	},
	{
		name:    "ring_a_satellite",
		limit:   0,
		attack:  func(d *deployment) int { return try(d, "+881612345678", "+870773123456", "+883510012345678") },
		control: func(d *deployment) int { return try(d, "+14155550101") },
	},
	{
		name:   "ring_a_dear_country",
		limit:  0,
		attack: func(d *deployment) int { return try(d, "+18765551234", "1 876 555 1235", "+37120123456") },
		down:   func(s *settings) { delete(s.definition["countries"].(map[string]any), "allowed") },
	},
	{
		name:  "ring_beyond_the_deployments_countries",
		limit: 0,
		setup: func(s *settings) {
			s.config.Ceilings.Countries = []string{"US", "CA"}
			delete(s.definition["countries"].(map[string]any), "allowed")
		},
		attack: func(d *deployment) int { return try(d, "+18765551234", "+37120123456", "+5352345678") },
		down:   func(s *settings) { s.config.Ceilings.Countries = nil },
	},
	{
		// Two readers of one body must not see two numbers.
		name:  "hide_a_number_behind_another",
		limit: 0,
		attack: func(d *deployment) int {
			twice(d, `"phone_number":"+14155550101","phone_number":"+19005551234"`)
			twice(d, `"phone_number":"+14155550101","Phone_Number":"+19005551234"`)
			twice(d, `"phone_number":"+14155550101","phone\u005fnumber":"+19005551234"`)
			return len(d.reached())
		},
		control: func(d *deployment) int {
			twice(d, `"phone_number":"+14155550101"`)
			return len(d.reached())
		},
	},
	{
		name:  "ring_without_consent",
		limit: 0,
		attack: func(d *deployment) int {
			lead := d.proved()
			delete(lead, "consent")
			d.post(request{address: d.anywhere(), lead: lead})
			return len(d.reached())
		},
		down: func(s *settings) { s.definition["consent"].(map[string]any)["required"] = false },
	},
	{
		// The evidence must be of the words that were shown.
		name:  "agree_to_other_words",
		limit: 0,
		attack: func(d *deployment) int {
			for _, shown := range []map[string]any{
				{"page": map[string]any{"consent_version": "2019"}},
				{"consent_text_sha256": strings.Repeat("0", 64)},
				{"consent_text_sha256": strings.Repeat("0", 64), "page": map[string]any{"consent_version": "1"}},
			} {
				lead := d.proved()
				maps.Copy(lead, shown)
				if _, code := d.post(request{address: d.anywhere(), lead: lead}); code != "consent_changed" {
					d.t.Errorf("told %q", code)
				}
			}
			return len(d.reached())
		},
		control: func(d *deployment) int {
			lead := d.proved()
			lead["page"] = map[string]any{"consent_version": "1"}
			d.post(request{address: d.anywhere(), lead: lead})
			return len(d.reached())
		},
	},
}

func twice(d *deployment, number string) {
	address := d.anywhere()
	d.post(request{address: address, body: `{"form":"contact","submission_id":"` + d.lead()["submission_id"].(string) +
		`","consent":true,` + number + `,"proof":"` + d.proof("contact", address) + `"}`})
}

// anyText is true where a text of any contact satisfies is.
func anyText(list []shared.Contact, is func(string) bool) (n int) {
	for _, c := range list {
		texts := append([]string{c.Name, c.Email}, c.Tags...)
		for key, value := range c.Attributes {
			texts = append(texts, key, value)
		}
		for _, text := range texts {
			if is(text) {
				n++
			}
		}
	}
	return n
}
