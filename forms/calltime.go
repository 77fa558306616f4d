package forms

import (
	"strings"
	"time"

	"thoughtlyform/forms/week"
)

// CallTimeField is the name and the type of the field in which a visitor
// chooses when to be called. It is a member of the submission, not of the
// contact.
const CallTimeField = "call_time"

// AsksCallTime reports whether the form has the field.
func (d *Definition) AsksCallTime() bool {
	for i := range d.Fields {
		if d.Fields[i].Type == CallTimeField {
			return true
		}
	}
	return false
}

// callTimes returns the options of the field: each full hour within the form's
// hours, as a weekday and a time of the visitor's clock. They name no date, so
// that a pasted form and a cached definition stay right. The function judges
// the choice by the number and its law.
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

// Clock writes the time of day with 12 hours for English of the countries that
// use them, and with 24 otherwise.
func Clock(at time.Time, locale string) string {
	switch locale {
	case "en", "en-US", "en-CA", "en-AU", "en-NZ", "en-IN":
		return at.Format("3:04 PM")
	}
	return at.Format("15:04")
}
