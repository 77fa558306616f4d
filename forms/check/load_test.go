package check

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"thoughtlyform/forms"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// TestBadDefinitions compares the problems of each bad definition with the text
// file of the same name. schema.json refuses those in structure, and the rules of
// this package those in sense.
func TestBadDefinitions(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bad definitions: %v", err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(forms.Stem(file), func(t *testing.T) {
			words := []byte(`{"dir":"ltr"}`)
			_, _, err := Load(fstest.MapFS{
				filepath.Base(file): {Data: source},
				"locales/en.json":   {Data: words},
				"locales/es.json":   {Data: words},
			})
			if err == nil {
				t.Fatal("accepted")
			}
			golden(t, strings.TrimSuffix(file, ".json")+".txt", err.Error()+"\n")
		})
	}
}

// golden compares got with a file; with -update it writes the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s\nwant:\n%s", file, got, want)
	}
}

// open is a form without protections, on purpose.
const open = `{"id":"a","fields":[{"name":"phone_number","type":"tel"}],
	"open":["countries","per_day","consent"],"open_reason":"A test."}`

func load(t *testing.T, files map[string]string) (*forms.Set, []*Problem, error) {
	t.Helper()
	tree := fstest.MapFS{"locales/en.json": {Data: []byte(`{"dir":"ltr"}`)}, "locales/de.json": {Data: []byte(`{"dir":"ltr"}`)}}
	for name, source := range files {
		tree[name] = &fstest.MapFile{Data: []byte(source)}
	}
	return Load(tree)
}

