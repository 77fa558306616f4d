// Package table holds what the tables of package phone are made of, and their
// packed form: one string of range-coded bits, for the WebAssembly module,
// where every byte is paid for by a visitor. It knows nothing of how numbers
// are parsed or judged.
package table

// State is a state of the automaton. The zero State has no way out and no
// label.
type State = uint16

// Limits of the tables, which Tables can hold and the generator checks.
const (
	MaxStates    = 8192
	MaxClasses   = 512
	MaxCodes     = 256
	MaxRegions   = 256
	MaxVerdicts  = 127
	MaxCallCode  = 1000
	MaxNSN       = 17
	MaxInsert    = 4
	kinds        = 12 // types of number, the unknown one among them
	MaxPerCode   = 32 // regions of one calling code
	rootGroups   = 5
	maxRootGroup = 256
)

// Code is a calling code.
type Code struct {
	Code            uint16
	First, Count    uint8 // its regions: Regions[First:First+Count], the main one first
	Verdict, Claims State // entries into the automaton
}

// Region is a region: a country, or one non-geographic calling code.
type Region struct {
	Region                 uint16 // two ASCII letters; 1 for non-geographic ones
	Code                   uint8  // its calling code: Codes[Code]
	InsertLength           uint8
	Insert                 [MaxInsert]byte // what a transforming cut puts in front
	General, National, IDD State           // entries into the automaton
	Possible, Local        uint32          // bit n: numbers of n digits are possible; with local knowledge only
}

// Verdict is a label of the automata of calling codes: the region, within the
// calling code, that claims the number, 255 for none, and the number's type
// there.
type Verdict struct{ Claim, Kind uint8 }

// Cut is what a prefix does to the digits: nothing if it has not matched; else
// everything up to the end of the match goes, but a transforming cut puts the
// region's insertion in front and keeps the digits from number From up to Gap
// before the end of the match.
type Cut struct {
	Matched, Transform bool
	From, Gap          uint8
}

// Cuts is a label of the prefix automata: the cut if digits follow, and if none
// do.
type Cuts struct{ Middle, End Cut }

// Tables is everything that a packed string holds.
type Tables struct {
	States   int                      // their number, the empty state among them
	Next     [MaxStates * 10]State    // Next[10*s+d] follows digit d from s
	Label    [MaxStates]uint8         // what the state says of a number that ends there
	Verdicts [MaxVerdicts + 1]Verdict // label i is Verdicts[i]
	Codes    [MaxCodes]Code
	Regions  [MaxRegions]Region
	Examples [MaxRegions][MaxNSN + 1]byte // a mobile number: length, digits
	Formats  Formats

	CodeCount, RegionCount int
	CountryCount           int // regions before the non-geographic ones
}
