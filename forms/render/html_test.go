package render_test

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"thoughtlyform/forms"
	. "thoughtlyform/forms/render"
	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

// loadedForm returns a form of the set with the examples.
func loadedForm(t testing.TB, id string) (*forms.Set, *forms.Form) {
	t.Helper()
	set, err := forms.Load(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	f, err := set.Form(id)
	if err != nil {
		t.Fatal(err)
	}
	return set, f
}

func snippet(set *forms.Set, f *forms.Form, locale, endpoint, widget string) string {
	public := set.Public(f, locale)
	return HTML(public.Snippet(endpoint, widget)...)
}

func shownAgain(set *forms.Set, f *forms.Form, locale string, state forms.FormState) string {
	public := set.Public(f, locale)
	return HTML(public.Tree(forms.TreeOptions{State: &state, Untitled: true}))
}

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test ./forms/render -update rewrites it. Got\n%s", name, got)
	}
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct{ id, locale, endpoint string }{
		{"contact", "ar", ""},
		{"quote", "de", "https://leads.example.com"},
		{"minimal", "en", ""},
	} {
		t.Run(c.id+"-"+c.locale, func(t *testing.T) {
			set, f := loadedForm(t, c.id)
			got := snippet(set, f, c.locale, c.endpoint, c.endpoint+"/widget")
			golden(t, "testdata/"+c.id+"-"+c.locale+".html", got)
			checkMarkup(t, got)
		})
	}
}

// TestExample compares the markup in the example page with the form's snippet.
func TestExample(t *testing.T) {
	const file = "../../web/examples/full-markup.html"
	set, f := loadedForm(t, "contact")
	markup := snippet(set, f, "en", "", "/widget")
	markup = markup[strings.Index(markup, "<thoughtly-form"):]
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(page), "<thoughtly-form")
	_, after, _ := strings.Cut(rest, "</thoughtly-form>\n")
	golden(t, file, before+markup+after)
	checkMarkup(t, markup)
}

// checkMarkup reports wrongly nested elements, duplicate ids, references to
// missing ids, and controls without an accessible name.
func checkMarkup(t *testing.T, markup string) {
	t.Helper()
	void := []string{"input", "link"}
	var open, ids []string
	for _, m := range regexp.MustCompile(`<(/?)([a-z0-9-]+)`).FindAllStringSubmatch(markup, -1) {
		switch {
		case slices.Contains(void, m[2]):
		case m[1] == "":
			open = append(open, m[2])
		case len(open) == 0 || open[len(open)-1] != m[2]:
			t.Fatalf("</%s> closes %v", m[2], open)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("not closed: %v", open)
	}
	values := func(name string) (all []string) {
		for _, m := range regexp.MustCompile(` `+name+`="([^"]*)"`).FindAllStringSubmatch(markup, -1) {
			all = append(all, m[1])
		}
		return all
	}
	for _, id := range values("id") {
		if slices.Contains(ids, id) {
			t.Errorf("duplicate id %s", id)
		}
		ids = append(ids, id)
	}
	labelled := values("for")
	for _, list := range slices.Concat(labelled, values("aria-describedby"), values("aria-labelledby")) {
		for id := range strings.FieldsSeq(list) {
			if !slices.Contains(ids, id) {
				t.Errorf("there is no id %s", id)
			}
		}
	}
	for _, to := range values("href") {
		if id, ok := strings.CutPrefix(to, "#"); ok && !slices.Contains(ids, id) {
			t.Errorf("there is no id %s", id)
		}
	}
	for _, m := range regexp.MustCompile(`<(?:input|select|textarea)[^>]*>`).FindAllString(markup, -1) {
		id := regexp.MustCompile(` id="([^"]*)"`).FindStringSubmatch(m)
		named := strings.Contains(m, "aria-label=") || id != nil && slices.Contains(labelled, id[1])
		if !named && !strings.Contains(m, `type="hidden"`) && !strings.Contains(m, `tabindex="-1"`) {
			t.Errorf("%s has no accessible name", m)
		}
	}
}

func TestSnippetHasNoCheckedBox(t *testing.T) {
	set, f := loadedForm(t, "quote")
	if strings.Contains(snippet(set, f, "en", "", ""), "checked") {
		t.Error("a box is checked")
	}
}

func TestRefusedFormIsShownAgain(t *testing.T) {
	set, f := loadedForm(t, "quote")
	words := set.FormMessages(f, "en")
	wrong := func(field string, code form.Code) forms.Pair {
		return forms.Pair{Name: field, Value: f.Message(words, shared.FieldError{Field: field, Code: code})}
	}
	got := shownAgain(set, f, "en", forms.FormState{
		Values: map[string]string{
			"name": `A">`, "phone_number": "030 1", "country_code": "AT", "email": "ada@example.com",
			"attributes.company_size": "10-99", "attributes.stage": "comparing", "attributes.start_date": "soon",
			"attributes.message": "one\n</textarea>two", "attributes.existing_customer": "true",
		},
		Tags: []string{"support"}, Consent: true,
		HiddenInputs: []forms.Pair{{Name: "submission_id", Value: "5f0c1e7e-6e0a-4f3e-9d50-0d8b8c7b6a55"}, {Name: "proof"}},
		FieldErrors: []forms.Pair{
			wrong("name", form.TooShort), wrong("phone_number", form.PhoneTooShort), wrong("attributes.stage", form.UnknownOption),
			wrong("attributes.start_date", form.PatternMismatch), wrong("consent", form.Required), wrong("attributes", form.UnknownField),
		},
	})
	golden(t, "testdata/again.html", got)
	checkMarkup(t, got)

	got = shownAgain(set, f, "de", forms.FormState{Problem: "Nein."})
	if !strings.Contains(got, "<p>Nein.</p>") || strings.Contains(got, "tf-error") {
		t.Errorf("a problem of the whole form is shown as %s", got)
	}
	checkMarkup(t, got)
}

func TestSnippetEscapes(t *testing.T) {
	const evil = `"><script>alert(1)</script>&amp;'`
	quoted := strings.ReplaceAll(evil, `"`, `\"`)
	set, err := forms.Load(fstest.MapFS{
		"locales/en.json": {Data: []byte(`{"dir":"ltr", "label.country":"Country"}`)},
		"evil.json": {Data: []byte(`{
			"id": "evil", "title": "` + quoted + `", "submit": "` + quoted + `",
			"fields": [
				{"name": "phone_number", "type": "tel", "label": "` + quoted + `", "help": "` + quoted + `", "placeholder": "` + quoted + `"},
				{"name": "attributes.a", "type": "select", "label": "` + quoted + `", "options": [{"value": "` + quoted + `", "label": "` + quoted + `"}]},
				{"name": "attributes.b", "type": "radio", "label": "x", "options": [{"value": "` + quoted + `"}]},
				{"name": "attributes.c", "type": "hidden", "value": "` + quoted + `"}
			],
			"consent": {"version": "1", "seller": "x", "text": "x ` + quoted + ` [` + quoted + `](https://example.com/?\"><script>)"}
		}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := set.Form("evil")
	if err != nil {
		t.Fatal(err)
	}
	got := snippet(set, f, "en", `https://example.com/">`, `https://example.com/">`)
	if n := strings.Count(got, "<script"); n != 1 {
		t.Errorf("%d scripts in\n%s", n, got)
	}
	checkMarkup(t, got)
}
