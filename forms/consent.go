package forms

import (
	"crypto/sha256"
	"encoding/hex"
)

// ConsentText is a consent as a visitor saw it; the ledger records it.
type ConsentText struct {
	Text     string // with its links, as [words](URL)
	SHA256   string // of Text in UTF-8, in lower-case hexadecimal
	Version  string
	Locale   string // of Text, which may be a fallback's
	Seller   string
	Required bool
}

// ConsentIn returns the form's consent in the locale that Public shows for the
// wanted tags, and false if the form has none.
func (f *Form) ConsentIn(wanted ...string) (ConsentText, bool) {
	c := f.Consent
	if c == nil {
		return ConsentText{}, false
	}
	shown := f.Locale(wanted...)
	text, locale := c.Text.find(shown, f.Locales...)
	if locale == "" { // the same words everywhere
		locale = shown
	}
	sum := sha256.Sum256([]byte(text))
	return ConsentText{text, hex.EncodeToString(sum[:]), c.Version, locale, c.Seller, c.Required}, true
}
