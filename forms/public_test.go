package forms

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// loadedForm returns a form of the set with the examples.
func loadedForm(t testing.TB, id string) (*Set, *Form) {
	t.Helper()
	set, err := Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	f, err := set.Form(id)
	if err != nil {
		t.Fatal(err)
	}
	return set, f
}

// TestEmbeddedEqualsFiles compares the embedded forms with those in the files.
func TestEmbeddedEqualsFiles(t *testing.T) {
	files, err := Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	set, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range set.IDs() {
		want, err := files.Form(id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := set.Form(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, locale := range want.Locales {
			a, b := encode(t, files.Public(want, locale)), encode(t, set.Public(got, locale))
			if !bytes.Equal(a, b) {
				t.Errorf("%s in %s: embedded is %s, loaded is %s", id, locale, b, a)
			}
		}
	}
}

func encode(t *testing.T, p Public) []byte {
	t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPublicHasNoPrivateMembers(t *testing.T) {
	set, f := loadedForm(t, "quote")
	b := encode(t, set.Public(f, "en"))
	for _, secret := range []string{"per_phone", "min_seconds", "origins", "www.example.com", `"website"`} {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("the public definition contains %s", secret)
		}
	}
}

func TestPublicHasTheRules(t *testing.T) {
	set, f := loadedForm(t, "quote")
	p := set.Public(f, "de-AT")
	if p.Locale != "de" || p.Dir != "ltr" || p.Title != "Angebot anfordern" || len(p.Countries) != 27 || p.Country != "DE" || !p.Honeypot {
		t.Errorf("got %+v", p)
	}
	field := map[string]PublicField{}
	for _, f := range p.Fields {
		field[f.Name] = f
	}
	if got := field["name"]; got.Kind != form.Name || got.Min != 2 || got.Max != form.MaxName || got.Label != "Name" {
		t.Errorf("name: %+v", got)
	}
	if got := field["attributes.postcode"]; got.Pattern != form.Postcode || got.Max != 12 {
		t.Errorf("postcode: %+v", got)
	}
	if got := field["tags"]; got.Kind != form.Option || len(got.Options) != 3 || got.Options[0].Label != "Vertriebsanrufe" {
		t.Errorf("tags: %+v", got)
	}
	if got := field["attributes.source"]; got.Value != "pricing page" {
		t.Errorf("source: %+v", got)
	}
}

// The widget looks messages up only by a field's name, not by its pattern.
func TestPublicHasTheMessagesOfItsFields(t *testing.T) {
	set, f := loadedForm(t, "quote")
	words := set.Public(f, "en").Messages
	for key, want := range map[string]string{
		"error.pattern_mismatch.attributes.postcode":   "Enter a postcode.",
		"error.pattern_mismatch.attributes.start_date": "Enter the date as year-month-day, like 2027-01-31.",
		"error.required.attributes.company_size":       "Please make a choice for “Company size”.",
	} {
		if words[key] != want {
			t.Errorf("%s is %q, want %q", key, words[key], want)
		}
	}
	all := set.Messages("en")
	for _, key := range templates {
		if _, ok := words[key]; ok || all[key] == "" {
			t.Errorf("%s is in the form's messages: %v; in the locale it is %q", key, ok, all[key])
		}
	}
}

func TestMessage(t *testing.T) {
	set, f := loadedForm(t, "quote")
	for _, c := range []struct {
		locale string
		e      shared.FieldError
		want   string
	}{
		{"en", shared.FieldError{Field: "name", Code: form.TooShort}, "Use at least 2 characters."},
		{"de", shared.FieldError{Field: "attributes.message", Code: form.TooLong}, "Geben Sie höchstens 500 Zeichen ein."},
		{"en", shared.FieldError{Field: "email", Code: form.TooLong}, "Use no more than 254 characters."},
		{"en", shared.FieldError{Field: "phone_number", Code: form.Required}, "Enter your phone number."},
		{"en", shared.FieldError{Field: "attributes.company_size", Code: form.Required}, "Please make a choice for “Company size”."},
		{"en", shared.FieldError{Field: "attributes.start_date", Code: form.PatternMismatch}, "Enter the date as year-month-day, like 2027-01-31."},
		{"xx", shared.FieldError{Field: "consent", Code: form.Required}, "Please tick the box so that we may call you."},
		{"en", shared.FieldError{Field: "name", Code: 255}, "This could not be sent. Please try again later."},
	} {
		if got := f.Message(set.FormMessages(f, c.locale), c.e); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.locale, c.e, got, c.want)
		}
	}
}

