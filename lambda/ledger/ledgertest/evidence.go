package ledgertest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"thoughtlyform/lambda/ledger"
)

func evidence(clock *Clock, form, id string) ledger.Consent {
	sum := sha256.Sum256([]byte("May we?"))
	return ledger.Consent{
		SubmissionID: id, Form: form, Time: clock.Now(), Phone: fmt.Sprintf("+1415555%07d", rand.IntN(1e7)), Typed: "415", Given: true,
		Text: "May we?", TextSHA256: hex.EncodeToString(sum[:]), Locale: "en", Campaign: map[string]string{"utm_source": "<mail> & “more”"},
	}
}

func consent(t *testing.T, clock *Clock, l ledger.Ledger) {
	record := evidence(clock, "form", "s1")
	check(t, l.RecordConsent(t.Context(), record))
	changed := record
	changed.Given = false
	check(t, l.RecordConsent(t.Context(), changed)) // the first record stays
	later := record
	later.SubmissionID, later.Time = "s0", clock.Now().Add(time.Hour)
	check(t, l.RecordConsent(t.Context(), later))
	list, err := l.Consents(t.Context(), record.Phone)
	check(t, err)
	if len(list) != 2 || list[0].SubmissionID != "s1" || list[1].SubmissionID != "s0" || !list[0].Given ||
		list[0].Text != "May we?" || list[0].Campaign["utm_source"] != "<mail> & “more”" || !list[0].Time.Equal(record.Time) {
		t.Errorf("records %+v", list)
	}
	none, err := l.Consents(t.Context(), "+14155550000")
	if err != nil || len(none) > 0 {
		t.Errorf("%v, %v", none, err)
	}
}

// bundle records consents concurrently, and verifies each number's bundle before and
// after a change.
func bundle(t *testing.T, clock *Clock, l ledger.Ledger) {
	form := ledger.NewOwner()
	var all sync.WaitGroup
	records := make([]ledger.Consent, 40)
	for i := range records {
		records[i] = evidence(clock, form, fmt.Sprint("s", i))
		records[i].Phone = records[i%10].Phone
		all.Go(func() {
			if err := l.RecordConsent(t.Context(), records[i]); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	places := map[string]bool{}
	for i := range 10 {
		b, err := l.Bundle(t.Context(), records[i].Phone)
		check(t, err)
		// An operator gets JSON with white space.
		printed, err := json.MarshalIndent(b, "", "  ")
		check(t, err)
		verify := func(printed string) error {
			var read ledger.Bundle
			check(t, json.Unmarshal([]byte(printed), &read))
			return read.Verify()
		}
		if err := verify(string(printed)); err != nil || len(b.Records) != 4 {
			t.Fatalf("%d records, %v\n%s", len(b.Records), err, printed)
		}
		for _, r := range b.Records {
			var c ledger.Consent
			check(t, json.Unmarshal(r, &c))
			place := fmt.Sprint(c.Link.Chain, c.Link.Sequence)
			if places[place] {
				t.Errorf("two records at %s", place)
			}
			places[place] = true
		}
		head := b.Chains[0].Head
		for was, becomes := range map[string]string{
			`"given": true`:            `"given": false`,
			`"typed": "415"`:           `"typed": "416"`,
			b.Chains[0].Digests[0]:     strings.Repeat("0", 64),
			`"head": "` + head[:4]:     `"head": "` + other(head[:4]),
			`"first": `:                `"first": 1`,
			`"text": "May we?"`:        `"text": "May we not?"`,
			`"phone": "` + b.Phone[:5]: `"phone": "+1999`,
		} {
			if err := verify(strings.Replace(string(printed), was, becomes, 1)); err == nil {
				t.Errorf("a bundle with %s for %s passes", becomes, was)
			}
		}
	}
}

func other(hex string) string {
	if hex == "ffff" {
		return "0000"
	}
	return "ffff"
}
