package phone

import "thoughtlyform/shared/phone/internal/table"

// One acyclic automaton over the ten digits answers every question about
// numbers. It has many entries: a calling code has one for verdicts and one
// for leading digits; a region has one for its general description, one for
// its national prefixes and one for its international prefixes. A state's
// label means what its entry is about. The tables behind it are generated; see
// internal/gen.

// state is a state of the automaton. The zero state has no way out and no
// label.
type state = table.State

// findCode is a calling code's record, nil if there is no such code.
func findCode(code int) *table.Code {
	if uint(code) >= uint(len(codeIndex)) || codeIndex[code] == 0 {
		return nil
	}
	return codeAt(int(codeIndex[code]) - 1)
}

// walk follows digits from s and returns the label of the state they lead to.
// Anything that is not an ASCII digit leads nowhere.
func walk(s state, digits []byte) uint8 {
	for _, c := range digits {
		c -= '0'
		if c > 9 || s == 0 {
			return 0
		}
		s = step(s, c)
	}
	return label(s)
}

// prefix follows digits from s and returns the cut of the last state on the
// way that has one, and the length of its match.
func prefix(s state, digits []byte) (best table.Cut, end int) {
	for i := 0; s != 0; i++ {
		if l := label(s); l != 0 {
			c := &cutLabels[l-1]
			if i == len(digits) {
				if c.End.Matched {
					return c.End, i
				}
			} else if c.Middle.Matched {
				best, end = c.Middle, i
			}
		}
		if i == len(digits) {
			break
		}
		d := digits[i] - '0'
		if d > 9 {
			break
		}
		s = step(s, d)
	}
	return best, end
}
