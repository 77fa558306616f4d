package phone

// One acyclic automaton over the ten digits answers every question about
// numbers. It has many entries: a calling code has one for verdicts and one
// for leading digits; a region has one for its general description, one for
// its national prefixes and one for its international prefixes. A state's
// label means what its entry is about. The tables behind it are generated; see
// internal/gen.

// state is a state of the automaton. The zero state has no way out and no
// label.
type state uint16

// codeRecord is what the tables say of a calling code.
type codeRecord struct {
	code            uint16
	first, count    uint8 // its regions: regions[first:first+count], the main one first
	verdict, claims state
}

// regionRecord is what the tables say of a region.
type regionRecord struct {
	region                 Region
	code                   uint8 // its calling code: codes[code]
	general, national, idd state
	possible, local        uint32 // bit n: numbers of n digits are possible; with local knowledge only
	insert                 string // what a transforming cut puts in front
}

// verdictRecord is a label of the verdict automata.
type verdictRecord struct {
	claim uint8  // the region that claims the number, within its calling code; none if 255
	kind  Type   // the number's type there
	valid uint32 // bit i: the number is valid for the calling code's region i
}

// cut is what a prefix does to the digits: nothing if it has not matched; else
// everything up to the end of the match goes, but a transforming cut puts the
// region's insertion in front and keeps the digits from number from up to gap
// before the end of the match.
type cut struct {
	matched, transform bool
	from, gap          uint8
}

// cutRecord is a label of the prefix automata: the cut if digits follow, and
// if none do.
type cutRecord struct{ middle, end cut }

// findCode is a calling code's record, nil if there is no such code.
func findCode(code int) *codeRecord {
	if uint(code) >= uint(len(codeIndex)) || codeIndex[code] == 0 {
		return nil
	}
	return &codes[codeIndex[code]-1]
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
func prefix(s state, digits []byte) (best cut, end int) {
	for i := 0; s != 0; i++ {
		if l := label(s); l != 0 {
			c := &cutLabels[l-1]
			if i == len(digits) {
				if c.end.matched {
					return c.end, i
				}
			} else if c.middle.matched {
				best, end = c.middle, i
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
