package forms

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// checker collects what is wrong in one file.
type checker struct {
	file     string
	root     *node
	problems []*Problem
}

func (c *checker) refuse(p place, format string, args ...any) {
	c.problems = append(c.problems, &Problem{c.file, c.root.at(p).line, p.String(), fmt.Sprintf(format, args...)})
}

var textType = reflect.TypeFor[Text]()

// shape checks that the value n at p may be decoded into a t: no member that t
// does not have, none twice, none missing that has neither omitempty nor
// omitzero, and values of the right type.
func (c *checker) shape(p place, n *node, t reflect.Type) {
	switch {
	case t.Kind() == reflect.Pointer:
		c.shape(p, n, t.Elem())
	case t == textType && n.kind == text:
	case t == textType && n.kind != object:
		c.refuse(p, "must be a string, or an object of a string for each locale")
	case t.Kind() == reflect.Map:
		if c.is(p, n, object, "an object") {
			c.once(p, n)
			for _, m := range n.members {
				c.shape(p.and(m.name), m.value, t.Elem())
			}
		}
	case t.Kind() == reflect.Struct:
		if c.is(p, n, object, "an object") {
			c.once(p, n)
			c.members(p, n, t)
		}
	case t.Kind() == reflect.Slice:
		if c.is(p, n, array, "an array") {
			for i, item := range n.items {
				c.shape(p.and(i), item, t.Elem())
			}
		}
	case t.Kind() == reflect.String:
		c.is(p, n, text, "a string")
	case t.Kind() == reflect.Bool:
		c.is(p, n, boolean, "true or false")
	case t.Kind() == reflect.Int:
		if _, err := strconv.Atoi(n.literal); n.kind != number || err != nil {
			c.refuse(p, "must be a whole number")
		}
	default:
		panic("forms: a definition has no " + t.String())
	}
}

func (c *checker) is(p place, n *node, k kind, what string) bool {
	if n.kind != k {
		c.refuse(p, "must be %s", what)
	}
	return n.kind == k
}

// once refuses members that stand in an object twice: decoders take one of
// them in silence.
func (c *checker) once(p place, n *node) {
	seen := map[string]bool{}
	for _, m := range n.members {
		if seen[m.name] {
			c.problems = append(c.problems, &Problem{c.file, m.value.line, p.and(m.name).String(), "stands here twice"})
		}
		seen[m.name] = true
	}
}

func (c *checker) members(p place, n *node, t reflect.Type) {
	known := map[string]bool{}
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		known[name] = true
		if value := n.child(name); value != nil {
			c.shape(p.and(name), value, field.Type)
		} else if options == "" {
			c.refuse(p, "lacks %s", name)
		}
	}
	for _, m := range n.members {
		if !known[m.name] {
			c.refuse(p.and(m.name), "there is no such member")
		}
	}
}
