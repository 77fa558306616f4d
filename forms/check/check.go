// Package check is the linter of form definitions and locale files, for the
// command line, the devstack and tests. schema.json describes the shape of a
// definition; this package adds what a schema cannot compare: one member with
// another, and a definition with the other files. The functions must not link
// it: they serve definitions that a build has checked.
package check

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"thoughtlyform/forms"
)

// Problem is one thing that is wrong in a file.
type Problem struct {
	File   string // below forms/
	Line   int    // from 1
	Member string // such as fields[2].label.en; "" for the whole file
	Reason string
}

func (p *Problem) Error() string {
	if p.Member == "" {
		return fmt.Sprintf("forms/%s:%d: %s", p.File, p.Line, p.Reason)
	}
	return fmt.Sprintf("forms/%s:%d: %s: %s", p.File, p.Line, p.Member, p.Reason)
}

// Load checks the definitions and locale files of a file system, as forms.Load
// finds them, and loads them. The error joins a *Problem for each thing that
// is wrong. Warnings are things that work but are probably not meant.
func Load(files fs.FS) (set *forms.Set, warnings []*Problem, err error) {
	definitions, locales, err := forms.List(files)
	if err != nil {
		return nil, nil, err
	}
	var problems []error
	if len(definitions) == 0 {
		problems = append(problems, errors.New("forms: there is no definition"))
	}
	slices.SortFunc(locales, englishFirst)
	var english map[string]string
	messages := map[string]bool{}
	for _, name := range locales {
		words, err := checkLocale(files, name, english)
		problems = append(problems, err)
		if name == englishFile {
			english = words
		}
		messages[forms.Stem(name)] = true
	}
	ids := map[string]string{}
	for _, name := range definitions {
		c := &checker{file: name, messages: messages}
		problems = append(problems, c.check(files))
		warnings = append(warnings, c.warnings...)
		if other := ids[forms.Stem(name)]; other != "" {
			problems = append(problems, &Problem{File: name, Line: 1, Reason: "forms/" + other + " has the same id"})
		}
		ids[forms.Stem(name)] = name
	}
	if err := errors.Join(problems...); err != nil {
		return nil, warnings, err
	}
	set, err = forms.Load(files)
	return set, warnings, err
}

// checker collects what is wrong in one file.
type checker struct {
	file     string
	messages map[string]bool // locales that have messages
	root     *node
	problems []*Problem
	warnings []*Problem
}

func (c *checker) problem(p place, format string, args []any) *Problem {
	return &Problem{c.file, c.root.at(p).line, p.String(), fmt.Sprintf(format, args...)}
}

func (c *checker) refuse(p place, format string, args ...any) {
	c.problems = append(c.problems, c.problem(p, format, args))
}

func (c *checker) warn(p place, format string, args ...any) {
	c.warnings = append(c.warnings, c.problem(p, format, args))
}

// err joins the problems in the order of their lines.
func (c *checker) err() error {
	slices.SortStableFunc(c.problems, func(a, b *Problem) int {
		return cmp.Or(a.Line-b.Line, strings.Compare(a.Member, b.Member), strings.Compare(a.Reason, b.Reason))
	})
	var all []error
	for _, p := range c.problems {
		all = append(all, p)
	}
	return errors.Join(all...)
}

// check checks one definition: its JSON, then its shape, then its sense, then
// whether it may be deployed. A later step needs the earlier ones to pass.
func (c *checker) check(files fs.FS) error {
	source, err := fs.ReadFile(files, c.file)
	if err != nil {
		return err
	}
	if c.root, err = parse(c.file, source); err != nil {
		return err
	}
	c.once(nil, c.root)
	if err := c.shape(); err != nil || len(c.problems) > 0 {
		return errors.Join(err, c.err())
	}
	if c.hours(source); len(c.problems) > 0 {
		return c.err()
	}
	var d forms.Definition
	decoder := json.NewDecoder(bytes.NewReader(source))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return &Problem{File: c.file, Line: 1, Reason: err.Error()}
	}
	if c.sense(&d); len(c.problems) == 0 {
		c.deployable(&d)
	}
	return c.err()
}

// once refuses members that an object has twice: decoders take one of them
// without a word.
func (c *checker) once(p place, n *node) {
	seen := map[string]bool{}
	for _, m := range n.members {
		if seen[m.name] {
			c.problems = append(c.problems, &Problem{c.file, m.value.line, p.and(m.name).String(), "this member is there twice"})
		}
		seen[m.name] = true
		c.once(p.and(m.name), m.value)
	}
	for i, item := range n.items {
		c.once(p.and(i), item)
	}
}

// Summary counts forms for people: "3 forms are valid".
func Summary(set *forms.Set) string {
	if n := len(set.IDs()); n != 1 {
		return fmt.Sprintf("%d forms are valid", n)
	}
	return "1 form is valid"
}

const englishFile = "locales/en.json" // has every key that there is

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
