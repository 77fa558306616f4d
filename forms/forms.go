package forms

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"thoughtlyform/shared"
)

//go:embed *.json locales/*.json
var embedded embed.FS

// Form is a definition with its rules compiled.
type Form struct {
	Definition
	Rules shared.Rules

	matching sync.Once
	matcher  language.Matcher // of Locales
}

// Set holds the forms of a deployment and the messages of its locales. It is
// immutable and safe for concurrent use.
type Set struct {
	forms    map[string]func() (*Form, error)
	messages map[string]func() map[string]string // by locale
}

// ErrNoForm is the error for an unknown form id.
var ErrNoForm = errors.New("forms: no such form")

// Embedded returns the forms that are compiled into the program, without the
// examples. It decodes each form and locale at its first use, to keep the start
// of a function short. It checks nothing: package check checks the definitions
// at build time.
func Embedded() (*Set, error) { return read(embedded) }

// Load reads definitions from *.json and examples/*.json of a file system, and
// messages from locales/*.json. It returns an error for a definition that cannot
// be decoded and checks nothing else; see package check.
func Load(files fs.FS) (*Set, error) {
	set, err := read(files)
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, id := range set.IDs() {
		if _, err := set.Form(id); err != nil {
			problems = append(problems, fmt.Errorf("form %s: %w", id, err))
		}
	}
	for _, messages := range set.messages {
		messages()
	}
	return set, errors.Join(problems...)
}

// read returns a set that reads each file at its first use.
func read(files fs.FS) (*Set, error) {
	set := &Set{map[string]func() (*Form, error){}, map[string]func() map[string]string{}}
	definitions, locales, err := List(files)
	if err != nil {
		return nil, err
	}
	for _, name := range definitions {
		set.forms[Stem(name)] = sync.OnceValues(func() (*Form, error) {
			source, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, err
			}
			return decode(source)
		})
	}
	for _, name := range locales {
		set.messages[Stem(name)] = sync.OnceValue(func() map[string]string {
			// If the file cannot be decoded, Messages returns the English ones.
			source, _ := fs.ReadFile(files, name)
			messages := map[string]string{}
			_ = json.Unmarshal(source, &messages)
			return messages
		})
	}
	return set, nil
}

// List returns the paths of the definitions and of the locale files in a file
// system.
func List(files fs.FS) (definitions, locales []string, err error) {
	for _, pattern := range []string{"*.json", "examples/*.json"} {
		found, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, nil, err
		}
		definitions = append(definitions, found...)
	}
	definitions = slices.DeleteFunc(definitions, func(name string) bool { return name == "schema.json" })
	locales, err = fs.Glob(files, "locales/*.json")
	return definitions, locales, err
}

// Schema returns schema.json.
func Schema() ([]byte, error) { return embedded.ReadFile("schema.json") }

// Stem returns a file's name without its directory and .json: the id of a form
// or the tag of a locale.
func Stem(name string) string { return strings.TrimSuffix(path.Base(name), ".json") }

// decode reads a definition and compiles its rules.
func decode(source []byte) (*Form, error) {
	f := &Form{}
	if err := json.Unmarshal(source, &f.Definition); err != nil {
		return nil, err
	}
	if len(f.Locales) == 0 {
		f.Locales = []string{"en"}
	}
	rules, err := f.Definition.Rules()
	f.Rules = rules
	return f, err
}

// IDs returns the ids of the forms, sorted.
func (s *Set) IDs() []string { return slices.Sorted(maps.Keys(s.forms)) }

// Form returns the form with an id, or ErrNoForm.
func (s *Set) Form(id string) (*Form, error) {
	if f, ok := s.forms[id]; ok {
		return f()
	}
	return nil, ErrNoForm
}
