package intake

import (
	"strings"
	"time"

	"thoughtlyform/forms"
)

// scheduled returns the time of the call as text in the visitor's zone and
// language.
func (w words) scheduled(at time.Time, locale string) string {
	days := strings.Split(w.get("weekdays"), "|")
	day := at.Weekday().String()
	if len(days) == 7 {
		day = days[at.Weekday()]
	}
	return forms.Fill(w.get("scheduled"), "time", forms.Clock(at, locale), "day", day)
}

// message returns the text for a problem. For a stopped number it names the
// caller, if the form does, who can lift the stop.
func (r *request) message(w words, code string) string {
	sentence := w.problem(code)
	if r.form != nil && r.form.Consent != nil {
		sentence = forms.Fill(sentence, "seller", r.form.Consent.Seller)
	}
	return forms.Fill(sentence, "seller", r.event.RequestContext.DomainName)
}
