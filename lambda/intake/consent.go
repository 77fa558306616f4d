package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"unicode/utf8"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/ledger"
)

// Lengths in bytes to which hearsay is cut in the evidence, and the number of
// campaign parameters kept.
const (
	maxURL      = 2048
	maxWord     = 256
	maxCampaign = 20
)

// evidence is the record of the consent, nil for a form that asks for none.
func (l *lead) evidence() *ledger.Consent {
	c, ok := l.form.ConsentIn(l.locale)
	if !ok {
		return nil
	}
	page := &l.sub.Page
	evidence := &ledger.Consent{
		SubmissionID: l.sub.SubmissionID, Form: l.form.ID, FormVersion: l.formVersion(),
		Time: l.now, Phone: l.contact.PhoneNumber, Typed: l.sub.typed, Given: l.sub.Consent,
		Text: c.Text, TextSHA256: c.SHA256, Version: c.Version,
		ShownVersion: cut(page.ConsentVersion, maxWord), Locale: c.Locale, Seller: c.Seller,
		Address: l.address(), UserAgent: cut(l.header("user-agent"), maxWord),
		URL: cut(page.URL, maxURL), Referrer: cut(page.Referrer, maxURL),
	}
	for key, value := range page.Campaign {
		if len(evidence.Campaign) < maxCampaign && isName(key) {
			if evidence.Campaign == nil {
				evidence.Campaign = map[string]string{}
			}
			evidence.Campaign[key] = cut(value, maxWord)
		}
	}
	return evidence
}

// record begins to store the evidence and says later how that went.
func (l *lead) record(ctx context.Context) <-chan error {
	done := make(chan error, 1)
	if l.consent == nil || l.ledgerDown {
		done <- nil
		return done
	}
	go func() { done <- l.Ledger.RecordConsent(ctx, *l.consent) }()
	return done
}

// formVersion is the SHA-256 of the definition, in hex, so that it can be
// found in the repository's history whatever it is called there.
func (r *request) formVersion() string {
	if v, ok := r.versions.Load(r.form.ID); ok && v.(version).of == r.form {
		return v.(version).sum
	}
	b, err := json.Marshal(r.form.Definition)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	v := version{r.form, hex.EncodeToString(sum[:])}
	r.versions.Store(r.form.ID, v)
	return v.sum
}

// version is a definition's hash.
type version struct {
	of  *forms.Form // a reloaded form is another
	sum string
}

// cut shortens text to n bytes at the end of a code point.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
