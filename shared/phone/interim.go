package phone

// Interim: the smallest parser that lets the rest of the system be built; the
// engine's own files replace this one whole.

// Region is an ISO 3166-1 alpha-2 code as hi<<8|lo; 0 is no region.
type Region uint16

// ParseRegion reads two ASCII letters; anything else is 0.
func ParseRegion(s string) Region {
	if len(s) != 2 {
		return 0
	}
	a, b := s[0]&^0x20, s[1]&^0x20
	if a < 'A' || a > 'Z' || b < 'A' || b > 'Z' {
		return 0
	}
	return Region(a)<<8 | Region(b)
}

// String is the two letters, or "".
func (r Region) String() string {
	if r == 0 {
		return ""
	}
	return string([]byte{byte(r >> 8), byte(r)})
}

// Type is a number's type.
type Type uint8

// The types, with libphonenumber's names and values.
const (
	FixedLine Type = iota
	Mobile
	FixedLineOrMobile
	TollFree
	PremiumRate
	SharedCost
	VoIP
	PersonalNumber
	Pager
	UAN
	Voicemail
	Unknown
)

// Error says why an input is no number; 0 is none.
type Error uint8

// The errors, in libphonenumber's order.
const (
	NotANumber Error = iota + 1
	InvalidCallingCode
	TooShortAfterIDD
	TooShort
	TooLong
)

func (e Error) Error() string { return "phone: not a number" }

// ParseBytes reads an E.164 number of the North American plan.
func ParseBytes(input []byte, region Region) (Number, Error) {
	var n Number
	for i, c := range input {
		switch {
		case c >= '0' && c <= '9':
			if n.nsnLen == MaxNSN {
				return Number{}, TooLong
			}
			n.nsn[n.nsnLen] = c
			n.nsnLen++
		case c == '+' && i == 0, c == ' ', c == '-', c == '(', c == ')':
		default:
			return Number{}, NotANumber
		}
	}
	if n.nsnLen == 11 && n.nsn[0] == '1' {
		copy(n.nsn[:], n.nsn[1:])
		n.nsnLen--
	}
	n.callingCode = 1
	if n.nsnLen < 10 {
		return Number{}, TooShort
	}
	return n, 0
}

// IsValid reports whether the number has ten digits.
func (n *Number) IsValid() bool { return n.nsnLen == 10 }

// Region is the United States.
func (n *Number) Region() Region { return 'U'<<8 | 'S' }

// Type is FixedLineOrMobile.
func (n *Number) Type() Type { return FixedLineOrMobile }

// RegionOfCallingCode is the United States for 1.
func RegionOfCallingCode(s string) Region {
	if s == "1" || s == "+1" {
		return 'U'<<8 | 'S'
	}
	return 0
}

// Alpha2 is String.
func (r Region) Alpha2() string { return r.String() }

// ParseType knows one name.
func ParseType(name string) (Type, bool) { return FixedLineOrMobile, name == "FIXED_LINE_OR_MOBILE" }

// Setup has nothing to unpack.
func Setup() {}

// IsPossible is IsValid.
func (n *Number) IsPossible() bool { return n.nsnLen == 10 }

// AppendNational appends (415) 555-0123.
func (n *Number) AppendNational(dst []byte) []byte {
	dst = append(append(dst, '('), n.nsn[:3]...)
	dst = append(append(dst, ')', ' '), n.nsn[3:6]...)
	return append(append(dst, '-'), n.nsn[6:10]...)
}

// AppendInternational appends +1 415-555-0123.
func (n *Number) AppendInternational(dst []byte) []byte {
	dst = append(append(dst, '+', '1', ' '), n.nsn[:3]...)
	dst = append(append(dst, '-'), n.nsn[3:6]...)
	return append(append(dst, '-'), n.nsn[6:10]...)
}

// AppendAsYouType leaves the input as it is.
func AppendAsYouType(dst, input []byte, caret int, region Region) ([]byte, int) {
	return append(dst, input...), caret
}

// RegionCount is 1.
func RegionCount() int { return 1 }

// RegionAt is the United States.
func RegionAt(int) Region { return 'U'<<8 | 'S' }

// CallingCode is 1.
func CallingCode(Region) int { return 1 }

// Example is a number of the fiction range.
func Example(Region, Type) (Number, bool) {
	n, err := ParseBytes([]byte("2015550123"), 'U'<<8|'S')
	return n, err == 0
}

// String is libphonenumber's name.
func (t Type) String() string { return "FIXED_LINE_OR_MOBILE" }
