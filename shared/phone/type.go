package phone

// Type is the type of a number, in libphonenumber's terms and order.
type Type uint8

// The types. FixedLineOrMobile is for countries, such as those of +1, where fixed
// lines and mobiles share their ranges; Unknown is the type of every number that
// is not valid.
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

// typeNames are the names in order, each ended by a space.
const typeNames = "FIXED_LINE MOBILE FIXED_LINE_OR_MOBILE TOLL_FREE PREMIUM_RATE SHARED_COST VOIP PERSONAL_NUMBER PAGER UAN VOICEMAIL UNKNOWN "

// String returns libphonenumber's name, such as FIXED_LINE_OR_MOBILE, and UNKNOWN
// for a value that is no Type.
func (t Type) String() string {
	if t > Unknown {
		t = Unknown
	}
	start := 0
	for i := 0; ; i++ {
		if typeNames[i] != ' ' {
			continue
		}
		if t == 0 {
			return typeNames[start:i]
		}
		t--
		start = i + 1
	}
}

// ParseType returns the type with libphonenumber's name, which may be UNKNOWN.
func ParseType(name string) (t Type, ok bool) {
	for t := FixedLine; t <= Unknown; t++ {
		if t.String() == name {
			return t, true
		}
	}
	return Unknown, false
}

// Possibility is whether a number's length is one that its calling code uses, in
// libphonenumber's terms.
type Possibility uint8

// The possibilities.
const (
	Possible           Possibility = iota
	InvalidCountryCode             // no such calling code
	PossibleTooShort               // shorter than every number
	PossibleTooLong                // longer than every number
	PossibleLocalOnly              // can be dialled within an area only
	InvalidLength                  // between the lengths that are used
)

const possibilityNames = "IS_POSSIBLE INVALID_COUNTRY_CODE TOO_SHORT TOO_LONG IS_POSSIBLE_LOCAL_ONLY INVALID_LENGTH "

// String returns libphonenumber's name, such as IS_POSSIBLE_LOCAL_ONLY.
func (p Possibility) String() string {
	names := possibilityNames
	start := 0
	for i := 0; i < len(names); i++ {
		if names[i] != ' ' {
			continue
		}
		if p == 0 {
			return names[start:i]
		}
		p--
		start = i + 1
	}
	return ""
}
