//go:build tinygo

package phone

import "thoughtlyform/shared/phone/internal/table"

// In the browser the tables come packed, and Setup unpacks them. It is no init
// function, since TinyGo would run that while it compiles and put the unpacked
// tables into the module.

var (
	tables      table.Tables
	steps       table.Unpacking
	ready       bool
	codeIndex   [1000]uint8    // for each calling code, its number plus 1
	regionIndex [26 * 26]uint8 // for each pair of letters, the region's number plus 1
)

// SetupStep unpacks a part of the tables and says whether another one is left,
// so that a page can breathe in between. Until it says no, nothing else may be
// called.
func SetupStep() bool {
	if ready {
		return false
	}
	if tables.States == 0 {
		steps = table.Begin(&tables, packed)
	}
	if steps.Step() {
		return true
	}
	fillIndexes()
	ready = true
	return false
}

// Setup is all steps at once.
func Setup() {
	for SetupStep() {
	}
}

func fillIndexes() {
	for i := range tables.CodeCount {
		codeIndex[tables.Codes[i].Code] = uint8(i + 1)
	}
	for i := range tables.CountryCount {
		r := tables.Regions[i].Region
		regionIndex[int(r>>8-'A')*26+int(r&255-'A')] = uint8(i + 1)
	}
}

func step(s state, digit byte) state { return tables.Next[10*int(s)+int(digit)] }

func label(s state) uint8 { return tables.Label[s] }

func codeAt(i int) *table.Code { return &tables.Codes[i] }

func regionAt(i int) *table.Region { return &tables.Regions[i] }

func verdictAt(label uint8) *table.Verdict { return &tables.Verdicts[label] }

// RegionCount is the number of regions, World not among them.
func RegionCount() int { return tables.CountryCount }

// The packed tables have one example for each country, a mobile number.
func example(region int, t Type) (n Number, ok bool) {
	e := &tables.Examples[region]
	if t != Mobile || e[0] == 0 {
		return n, false
	}
	n.callingCode = codeAt(int(regionAt(region).Code)).Code
	n.nsnLen = uint8(copy(n.nsn[:], e[1:1+e[0]]))
	return n, true
}

// The module has no threads: one room serves all.
var onlyRoom room

func newRoom() *room { return &onlyRoom }

var onlyReader reader

func newReader() *reader { return &onlyReader }
