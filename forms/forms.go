package forms

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

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
	forms    map[string]*Form
	messages map[string]map[string]string // by locale
}

// ErrNoForm is what Form answers to an id that the set does not have.
var ErrNoForm = errors.New("forms: no such form")

// Embedded is the set that was compiled into the program. It fails where a
// definition is bad.
func Embedded() (*Set, error) { return Load(embedded) }

// Load reads *.json and locales/*.json of a file system. The error names the
// file and what is wrong in it.
func Load(files fs.FS) (*Set, error) {
	set := &Set{forms: map[string]*Form{}, messages: map[string]map[string]string{}}
	locales, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range locales {
		messages := map[string]string{}
		if err := decode(files, name, &messages); err != nil {
			return nil, err
		}
		set.messages[strings.TrimSuffix(path.Base(name), ".json")] = messages
	}
	definitions, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range definitions {
		if name == "schema.json" {
			continue
		}
		f := &Form{}
		if err := decode(files, name, &f.Definition); err != nil {
			return nil, err
		}
		if f.ID != strings.TrimSuffix(name, ".json") {
			return nil, fmt.Errorf("forms/%s: id is %q; it must be the file's name", name, f.ID)
		}
		if f.Rules, err = f.Definition.Rules(); err != nil {
			return nil, fmt.Errorf("forms/%s: %w", name, err)
		}
		if len(f.Locales) == 0 {
			f.Locales = []string{"en"}
		}
		set.forms[f.ID] = f
	}
	if len(set.forms) == 0 {
		return nil, errors.New("forms: there is no definition")
	}
	return set, nil
}

// Form is the form of that id, or ErrNoForm.
func (s *Set) Form(id string) (*Form, error) {
	if f, ok := s.forms[id]; ok {
		return f, nil
	}
	return nil, ErrNoForm
}

func decode(files fs.FS, name string, into any) error {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		line := 1 + bytes.Count(b[:min(int(d.InputOffset()), len(b))], []byte("\n"))
		return fmt.Errorf("forms/%s:%d: %w", name, line, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("forms/%s: there is something after the definition", name)
	}
	return nil
}
