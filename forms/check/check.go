// Package check is the linter of form definitions and locale files, for the
// command line, the devstack and tests. It validates a definition with
// schema.json, and then compares its members with each other and with the other
// files, which a schema cannot do. The functions must not link it: they serve
// definitions that were checked at build time.
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

// Problem is one error or warning in a file.
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

// Load checks the definitions and locale files that forms.Load finds in a file
// system, and loads them. The error joins a *Problem for each error. Warnings
// are valid but probably unintended.
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

// checker collects the problems of one file.
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

// check checks one definition in four steps: its JSON syntax, schema.json, the
// rules of sense, and those of deployable. A step runs only if the earlier ones
// found no problem.
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

// once refuses duplicate members. encoding/json keeps the last one and reports
// no error.
func (c *checker) once(p place, n *node) {
	seen := map[string]bool{}
	for _, m := range n.members {
		if seen[m.name] {
			c.problems = append(c.problems, &Problem{c.file, m.value.line, p.and(m.name).String(), "duplicate member"})
		}
		seen[m.name] = true
		c.once(p.and(m.name), m.value)
	}
	for i, item := range n.items {
		c.once(p.and(i), item)
	}
}

// Summary returns the number of forms as a sentence: "3 forms are valid".
func Summary(set *forms.Set) string {
	if n := len(set.IDs()); n != 1 {
		return fmt.Sprintf("%d forms are valid", n)
	}
	return "1 form is valid"
}

const englishFile = "locales/en.json" // has all keys

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
