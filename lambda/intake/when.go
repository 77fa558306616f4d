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
	return forms.Fill(w.get("scheduled"), "time", forms.Clock(at, locale), "day", day)
}

// message returns the sentence for a problem. Who may lift a stop is named, where the
// form names the caller.
func (r *request) message(w words, code string) string {
	sentence := w.problem(code)
	if r.form != nil && r.form.Consent != nil {
		sentence = forms.Fill(sentence, "seller", r.form.Consent.Seller)
	}
	return forms.Fill(sentence, "seller", r.event.RequestContext.DomainName)
}
