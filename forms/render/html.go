// Package render writes the trees of package forms as HTML and as JsonML. It
// must not know what a form's fields mean.
package render

import (
	"html"
	"slices"
	"strings"

	"thoughtlyform/forms"
)

// Void elements have no end tag (HTML Standard, section 13.1.2).
var void = []string{"input", "link"}

// Elements whose content is written on one line, because white space in them is
// visible or part of a value.
var inline = []string{"a", "button", "h1", "h2", "h3", "h4", "h5", "h6", "label", "legend", "li", "option", "p", "script", "span", "textarea"}

// Boolean attributes are written without a value.
var boolean = []string{"checked", "data-1p-ignore", "hidden", "inert", "novalidate", "required", "selected"}

// HTML returns nodes as indented HTML with all texts and values escaped.
func HTML(nodes ...forms.Node) string {
	var w writer
	for _, n := range nodes {
		w.block(&n, 0)
	}
	return w.String()
}

type writer struct{ strings.Builder }

// block writes a node on separate lines.
func (w *writer) block(n *forms.Node, depth int) {
	w.indent(depth)
	if n.Tag == "" || len(n.Children) == 0 || slices.Contains(inline, n.Tag) {
		w.inline(n)
	} else {
		w.start(n)
		w.WriteByte('\n')
		for i := range n.Children {
			w.block(&n.Children[i], depth+1)
		}
		w.indent(depth)
		w.WriteString("</" + n.Tag + ">")
	}
	w.WriteByte('\n')
}

func (w *writer) indent(depth int) {
	for range depth {
		w.WriteString("  ")
	}
}

// inline writes a node without adding white space.
func (w *writer) inline(n *forms.Node) {
	if n.Tag == "" {
		w.WriteString(html.EscapeString(n.Text))
		return
	}
	w.start(n)
	if slices.Contains(void, n.Tag) {
		return
	}
	if n.Tag == "textarea" {
		w.WriteByte('\n') // the parser drops a line feed after the tag
	}
	for i := range n.Children {
		w.inline(&n.Children[i])
	}
	w.WriteString("</" + n.Tag + ">")
}

func (w *writer) start(n *forms.Node) {
	w.WriteString("<" + n.Tag)
	for _, a := range n.Attributes {
		w.WriteString(" " + a.Name)
		if a.Value != "" || !slices.Contains(boolean, a.Name) {
			w.WriteString(`="` + html.EscapeString(a.Value) + `"`)
		}
	}
	w.WriteByte('>')
}
