package forms

import (
	"strings"
	"time"

	"thoughtlyform/forms/week"
)

// CallTimeField is both the name and the type of the field for the time of the
// call. Its value belongs to the submission, not to the contact.
const CallTimeField = "call_time"

// AsksCallTime reports whether the form has a CallTimeField.
func (d *Definition) AsksCallTime() bool {
	for i := range d.Fields {
		if d.Fields[i].Type == CallTimeField {
			return true
		}
	}
	return false
}

// callTimes returns the options of the field: each full hour within the form's
// hours, as a weekday and a local time. The options have no date, so that pasted
// forms and cached definitions stay valid. The function checks the choice
// against the legal hours of the number's country.
func (d *Definition) callTimes(words map[string]string, locale string) (options []PublicOption) {
	offered := week.Default()
	if d.Call != nil {
		for _, country := range []string{d.Countries.Default, week.Elsewhere} {
			if own, ok := d.Call.Hours.Countries[country]; ok {
				offered = own
				break
			}
		}
	}
	names := strings.Split(words["weekdays"], "|")
	for i := range 7 {
		day := time.Weekday((i + 1) % 7) // Monday first
		for minute := 0; minute < 24*60; minute += 60 {
			if !offered.Open(day, minute) {
				continue
			}
			name := day.String()
			if len(names) == 7 {
				name = names[day]
			}
			at := Clock(time.Date(2000, 1, 1, 0, minute, 0, 0, time.UTC), locale)
			options = append(options, PublicOption{week.WriteTime(day, minute), Fill(words["call_time.at"], "day", name, "time", at)})
		}
	}
	return options
}

// Clock formats the time of day: with 12 hours in English without a region and
// in the English of countries that use them, with 24 hours otherwise.
func Clock(at time.Time, locale string) string {
	switch locale {
	case "en", "en-US", "en-CA", "en-AU", "en-NZ", "en-IN":
		return at.Format("3:04 PM")
	}
	return at.Format("15:04")
}
