package forms

import (
	"html"
	"strconv"
	"strings"
)

// markup is HTML under construction, indented for people who paste it. Nothing
// is written but through its methods, which escape.
type markup struct {
	b     strings.Builder
	depth int
}

// attribute is a name and a value; one without a value is written bare.
type attribute struct {
	name, value string
	bare        bool
}

// attr is an attribute that is left out where its value is empty.
func attr(name, value string) attribute { return attribute{name: name, value: value} }

// count is an attribute that is left out where its value is 0.
func count(name string, n int) attribute {
	if n == 0 {
		return attribute{}
	}
	return attr(name, strconv.Itoa(n))
}

// when is an attribute without a value, left out where it is not set.
func when(name string, set bool) attribute { return attribute{name: name, bare: set} }

func (m *markup) indent() {
	for range m.depth {
		m.b.WriteString("  ")
	}
}

func (m *markup) tag(name string, attributes []attribute) {
	m.b.WriteString("<" + name)
	for _, a := range attributes {
		switch {
		case a.bare:
			m.b.WriteString(" " + a.name)
		case a.value != "":
			m.b.WriteString(" " + a.name + `="` + html.EscapeString(a.value) + `"`)
		}
	}
	m.b.WriteString(">")
}

// open begins an element on a line of its own; what follows is indented.
func (m *markup) open(name string, attributes ...attribute) {
	m.indent()
	m.tag(name, attributes)
	m.b.WriteByte('\n')
	m.depth++
}

// close ends an element that open began.
func (m *markup) close(name string) {
	m.depth--
	m.indent()
	m.b.WriteString("</" + name + ">\n")
}

// void writes an element that has no content.
func (m *markup) void(name string, attributes ...attribute) {
	m.indent()
	m.tag(name, attributes)
	m.b.WriteByte('\n')
}

// element writes an element whose content is text.
func (m *markup) element(name, text string, attributes ...attribute) {
	m.indent()
	m.inline(name, text, attributes...)
	m.b.WriteByte('\n')
}

// inline is element within a line.
func (m *markup) inline(name, text string, attributes ...attribute) {
	m.tag(name, attributes)
	m.b.WriteString(html.EscapeString(text))
	m.b.WriteString("</" + name + ">")
}