func TestShippedFormsAreValid(t *testing.T) {
	set, warnings, err := Load(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range warnings {
		t.Error(w)
	}
	if got := Summary(set); got != "3 forms are valid" {
		t.Error(got)
	}
	embedded, err := forms.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if ids := embedded.IDs(); len(ids) != 1 || ids[0] != "contact" {
		t.Errorf("the functions deploy %v", ids)
	}
}

func TestMissingProtectionsMustBeListedAsOpen(t *testing.T) {
	const closed = `"countries":{"allowed":["DE"]},"limits":{"per_day":9},"consent":{"required":true,"version":"1","seller":"X","text":"X"}`
	for name, c := range map[string]struct {
		members string
		want    []string
	}{
		"nothing left out":       {closed, nil},
		"everything left out":    {`"tags":["a"]`, []string{"lacks countries.allowed", "lacks limits.per_day", "lacks a required consent"}},
		"a consent not required": {strings.Replace(closed, `"required":true,`, "", 1), []string{"lacks a required consent"}},
		"left out on purpose":    {`"open":["countries","per_day","consent"],"open_reason":"Behind a login."`, nil},
		"without a reason":       {`"open":["countries","per_day","consent"]`, []string{"open_reason is missing"}},
		"only one on purpose":    {`"open":["countries"],"open_reason":"x"`, []string{"lacks limits.per_day", "lacks a required consent"}},
		"an unknown protection":  {closed + `,"open":["country"],"open_reason":"x"`, []string{`"country"; it must be countries, per_day or consent`}},
		"open is not a list":     {closed + `,"open":true`, []string{"must be an array"}},
	} {
		_, _, err := load(t, map[string]string{"a.json": `{"id":"a","fields":[{"name":"phone_number","type":"tel"}],` + c.members + `}`})
		if (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range c.want {
			if err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", name, err, want)
			}
		}
	}
}

func TestCommonMistakesAreDescribed(t *testing.T) {
	types := fieldTypes(t)
	last := len(types) - 1
	allowed := strings.Join(types[:last], ", ") + " or " + types[last]
	for name, c := range map[string]struct{ source, want string }{
		"a misspelt member": {`{"id":"a",
"fields":[{"name":"phone_number","type":"tel","requred":true}]}`, `forms/a.json:2: fields[0].requred: unknown member; did you mean "required"?`},
		"a type of another name": {`{"id":"a","fields":[{"name":"phone_number","type":"tel"},
{"name":"attributes.b","type":"dropdown","label":"B"}]}`, `forms/a.json:2: fields[1].type: is "dropdown"; it must be ` + allowed},
		"a misspelt type": {`{"id":"a","fields":[{"name":"phone_number","type":"tel"},
{"name":"attributes.b","type":"textaera","label":"B"}]}`, `; did you mean "textarea"?`},
		"a trailing comma in an array": {`{"id":"a","fields":[
{"name":"phone_number","type":"tel"},
]}`, `forms/a.json:2: trailing comma: remove the comma before the closing "]"`},
		"a missing comma": {`{"id":"a"
"fields":[]}`, `forms/a.json:1: a comma is missing at the end of this line`},
		"a comment": {`{"id":"a", // the id
"fields":[]}`, `forms/a.json:1: JSON has no comments`},
	} {
		if _, _, err := load(t, map[string]string{"a.json": c.source}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// fieldTypes returns the types of fields that schema.json allows.
func fieldTypes(t *testing.T) []string {
	t.Helper()
	source, err := forms.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs struct {
			Field struct {
				Properties struct {
					Type struct{ Enum []string }
				}
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(source, &schema); err != nil {
		t.Fatal(err)
	}
	return schema.Defs.Field.Properties.Type.Enum
}

func TestFieldTypesAreDocumented(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| type | accepts |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var documented []string
	for row := range strings.Lines(table) {
		cells := strings.Split(row, "|")
		for _, name := range strings.Split(cells[1], ", ") {
			documented = append(documented, strings.Trim(name, " `"))
		}
	}
	types := fieldTypes(t)
	slices.Sort(types)
	slices.Sort(documented)
	if !slices.Equal(types, documented) {
		t.Errorf("forms/README.md has the types %q, schema.json %q", documented, types)
	}
}

func TestMissingTranslationIsAWarning(t *testing.T) {
	_, warnings, err := load(t, map[string]string{"a.json": strings.Replace(open, `"open"`, `"locales":["en","de"],
"title":{"en":"Talk"},"open"`, 1)})
	if err != nil || len(warnings) != 1 || warnings[0].Error() != "forms/a.json:3: title: has no text for de; visitors see the text for en" {
		t.Errorf("%v %v", warnings, err)
	}
}

func TestIDsAreUniqueAcrossDirectories(t *testing.T) {
	_, _, err := load(t, map[string]string{"a.json": open, "examples/a.json": open})
	if err == nil || !strings.Contains(err.Error(), "has the same id") {
		t.Error(err)
	}
}

func TestBadLocales(t *testing.T) {
	english := `{"dir":"ltr","a":"One {min}"}`
	for name, c := range map[string]struct{ file, words, want string }{
		"unknown key":   {"de", "{\"dir\":\"ltr\",\n\"b\":\"B\"}", "forms/locales/de.json:2: b: en.json has no such key"},
		"placeholder":   {"de", `{"dir":"ltr","a":"Eins {max}"}`, `forms/locales/de.json:1: a: does not have the placeholders of en.json, "One {min}"`},
		"no direction":  {"de", `{"a":"Eins {min}"}`, `forms/locales/de.json:1: dir: is ""; it must be "ltr" or "rtl"`},
		"not a string":  {"de", `{"dir":"ltr","a":7}`, "forms/locales/de.json:1: a: must be a string"},
		"no tag":        {"de_DE", `{"dir":"ltr"}`, "forms/locales/de_DE.json:1: the file name is not a language tag such as en or pt-BR"},
		"repeated keys": {"de", "{\"dir\":\"ltr\",\n\"dir\":\"rtl\"}", "forms/locales/de.json:2: dir: duplicate member"},
	} {
		_, _, err := Load(fstest.MapFS{
			"locales/en.json":             {Data: []byte(english)},
			"locales/" + c.file + ".json": {Data: []byte(c.words)},
			"a.json":                      {Data: []byte(open)},
		})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// FuzzLoad checks that no file makes Load panic and that an accepted form can be
// rendered.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"../*.json", "../examples/*.json", "testdata/bad/*/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(source)
		}
	}
	words := []byte(`{"dir":"ltr"}`)
	f.Fuzz(func(t *testing.T, source []byte) {
		var id struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal(source, &id)
		set, _, err := Load(fstest.MapFS{"locales/en.json": {Data: words}, "locales/de.json": {Data: words}, id.ID + ".json": {Data: source}})
		if err != nil {
			return
		}
		form, err := set.Form(id.ID)
		if err != nil {
			t.Fatal(err)
		}
		public := set.Public(form, "de")
		public.Tree(forms.TreeOptions{})
		form.ConsentIn("de")
	})
}

func TestLoadRefusesAnEmptySet(t *testing.T) {
	if _, _, err := Load(fstest.MapFS{"locales/en.json": {Data: []byte(`{"dir":"ltr"}`)}}); err == nil {
		t.Error("accepted a set without a form")
	}
}
