package main

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"
)

// formatFiles are the generated files of the formats.
func formatFiles(all *metadata) (map[string][]byte, error) {
	m, err := newFormatModel(all)
	if err != nil {
		return nil, fmt.Errorf("formats: %w", err)
	}
	packed, err := m.pack()
	if err != nil {
		return nil, fmt.Errorf("formats: %w", err)
	}
	flat, err := m.flatten()
	if err != nil {
		return nil, fmt.Errorf("formats: %w", err)
	}
	files := map[string][]byte{"format_packed.bin": packed}
	for name, source := range map[string]string{
		"format_size.go":   m.sizes(flat, len(packed)),
		"format_native.go": m.native(flat),
	} {
		text, err := format.Source([]byte(source))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = text
	}
	return files, nil
}

// writeFormats writes them to dir.
func writeFormats(all *metadata, dir string) error {
	files, err := formatFiles(all)
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// flatFormats is the automaton of every calling code in one array, numbered in
// the order in which the unpacker meets them.
type flatFormats struct {
	roots []int
	next  [][10]int
	own   []int
	sets  []uint32
}

const (
	maxFormatStates = 1 << 15
	formatLeaf      = 1 << 15
)

func (m *formatModel) flatten() (*flatFormats, error) {
	f := &flatFormats{sets: []uint32{0}}
	for _, c := range m.codes {
		known := map[*formatNode]int{}
		sets := map[uint32]int{0: 0}
		set := func(s uint32) int {
			if _, ok := sets[s]; !ok {
				sets[s] = len(f.sets)
				f.sets = append(f.sets, s)
			}
			return sets[s]
		}
		var visit func(n *formatNode) int
		visit = func(n *formatNode) int {
			if n.leaf {
				return formatLeaf + set(n.set)
			}
			if at, ok := known[n]; ok {
				return at
			}
			at := len(f.next)
			known[n] = at
			f.next = append(f.next, [10]int{})
			f.own = append(f.own, set(n.set))
			for d, next := range n.next {
				to := visit(next)
				f.next[at][d] = to
			}
			return at
		}
		f.roots = append(f.roots, visit(c.root))
	}
	if len(f.next) > maxFormatStates || len(f.sets) > maxFormatStates {
		return nil, fmt.Errorf("%d states or %d sets do not fit", len(f.next), len(f.sets))
	}
	return f, nil
}

func (m *formatModel) formatCount() (n int) {
	for _, c := range m.codes {
		n += len(c.formats)
	}
	return n
}

func (m *formatModel) sizes(f *flatFormats, packed int) string {
	var b bytes.Buffer
	b.WriteString(generated)
	fmt.Fprintf(&b, `// Source: %s.

package phone

// States %d and sets %d of %d each, styles %d and usages %d of 32 each;
// %d bytes packed.
const (
	formatCodeCount  = %d
	formatCount      = %d
	formatStateCount = %d
	formatSetCount   = %d
)

// formatStyles are texts with a dollar sign and digit for each group, the most
// frequent first.
var formatStyles = [...]string{
`, sourceVersion(), len(f.next), len(f.sets), maxFormatStates, len(m.styles), len(m.usages), packed,
		len(m.codes), m.formatCount(), len(f.next), len(f.sets))
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

func (m *formatModel) native(f *flatFormats) string {
	var b bytes.Buffer
	b.WriteString(generated)
	fmt.Fprintf(&b, `// Source: %s.

//go:build !tinygo

package phone

var formatTable = formatTables{
codes: [formatCodeCount]codeFormats{
`, sourceVersion())
	first := 0
	for i, c := range m.codes {
		fmt.Fprintf(&b, "{%d, %d, %t, %d}, // +%d\n", first, len(c.formats), c.abroad, f.roots[i], c.code)
		first += len(c.formats)
	}
	b.WriteString("},\nformats: [formatCount]numberFormat{\n")
	for _, c := range m.codes {
		for _, f := range c.formats {
			abroad := f.abroadNum
			switch {
			case !c.abroad:
				abroad = f.styleNumber
			case f.abroad == "":
				abroad = 0x7F
			case f.bare:
				abroad |= 0x80
			}
			b.WriteString("{[maxGroups]uint8{")
			for i, w := range f.widths {
				if i > 0 {
					b.WriteString(", ")
				}
				fmt.Fprint(&b, w)
			}
			fmt.Fprintf(&b, "}, %d, %d, %d, %d, %d},\n", f.flexible, f.extra, f.styleNumber, abroad, f.usageNumber)
		}
	}
	b.WriteString("},\nnext: [formatStateCount][10]uint16{\n")
	for _, next := range f.next {
		b.WriteString("{")
		for d, to := range next {
			if d > 0 {
				b.WriteString(", ")
			}
			fmt.Fprint(&b, to)
		}
		b.WriteString("},\n")
	}
	b.WriteString("},\nown: [formatStateCount]uint16{\n")
	row(&b, len(f.own), func(i int) string { return fmt.Sprint(f.own[i]) })
	b.WriteString("},\nsets: [formatSetCount]uint32{\n")
	row(&b, len(f.sets), func(i int) string { return fmt.Sprintf("%#x", f.sets[i]) })
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
