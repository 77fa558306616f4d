package attack

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/url"
	"strings"

	"thoughtlyform/shared"
)

// try sends a lead to each number, as JSON and as a form post.
func try(d *deployment, numbers ...string) int {
	for _, number := range numbers {
		d.send("phone_number", number)
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

// numbers are the attacks on the rules for called numbers.
var numbers = []row{
	{
		name:   "call_a_premium_number",
		limit:  0,
		attack: func(d *deployment) int { return try(d, "+19005551234", "(900) 555-1234", "1-900-555-1235") },
		down: func(s *settings) {
			s.definition["number_types"] = []any{"PREMIUM_RATE"}
		},
	},
	{
		name:    "call_a_satellite_number",
		limit:   0,
		attack:  func(d *deployment) int { return try(d, "+881612345678", "+870773123456", "+883510012345678") },
		control: func(d *deployment) int { return try(d, "+14155550101") },
	},
	{
		name:   "call_an_expensive_country",
		limit:  0,
		attack: func(d *deployment) int { return try(d, "+18765551234", "1 876 555 1235", "+37120123456") },
		down:   func(s *settings) { delete(s.definition["countries"].(map[string]any), "allowed") },
	},
	{
		name:  "call_outside_the_allowed_countries",
		limit: 0,
		setup: func(s *settings) {
			s.config.Ceilings.Countries = []string{"US", "CA"}
			delete(s.definition["countries"].(map[string]any), "allowed")
		},
		attack: func(d *deployment) int { return try(d, "+18765551234", "+37120123456", "+5352345678") },
		down:   func(s *settings) { s.config.Ceilings.Countries = nil },
	},
	{
		// Two parsers must not read different numbers from one body.
		name:  "send_two_numbers_in_one_body",
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
		name:  "call_without_consent",
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
		// The evidence must have the text that was shown.
		name:  "record_a_consent_to_another_text",
		limit: 0,
		setup: func(s *settings) {
			s.definition["consent"].(map[string]any)["text"] = map[string]any{"en": "Example Inc. may call me.", "es": "Example Inc. puede llamarme."}
			s.definition["locales"] = []any{"en"}
			s.second = map[string]any{"consent": map[string]any{"version": "1", "text": "Other Ltd. may call me.", "seller": "Other Ltd.", "required": true}}
		},
		attack: func(d *deployment) int {
			own, other := d.digest("contact"), d.digest("second")
			unused := sha256.Sum256([]byte("Example Inc. puede llamarme."))
			shown := []map[string]any{
				{"page": map[string]any{"consent_version": "2019"}},
				{"consent_text_sha256": strings.Repeat("0", 64), "page": map[string]any{"consent_version": "1"}},
			}
			for _, digest := range []string{
				strings.Repeat("0", 64), other, hex.EncodeToString(unused[:]),
				strings.ToUpper(own), own[:63], own + "0", own[:32], " " + own, own + "\n", "sha256-" + own,
			} {
				shown = append(shown, map[string]any{"consent_text_sha256": digest})
			}
			for _, members := range shown {
				lead := d.proved()
				maps.Copy(lead, members)
				if _, code := d.post(request{address: d.anywhere(), lead: lead}); code != "consent_changed" {
					d.t.Errorf("%v is told %q", members, code)
				}
			}
			return len(d.reached())
		},
		control: func(d *deployment) int {
			d.send("page", map[string]any{"consent_version": "1"})
			d.send("consent_text_sha256", d.digest("contact"))
			if n := len(d.reached()); n != 2 {
				d.t.Errorf("%d of 2 honest leads arrived", n)
			}
			return len(d.reached())
		},
	},
}

// digest returns the SHA-256 of the form's consent in hexadecimal.
func (d *deployment) digest(form string) string {
	d.t.Helper()
	f, err := d.handler.Forms().Form(form)
	if err != nil {
		d.t.Fatal(err)
	}
	shown, _ := f.ConsentIn("en")
	return shown.SHA256
}

func twice(d *deployment, number string) {
	address := d.anywhere()
	d.post(request{address: address, body: `{"form":"contact","submission_id":"` + d.lead()["submission_id"].(string) +
		`","consent":true,` + number + `,"proof":"` + d.proof("contact", address) + `"}`})
}

// anyText reports whether any text of a contact satisfies is.
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
