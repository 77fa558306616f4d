// Package table defines the types of package phone's tables and two formats of a calling
// code's table: the image, which lookups read, and the blob, a shorter format that the
// browser downloads and decodes into an image. It must not know how numbers are parsed
// or validated.
package table

// State is a state of a calling code's automaton. The zero State has no transitions and
// no label.
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

// Code is a calling code. The fields from Base on describe its image; States is 0 if the
// image is not loaded.
//
// The image has in this order: for each state ten little-endian 16-bit states, one for
// each digit; for each state its label, 8 bits; the sets of formats, 32 bits each; the
// formats, FormatSize bytes each.
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

// Verdict is a label of the automata of calling codes: the number's region within the
// calling code, 255 for none, and the number's type there.
type Verdict struct{ Claim, Kind uint8 }

// Cut is the effect of a prefix on the digits. If the prefix matched, everything up to
// the end of the match is removed. A transforming cut inserts the region's Insert at the
// beginning, and keeps the digits from From up to Gap before the end of the match.
type Cut struct {
	Matched, Transform bool
	From, Gap          uint8
}

// Cuts is a label of the prefix automata: the cut if digits follow, and the cut if none
// follow.
type Cuts struct{ Middle, End Cut }

const (
	NotAbroad = 0x7F // in Format.Abroad: not a format for calls from abroad
	Bare      = 0x80 // in Format.Abroad: written without national prefix
)

// Format is a format of a national significant number: its groups of digits, and a style
// that separates the groups. Styles and usages are lists of package phone.
type Format struct {
	Widths   [MaxGroups]uint8 // digits in each group, 0 after the last
	Flexible uint8            // the group that can be wider
	Extra    uint8            // its most additional digits
	Style    uint8            // within the country
	Abroad   uint8            // the style for calls from abroad, or NotAbroad; Bare in the top bit
	Usage    uint8            // the treatment of national prefixes
}

// FormatSize is the size of a Format in an image, in bytes in the order of its fields.
const FormatSize = MaxGroups + 5

// The offsets of a Format's fields in an image.
const (
	FormatFlexible = MaxGroups + iota
	FormatExtra
	FormatStyle
	FormatAbroad
	FormatUsage
)

// Labels returns the offset of the image's labels.
func (c *Code) Labels() uint32 { return c.Base + 20*uint32(c.States) }

// SetAt returns the offset of set i of the image, for i from 1.
func (c *Code) SetAt(i uint8) uint32 { return c.Base + 21*uint32(c.States) + 4*uint32(i) - 4 }

// FormatAt returns the offset of format i of the image.
func (c *Code) FormatAt(i int) uint32 { return c.SetAt(c.Sets+1) + FormatSize*uint32(i) }

// End returns the offset of the image's end.
func (c *Code) End() uint32 { return c.FormatAt(int(c.Formats)) }
