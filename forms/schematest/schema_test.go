// Package schematest holds schema.json to the definitions that the loader
// accepts and refuses. It is a module of its own, so that the validator stays
// out of the program's.
package schematest

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func read(t *testing.T, file string) (any, error) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return jsonschema.UnmarshalJSON(f)
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no files: %v", pattern, err)
	}
	return files
}

func TestSchemaAcceptsDefinitions(t *testing.T) {
	schema := compile(t)
	for _, file := range glob(t, "../*.json") {
		if filepath.Base(file) == "schema.json" {
			continue
		}
		definition, err := read(t, file)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if err := schema.Validate(definition); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestSchemaRefusesBadStructure wants the schema to refuse every place that
// the loader's expected words name, at that place, inside it or,
// where a member is one too many, at the object that holds it.
func TestSchemaRefusesBadStructure(t *testing.T) {
	schema := compile(t)
	for _, file := range glob(t, "../testdata/bad/structure/*.json") {
		definition, err := read(t, file)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		var invalid *jsonschema.ValidationError
		if !errors.As(schema.Validate(definition), &invalid) {
			t.Errorf("%s: accepted", file)
			continue
		}
		refused := map[string]bool{}
		collect(invalid, refused)
		words, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(words)) {
			place := pointer(line)
			inside := func(refused string) bool { return strings.HasPrefix(refused, place+"/") }
			if !refused[place] && !refused[place[:max(0, strings.LastIndexByte(place, '/'))]] && !slices.ContainsFunc(slices.Collect(maps.Keys(refused)), inside) {
				t.Errorf("%s: the schema refuses %v, the loader also %q", file, slices.Sorted(maps.Keys(refused)), line)
			}
		}
	}
}

// collect takes the places of an error's leaves, as JSON pointers.
func collect(e *jsonschema.ValidationError, into map[string]bool) {
	if len(e.Causes) == 0 {
		place := ""
		for _, step := range e.InstanceLocation {
			place += "/" + step
		}
		into[place] = true
	}
	for _, cause := range e.Causes {
		collect(cause, into)
	}
}

var member = regexp.MustCompile(`^forms/[^:]+:\d+: (?:([^ :]+): )?`)

// pointer is the member that a problem's words name, fields[2].name, as a JSON
// pointer, /fields/2/name.
func pointer(problem string) string {
	name := member.FindStringSubmatch(problem)[1]
	if name == "" {
		return ""
	}
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(name)
}

// TestSchemaCannotJudgeSense shows that what is filed below sense belongs
// there: it is either no JSON or nothing that the schema could refuse.
func TestSchemaCannotJudgeSense(t *testing.T) {
	schema := compile(t)
	for _, file := range glob(t, "../testdata/bad/sense/*.json") {
		definition, err := read(t, file)
		if err != nil {
			continue
		}
		if err := schema.Validate(definition); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}
