package forms

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"thoughtlyform/shared"
)

//go:embed *.json locales/*.json
var embedded embed.FS

// Form is a definition, checked, with its rules compiled.
type Form struct {
	Definition
	Rules shared.Rules
}

// Set is a deployment's forms and its words, ready for use by any number of
// goroutines. It does not change.
type Set struct {
	forms    map[string]func() (*Form, error)
	messages map[string]func() map[string]string // by locale
}

// ErrNoForm is what Form answers to an id that the set does not have.
var ErrNoForm = errors.New("forms: no such form")

// Embedded is the set that was compiled into the program. Each form and locale
// is decoded when it is first asked for, so that a function pays at its start
// for what it serves; Load, which the tests and cmd/snippet -check run, is
// what keeps a bad definition out of a program.
func Embedded() (*Set, error) {
	set := &Set{map[string]func() (*Form, error){}, map[string]func() map[string]string{}}
	definitions, locales, err := list(embedded)
	if err != nil {
		return nil, err
	}
	for _, name := range definitions {
		set.forms[stem(name)] = sync.OnceValues(func() (*Form, error) {
			source, err := embedded.ReadFile(name)
			if err != nil {
				return nil, err
			}
			return decode(source)
		})
	}
	for _, name := range locales {
		set.messages[stem(name)] = sync.OnceValue(func() map[string]string {
			// No error can come of a file that Load accepted; of any other,
			// the words are English.
			source, _ := embedded.ReadFile(name)
			words := map[string]string{}
			_ = json.Unmarshal(source, &words)
			return words
		})
	}
	return set, nil
}

// Load reads and checks *.json and locales/*.json of a file system. The error
// joins a *Problem for each thing that is wrong.
func Load(files fs.FS) (*Set, error) {
	set := &Set{map[string]func() (*Form, error){}, map[string]func() map[string]string{}}
	definitions, locales, err := list(files)
	if err != nil {
		return nil, err
	}
	var problems []error
	var english map[string]string
	slices.SortFunc(locales, englishFirst)
	for _, name := range locales {
		words, err := loadLocale(files, name, english)
		problems = append(problems, err)
		if name == englishFile {
			english = words
		}
		set.messages[stem(name)] = func() map[string]string { return words }
	}
	for _, name := range definitions {
		f, err := load(files, name, set.speaks)
		problems = append(problems, err)
		set.forms[stem(name)] = func() (*Form, error) { return f, nil }
	}
	if len(definitions) == 0 {
		problems = append(problems, errors.New("forms: there is no definition"))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return set, nil
}

// englishFile has every key that there is.
const englishFile = "locales/en.json"

func englishFirst(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == englishFile:
		return -1
	case b == englishFile:
		return 1
	}
	return strings.Compare(a, b)
}

// list is the paths of the definitions and of the locale files.
func list(files fs.FS) (definitions, locales []string, err error) {
	if definitions, err = fs.Glob(files, "*.json"); err != nil {
		return nil, nil, err
	}
	definitions = slices.DeleteFunc(definitions, func(name string) bool { return name == "schema.json" })
	locales, err = fs.Glob(files, "locales/*.json")
	return definitions, locales, err
}

func stem(name string) string { return strings.TrimSuffix(path.Base(name), ".json") }

// decode takes a definition that load has accepted.
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

// speaks reports whether there are words for a locale or its language.
func (s *Set) speaks(locale string) bool {
	return s.messages[locale] != nil || s.messages[language(locale)] != nil
}

// IDs are the ids of the set's forms, sorted.
func (s *Set) IDs() []string { return slices.Sorted(maps.Keys(s.forms)) }

// Form is the form of that id, or ErrNoForm.
func (s *Set) Form(id string) (*Form, error) {
	if f, ok := s.forms[id]; ok {
		return f()
	}
	return nil, ErrNoForm
}
