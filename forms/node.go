package forms

import (
	"slices"
	"strconv"
)

// Node is an element or a text in a form's tree. An element has a Tag; a text
// has only Text. Package render writes trees as HTML and JsonML.
type Node struct {
	Tag        string
	Attributes []Attribute
	Children   []Node
	Text       string
}

// Attribute is an attribute of an element. The value of a boolean attribute is "".
type Attribute struct{ Name, Value string }

// Attribute returns the value of an attribute and whether the element has it.
func (n *Node) Attribute(name string) (value string, ok bool) {
	for _, a := range n.Attributes {
		if a.Name == name {
			return a.Value, true
		}
	}
	return "", false
}

// attributes builds a list of attributes; each method returns the longer list.
type attributes []Attribute

// attr returns a list with one attribute, or an empty list for an empty value.
func attr(name, value string) attributes { return attributes(nil).and(name, value) }

// and adds an attribute unless its value is empty.
func (a attributes) and(name, value string) attributes {
	if value == "" {
		return a
	}
	return a.always(name, value)
}

// always adds an attribute, also with an empty value.
func (a attributes) always(name, value string) attributes {
	return append(slices.Clip(a), Attribute{name, value})
}

// when adds a boolean attribute if it is set.
func (a attributes) when(name string, set bool) attributes {
	if !set {
		return a
	}
	return a.always(name, "")
}

// count adds a number unless it is 0.
func (a attributes) count(name string, n int) attributes {
	if n == 0 {
		return a
	}
	return a.always(name, strconv.Itoa(n))
}

// element returns an element without those children that are the zero Node.
func element(tag string, a attributes, children ...Node) Node {
	children = slices.DeleteFunc(children, func(n Node) bool { return n.Tag == "" && n.Text == "" })
	return Node{Tag: tag, Attributes: a, Children: children}
}

func textNode(s string) Node { return Node{Text: s} }

func hidden(name, value string) Node {
	return element("input", attr("type", "hidden").and("name", name).always("value", value))
}
