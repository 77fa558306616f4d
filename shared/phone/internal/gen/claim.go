package main

import "fmt"

// claimAutomaton answers, for each prefix of a number, which of the code's
// regions has the leading digits that it shows: the index plus 1 of the first
// one. The last label on the way holds.
func claimAutomaton(p *pool, code callingCode) *node {
	parts := newPool()
	all := make([]rules, len(code.regions))
	first := claimPlace{}
	for i, r := range code.regions {
		all[i].leading = exact(parts, r.meta.LeadingDigits, nil)
		all[i].claims = r.meta.LeadingDigits != ""
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
