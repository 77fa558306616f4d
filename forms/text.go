package forms

import (
	"encoding/json"
	"maps"
	"slices"
)

// UnmarshalJSON reads a string, for every locale, or an object of locales.
func (t *Text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = Text{"": s}
		return nil
	}
	return json.Unmarshal(b, (*map[string]string)(t))
}

// In returns the text for a locale: its own, else its language's, else that of
// every locale, else that of the first fallback that has one, else any.
func (t Text) In(locale string, fallbacks ...string) string {
	text, _ := t.find(locale, fallbacks...)
	return text
}

// find is In that also returns the locale of the text, "" for every locale.
func (t Text) find(locale string, fallbacks ...string) (text, of string) {
	for _, l := range append([]string{locale, baseLanguage(locale), ""}, fallbacks...) {
		if s, ok := t[l]; ok {
			return s, l
		}
	}
	for _, l := range slices.Sorted(maps.Keys(t)) {
		return t[l], l
	}
	return "", ""
}

// baseLanguage returns a BCP 47 tag's first subtag.
func baseLanguage(tag string) string {
	for i := range len(tag) {
		if tag[i] == '-' {
			return tag[:i]
		}
	}
	return tag
}
