package main

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strings"

	"thoughtlyform/shared/phone/internal/table"
)

// rows returns the formats of calling code i.
func (m *formatModel) rows(i int) []table.Format {
	c := m.codes[i]
	var out []table.Format
	for _, n := range c.formats {
		f := table.Format{Flexible: uint8(n.flexible), Extra: uint8(n.extra), Style: uint8(n.styleNumber), Abroad: uint8(n.styleNumber), Usage: uint8(n.usageNumber)}
		for g, w := range n.widths {
			f.Widths[g] = uint8(w)
		}
		switch {
		case !c.abroad:
		case n.abroad == "":
			f.Abroad = table.NotAbroad
		default:
			f.Abroad = uint8(n.abroadNum)
			if n.bare {
				f.Abroad |= table.Bare
			}
		}
		out = append(out, f)
	}
	return out
}

// plan returns the automaton of the code's formats as nodes of the pool, and the
// sets of formats that their labels number from 1. A node that no digit leaves
// holds for whatever digits follow.
func (c *formatCode) plan(p *pool) (*node, []uint32, error) {
	var sets []uint32
	label := func(set uint32) int {
		i := slices.Index(sets, set)
		if i < 0 {
			i = len(sets)
			sets = append(sets, set)
		}
		return i + 1
	}
	known := map[*formatNode]*node{}
	var visit func(n *formatNode) *node
	visit = func(n *formatNode) *node {
		if out, ok := known[n]; ok {
			return out
		}
		var next [10]*node
		if !n.leaf {
			for d, to := range n.next {
				next[d] = visit(to)
			}
		}
		out := p.get(label(n.set), next)
		known[n] = out
		return out
	}
	root := visit(c.root)
	if len(sets) > table.MaxSets {
		return nil, nil, fmt.Errorf("%d sets of formats are too many", len(sets))
	}
	return root, sets, nil
}

// styleSource returns the source of the lists that formats refer to.
func (m *formatModel) styleSource() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(header(m.version))
	fmt.Fprintf(&b, `package phone

// formatStyles are texts with a dollar sign and digit for each group, the most
// frequent first.
var formatStyles = [...]string{
`)
	for _, s := range m.styles {
		fmt.Fprintf(&b, "%q,\n", s)
	}
	b.WriteString("}\n\n// formatUsages are the ways to treat national prefixes, the most frequent first.\nvar formatUsages = [...]formatUsage{\n")
	for _, u := range m.usages {
		prefix := strings.Trim(u.rule, "()") != "$1" && u.rule != ""
		fmt.Fprintf(&b, "{%q, %t, %t, %t, %t},\n", u.rule, prefix, strings.ContainsAny(u.rule, "- "), u.optional, u.carrier)
	}
	b.WriteString("}\n\n// extensionMark is what stands between a number and its extension.\nfunc extensionMark(callingCode uint16) string {\nswitch callingCode {\n")
	for _, c := range m.codes {
		if c.mark != "" {
			fmt.Fprintf(&b, "case %d:\nreturn %q\n", c.code, c.mark)
		}
	}
	b.WriteString("}\nreturn \" ext. \"\n}\n")
	return format.Source(b.Bytes())
}
