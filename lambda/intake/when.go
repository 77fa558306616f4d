package intake

import (
	"strings"
	"time"

	"thoughtlyform/forms"
)

// scheduled tells when the phone will ring, as a visitor in that zone says it.
func (w words) scheduled(at time.Time, locale string) string {
	days := strings.Split(w.get("weekdays"), "|")
	day := at.Weekday().String()
	if len(days) == 7 {
		day = days[at.Weekday()]
	}
	return forms.Fill(w.get("scheduled"), "time", clock(at, locale), "day", day)
}

// clock writes the time of day with 12 hours for English of the countries that
// use them, and with 24 otherwise.
func clock(at time.Time, locale string) string {
	switch locale {
	case "en", "en-US", "en-CA", "en-AU", "en-NZ", "en-IN":
		return at.Format("3:04 PM")
	}
	return at.Format("15:04")
}

// message is the sentence for a problem. Who may lift a stop is named, where the
// form says who calls.
func (r *request) message(w words, code string) string {
	sentence := w.problem(code)
	if r.form != nil && r.form.Consent != nil {
		sentence = forms.Fill(sentence, "seller", r.form.Consent.Seller)
	}
	return forms.Fill(sentence, "seller", r.event.RequestContext.DomainName)
}