func TestSpans(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Span
	}{
		{"", nil},
		{"plain", []Span{{Text: "plain"}}},
		{"[a](https://x.example)", []Span{{"a", "https://x.example"}}},
		{"see [a](u), [b c](v).", []Span{{Text: "see "}, {"a", "u"}, {Text: ", "}, {"b c", "v"}, {Text: "."}}},
		{"[x [a](u)", []Span{{Text: "[x "}, {"a", "u"}}},
		{"[](u) [a](u v) [a](u", []Span{{Text: "[](u) [a](u v) [a](u"}}},
		{"[a] (u)", []Span{{Text: "[a] (u)"}}},
	} {
		got := Spans(c.text)
		if len(got) != len(c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q: span %d is %q, want %q", c.text, i, got[i], c.want[i])
			}
		}
	}
}

func TestConsentIsTheTextShown(t *testing.T) {
	set, f := loadedForm(t, "quote")
	for _, c := range []struct{ wanted, locale string }{{"de", "de"}, {"de-CH", "de"}, {"fr", "en"}} {
		shown := set.Public(f, c.wanted)
		kept, ok := f.ConsentIn(c.wanted)
		if !ok || kept.Text != shown.Consent.Text || kept.Locale != c.locale || kept.Version != "2026-11-01" || kept.Seller != "Example Europe GmbH" {
			t.Errorf("%s: kept %+v, shown %+v", c.wanted, kept, shown.Consent)
		}
	}
	kept, _ := f.ConsentIn("en")
	if want := "7eccef97e066de1df1d575fa9bb57b26e73f8e18cda0dcb87c51e9cad70a9eae"; kept.SHA256 != want { // sha256sum's
		t.Errorf("SHA-256 is %s, want %s", kept.SHA256, want)
	}
	_, minimal := loadedForm(t, "minimal")
	if _, ok := minimal.ConsentIn("en"); ok {
		t.Error("a form without consent has one")
	}
}

func BenchmarkEmbedded(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		set, err := Embedded()
		if err != nil {
			b.Fatal(err)
		}
		f, err := set.Form("contact")
		if err != nil {
			b.Fatal(err)
		}
		set.Public(f, "es")
	}
}

func BenchmarkEverything(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		set, err := Embedded()
		if err != nil {
			b.Fatal(err)
		}
		for _, id := range set.IDs() {
			if _, err := set.Form(id); err != nil {
				b.Fatal(err)
			}
		}
		for _, locale := range shipped {
			set.Messages(locale)
		}
	}
}

func TestNeighboursAreServed(t *testing.T) {
	d := Definition{Countries: Countries{Allowed: []string{"US", "GB"}, Neighbours: []string{"GB"}}}
	if got, want := d.Countries.Served(), []string{"US", "GB", "GG", "IM", "JE"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	rule := form.Field{}
	if err := d.phoneRule(&rule); err != nil {
		t.Fatal(err)
	}
	var jersey form.Phone
	if _, code := rule.CheckPhone(nil, []byte("07797 712345"), phone.ParseRegion("GB"), &jersey); code != form.OK || jersey.Region.String() != "JE" {
		t.Errorf("Jersey: %v %v", code, jersey.Region)
	}
	if _, code := rule.Check(nil, []byte("+1 876 555 1234")); code != form.PhoneCountryNotAllowed {
		t.Errorf("Jamaica: %v", code)
	}
	d.Countries.Neighbours = []string{"FR"}
	if d.phoneRule(&form.Field{}) == nil {
		t.Error("a neighbour that is not allowed is accepted")
	}
	d = Definition{UnknownRanges: "refuse"}
	if err := d.phoneRule(&rule); err != nil || !rule.RefuseUnknown {
		t.Error(err)
	}
}

// TestPreloadedCallingCodes shows that each calling code of the allowed countries
// is listed once, in ascending order.
func TestPreloadedCallingCodes(t *testing.T) {
	c := Countries{Allowed: []string{"DE", "US", "GB", "CA"}, Neighbours: []string{"GB"}}
	if codes := c.callingCodes(); codes != nil {
		t.Errorf("%v without preload", codes)
	}
	c.Preload = true
	if codes := c.callingCodes(); !slices.Equal(codes, []int{1, 44, 49}) {
		t.Errorf("%v", codes)
	}
}
