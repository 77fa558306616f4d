package forms

import (
	"encoding/json"
	"maps"
	"slices"
)

// UnmarshalJSON takes a string, which then serves every locale, or an object.
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

// In is the text in a locale: its own, else its language's, else the text of
// every locale, else the first of the fallbacks that there is, else any.
func (t Text) In(locale string, fallbacks ...string) string {
	text, _ := t.find(locale, fallbacks...)
	return text
}

// find is In with the locale that the text is in, "" for the text of every
// locale.
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

// baseLanguage is a BCP 47 tag's first subtag.
func baseLanguage(tag string) string {
	for i := range len(tag) {
		if tag[i] == '-' {
			return tag[:i]
		}
	}
	return tag
}
