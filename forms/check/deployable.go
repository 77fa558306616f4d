package check

import (
	"slices"

	"thoughtlyform/forms"
)

// deployable refuses a form without a list of countries, a daily limit or a
// required consent: through such a form, anybody can make the agent call any
// number. A form that omits a protection on purpose lists it in open, with the
// reason in open_reason.
func (c *checker) deployable(d *forms.Definition) {
	for _, rule := range []struct {
		name string
		set  bool
		at   place
		want string
	}{
		{"countries", len(d.Countries.Allowed) > 0, place{"countries"}, "countries.allowed"},
		{"per_day", d.Limits.PerDay > 0, place{"limits"}, "limits.per_day"},
		{"consent", d.Consent != nil && d.Consent.Required, place{"consent"}, "a required consent"},
	} {
		if !rule.set && !slices.Contains(d.Open, rule.name) {
			c.refuse(rule.at, "the form lacks %s; if that is intended, add %q to open and give the reason in open_reason", rule.want, rule.name)
		}
	}
}
