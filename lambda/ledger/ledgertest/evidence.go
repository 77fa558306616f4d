package ledgertest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"thoughtlyform/lambda/ledger"
)

func consent(t *testing.T, clock *Clock, l ledger.Ledger) {
	phone := fmt.Sprintf("+1415555%07d", rand.IntN(1e7))
	record := ledger.Consent{
		SubmissionID: "s1", Form: "form", Time: clock.Now(), Phone: phone, Typed: "415", Given: true,
		Text: "May we?", Locale: "en", Campaign: map[string]string{"utm_source": "mail"},
	}
	check(t, l.RecordConsent(t.Context(), record))
	check(t, l.RecordConsent(t.Context(), record))
	later := record
	later.SubmissionID, later.Time = "s0", clock.Now().Add(time.Hour)
	check(t, l.RecordConsent(t.Context(), later))
	list, err := l.Consents(t.Context(), phone)
	check(t, err)
	if len(list) != 2 || list[0].SubmissionID != "s1" || list[1].SubmissionID != "s0" ||
		list[0].Text != "May we?" || list[0].Campaign["utm_source"] != "mail" || !list[0].Time.Equal(record.Time) {
		t.Errorf("records %+v", list)
	}
	none, err := l.Consents(t.Context(), "+14155550000")
	if err != nil || len(none) > 0 {
		t.Errorf("%v, %v", none, err)
	}
}
