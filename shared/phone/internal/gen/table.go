package main

import (
	"fmt"

	"github.com/nyaruka/phonenumbers"
)

// A table is everything that package phone reads, resolved and numbered. Both
// forms of it, plain and packed, are written from this one value.
type table struct {
	all      *metadata
	states   []*node       // in pre-order of the entries below; state i+1 is states[i]
	state    map[*node]int // its number; nil is 0
	verdicts []verdict     // label i+1
	cuts     []cuts        // label i+1

	codes   []codeRow
	regions []regionRow
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
	examples               [phonenumbers.UNKNOWN]string // national significant numbers
}

// Limits that the layout sets.
const (
	maxStates = 1<<16 - 1
	maxLabels = 1<<8 - 1
)

// newTable compiles the metadata. An error names what does not fit.
func newTable(all *metadata) (*table, error) {
	t := &table{all: all, state: map[*node]int{nil: 0}}
	p := newPool()
	verdictLabel := numbering(&t.verdicts)
	cutLabel := numbering(&t.cuts)
	for i, code := range all.callingCodes {
		t.codes = append(t.codes, codeRow{
			callingCode: code,
			verdict:     verdictAutomaton(p, code, verdictLabel),
			claims:      claimAutomaton(p, code),
		})
		for _, r := range code.regions {
			row, err := newRegionRow(p, r, cutLabel)
			if err != nil {
				return nil, fmt.Errorf("region %s: %w", r.code, err)
			}
			row.code = i
			t.regions = append(t.regions, row)
		}
	}
	for _, c := range t.codes {
		t.number(c.verdict)
	}
	for _, c := range t.codes {
		t.number(c.claims)
	}
	for _, r := range t.regions {
		t.number(r.general)
		t.number(r.national)
		t.number(r.idd)
	}
	if len(t.states) > maxStates || len(t.verdicts) > maxLabels || len(t.cuts) > maxLabels || len(t.regions) > maxLabels {
		return nil, fmt.Errorf("%d states, %d verdicts, %d cuts or %d regions do not fit", len(t.states), len(t.verdicts), len(t.cuts), len(t.regions))
	}
	return t, nil
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

// number gives n and what it leads to their numbers, in pre-order.
func (t *table) number(n *node) {
	if _, ok := t.state[n]; ok {
		return
	}
	t.states = append(t.states, n)
	t.state[n] = len(t.states)
	for _, next := range n.next {
		t.number(next)
	}
}

func newRegionRow(p *pool, r *region, cutLabel func(cuts) int) (regionRow, error) {
	row := regionRow{region: r}
	desc := r.meta.GetGeneralDesc()
	if desc.GetNationalNumberPattern() == "" {
		return row, fmt.Errorf("no general description")
	}
	row.general = exact(p, desc.GetNationalNumberPattern(), nil)
	for _, set := range []struct {
		lengths []int32
		bits    *uint32
	}{{desc.GetPossibleLength(), &row.possible}, {desc.GetPossibleLengthLocalOnly(), &row.local}} {
		for _, l := range set.lengths {
			if l < 1 || l > 17 {
				return row, fmt.Errorf("length %d", l)
			}
			*set.bits |= 1 << l
		}
	}
	if row.possible == 0 {
		return row, fmt.Errorf("no possible lengths")
	}
	var group int
	var err error
	row.insert, group, err = transformRule(r.meta.GetNationalPrefixTransformRule())
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
	if s := r.meta.GetNationalPrefixForParsing(); s != "" {
		row.national = prefixAutomaton(p, s, group, check)
	}
	if s := r.meta.GetInternationalPrefix(); s != "" {
		row.idd = prefixAutomaton(p, s, 0, cutLabel)
	}
	if err != nil {
		return row, err
	}
	return row, row.addExamples()
}

// addExamples keeps what libphonenumber gives as an example of each type.
func (r *regionRow) addExamples() error {
	if r.region.code == world {
		n := phonenumbers.GetExampleNumberForNonGeoEntity(r.callingCode)
		if n == nil {
			return fmt.Errorf("calling code %d has no example", r.callingCode)
		}
		r.examples[phonenumbers.GetNumberType(n)] = phonenumbers.GetNationalSignificantNumber(n)
		return nil
	}
	for kind := range r.examples {
		n := phonenumbers.GetExampleNumberForType(r.region.code, phonenumbers.PhoneNumberType(kind))
		if n == nil {
			continue
		}
		if int(n.GetCountryCode()) != r.callingCode {
			return fmt.Errorf("example of type %d has calling code %d", kind, n.GetCountryCode())
		}
		r.examples[kind] = phonenumbers.GetNationalSignificantNumber(n)
	}
	return nil
}

// claimAutomaton answers, for each prefix of a number, which of the code's
// regions has the leading digits that it shows: the index plus 1 of the first
// one. The last label on the way holds.
func claimAutomaton(p *pool, code callingCode) *node {
	parts := newPool()
	all := make([]rules, len(code.regions))
	first := claimPlace{}
	for i, r := range code.regions {
		all[i].leading = exact(parts, r.meta.GetLeadingDigits(), nil)
		all[i].claims = r.meta.GetLeadingDigits() != ""
		first.leading = append(first.leading, all[i].leading)
	}
	return build(p, machine[claimPlace]{
		key: func(s claimPlace) string {
			alive := false
			key := fmt.Sprint(s.claim, s.fresh)
			for i, n := range s.leading {
				if n != nil && (s.claim == 0 || i < s.claim-1) {
					alive = true
					key += fmt.Sprint(",", i, ":", n.id)
				}
			}
			if !alive && !s.fresh {
				return ""
			}
			return key
		},
		label: func(s claimPlace) int {
			if s.fresh {
				return s.claim
			}
			return 0
		},
		step: func(s claimPlace, d byte) claimPlace {
			next := claimPlace{claim: s.claim, leading: make([]*node, len(s.leading))}
			for i, n := range s.leading {
				if n == nil {
					continue
				}
				if n = n.next[d]; n != nil && n.label != 0 {
					if next.claim == 0 || i < next.claim-1 {
						next.claim, next.fresh = i+1, true
					}
					n = nil
				}
				next.leading[i] = n
			}
			return next
		},
	}, first)
}

type claimPlace struct {
	leading []*node
	claim   int  // index plus 1 of the region that claims so far
	fresh   bool // since the last digit
}
