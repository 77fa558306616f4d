package forms

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"thoughtlyform/shared/form"
)

func timed(t *testing.T, members string) (*Set, *Form) {
	t.Helper()
	files := fstest.MapFS{"timed.json": {Data: []byte(`{"id":"timed","fields":[{"name":"phone_number","type":"tel"},{"name":"call_time","type":"call_time"}],
		"locales":["en","de"],` + members + `}`)}}
	for _, locale := range shipped {
		source, err := embedded.ReadFile("locales/" + locale + ".json")
		if err != nil {
			t.Fatal(err)
		}
		files["locales/"+locale+".json"] = &fstest.MapFile{Data: source}
	}
	set, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	f, err := set.Form("timed")
	if err != nil {
		t.Fatal(err)
	}
	return set, f
}

func TestCallTimesAreWithinTheHours(t *testing.T) {
	const german = `{"DE":{"mon":"09:30-12:00","sun":"10:00-11:00"},"*":{"wed":"08:00-09:00"}}`
	for name, c := range map[string]struct {
		members string
		count   int
		some    []string
	}{
		"default":             {`"call":{"agent":"a"}`, 6 * 12, []string{"mon 08:00", "sat 19:00"}},
		"any":                 {`"call":{"agent":"a","hours":"any"}`, 6 * 12, nil},
		"for the country":     {`"countries":{"default":"DE"},"call":{"agent":"a","hours":` + german + `}`, 3, []string{"mon 10:00", "mon 11:00", "sun 10:00"}},
		"for other countries": {`"countries":{"default":"FR"},"call":{"agent":"a","hours":` + german + `}`, 1, []string{"wed 08:00"}},
		"a held contact":      {`"hold":"contact"`, 6 * 12, nil},
	} {
		set, f := timed(t, c.members)
		var values []string
		for _, o := range set.Public(f, "en").Fields[1].Options {
			values = append(values, o.Value)
		}
		if len(values) != c.count {
			t.Errorf("%s: %v", name, values)
		}
		for _, want := range c.some {
			if !slices.Contains(values, want) {
				t.Errorf("%s lacks %s: %v", name, want, values)
			}
		}
	}
}

func TestCallTimesInWords(t *testing.T) {
	set, f := timed(t, `"call":{"agent":"a"}`)
	for locale, want := range map[string][2]string{"en": {"As soon as possible", "Monday at 2:00 PM"}, "de": {"So bald wie möglich", "Montag um 14:00"}} {
		field := set.Public(f, locale).Fields[1]
		if field.Placeholder != want[0] || field.Options[6].Label != want[1] || field.Options[6].Value != "mon 14:00" || field.Label == "" || strings.Contains(field.Label, "{") {
			t.Errorf("%s: %+v", locale, field)
		}
	}
	if slices.ContainsFunc(f.Rules.Fields, func(r form.Field) bool { return r.Name == CallTimeField }) {
		t.Error("the contact has a call time")
	}
}
