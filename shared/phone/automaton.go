package phone

import "thoughtlyform/shared/phone/internal/table"

// Each calling code has one acyclic automaton over the ten digits. It has many
// entries: the code has one for verdicts, one for leading digits and one for
// formats; each of its regions has one for its general description, one for its
// national prefixes and one for its international prefixes. The meaning of a
// state's label depends on the entry.
// The tables behind it are generated; see internal/gen and internal/table.

// state is a state of a calling code's automaton. The zero state has no
// transitions and no label.
type state = table.State

// step returns the state after a digit, 0 to 9.
func step(c *table.Code, s state, digit byte) state {
	i := c.Base + (uint32(s)*10+uint32(digit))*2
	return state(store[i]) | state(store[i+1])<<8
}

// label returns the label of a state.
func label(c *table.Code, s state) uint8 { return store[c.Labels()+uint32(s)] }

func codeAt(i int) *table.Code { return &codes[i] }

func regionAt(i int) *table.Region { return &regions[i] }

// planOf returns the calling code of a region.
func planOf(r *table.Region) *table.Code { return &codes[r.Code] }

// verdictAt returns the verdict of a label, or nil.
func verdictAt(label uint8) *table.Verdict {
	if i := int(label) - 1; i >= 0 && i < len(verdictLabels) {
		return &verdictLabels[i]
	}
	return nil
}

// RegionCount returns the number of regions without World.
func RegionCount() int { return countryCount }

// findCode returns a calling code's record, nil if there is no such code.
func findCode(code int) *table.Code {
	if uint(code) >= uint(len(codeIndex)) || codeIndex[code] == 0 {
		return nil
	}
	return codeAt(int(codeIndex[code]) - 1)
}

// walk follows digits from s and returns the label of the last state. Anything
// that is not an ASCII digit leads to the zero state.
func walk(code *table.Code, s state, digits []byte) uint8 {
	targets := store[code.Base:]
	for _, c := range digits {
		c -= '0'
		if c > 9 || s == 0 {
			return 0
		}
		i := (uint32(s)*10 + uint32(c)) * 2
		s = state(targets[i]) | state(targets[i+1])<<8
	}
	if s == 0 {
		return 0
	}
	return label(code, s)
}

// prefix follows digits from s and returns the cut of the last state on the path
// that has one, nil if none has, and the length of its match.
func prefix(code *table.Code, s state, digits []byte) (best *table.Cut, end int) {
	for i := 0; s != 0; i++ {
		if l := label(code, s); l != 0 && int(l) <= len(cutLabels) {
			c := &cutLabels[l-1].Middle
			if i == len(digits) {
				c = &cutLabels[l-1].End
			}
			if c.Matched {
				best, end = c, i
			}
		}
		if i == len(digits) {
			break
		}
		d := digits[i] - '0'
		if d > 9 {
			break
		}
		s = step(code, s, d)
	}
	return best, end
}
