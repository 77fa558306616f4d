package phone

import (
	"thoughtlyform/shared/internal/ascii"
	"thoughtlyform/shared/phone/internal/table"
)

// Parse reads a telephone number as people in a region write it: national or
// international, with punctuation, an extension, letters of a keypad, or as a
// tel: URI (RFC 3966). The region is an ISO 3166-1 alpha-2 code in upper case;
// with any other, the input must have a calling code. The error is an Error. A
// parsed number may be neither valid nor possible. With NotLoaded, the number has
// the calling code whose table is missing.
//
// The rules, and their order, are libphonenumber's. Time is linear in the
// input's length.
func Parse(input, region string) (Number, error) {
	home := Region(0)
	if len(region) == 2 {
		home = Region(region[0])<<8 | Region(region[1])
	}
	if len(input) > MaxInput {
		return Number{}, TooLong
	}
	var text [MaxInput]byte
	n, err := ParseBytes(text[:copy(text[:], input)], home)
	if err != 0 {
		return Number{}, err
	}
	return n, nil
}

// room holds the buffers of parsing.
type room struct{ a, b, c [MaxInput]byte }

// ParseBytes is like Parse, for bytes. Its error is 0 if there is none.
func ParseBytes(input []byte, region Region) (n Number, err Error) {
	err = n.parse(input, region)
	return n, err
}

// parse sets n to the number in input. With an error n is zero, except for the
// calling code of NotLoaded.
func (n *Number) parse(input []byte, region Region) Error {
	*n = Number{}
	if len(input) == 0 {
		return NotANumber
	}
	if len(input) > MaxInput {
		return TooLong
	}
	room := newRoom()
	digits, plus, ok := plainDigits(input, room.c[:])
	if !ok {
		s, ok := candidate(symbols(input, room.a[:]), room.b[:])
		if !ok || !isViable(s) {
			return NotANumber
		}
		plus = isPlus(s[0])
		if start, from, to := findExtension(s); start >= 0 && isViable(s[:start]) {
			for _, d := range s[from:to] {
				n.extension[n.extensionLen] = '0' | d&15
				n.extensionLen++
			}
			s = s[:start]
		}
		digits = room.c[:normalize(s, room.c[:])]
	}
	err := n.parseDigits(digits, plus, find(region), room)
	if err != 0 {
		*n = Number{callingCode: n.callingCode}
	}
	return err
}

// parseDigits sets the calling code and the national significant number. With an
// error it sets no more than the calling code of NotLoaded. home is the index of
// the region, or -1. digits are in room.c.
func (n *Number) parseDigits(digits []byte, plus bool, home int, room *room) Error {
	if home < 0 && !plus {
		return InvalidCallingCode
	}
	// The symbols in a and b are no longer needed, so both serve for changed digits.
	code, rest, err := callingCode(digits, home, plus, room.a[:])
	if err == InvalidCallingCode && plus {
		// A plus sign in front of a national number.
		code, rest, err = callingCode(digits, home, false, room.a[:])
		if err == 0 && code == nil {
			err = InvalidCallingCode
		}
	}
	if err == NotLoaded {
		n.callingCode = planOf(regionAt(home)).Code
	}
	if err != 0 {
		return err
	}
	plan := regionAt(max(home, 0))
	if code != nil {
		plan = regionAt(int(code.First))
		if missing(int(plan.Code)) {
			n.callingCode = code.Code
			return NotLoaded
		}
	} else {
		rest, code = digits, planOf(plan)
	}
	if len(rest) < 2 {
		return TooShort
	}
	stripped := stripNational(plan, rest, room.b[:])
	switch testLength(plan, len(stripped)) {
	case PossibleTooShort, PossibleLocalOnly, InvalidLength:
		// It may be a short number that begins like a prefix.
	default:
		rest = stripped
	}
	if len(rest) < 2 {
		return TooShort
	}
	if len(rest) > MaxNSN {
		return TooLong
	}
	n.callingCode = code.Code
	n.nsnLen = uint8(len(rest))
	//lint:ignore S1001 the loop is smaller than copy in the module
	for i, d := range rest {
		n.nsn[i] = d
	}
	return 0
}

