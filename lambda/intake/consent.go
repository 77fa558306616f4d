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

// maxUserAgent is the length in bytes to which the user agent is cut.
const maxUserAgent = 256

// shownConsent returns the consent text that the visitor saw, and how that is
// known. A hash identifies the text of one of the form's locales. Without a
// hash it is the text of the requested locale, and the version, if sent, must
// be the current one. ok is false if the text is not a current one.
func (r *request) shownConsent() (c forms.ConsentText, shown string, ok bool) {
	if hash := r.sub.ConsentTextSHA256; hash != "" {
		for _, locale := range append([]string{r.locale}, r.form.Locales...) {
			if c, _ := r.form.ConsentIn(locale); c.SHA256 == hash {
				return c, ledger.ShownText, true
			}
		}
		return c, "", false
	}
	c, _ = r.form.ConsentIn(r.locale)
	if v := r.sub.Page.ConsentVersion; v != "" {
		return c, ledger.ShownVersion, v == c.Version
	}
	return c, ledger.ShownUnknown, true
}

// consentChanged reports whether the visitor agreed to a text that is not
// current. The form then shows the control again, unticked.
func (r *request) consentChanged() bool {
	if r.form.Consent == nil || !r.sub.Consent {
		return false
	}
	_, _, current := r.shownConsent()
	return !current
}

// evidence returns the record of the consent, or nil for a form without one.
func (l *lead) evidence() *ledger.Consent {
	if l.form.Consent == nil {
		return nil
	}
	c, shown, current := l.shownConsent()
	if !current { // unticked, or consentChanged had refused it
		c, _ = l.form.ConsentIn(l.locale)
		shown = ledger.ShownUnknown
	}
	page := l.reported()
	evidence := &ledger.Consent{
		SubmissionID: l.sub.SubmissionID, Form: l.form.ID, FormVersion: l.formVersion(),
		Time: l.now, Phone: l.contact.PhoneNumber, Typed: l.sub.typed, Given: l.sub.Consent,
		Text: c.Text, TextSHA256: c.SHA256, Version: c.Version, Shown: shown,
		Translated: l.sub.Page.Translated, Locale: c.Locale, Seller: c.Seller,
		Address: l.address(), UserAgent: reportedText(cut(l.header("user-agent"), maxUserAgent)),
		URL: page.URL, Referrer: page.Referrer, Campaign: page.Campaign,
	}
	if l.asksFor("trustedform_cert_url") {
		evidence.TrustedForm = l.trustedForm()
	}
	if l.asksFor("universal_leadid") {
		evidence.LeadID = l.leadID()
	}
	return evidence
}

// record stores the evidence. No contact is created before it succeeds.
func (l *lead) record(ctx context.Context) error {
	if l.consent == nil {
		return nil
	}
	return l.Ledger.RecordConsent(ctx, *l.consent)
}

// formVersion returns the SHA-256 of the definition, in hex, so that it can be
// found in the repository's history under any name.
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
