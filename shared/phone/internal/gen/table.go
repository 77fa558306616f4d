package main

import (
	"fmt"
	"sort"
	"strconv"

	"thoughtlyform/shared/phone/internal/table"
)

// A compilation is everything that package phone reads, resolved. Both forms of
// the tables, plain and packed, are written from it.
type compilation struct {
	version string // of the metadata
	table.Tables
	cuts     []cuts // label i+1
	codes    []codeRow
	regions  []regionRow
	examples [][unknown]string // national significant numbers by region and type
	state    map[*node]table.State
	formats  *formatModel
}

type codeRow struct {
	callingCode
	verdict, claims *node
}

type regionRow struct {
	*region
	code                   int // index of its calling code
	general, national, idd *node
	possible, local        uint32
	insert                 string
}

// compile resolves the metadata. An error names what does not fit the tables'
// layout.
func compile(all *metadata) (*compilation, error) {
	t := &compilation{version: all.version, state: map[*node]table.State{nil: 0}}
	if len(all.regions) > table.MaxRegions-1 || len(all.callingCodes) > table.MaxCodes-1 {
		return nil, fmt.Errorf("%d regions or %d calling codes are too many", len(all.regions), len(all.callingCodes))
	}
	number, err := t.numberVerdicts(all)
	if err != nil {
		return nil, err
	}
	p := newPool()
	cutLabel := numbering(&t.cuts)
	for i, code := range all.callingCodes {
		row := codeRow{callingCode: code, verdict: verdictAutomaton(p, code, number)}
		if len(code.regions) > 1 {
			row.claims = claimAutomaton(p, code)
		}
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
	if err := t.formats.flatten(&t.Formats); err != nil {
		return nil, err
	}
	return t, t.fill()
}

// numberVerdicts finds all verdicts, numbers them by region and type, and
// returns the numbering. It puts the first type of the first region first,
// which makes it the label of what only says yes, so that states are shared.
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
		t.Verdicts[i+1] = table.Verdict{Claim: uint8(v.claim), Kind: uint8(v.kind)}
	}
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

// fill numbers the states in the order in which the packed form comes to them
// and fills the tables.
func (t *compilation) fill() error {
	t.States = 1
	for i, c := range t.codes {
		t.number(c.verdict)
		t.Codes[i] = table.Code{Code: uint16(c.code), First: uint8(c.regions[0].index), Count: uint8(len(c.regions))}
		for _, r := range c.regions {
			t.number(t.regions[r.index].general)
		}
	}
	for _, c := range t.codes {
		t.number(c.claims)
		for _, r := range c.regions {
			t.number(t.regions[r.index].national)
		}
	}
	for _, r := range t.regions {
		t.number(r.idd)
	}
	if t.States > table.MaxStates {
		return fmt.Errorf("%d states are too many", t.States)
	}
	for n, s := range t.state {
		if n == nil {
			continue
		}
		t.Label[s] = uint8(n.label)
		for d, next := range n.next {
			t.Next[10*int(s)+d] = t.state[next]
		}
	}
	t.CodeCount, t.RegionCount = len(t.codes), len(t.regions)
	for i, c := range t.codes {
		t.Codes[i].Verdict, t.Codes[i].Claims = t.state[c.verdict], t.state[c.claims]
	}
	for i, r := range t.regions {
		row := table.Region{
			Region:       1,
			Code:         uint8(r.code),
			General:      t.state[r.general],
			National:     t.state[r.national],
			IDD:          t.state[r.idd],
			Possible:     r.possible,
			Local:        r.local,
			InsertLength: uint8(copy(t.Regions[i].Insert[:], r.insert)),
		}
		row.Insert = t.Regions[i].Insert
		if r.region.code != world {
			row.Region = uint16(r.region.code[0])<<8 | uint16(r.region.code[1])
			t.CountryCount++
			if nsn := t.examples[i][mobile]; nsn != "" {
				t.Examples[i][0] = uint8(copy(t.Examples[i][1:], nsn))
			}
		}
		t.Regions[i] = row
	}
	return nil
}

// number gives n and what it leads to their numbers, in pre-order.
func (t *compilation) number(n *node) {
	if _, ok := t.state[n]; ok {
		return
	}
	t.state[n] = table.State(t.States)
	if t.States++; t.States > table.MaxStates {
		return
	}
	for _, next := range n.next {
		t.number(next)
	}
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
		// Only what is anchored to the end, and therefore short, may grow.
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

// generalMatters says whether parsing, for a region whose prefixes are only
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

// examples are the national significant numbers that libphonenumber gives as
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
