package forms

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write what comes out to testdata instead of comparing with it")

// TestBadDefinitions holds the loader to the file, line and reason that stand
// beside each bad definition. Those below structure are refused by schema.json
// too, which schematest shows; those below sense need a look at more than one
// place and are the loader's alone.
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
		t.Run(stem(file), func(t *testing.T) {
			words := []byte(`{"dir":"ltr"}`)
			_, err := Load(fstest.MapFS{
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

// golden compares with a file, or writes it under -update.
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

func TestBadLocales(t *testing.T) {
	english := `{"dir":"ltr","a":"One {min}"}`
	for name, c := range map[string]struct{ file, words, want string }{
		"unknown key":   {"de", "{\"dir\":\"ltr\",\n\"b\":\"B\"}", "forms/locales/de.json:2: b: there is no such key in en.json"},
		"placeholder":   {"de", `{"dir":"ltr","a":"Eins {max}"}`, `forms/locales/de.json:1: a: does not hold the placeholders of en.json, "One {min}"`},
		"no direction":  {"de", `{"a":"Eins {min}"}`, `forms/locales/de.json:1: dir: is ""; it must be "ltr" or "rtl"`},
		"no words":      {"de", `{"dir":"ltr","a":7}`, "forms/locales/de.json:1: a: must be a string"},
		"no tag":        {"de_DE", `{"dir":"ltr"}`, "forms/locales/de_DE.json:1: the file's name is no language tag"},
		"repeated keys": {"de", "{\"dir\":\"ltr\",\n\"dir\":\"rtl\"}", "forms/locales/de.json:2: dir: stands here twice"},
	} {
		_, err := Load(fstest.MapFS{
			"locales/en.json":             {Data: []byte(english)},
			"locales/" + c.file + ".json": {Data: []byte(c.words)},
			"a.json":                      {Data: []byte(`{"id":"a","fields":[{"name":"phone_number","type":"tel"}]}`)},
		})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// FuzzLoad shows that no file makes the loader fall over, and that what it
// accepts can be served and printed.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"*.json", "testdata/bad/*/*.json"} {
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
		set, err := Load(fstest.MapFS{"locales/en.json": {Data: words}, "locales/de.json": {Data: words}, id.ID + ".json": {Data: source}})
		if err != nil {
			return
		}
		form, err := set.Form(id.ID)
		if err != nil {
			t.Fatal(err)
		}
		public := set.Public(form, "de")
		public.Tree(TreeOptions{})
		form.ConsentIn("de")
	})
}

func TestLoadRefusesAnEmptySet(t *testing.T) {
	if _, err := Load(fstest.MapFS{"locales/en.json": {Data: []byte(`{"dir":"ltr"}`)}}); err == nil {
		t.Error("accepted a set without a form")
	}
}
