package main

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"

	"thoughtlyform/shared/phone/internal/table"
)

// formatFiles are the sources of the formats.
func formatFiles(m *formatModel, f *table.Formats) (map[string][]byte, error) {
	files := map[string][]byte{}
	for name, source := range map[string]string{
		"format_style.go":  m.styleSource(),
		"format_native.go": m.native(f),
	} {
		text, err := format.Source([]byte(source))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = text
	}
	return files, nil
}

// flatten numbers sets and the states of every calling code's automaton in the
// order in which package table codes them.
func (m *formatModel) flatten(f *table.Formats) error {
	f.StateCount, f.SetCount = 1, 1
	for i, c := range m.codes {
		f.Codes[i] = table.CodeFormats{First: uint16(f.FormatCount), Count: uint8(len(c.formats)), Abroad: c.abroad}
		for _, n := range c.formats {
			if f.FormatCount == table.MaxFormats {
				return fmt.Errorf("formats: more than %d", table.MaxFormats)
			}
			out := table.Format{Flexible: uint8(n.flexible), Extra: uint8(n.extra), Style: uint8(n.styleNumber), Abroad: uint8(n.styleNumber), Usage: uint8(n.usageNumber)}
			for g, w := range n.widths {
				out.Widths[g] = uint8(w)
			}
			switch {
			case !c.abroad:
			case n.abroad == "":
				out.Abroad = table.NotAbroad
			default:
				out.Abroad = uint8(n.abroadNum)
				if n.bare {
					out.Abroad |= table.Bare
				}
			}
			f.Formats[f.FormatCount] = out
			f.FormatCount++
		}
		known := map[*formatNode]uint16{}
		sets := map[uint32]uint16{0: 0}
		full := false
		set := func(s uint32) uint16 {
			if _, ok := sets[s]; !ok {
				if f.SetCount == table.MaxFormatSets || len(sets) == table.MaxPerCodeSets {
					full = true
					return 0
				}
				sets[s] = uint16(f.SetCount)
				f.Sets[f.SetCount] = s
				f.SetCount++
			}
			return sets[s]
		}
		var visit func(n *formatNode) uint16
		visit = func(n *formatNode) uint16 {
			if n.leaf {
				return table.FormatLeaf + set(n.set)
			}
			if at, ok := known[n]; ok {
				return at
			}
			if f.StateCount == table.MaxFormatStates || len(known) == 255 {
				full = true
				return 0
			}
			at := f.StateCount
			f.StateCount++
			known[n] = uint16(at)
			f.Own[at] = set(n.set)
			for d, next := range n.next {
				f.Next[at][d] = visit(next)
			}
			return uint16(at)
		}
		f.Codes[i].Root = visit(c.root)
		if full {
			return fmt.Errorf("formats: calling code %d has too many states or sets", c.code)
		}
	}
	return nil
}

func (m *formatModel) styleSource() string {
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
	return b.String()
}

func (m *formatModel) native(f *table.Formats) string {
	var b bytes.Buffer
	b.WriteString(header(m.version))
	fmt.Fprintf(&b, `//go:build !tinygo

package phone

import "thoughtlyform/shared/phone/internal/table"

// Formats %d of %d, states %d of %d, sets %d of %d.
var formatTable = table.Formats{
FormatCount: %d,
StateCount: %d,
SetCount: %d,
Codes: [table.MaxCodes]table.CodeFormats{
`, f.FormatCount, table.MaxFormats, f.StateCount, table.MaxFormatStates, f.SetCount, table.MaxFormatSets,
		f.FormatCount, f.StateCount, f.SetCount)
	for i, c := range m.codes {
		r := f.Codes[i]
		fmt.Fprintf(&b, "{First: %d, Count: %d, Abroad: %t, Root: %d}, // +%d\n", r.First, r.Count, r.Abroad, r.Root, c.code)
	}
	b.WriteString("},\nFormats: [table.MaxFormats]table.Format{\n")
	for _, r := range f.Formats[:f.FormatCount] {
		fmt.Fprintf(&b, "{Widths: [table.MaxGroups]uint8{%d, %d, %d, %d, %d}, Flexible: %d, Extra: %d, Style: %d, Abroad: %d, Usage: %d},\n",
			r.Widths[0], r.Widths[1], r.Widths[2], r.Widths[3], r.Widths[4], r.Flexible, r.Extra, r.Style, r.Abroad, r.Usage)
	}
	b.WriteString("},\nNext: [table.MaxFormatStates][10]uint16{\n")
	for _, next := range f.Next[:f.StateCount] {
		fmt.Fprintf(&b, "{%d, %d, %d, %d, %d, %d, %d, %d, %d, %d},\n",
			next[0], next[1], next[2], next[3], next[4], next[5], next[6], next[7], next[8], next[9])
	}
	b.WriteString("},\nOwn: [table.MaxFormatStates]uint16{\n")
	row(&b, f.StateCount, func(i int) string { return fmt.Sprint(f.Own[i]) })
	b.WriteString("},\nSets: [table.MaxFormatSets]uint32{\n")
	row(&b, f.SetCount, func(i int) string { return fmt.Sprintf("%#x", f.Sets[i]) })
	b.WriteString("},\n}\n")
	return b.String()
}

// row writes values, sixteen a line.
func row(b *bytes.Buffer, n int, value func(int) string) {
	for i := range n {
		b.WriteString(value(i))
		if i%16 == 15 || i == n-1 {
			b.WriteString(",\n")
		} else {
			b.WriteString(", ")
		}
	}
}
