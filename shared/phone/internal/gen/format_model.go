package main

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// formatModel is everything that formatting reads, resolved and numbered. Both
// forms of the tables, plain and packed, are written from it.
type formatModel struct {
	version string        // of the metadata
	codes   []*formatCode // in the order of the calling codes
	styles  []string      // the most frequent first
	usages  []formatUsage // the same
}

// formatCode is a calling code's formats, which are those of its main region.
type formatCode struct {
	code    int
	mark    string // what stands before an extension
	formats []numberFormat
	abroad  bool // has formats for calls from abroad
	root    *formatNode
}

// numberFormat is the twin of package phone's.
type numberFormat struct {
	widths                 []int
	flexible, extra        int
	style, abroad          string // abroad is empty if not used abroad
	bare                   bool
	usage                  formatUsage
	leading                []*pattern
	styleNumber, abroadNum int
	usageNumber            int
}

type formatUsage struct {
	rule              string
	optional, carrier bool
}

// newFormatModel reads the formats. An error names what does not fit the
// layout or the simplifications that it rests on.
func newFormatModel(all *metadata) (*formatModel, error) {
	m := &formatModel{version: all.version}
	styles, usages := map[string]int{}, map[formatUsage]int{}
	for _, code := range all.callingCodes {
		c, err := newFormatCode(code)
		if err != nil {
			return nil, fmt.Errorf("calling code %d: %w", code.code, err)
		}
		m.codes = append(m.codes, c)
		for _, f := range c.formats {
			styles[f.style]++
			usages[f.usage]++
			if f.abroad != "" {
				styles[f.abroad]++
			}
		}
	}
	m.styles = byFrequency(styles, strings.Compare)
	m.usages = byFrequency(usages, func(a, b formatUsage) int {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
	if m.usages[0] != (formatUsage{}) {
		return nil, fmt.Errorf("the most frequent usage is %v", m.usages[0])
	}
	if len(m.styles) > 32 || len(m.usages) > 32 {
		return nil, fmt.Errorf("%d styles or %d usages do not fit", len(m.styles), len(m.usages))
	}
	for _, c := range m.codes {
		for i := range c.formats {
			f := &c.formats[i]
			f.styleNumber = slices.Index(m.styles, f.style)
			f.abroadNum = slices.Index(m.styles, f.abroad)
			f.usageNumber = slices.Index(m.usages, f.usage)
		}
	}
	return m, nil
}

// byFrequency is the keys, the most frequent first and equals in order.
func byFrequency[K comparable](count map[K]int, compare func(a, b K) int) []K {
	var keys []K
	for k := range count {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int {
		if d := count[b] - count[a]; d != 0 {
			return d
		}
		return compare(a, b)
	})
	return keys
}

func newFormatCode(code callingCode) (*formatCode, error) {
	meta := code.regions[0].meta
	for _, other := range code.regions[1:] {
		if len(other.meta.NumberFormat) > 0 {
			return nil, fmt.Errorf("region %s has formats of its own", other.code)
		}
	}
	c := &formatCode{code: code.code, mark: meta.PreferredExtnPrefix, abroad: len(meta.IntlNumberFormat) > 0}
	intl := meta.IntlNumberFormat
	for _, f := range meta.NumberFormat {
		out, err := newNumberFormat(f)
		if err != nil {
			return nil, err
		}
		if len(intl) > 0 && sameNumbers(f, intl[0]) {
			abroad, err := newNumberFormat(intl[0])
			if err != nil {
				return nil, err
			}
			out.abroad = abroad.style
			if abroad.usage != out.usage {
				out.bare = true
				if abroad.usage != (formatUsage{}) {
					return nil, fmt.Errorf("format %s has another national prefix abroad", f.Pattern)
				}
			}
			intl = intl[1:]
		}
		style := out.abroad
		if !c.abroad {
			style = out.style
		}
		if strings.Trim(style, "$ -().12345") != "" || strings.ContainsAny(strings.NewReplacer("$1", "", "$2", "", "$3", "", "$4", "", "$5", "").Replace(style), "0123456789") {
			return nil, fmt.Errorf("style %q abroad", style)
		}
		c.formats = append(c.formats, out)
	}
	if len(intl) > 0 {
		return nil, fmt.Errorf("format %s for calls from abroad is not among the others", intl[0].Pattern)
	}
	if len(c.formats) > 20 {
		return nil, fmt.Errorf("%d formats do not fit", len(c.formats))
	}
	c.root = formatAutomaton(c.formats)
	return c, nil
}

// sameNumbers reports whether two formats are for the same numbers.
func sameNumbers(a, b formatMeta) bool {
	return a.Pattern == b.Pattern && slices.Equal(a.LeadingDigits, b.LeadingDigits)
}

func newNumberFormat(f formatMeta) (numberFormat, error) {
	out := numberFormat{
		style: f.Format,
		usage: formatUsage{
			rule:     f.PrefixRule,
			optional: f.PrefixOptional,
			carrier:  f.CarrierCodeRule != "",
		},
	}
	least := 0
	for i, group := range strings.SplitAfter(f.Pattern, ")") {
		if group == "" {
			break
		}
		low, high := 1, 1
		if group != `(\d)` {
			if n, _ := fmt.Sscanf(group, `(\d{%d,%d})`, &low, &high); n < 2 {
				if n, _ := fmt.Sscanf(group, `(\d{%d})`, &low); n < 1 {
					return out, fmt.Errorf("format %s is not groups of digits", f.Pattern)
				}
				high = low
			}
		}
		if low < high {
			if out.extra > 0 {
				return out, fmt.Errorf("format %s has two flexible groups", f.Pattern)
			}
			out.flexible, out.extra = i, high-low
		}
		if low > 15 || out.extra > 15 {
			return out, fmt.Errorf("format %s has too wide a group", f.Pattern)
		}
		least += low
		out.widths = append(out.widths, low)
	}
	if len(out.widths) > 5 || out.extra > 0 && len(out.widths)-out.flexible > 3 {
		return out, fmt.Errorf("format %s has too many groups", f.Pattern)
	}
	if !strings.Contains(out.usage.rule, "$1") && out.usage.rule != "" || strings.Count(out.usage.rule, "$") > 1 {
		return out, fmt.Errorf("national prefix %q", out.usage.rule)
	}
	// The automaton relies on it: by the time a number is long enough for the
	// format, the most precise pattern is the one that counts.
	if patterns := len(f.LeadingDigits); least < 3 || least < patterns+2 {
		return out, fmt.Errorf("format %s is for too few digits", f.Pattern)
	}
	for _, source := range f.LeadingDigits {
		out.leading = append(out.leading, compilePattern(source))
	}
	return out, nil
}

// A formatNode is a state of a formats' automaton, or a leaf, which no digit
// leaves. set is the formats allowed for digits that end here; a state before
// the third digit has none, since libphonenumber asks no earlier.
type formatNode struct {
	set  uint32
	leaf bool
	next [10]*formatNode
}

const firstAsked = 3

// formatAutomaton compiles the leading digits of a calling code's formats.
// After n digits a format's pattern n-3 must match their beginning, or its
// last if it has fewer; equal states are the same pointer.
func formatAutomaton(formats []numberFormat) *formatNode {
	type place struct {
		threads []thread
		matched bool
	}
	longest := 0
	for _, f := range formats {
		longest = max(longest, len(f.leading))
	}
	nodes := map[string]*formatNode{}
	ids := map[*formatNode]int{}
	unique := func(n *formatNode) *formatNode {
		key := fmt.Sprint(n.set, n.leaf)
		for _, next := range n.next {
			key += fmt.Sprint(",", ids[next])
		}
		if old := nodes[key]; old != nil {
			return old
		}
		nodes[key] = n
		ids[n] = len(ids) + 1
		return n
	}
	memo := map[string]*formatNode{}
	var visit, compute func(places [][]place, depth int) *formatNode
	visit = func(places [][]place, depth int) *formatNode {
		key := []byte{byte(depth)}
		for _, of := range places {
			for _, p := range of {
				if p.matched {
					key = append(key, 1)
					continue
				}
				key = append(key, 0)
				for _, t := range p.threads {
					key = binary.BigEndian.AppendUint16(key, uint16(t.pc)+2)
				}
			}
		}
		if n := memo[string(key)]; n != nil {
			return n
		}
		n := compute(places, depth)
		memo[string(key)] = n
		return n
	}
	compute = func(places [][]place, depth int) *formatNode {
		n := &formatNode{leaf: depth >= firstAsked+longest-1}
		for i, f := range formats {
			for _, p := range places[i] {
				if !p.matched && len(p.threads) > 0 {
					n.leaf = false
				}
			}
			current := min(max(depth-firstAsked, 0), len(f.leading)-1)
			if current < 0 || places[i][current].matched {
				n.set |= 1 << i
			}
		}
		if n.leaf {
			return unique(n)
		}
		if depth < firstAsked {
			n.set = 0
		}
		for d := range byte(10) {
			next := make([][]place, len(formats))
			for i, f := range formats {
				for j, p := range places[i] {
					if !p.matched {
						p.threads = f.leading[j].step(p.threads, d, depth+1, false)
						_, p.matched = f.leading[j].match(p.threads)
					}
					next[i] = append(next[i], p)
				}
			}
			n.next[d] = visit(next, depth+1)
		}
		same := n.next[0].leaf && (n.next[0].set == n.set || depth < firstAsked)
		for _, next := range n.next {
			same = same && next == n.next[0]
		}
		if same {
			return n.next[0]
		}
		return unique(n)
	}
	start := make([][]place, len(formats))
	for i, f := range formats {
		for _, pattern := range f.leading {
			p := place{threads: pattern.start(false)}
			_, p.matched = pattern.match(p.threads)
			start[i] = append(start[i], p)
		}
	}
	return visit(start, 0)
}
