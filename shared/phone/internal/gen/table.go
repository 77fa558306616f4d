package main

import (
	"fmt"
	"sort"
	"strconv"

	"thoughtlyform/shared/phone/internal/table"
)

// A compilation is the resolved metadata of package phone. Images and blobs are written
// from it.
type compilation struct {
	version  string // of the metadata
	verdicts []verdict
	cuts     []cuts // label i+1
	codes    []codeRow
	regions  []regionRow
	examples [][unknown]string // national significant numbers by region and type
	formats  *formatModel
	plans    []plan // in the order of codes
	largest  int    // states of one calling code
}

type codeRow struct {
	callingCode
	pool            *pool
	verdict, claims *node
}

type regionRow struct {
	*region
	code                   int // index of its calling code
	general, national, idd *node
	possible, local        uint32
	insert                 string
}

// compile resolves the metadata. It returns an error if a part does not fit the tables'
// layout.
func compile(all *metadata) (*compilation, error) {
	t := &compilation{version: all.version}
	if len(all.regions) > table.MaxRegions-1 || len(all.callingCodes) > table.MaxCodes-1 {
		return nil, fmt.Errorf("%d regions or %d calling codes are too many", len(all.regions), len(all.callingCodes))
	}
	number, err := t.numberVerdicts(all)
	if err != nil {
		return nil, err
	}
	cutLabel := numbering(&t.cuts)
	for i, code := range all.callingCodes {
		p := newPool()
		row := codeRow{callingCode: code, verdict: verdictAutomaton(p, code, number)}
		if len(code.regions) > 1 {
			row.claims = claimAutomaton(p, code)
		}
		row.pool = p
		t.codes = append(t.codes, row)
		for _, r := range code.regions {
			row, err := newRegionRow(p, r, cutLabel)
			if err != nil {
				return nil, fmt.Errorf("region %s: %w", r.code, err)
			}
			row.code = i
			t.regions = append(t.regions, row)
			examples, err := r.examples()
			if err != nil {
				return nil, err
			}
			t.examples = append(t.examples, examples)
		}
	}
	if len(t.cuts) > table.MaxVerdicts {
		return nil, fmt.Errorf("%d cuts are too many", len(t.cuts))
	}
	if t.formats, err = newFormatModel(all); err != nil {
		return nil, err
	}
	for i := range t.codes {
		plan, err := t.plan(i)
		if err != nil {
			return nil, fmt.Errorf("calling code %d: %w", t.codes[i].code, err)
		}
		t.plans = append(t.plans, *plan)
	}
	return t, nil
}

// numberVerdicts finds all verdicts and numbers them by region and type. The first one
// is the first type of the first region, which is also the label of automata that only
// accept, so that these share states.
func (t *compilation) numberVerdicts(all *metadata) (func(verdict) int, error) {
	var list []verdict
	find := numbering(&list)
	find(verdict{})
	for _, code := range all.callingCodes {
		if len(code.regions) > table.MaxPerCode {
			return nil, fmt.Errorf("calling code %d has %d regions", code.code, len(code.regions))
		}
		verdictAutomaton(newPool(), code, find)
	}
	if len(list) > table.MaxVerdicts {
		return nil, fmt.Errorf("%d verdicts are too many", len(list))
	}
	sort.Slice(list, func(i, k int) bool {
		a, b := list[i], list[k]
		return a.claim < b.claim || a.claim == b.claim && a.kind < b.kind
	})
	labels := map[verdict]int{}
	for i, v := range list {
		if v.claim < 0 || v.kind == unknown {
			return nil, fmt.Errorf("a number that is valid for a region is claimed by none, or by another: %+v", v)
		}
		labels[v] = i + 1
	}
	t.verdicts = list
	return func(v verdict) int { return labels[v] }, nil
}

// numbering gives equal values one label, from 1, and keeps them in list.
func numbering[T comparable](list *[]T) func(T) int {
	labels := map[T]int{}
	return func(v T) int {
		if labels[v] == 0 {
			*list = append(*list, v)
			labels[v] = len(*list)
		}
		return labels[v]
	}
}

// plan returns the table of calling code i.
func (t *compilation) plan(i int) (*plan, error) {
	c := t.codes[i]
	p := &plan{Next: make([][10]table.State, 1), Label: make([]uint8, 1)}
	// A state is a node at a depth, as the encoding of blobs requires.
	type place struct {
		node  *node
		depth int
	}
	states := map[place]table.State{}
	deepest := 0
	var number func(n *node, depth int) table.State
	number = func(n *node, depth int) table.State {
		if n == nil {
			return 0
		}
		at := place{n, depth}
		if s, ok := states[at]; ok {
			return s
		}
		deepest = max(deepest, depth)
		s := table.State(len(p.Next))
		states[at] = s
		p.Next = append(p.Next, [10]table.State{})
		p.Label = append(p.Label, uint8(n.label))
		for d, next := range n.next {
			to := number(next, depth+1)
			p.Next[s][d] = to
		}
		return s
	}
	formats, sets, err := t.formats.codes[i].plan(c.pool)
	if err != nil {
		return nil, err
	}
	p.Sets, p.Formats = sets, t.formats.rows(i)
	p.Code = table.Code{
		Code: uint16(c.code), First: uint8(c.regions[0].index), Count: uint8(len(c.regions)),
		Sets: uint8(len(sets)), Formats: uint8(len(p.Formats)), Abroad: t.formats.codes[i].abroad,
		Verdict: number(c.verdict, 0), Claims: number(c.claims, 0), Format: number(formats, 0),
	}
	for _, region := range c.regions {
		r := t.regions[region.index]
		row := table.Region{
			Region: 1, Code: uint8(i), Possible: r.possible, Local: r.local,
			General: number(r.general, 0), National: number(r.national, 0), IDD: number(r.idd, 0),
		}
		row.InsertLength = uint8(copy(row.Insert[:], r.insert))
		var example table.Example
		if region.code != world {
			row.Region = uint16(region.code[0])<<8 | uint16(region.code[1])
			example[0] = uint8(copy(example[1:], t.examples[region.index][mobile]))
		}
		p.Regions = append(p.Regions, row)
		p.Examples = append(p.Examples, example)
	}
	if len(p.Next) > table.MaxStates || deepest >= table.MaxDepth {
		return nil, fmt.Errorf("%d states, %d deep, do not fit", len(p.Next), deepest)
	}
	p.Code.States = uint16(len(p.Next))
	t.largest = max(t.largest, len(p.Next))
	return p, nil
}

