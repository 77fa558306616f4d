//go:build !tinygo

package phone

// Outside of the browser the images of all calling codes are linked into the
// binary and read in place. No table is missing.

// Setup does nothing; the WebAssembly module's makes lists.
func Setup() {}

// Load, Need and Wanted are for the module's blobs; nothing is loaded here.

func Load(data, memory []byte) int { return 0 }

func Need(data []byte) int { return 0 }

func Wanted() int { return 0 }

// missing reports whether the table of calling code i is not loaded.
func missing(int) bool { return false }

// setExample sets n to an example of a region and type; see Example.
func (n *Number) setExample(region int, t Type) bool {
	first, last := t, t
	if t >= Unknown {
		first, last = FixedLine, Unknown-1
	}
	for t := first; t <= last; t++ {
		if nsn := exampleNumbers[region][t]; nsn != "" {
			n.callingCode = codeAt(int(regionAt(region).Code)).Code
			n.nsnLen = uint8(copy(n.nsn[:], nsn))
			return true
		}
	}
	return false
}

// These are inlined, so that their results stay on the stack.

func newRoom() *room { return new(room) }

func newReader() *reader { return new(reader) }

func newTyping() *typing { return new(typing) }

func newTyped() *[MaxInput]byte { return new([MaxInput]byte) }
