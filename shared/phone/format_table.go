package phone

// formatTables is what formatting reads: natively a constant, in WebAssembly
// unpacked once by Setup. Both are generated from one model; see internal/gen.
//
// The automaton reads leading digits. A number below formatLeaf is a state;
// formatLeaf plus i says that no further digit matters and that sets[i] are the
// formats that the digits allow. A state's own set holds for digits that end
// there. libphonenumber keeps several patterns of growing precision for some
// formats, one for each length of a partly typed number; the automaton has
// resolved which of them applies after how many digits.
type formatTables struct {
	codes   [formatCodeCount]codeFormats // in the order of codes
	formats [formatCount]numberFormat
	next    [formatStateCount][10]uint16
	own     [formatStateCount]uint16 // the state's own set, an index of sets
	sets    [formatSetCount]uint32   // sets[0] is empty
}

const formatLeaf = 1 << 15