// plainDigits returns the digits of an input of ASCII digits and common
// punctuation, with a plus sign at the beginning only. The general way gives the
// same result and takes longer. ok is false for any other input, and for one of
// fewer than three digits.
func plainDigits(input, dst []byte) (digits []byte, plus, ok bool) {
	n := 0
	for _, c := range input {
		switch {
		case ascii.IsDigit(c):
			dst[n] = c
			n++
		case c == ' ' || c == '-' || c == '(' || c == ')' || c == '.':
		case c == '+' && n == 0 && !plus:
			plus = true
		default:
			return nil, false, false
		}
	}
	return dst[:n], plus, n >= 3
}

// normalize writes the digits of s to dst and returns their number. With three
// letters or more, s is a vanity number: letters become the digits of their
// keys (ITU-T E.161) and only ASCII digits count.
func normalize(s, dst []byte) (n int) {
	letters := 0
	for _, c := range s {
		if isLetter(c) {
			letters++
		}
	}
	vanity := letters >= 3
	for _, c := range s {
		switch {
		case ascii.IsDigit(c):
			dst[n] = c
			n++
		case vanity:
			if key := fold(c) - 'a'; key < 26 && c != symKelvin && c != symDotted {
				dst[n] = "22233344455566677778889999"[key]
				n++
			}
		case isDigit(c):
			dst[n] = '0' | c&15
			n++
		}
	}
	return n
}

// callingCode splits digits into calling code and rest. international is whether
// a plus sign precedes them; the prefix for calls abroad from region home has the
// same meaning. Without either, home's own calling code is removed if the rest is
// then a number. code is nil if there is none. room is a buffer for the rest.
func callingCode(digits []byte, home int, international bool, room []byte) (code *table.Code, rest []byte, err Error) {
	if !international && home >= 0 {
		r := regionAt(home)
		if missing(int(r.Code)) {
			return nil, nil, NotLoaded
		}
		abroad, end := prefix(planOf(r), r.IDD, digits)
		// A calling code does not begin with 0.
		if abroad != nil && (end == len(digits) || digits[end] != '0') {
			international = true
			digits = digits[end:]
		}
	}
	if international {
		if len(digits) <= 2 {
			return nil, nil, TooShortAfterIDD
		}
		value := 0
		for i, c := range digits[:3] {
			c -= '0'
			if c > 9 || c == 0 && i == 0 {
				break
			}
			value = value*10 + int(c)
			if code := findCode(value); code != nil {
				return code, digits[i+1:], 0
			}
		}
		return nil, nil, InvalidCallingCode
	}
	if home < 0 {
		return nil, nil, 0
	}
	plan := regionAt(home)
	own := planOf(plan)
	rest = after(own.Code, digits)
	if rest == nil {
		return nil, nil, 0
	}
	rest = stripNational(plan, rest, room)
	if walk(own, plan.General, digits) == 0 && walk(own, plan.General, rest) != 0 ||
		testLength(plan, len(digits)) == PossibleTooLong {
		return own, rest, 0
	}
	return nil, nil, 0
}

// after returns the digits after the calling code, or nil if they do not begin
// with it.
func after(code uint16, digits []byte) []byte {
	width := codeWidth(code, digits)
	if width == 0 {
		return nil
	}
	return digits[width:]
}

// codeWidth returns the length of the calling code if digits begin with it, or 0.
func codeWidth(code uint16, digits []byte) int {
	value := uint16(0)
	for i, d := range digits {
		if d -= '0'; d > 9 || d == 0 && i == 0 || value > code {
			return 0
		}
		if value = value*10 + uint16(d); value == code {
			return i + 1
		}
	}
	return 0
}

// stripNational removes a national prefix and carrier code and applies the
// region's transform rule, unless digits that match the region's general pattern
// would then no longer match it. room is a buffer for the changed digits.
func stripNational(r *table.Region, digits, room []byte) []byte {
	if len(digits) == 0 {
		return digits
	}
	code := planOf(r)
	c, end := prefix(code, r.National, digits)
	if c == nil {
		return digits
	}
	rest := digits[end:]
	if c.Transform {
		n := copy(room, r.Insert[:r.InsertLength])
		n += copy(room[n:], digits[min(int(c.From), end):max(min(int(c.From), end), end-int(c.Gap))])
		n += copy(room[n:], rest)
		rest = room[:n]
	}
	if walk(code, r.General, digits) != 0 && walk(code, r.General, rest) == 0 {
		return digits
	}
	return rest
}
