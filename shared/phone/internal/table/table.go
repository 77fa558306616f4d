// Package table defines what the tables of package phone are made of and two
// forms of a calling code's table: the image, which lookups read, and the blob,
// a shorter form that the browser downloads and decodes into an image. It must
// not know how numbers are parsed or validated.
package table

// State is a state of a calling code's automaton. The zero State has no way
// out and no label.
type State = uint16

// Limits of the tables, checked by the generator and by Load.
const (
	MaxCodes    = 256
	MaxRegions  = 256
	MaxStates   = 4096 // of one calling code, the zero state among them
	MaxDepth    = 24   // digits from an entry to the last state
	MaxVerdicts = 127
	MaxSets     = 255
	MaxFormats  = 20
	MaxCallCode = 1000
	MaxNSN      = 17
	MaxInsert   = 4
	MaxGroups   = 5
	MaxPerCode  = 32 // regions of one calling code
)

// Code is a calling code. The fields from Base on describe its image; States is
// 0 where there is none.
//
// The image holds, one after another: for each state ten little-endian 16-bit
// states, one for each digit; for each state its label, 8 bits; the sets of
// formats, 32 bits each; the formats, FormatSize bytes each.
type Code struct {
	Code         uint16
	First, Count uint8 // its regions: they are numbered from First, the main one first

	Base                    uint32 // where the image begins
	States                  uint16
	Sets                    uint8 // set i has bit k for the code's format k; set 0 is empty and not in the image
	Formats                 uint8
	Abroad                  bool  // some formats differ for calls from abroad
	Verdict, Claims, Format State // entries into the automaton
}

// Region is a region: a country, or one non-geographic calling code.
type Region struct {
	Region                 uint16 // two ASCII letters; 1 for non-geographic ones
	Code                   uint8  // number of its calling code
	InsertLength           uint8
	Insert                 [MaxInsert]byte // what a transforming cut puts in front
	General, National, IDD State           // entries into the automaton of its calling code
	Possible, Local        uint32          // bit n: numbers of n digits are possible; with local knowledge only
}

// Example is a number of a region: length, digits.
type Example [MaxNSN + 1]byte

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

const (
	NotAbroad = 0x7F // in Format.Abroad: not a format for calls from abroad
	Bare      = 0x80 // in Format.Abroad: written there without national prefix
)

// Format is a way to write a national significant number: its digits in groups,
// and a style that sets the groups apart. Styles and usages are lists of
// package phone.
type Format struct {
	Widths   [MaxGroups]uint8 // digits in each group, 0 behind the last
	Flexible uint8            // the group that may be wider
	Extra    uint8            // by how many digits
	Style    uint8            // within the country
	Abroad   uint8            // the style for calls from abroad, or NotAbroad; Bare in the top bit
	Usage    uint8            // how national prefixes go with it
}

// FormatSize is the bytes of a Format in an image, in the order of its fields.
const FormatSize = MaxGroups + 5

// Labels returns where the labels of the image begin.
func (c *Code) Labels() uint32 { return c.Base + 20*uint32(c.States) }

// SetAt returns where set i of the image begins, for i from 1.
func (c *Code) SetAt(i uint8) uint32 { return c.Base + 21*uint32(c.States) + 4*uint32(i) - 4 }

// FormatAt returns where format i of the image begins.
func (c *Code) FormatAt(i int) uint32 { return c.SetAt(c.Sets+1) + FormatSize*uint32(i) }

// End returns where the image ends.
func (c *Code) End() uint32 { return c.FormatAt(int(c.Formats)) }
