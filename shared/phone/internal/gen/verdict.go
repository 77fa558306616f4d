package main

import (
	"fmt"
	"sort"
	"strings"
)

// A verdict is what the digits of a national significant number mean within one
// calling code, as libphonenumber decides it: the region that claims the number
// (an index into the code's regions, or -1) and the type of the number there.
type verdict struct {
	claim int
	kind  numberType
}

// exact returns the automaton of one description: its label is 1 for the numbers that
// match its pattern from end to end and have one of its lengths.
func exact(p *pool, source string, lengths []int) *node {
	if source == "" {
		return nil
	}
	type state struct {
		threads []thread
		depth   int
	}
	pat := compilePattern(source)
	return build(p, machine[state]{
		key: func(s state) string {
			if len(s.threads) == 0 {
				return ""
			}
			set := make([]int, len(s.threads))
			for i, t := range s.threads {
				set[i] = int(t.pc)
			}
			sort.Ints(set)
			return fmt.Sprint(s.depth, set)
		},
		label: func(s state) int {
			if _, ok := pat.match(s.threads); !ok || !hasLength(lengths, s.depth) {
				return 0
			}
			return 1
		},
		step: func(s state, d byte) state {
			return state{pat.step(s.threads, d, s.depth+1, false), s.depth + 1}
		},
	}, state{pat.start(false), 0})
}

// hasLength reports whether a description with these lengths allows n digits; one
// without lengths leaves the question to the pattern.
func hasLength(lengths []int, n int) bool {
	for _, l := range lengths {
		if int(l) == n {
			return true
		}
	}
	return len(lengths) == 0
}

// rules are a region's automata: general description, types in the order of
// descriptions, leading digits.
type rules struct {
	general, leading *node
	kinds            []numberType
	types            []*node
	same             bool // fixed lines and mobiles have one pattern
	claims           bool // has leading digits
}

func newRules(p *pool, r *region) rules {
	desc := func(d descMeta) *node {
		return exact(p, d.Pattern, d.PossibleLen)
	}
	out := rules{
		general: desc(r.meta.GeneralDesc),
		leading: exact(p, r.meta.LeadingDigits, nil),
		same:    r.meta.SameMobileAndFixedLine,
		claims:  r.meta.LeadingDigits != "",
	}
	for _, d := range r.descriptions() {
		out.kinds = append(out.kinds, d.kind)
		out.types = append(out.types, desc(d.desc))
	}
	return out
}

// place is where a number's digits have led in one region's automata.
type place struct {
	general, leading *node
	types            []*node
	claimed          bool
}

func (r *rules) start() place {
	return place{general: r.general, leading: r.leading, types: r.types}
}

func (r *rules) step(s place, d byte) place {
	follow := func(n *node) *node {
		if n == nil {
			return nil
		}
		return n.next[d]
	}
	next := place{general: follow(s.general), leading: follow(s.leading), claimed: s.claimed}
	if next.leading != nil && next.leading.label != 0 {
		next.claimed, next.leading = true, nil
	}
	for _, n := range s.types {
		next.types = append(next.types, follow(n))
	}
	return next
}

// kind returns the number's type in this region, as getNumberTypeHelper finds it.
func (r *rules) kind(s place) numberType {
	says := func(n *node) bool { return n != nil && n.label != 0 }
	if !says(s.general) {
		return unknown
	}
	onFixed, onMobile := false, false
	for i, n := range s.types {
		if !says(n) {
			continue
		}
		switch r.kinds[i] {
		case fixedLine:
			onFixed = true
		case mobile:
			onMobile = true
		default:
			return r.kinds[i]
		}
	}
	switch {
	case onFixed && (r.same || onMobile):
		return fixedLineOrMobile
	case onFixed:
		return fixedLine
	case onMobile && !r.same:
		return mobile
	}
	return unknown
}

// verdictAutomaton returns the automaton of a calling code. Its labels are numbered
// by number, which gives every verdict one.
func verdictAutomaton(p *pool, code callingCode, number func(verdict) int) *node {
	parts := newPool()
	all := make([]rules, len(code.regions))
	first := make([]place, len(code.regions))
	for i, r := range code.regions {
		all[i] = newRules(parts, r)
		first[i] = all[i].start()
	}
	return build(p, machine[[]place]{
		key: func(s []place) string {
			var b strings.Builder
			alive := false
			id := func(n *node) {
				if n != nil {
					fmt.Fprint(&b, n.id)
				}
				b.WriteByte(',')
			}
			for _, q := range s {
				// A number is valid through a type only, and only within the
				// general description.
				for _, n := range q.types {
					id(n)
					alive = alive || n != nil && q.general != nil
				}
				id(q.general)
				id(q.leading)
				fmt.Fprint(&b, q.claimed, ";")
			}
			if !alive {
				return ""
			}
			return b.String()
		},
		label: func(s []place) int {
			v := verdict{claim: -1, kind: unknown}
			valid := false // for any region
			for i := range s {
				kind := all[i].kind(s[i])
				if kind != unknown {
					valid = true
				}
				claims := kind != unknown
				if all[i].claims {
					claims = s[i].claimed
				}
				if len(all) == 1 {
					claims = true
				}
				if claims && v.claim < 0 {
					v.claim, v.kind = i, kind
				}
			}
			if !valid {
				return 0
			}
			return number(v)
		},
		step: func(s []place, d byte) []place {
			next := make([]place, len(s))
			for i := range s {
				next[i] = all[i].step(s[i], d)
			}
			return next
		},
	}, first)
}
