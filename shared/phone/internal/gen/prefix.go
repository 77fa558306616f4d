package main

import (
	"fmt"
	"strings"
)

// A cut is what a prefix pattern does to the start of a number. The zero cut
// does nothing. In a plain cut everything that matched goes. In a transforming
// cut the region's insertion comes first, then the digits from number from up
// to gap before the end of the match, then the rest.
type cut struct {
	matched, transform bool
	from, gap          int
}

// cuts is the label of a prefix automaton's state: what is cut if the number
// goes on, and what if it ends here. The last state on the way that cuts
// decides.
type cuts struct{ middle, end cut }

// prefixAutomaton compiles a pattern that is matched at the start of the
// digits, with the preferences of a backtracking matcher. group is the capture
// group whose presence makes a cut transforming, or 0.
func prefixAutomaton(p *pool, source string, group int, number func(cuts) int) *node {
	type state struct {
		threads []thread
		depth   int
		label   cuts
	}
	pat := compilePattern(source)
	toCut := func(threads []thread, depth int) (cut, int) {
		i, ok := pat.match(threads)
		if !ok {
			return cut{}, len(threads)
		}
		c := cut{matched: true}
		if group > 0 && threads[i].caps[2*group] >= 0 {
			c.transform = true
			c.from = int(threads[i].caps[2*group])
			c.gap = depth - int(threads[i].caps[2*group+1])
		}
		return c, i
	}
	enter := func(middle, end []thread, depth int) state {
		s := state{depth: depth}
		var keep int
		s.label.middle, keep = toCut(middle, depth)
		s.label.end, _ = toCut(end, depth)
		s.threads = middle[:keep]
		return s
	}
	return build(p, machine[state]{
		key: func(s state) string {
			if len(s.threads) == 0 && s.label == (cuts{}) {
				return ""
			}
			return fmt.Sprint(s.depth, s.threads, s.label)
		},
		label: func(s state) int {
			if s.label == (cuts{}) {
				return 0
			}
			return number(s.label)
		},
		step: func(s state, d byte) state {
			return enter(pat.step(s.threads, d, s.depth+1, false), pat.step(s.threads, d, s.depth+1, true), s.depth+1)
		},
	}, enter(pat.start(false), pat.start(true), 0))
}

// transformRule splits a rule such as 268$1 into the digits before its group
// and the group.
func transformRule(rule string) (insert string, group int, err error) {
	if rule == "" {
		return "", 0, nil
	}
	insert, ref, ok := strings.Cut(rule, "$")
	if !ok || len(ref) != 1 || ref[0] < '1' || ref[0] > '2' || strings.Trim(insert, "0123456789") != "" {
		return "", 0, fmt.Errorf("transform rule %q is not digits and one group", rule)
	}
	return insert, int(ref[0] - '0'), nil
}
