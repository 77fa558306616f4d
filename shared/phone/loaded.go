//go:build tinygo

package phone

import "thoughtlyform/shared/phone/internal/table"

// In the browser the tables are blobs, one for each calling code, which Load
// decodes. Call Setup before any other function.

var (
	codes       [codeCount]table.Code
	regions     [regionCount]table.Region
	examples    [regionCount]table.Example
	codeIndex   [1000]uint8    // for each calling code, its number plus 1
	regionIndex [26 * 26]uint8 // for each pair of letters, the region's number plus 1

	loaded = Store{codes: codes[:], regions: regions[:], examples: examples[:]}
	store  []byte // the images
	wanted uint16 // see Wanted
)

// Setup builds the lists of calling codes and regions. It is not an init function,
// because TinyGo would run that at compile time and store the lists in the module.
func Setup() {
	code, r := 0, 0
	for i := range codeCount {
		n, geographic := 1, 2*i < len(plans)
		if geographic {
			code += int(plans[2*i])
			n = int(plans[2*i+1])
		} else {
			code = firstWorld + int(worldCodes[i-len(plans)/2])
		}
		c := &codes[i] // set in place, since TinyGo would copy all of a literal
		c.Code, c.First, c.Count = uint16(code), uint8(r), uint8(n)
		codeIndex[code] = uint8(i + 1)
		for range n {
			region := uint16(World)
			if geographic {
				hi, lo := regionLetters[2*r], regionLetters[2*r+1]
				region = uint16(hi)<<8 | uint16(lo)
				regionIndex[int(hi-'A')*26+int(lo-'A')] = uint8(r + 1)
			}
			regions[r].Region, regions[r].Code = region, uint8(i)
			r++
		}
	}
}

// Load loads the blob at the beginning of data as the table of its calling code. It
// returns the blob's length in bytes, or 0 if the blob is malformed, of another edition
// of the tables, or too large for the memory of size bytes.
func Load(data, memory []byte) int {
	n := loaded.Load(data, memory)
	store = memory
	return n
}

// Need returns the additional bytes of memory for the image of the blob at the beginning
// of data, or 0 if Load would refuse the blob.
func Need(data []byte) int { return loaded.Need(data) }

// missing reports whether the table of calling code i is not loaded, and keeps
// the code for Wanted.
func missing(i int) bool {
	if codes[i].States == 0 {
		wanted = codes[i].Code
		return true
	}
	loaded.touch(i)
	return false
}

// Wanted returns the last calling code whose table was missing since the previous call
// of Wanted, or 0.
func Wanted() int {
	w := wanted
	wanted = 0
	return int(w)
}

// setExample sets n to the one example that the region's blob has, a mobile number.
func (n *Number) setExample(region int, t Type) bool {
	code, e := int(regionAt(region).Code), &examples[region]
	if missing(code) || t != Mobile || e[0] == 0 {
		return false
	}
	n.callingCode = codeAt(code).Code
	n.nsnLen = uint8(copy(n.nsn[:], e[1:1+e[0]]))
	return true
}

// The module has no heap and no threads, so that all calls share these variables.
var (
	onlyRoom   room
	onlyReader reader
	onlyTyping typing
	onlyTyped  [MaxInput]byte
)

func newRoom() *room { return &onlyRoom }

func newReader() *reader { return &onlyReader }

func newTyping() *typing {
	onlyTyping = typing{}
	return &onlyTyping
}

func newTyped() *[MaxInput]byte { return &onlyTyped }
