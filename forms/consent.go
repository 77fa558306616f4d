package forms

import (
	"crypto/sha256"
	"encoding/hex"
)

// ConsentText is a consent as shown to a visitor; the ledger records it.
type ConsentText struct {
	Text     string // with links as [words](URL)
	SHA256   string // of Text in UTF-8, in lower-case hexadecimal
	Version  string
	Locale   string // of Text; can be a fallback
	Seller   string
	Required bool
}

// ConsentIn returns the form's consent in the locale that Public selects for the
// wanted tags, and false if the form has no consent.
func (f *Form) ConsentIn(wanted ...string) (ConsentText, bool) {
	c := f.Consent
	if c == nil {
		return ConsentText{}, false
	}
	shown := f.Locale(wanted...)
	text, locale := c.Text.find(shown, f.Locales...)
	if locale == "" { // one text for all locales
		locale = shown
	}
	sum := sha256.Sum256([]byte(text))
	return ConsentText{text, hex.EncodeToString(sum[:]), c.Version, locale, c.Seller, c.Required}, true
}