func newRegionRow(p *pool, r *region, cutLabel func(cuts) int) (regionRow, error) {
	row := regionRow{region: r}
	desc := r.meta.GeneralDesc
	if desc.Pattern == "" {
		return row, fmt.Errorf("no general description")
	}
	row.general = exact(p, desc.Pattern, nil)
	for _, l := range desc.PossibleLen {
		if l < 1 || l > table.MaxNSN {
			return row, fmt.Errorf("possible length %d", l)
		}
		row.possible |= 1 << l
	}
	for _, l := range desc.LocalOnlyLens {
		if l < 2 || l > 9 || row.possible>>l <= 1 {
			return row, fmt.Errorf("local length %d", l)
		}
		row.local |= 1 << l
	}
	if row.possible == 0 || row.possible&row.local != 0 {
		return row, fmt.Errorf("possible lengths %b, local ones %b", row.possible, row.local)
	}
	var group int
	var err error
	row.insert, group, err = transformRule(r.meta.NationalPrefixTransformRule)
	if err == nil && len(row.insert) > table.MaxInsert {
		err = fmt.Errorf("transforming inserts %s", row.insert)
	}
	if err != nil {
		return row, err
	}
	check := func(c cuts) int {
		// Only a pattern that is anchored to the end, and is therefore short, can grow.
		if c.middle.transform && len(row.insert) > c.middle.from+c.middle.gap {
			err = fmt.Errorf("transforming makes numbers longer")
		}
		return cutLabel(c)
	}
	if s := r.meta.NationalPrefixForParsing; s != "" {
		row.national = prefixAutomaton(p, s, group, check)
	}
	if s := r.meta.InternationalPrefix; s != "" {
		row.idd = prefixAutomaton(p, s, 0, cutLabel)
	}
	if group == 0 && !row.generalMatters() {
		row.general = nil
	}
	return row, err
}

// generalMatters reports whether parsing, for a region whose prefixes are only
// ever taken off, can come to depend on the general description. It asks for it
// twice: whether a number loses its form with its national prefix, which needs
// numbers that begin with one; and whether digits win it by losing the calling
// code, which needs lengths that leave room for the code, since digits that are
// too long lose it in any case.
func (r *regionRow) generalMatters() bool {
	shortest, longest := 0, 0
	lengths := map[*node]int{}
	var least func(n *node) int
	least = func(n *node) int {
		if n == nil {
			return 1 << 10
		}
		if l, ok := lengths[n]; ok {
			return l
		}
		l := 1 << 10
		if n.label != 0 {
			l = 0
		}
		for _, next := range n.next {
			l = min(l, 1+least(next))
		}
		lengths[n] = l
		return l
	}
	shortest = least(r.general)
	for l := range 32 {
		if r.possible>>l&1 != 0 {
			longest = l
		}
	}
	if shortest+len(strconv.Itoa(r.callingCode)) <= longest {
		return true
	}
	var prefixed func(general, national *node) bool
	prefixed = func(general, national *node) bool {
		if general == nil || national == nil {
			return false
		}
		if national.label != 0 {
			return true
		}
		for d := range 10 {
			if prefixed(general.next[d], national.next[d]) {
				return true
			}
		}
		return false
	}
	return prefixed(r.general, r.national)
}

// examples returns the national significant numbers that libphonenumber gives as
// an example of each type.
func (r *region) examples() (out [unknown]string, err error) {
	m := r.meta
	if r.code == world {
		for _, d := range []description{
			{mobile, m.Mobile}, {tollFree, m.TollFree}, {sharedCost, m.SharedCost}, {voip, m.VoIP},
			{voicemail, m.Voicemail}, {uan, m.UAN}, {premiumRate, m.PremiumRate},
		} {
			if d.desc.Example != "" {
				out[d.kind] = d.desc.Example
				return out, nil
			}
		}
		return out, fmt.Errorf("calling code %d has no example", r.callingCode)
	}
	for _, d := range r.descriptions() {
		out[d.kind] = d.desc.Example
	}
	out[fixedLineOrMobile] = out[fixedLine]
	return out, nil
}
