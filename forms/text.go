package forms

import (
	"encoding/json"
	"maps"
	"slices"
)

// UnmarshalJSON reads a string, which is for all locales, or an object with a
// string for each locale.
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

// In returns the text for a locale. The first that exists is returned: the
// text of the locale, of its language, of all locales, of a fallback in order,
// or of the alphabetically first locale.
func (t Text) In(locale string, fallbacks ...string) string {
	text, _ := t.find(locale, fallbacks...)
	return text
}

// find is like In and also returns the locale of the text, "" for all locales.
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

// baseLanguage returns the first subtag of a BCP 47 tag.
func baseLanguage(tag string) string {
	for i := range len(tag) {
		if tag[i] == '-' {
			return tag[:i]
		}
	}
	return tag
}
