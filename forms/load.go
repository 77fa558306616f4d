package forms

import (
	"encoding/json"
	"errors"
	"io/fs"
	"reflect"
	"slices"
	"strings"
)

// load reads and checks one definition.
func load(files fs.FS, name string, speaks func(locale string) bool) (*Form, error) {
	source, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	root, err := parse(name, source)
	if err != nil {
		return nil, err
	}
	c := &checker{file: name, root: root}
	if c.shape(nil, root, reflect.TypeFor[Definition]()); len(c.problems) > 0 {
		return nil, c.err()
	}
	var d Definition
	if err := json.Unmarshal(source, &d); err != nil {
		return nil, &Problem{File: name, Line: 1, Reason: err.Error()}
	}
	if c.definition(&d, stem(name), speaks); len(c.problems) > 0 {
		return nil, c.err()
	}
	return decode(source)
}

// err joins the problems in the order of their lines.
func (c *checker) err() error {
	slices.SortStableFunc(c.problems, func(a, b *Problem) int { return a.Line - b.Line })
	var all []error
	for _, p := range c.problems {
		all = append(all, p)
	}
	return errors.Join(all...)
}

// loadLocale reads and checks the words of one locale, which may have the keys
// of the English ones and in each the placeholders that the English has; nil
// is no English to compare with.
func loadLocale(files fs.FS, name string, english map[string]string) (map[string]string, error) {
	source, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	root, err := parse(name, source)
	if err != nil {
		return nil, err
	}
	c := &checker{file: name, root: root}
	words := map[string]string{}
	if c.shape(nil, root, reflect.TypeOf(words)); len(c.problems) > 0 {
		return nil, c.err()
	}
	if !isLanguageTag(stem(name)) {
		c.refuse(nil, "the file's name is no language tag")
	}
	for _, m := range root.members {
		words[m.name] = m.value.literal
		c.words(place{m.name}, m.value.literal, maxMessage)
		if of, ok := english[m.name]; english != nil && !ok {
			c.refuse(place{m.name}, "there is no such key in en.json")
		} else if english != nil && !slices.Equal(placeholders(m.value.literal), placeholders(of)) {
			c.refuse(place{m.name}, "does not hold the placeholders of en.json, %q", of)
		}
	}
	if dir := words["dir"]; dir != "ltr" && dir != "rtl" {
		c.refuse(place{"dir"}, `is %q; it must be "ltr" or "rtl"`, dir)
	}
	return words, c.err()
}

// placeholders are the {name}s of a sentence, sorted.
func placeholders(sentence string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(sentence, "{")
		if !ok {
			slices.Sort(names)
			return names
		}
		name, after, _ := strings.Cut(rest, "}")
		names = append(names, name)
		sentence = after
	}
}
