package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// node is a JSON value with its line number. encoding/json keeps neither line
// numbers nor duplicate members, so the checks also use this tree.
type node struct {
	line    int
	kind    nodeKind
	literal string // of a string, unquoted, or of a number
	members []member
	items   []*node
}

type member struct {
	name  string
	value *node
}

type nodeKind byte

const (
	object nodeKind = iota
	array
	text
	number
	boolean
	null
)

// at returns the value at a place, or its nearest existing ancestor.
func (n *node) at(p place) *node {
	for _, step := range p {
		next := n.child(step)
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

// has reports whether a place has a value.
func (n *node) has(p place) bool {
	for _, step := range p {
		if n = n.child(step); n == nil {
			return false
		}
	}
	return true
}

func (n *node) child(step any) *node {
	switch step := step.(type) {
	case int:
		if n.kind == array && step < len(n.items) {
			return n.items[step]
		}
	case string:
		for _, m := range n.members {
			if m.name == step {
				return m.value
			}
		}
	}
	return nil
}

// place is the path from the root of a file to a value: member names and array
// indexes.
type place []any

// and returns p with further steps.
func (p place) and(steps ...any) place { return append(p[:len(p):len(p)], steps...) }

func (p place) String() string {
	var b strings.Builder
	for _, step := range p {
		switch step := step.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", step)
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(step)
		}
	}
	return b.String()
}

// parse reads a file into a tree.
func parse(file string, source []byte) (*node, error) {
	bad := func(offset int, reason string) error {
		return &Problem{File: file, Line: line(source, offset), Reason: reason}
	}
	for i := 0; i < len(source); {
		r, size := utf8.DecodeRune(source[i:])
		if r == utf8.RuneError && size == 1 {
			return nil, bad(i, "the file is not valid UTF-8")
		}
		i += size
	}
	var whole json.RawMessage
	if err := json.Unmarshal(source, &whole); err != nil {
		offset := len(source)
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			offset = int(syntax.Offset)
		}
		return nil, bad(syntaxError(source, offset-1, err))
	}
	p := parser{source: source, decoder: json.NewDecoder(bytes.NewReader(source)), line: 1}
	p.decoder.UseNumber()
	return p.value()
}

// syntaxError returns the offset and the description of a syntax error, in
// plain words for the common mistakes.
func syntaxError(source []byte, at int, err error) (offset int, reason string) {
	before := bytes.TrimRight(source[:max(0, at)], " \t\r\n")
	switch wrong := at < len(source) && at >= 0; {
	case strings.Contains(err.Error(), "unexpected end"):
		return at, "unexpected end of file: a bracket or a quotation mark is not closed"
	case wrong && (source[at] == '}' || source[at] == ']') && bytes.HasSuffix(before, []byte(",")):
		return len(before) - 1, fmt.Sprintf("trailing comma: remove the comma before the closing %q", source[at:at+1])
	case wrong && source[at] == '"' && strings.Contains(err.Error(), "after"):
		return len(before) - 1, "a comma is missing at the end of this line"
	case wrong && source[at] == '/':
		return at, "JSON has no comments"
	}
	return at, err.Error()
}

// line returns the line number, from 1, of the byte at offset.
func line(source []byte, offset int) int {
	offset = max(0, min(offset, len(source)))
	return 1 + bytes.Count(source[:offset], []byte("\n"))
}

type parser struct {
	source  []byte
	decoder *json.Decoder
	counted int // bytes of source whose line ends line counts
	line    int
}

// token returns the next token and sets p.line to its line. A JSON token has no
// line end.
func (p *parser) token() (json.Token, error) {
	t, err := p.decoder.Token()
	end := int(p.decoder.InputOffset())
	p.line += bytes.Count(p.source[p.counted:end], []byte("\n"))
	p.counted = end
	return t, err
}

func (p *parser) value() (*node, error) {
	t, err := p.token()
	if err != nil {
		return nil, err
	}
	n := &node{line: p.line}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			n.kind = array
		}
		return n, p.elements(n)
	case string:
		n.kind, n.literal = text, t
	case json.Number:
		n.kind, n.literal = number, t.String()
	case bool:
		n.kind, n.literal = boolean, strconv.FormatBool(t)
	case nil:
		n.kind = null
	}
	return n, nil
}

// elements reads the members or items of n and its closing bracket.
func (p *parser) elements(n *node) error {
	for p.decoder.More() {
		var m member
		if n.kind == object {
			name, err := p.token()
			if err != nil {
				return err
			}
			m.name = name.(string)
		}
		value, err := p.value()
		if err != nil {
			return err
		}
		if n.kind == array {
			n.items = append(n.items, value)
			continue
		}
		m.value = value
		n.members = append(n.members, m)
	}
	_, err := p.token()
	return err
}

// value returns the value as encoding/json decodes it, numbers as json.Number.
func (n *node) value() any {
	switch n.kind {
	case object:
		members := map[string]any{}
		for _, m := range n.members {
			members[m.name] = m.value.value()
		}
		return members
	case array:
		items := []any{}
		for _, item := range n.items {
			items = append(items, item.value())
		}
		return items
	case text:
		return n.literal
	case number:
		return json.Number(n.literal)
	case boolean:
		return n.literal == "true"
	}
	return nil
}

// place converts the steps of a JSON pointer.
func (n *node) place(steps []string) place {
	var p place
	for _, step := range steps {
		if i, err := strconv.Atoi(step); err == nil && n.at(p).kind == array {
			p = p.and(i)
		} else {
			p = p.and(step)
		}
	}
	return p
}
