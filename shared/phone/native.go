//go:build !tinygo

package phone

import "thoughtlyform/shared/phone/internal/table"

// Outside of the browser the plain tables are read as they lie in the binary:
// no work when the program starts.

// Setup has nothing to do here; see the WebAssembly module's.
func Setup() {}

// SetupStep has nothing to do here either.
func SetupStep() bool { return false }

func step(s state, digit byte) state {
	i := (int(s)*10 + int(digit)) * 2
	return state(automaton[i]) | state(automaton[i+1])<<8
}

func label(s state) uint8 { return automaton[stateCount*20+int(s)] }

func codeAt(i int) *table.Code { return &codes[i] }

func regionAt(i int) *table.Region { return &regions[i] }

func verdictAt(label uint8) *table.Verdict { return &verdicts[label] }

// RegionCount is the number of regions, World not among them.
func RegionCount() int { return countryCount }

func example(region int, t Type) (n Number, ok bool) {
	first, last := t, t
	if t >= Unknown {
		first, last = FixedLine, Unknown-1
	}
	for t := first; t <= last; t++ {
		if nsn := exampleNumbers[region][t]; nsn != "" {
			n.callingCode = codeAt(int(regionAt(region).Code)).Code
			n.nsnLen = uint8(copy(n.nsn[:], nsn))
			return n, true
		}
	}
	return n, false
}

// newRoom is inlined, and the room then stays on the stack.
func newRoom() *room { return new(room) }

// newReader is inlined too.
func newReader() *reader { return new(reader) }
