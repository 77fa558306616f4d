package forms

import (
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

func TestLoadRefusesAnEmptySet(t *testing.T) {
	if _, err := Load(fstest.MapFS{"locales/en.json": {Data: []byte(`{"dir":"ltr"}`)}}); err == nil {
		t.Error("accepted a set without a form")
	}
}
