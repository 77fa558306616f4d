package forms

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thoughtlyform/shared/form"
)

// shipped are the locales of the deployment.
var shipped = []string{"ar", "de", "en", "es", "fr", "ja", "pt"}

func readLocale(t *testing.T, locale string) map[string]string {
	t.Helper()
	source, err := os.ReadFile("locales/" + locale + ".json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(source, &words); err != nil {
		t.Fatalf("%s: %v", locale, err)
	}
	return words
}

func TestLocalesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-z_]*\}`)
	in := func(s string) []string {
		found := placeholder.FindAllString(s, -1)
		slices.Sort(found)
		return found
	}
	english := readLocale(t, "en")
	for _, locale := range shipped {
		words := readLocale(t, locale)
		for key := range english {
			if _, ok := words[key]; !ok {
				t.Errorf("%s.json lacks %s", locale, key)
			} else if got, want := in(words[key]), in(english[key]); !slices.Equal(got, want) {
				t.Errorf("%s.json: %s has the placeholders %v, want %v", locale, key, got, want)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(words)) {
			if _, ok := english[key]; !ok {
				t.Errorf("%s.json: en.json does not have %s", locale, key)
			}
			if locale != "en" && key != "dir" && words[key] == english[key] && !sameInEnglish[locale+" "+key] {
				t.Errorf("%s.json: %s is not translated", locale, key)
			}
		}
	}
}

var sameInEnglish = map[string]bool{"de label.name": true}

func TestEveryCodeHasAMessage(t *testing.T) {
	words := readLocale(t, "en")
	for code := form.Required; code.String() != ""; code++ {
		if code == form.PhoneNotLoaded {
			continue // the widget lets the server check the number
		}
		if words["error."+code.String()] == "" {
			t.Errorf("en.json lacks error.%s", code)
		}
	}
}

func TestDirection(t *testing.T) {
	for _, locale := range shipped {
		want := "ltr"
		if locale == "ar" {
			want = "rtl"
		}
		if got := readLocale(t, locale)["dir"]; got != want {
			t.Errorf("%s: dir is %q, want %q", locale, got, want)
		}
	}
}

// TestLocale has language tags from BCP 47 and CLDR, and headers by RFC 9110.
func TestLocale(t *testing.T) {
	f := &Form{}
	f.Locales = []string{"en", "de", "pt", "ar", "es"}
	for _, c := range []struct {
		wanted []string
		want   string
	}{
		{nil, "en"},
		{[]string{""}, "en"},
		{[]string{"de"}, "de"},
		{[]string{"DE-at"}, "de"},
		{[]string{"pt-BR"}, "pt"},
		{[]string{"nl", "de"}, "de"},
		{[]string{"", "fr-CH, fr;q=0.9, de;q=0.7, *;q=0.5"}, "de"},
		{[]string{"", "en;q=0.5, de-AT"}, "de"},
		{[]string{"", "de;q=0, es"}, "es"},
		{[]string{"es-419"}, "es"},
		{[]string{"zh-Hant-TW"}, "en"},
		{[]string{"not a tag", "ar"}, "ar"},
		{[]string{"\x00\xff", strings.Repeat("a,", 5000), "es"}, "es"},
	} {
		if got := f.Locale(c.wanted...); got != c.want {
			t.Errorf("%.40q: %s, want %s", c.wanted, got, c.want)
		}
	}
}
