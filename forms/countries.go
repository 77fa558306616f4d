package forms

import (
	"embed"
	"slices"
	"strings"

	"thoughtlyform/shared/phone"
)

//go:embed countries/*.txt
var countryNames embed.FS

// country is a country with its name.
type country struct{ code, name string }

// countriesIn are the countries in a locale, in its order: those listed, or
// all whose numbers the rules know. A locale without names has the English.
func countriesIn(locale string, only []string) []country {
	var file []byte
	for _, l := range []string{locale, language(locale), "en"} {
		var err error
		if file, err = countryNames.ReadFile("countries/" + l + ".txt"); err == nil {
			break
		}
	}
	var list []country
	for line := range strings.Lines(string(file)) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if code == "#" || len(only) > 0 && !slices.Contains(only, code) || !isCountry(code) {
			continue
		}
		list = append(list, country{code, name})
	}
	return list
}

// isCountry reports whether the rules know numbers of a country, whose code is
// in capitals.
func isCountry(code string) bool {
	return code != "" && phone.ParseRegion(code).Alpha2() == code
}
