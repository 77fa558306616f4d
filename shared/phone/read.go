package phone

// Change is a set of the corrections that Read made to an input, one bit each.
type Change uint16

// The corrections.
const (
	FromLink     Change = 1 << iota // the number is from a link, such as wa.me or callto:
	TextCut                         // words before or after the number were left out
	FromLetters                     // letters were read as the digits of their keys, or O and l as 0 and 1
	ExitCode                        // 00 or 011 was read as a plus sign
	PlusAdded                       // digits that begin with the country's own calling code got a plus sign
	Undoubled                       // a repeated calling code was left out
	TrunkDropped                    // a 0 that is not dialled after the calling code was left out
	OldPrefix                       // a mobile prefix that is no longer used was left out
)

// A Reading describes the result of Read.
type Reading struct {
	Err     Error  // 0 if there is a number, valid or not
	Changes Change // what was corrected
	Type    Type   // type of the number, Unknown if it is not valid
	Place   int    // index of its region, as Place returns it, or -1
}

// Region is the region of the number, as Number.Region returns it.
func (r *Reading) Region() Region {
	if r.Place < 0 {
		return 0
	}
	return Region(regionAt(r.Place).Region)
}

// Read returns the number that a visitor who chose a country most probably
// meant. It accepts all input of Parse, and also pasted links, labels, all
// Unicode digits, spaces and dashes, and common mistakes: a lost plus sign, a
// repeated calling code, an exit code, an old mobile prefix. The country is an
// ISO 3166-1 alpha-2 code in upper case, or empty.
//
// A written calling code (after a plus sign, 00, 011, or in a link to a
// messenger) is never replaced by another one: the number has that code, or it
// is not valid. Digits without a code are read as a number of the country, or
// as an international one if they begin with the country's calling code. If no
// reading is valid, Read returns the simplest one, which may be a possible
// number. If the table of a calling code is not loaded, Read returns NotLoaded
// and a number with that code.
//
// The time is linear in the input's length. Input of more than MaxInput bytes
// is TooLong.
func Read(input, country string) (Number, Reading) {
	home := Region(0)
	if len(country) == 2 {
		home = Region(country[0])<<8 | Region(country[1])
	}
	if len(input) > MaxInput {
		return Number{}, Reading{Err: TooLong}
	}
	var text [MaxInput]byte
	var n Number
	reading := n.Read(text[:copy(text[:], input)], home)
	return n, reading
}

// Read is like the function Read, for bytes, and sets n to the number.
func (n *Number) Read(input []byte, home Region) Reading {
	if len(input) > MaxInput {
		return Reading{Err: TooLong, Type: Unknown, Place: -1}
	}
	input = withoutDecimal(input)
	room := newRoom()
	digits, plus, plain := plainDigits(input, room.c[:])
	if plain {
		if reading, ok := n.readPlain(digits, plus, home, room); ok {
			return reading
		}
	}
	reading := n.readAny(input, home, plain)
	reading.Type, reading.Place = Unknown, -1
	if reading.Err == 0 {
		reading.Type, reading.Place = n.Lookup()
	}
	return reading
}

// readPlain reads digits that are a valid number without a correction. ok is
// false if a correction may be needed.
func (n *Number) readPlain(digits []byte, plus bool, home Region, room *room) (reading Reading, ok bool) {
	*n = Number{}
	if n.parseDigits(digits, plus, find(home), room) != 0 {
		return reading, false
	}
	if plus && codeWidth(n.callingCode, digits) == 0 || codeWidth(n.callingCode, n.nsn[:n.nsnLen]) > 0 {
		return reading, false
	}
	reading.Type, reading.Place = n.Lookup()
	return reading, reading.Type != Unknown
}

// readAny is Read without Type and Place. plain is whether the input needs no
// cleaning.
func (n *Number) readAny(input []byte, home Region, plain bool) (reading Reading) {
	r := newReader()
	r.home, r.own = home, uint16(CallingCode(home))
	r.tried, r.exit, r.bare, r.missing = false, false, false, 0
	if plain {
		reading = r.whole(input)
	} else {
		reading = r.unwrap(input)
	}
	if r.missing != 0 {
		*n = Number{callingCode: r.missing}
		return Reading{Err: NotLoaded}
	}
	if reading.Err == 0 && !r.valid {
		copyNumber(n, &r.plainest)
	} else {
		copyNumber(n, &r.n)
	}
	return reading
}

// reader tries readings of an input. The first valid one is the result.
type reader struct {
	home     Region
	own      uint16 // calling code of home, 0 without one
	n        Number // the last reading
	valid    bool   // n is valid
	plainest Number // the reading to return if none is valid
	err      Error  // of the plainest
	tried    bool   // plainest and err are set
	exit     bool   // the calling code was read after an exit code
	bare     bool   // no calling code is written
	missing  uint16 // the first calling code whose table is not loaded
	written

	// Buffers: the cleaned input, with room for the plus sign that a link implies;
	// its symbols; its digits; the text of one reading; the digits of one number.
	text    [MaxInput + 1]byte
	symbols [MaxInput + 1]byte
	room    [MaxInput + 1]byte
	attempt [MaxInput + 8]byte
	nsn     [MaxNSN]byte
}

// unwrap reads an input after removing links, labels and words around the
// number.
func (r *reader) unwrap(input []byte) Reading {
	text := clean(r.text[:0], input)
	changes := Change(0)
	if number, kind := cutLink(text); kind != noLink {
		changes = FromLink
		if text = number; kind == messengerLink {
			text = r.withPlus(text)
		}
	} else if number := afterLabel(text); number != nil {
		changes = TextCut
		text = number
	}
	reading := r.read(text)
	reading.Changes |= changes
	return reading
}

func (r *reader) read(text []byte) Reading {
	text = trimEnd(text)
	if r.isTwoNumbers(text) {
		return Reading{Err: NotANumber}
	}
	if end := r.wordsAfter(text); end < len(text) {
		changes, ok := r.spelling(text[:end])
		if extension := extensionBehind(text[end:]); ok && len(extension) > 0 && r.n.extensionLen == 0 {
			r.n.extensionLen = uint8(copy(r.n.extension[:], extension))
			return Reading{Changes: changes}
		}
		if ok && digitCount(text[end:]) >= minDigits {
			return Reading{Err: NotANumber} // two numbers
		}
		if ok {
			return Reading{Changes: changes | TextCut}
		}
		r.tried = false // the letters may be part of the number
	}
	if digits := lookalikes(text, r.attempt[:]); digits != nil {
		if r.parse(digits); r.valid {
			return Reading{Changes: FromLetters}
		}
	}
	reading := r.whole(text)
	if number := withoutName(text, r.symbols[:]); !r.valid && number != nil {
		if changes, ok := r.spelling(text[:copy(text, number)]); ok {
			return Reading{Changes: changes | TextCut}
		}
	}
	return reading
}

// whole reads a text that consists of a number only.
func (r *reader) whole(text []byte) Reading {
	if changes, ok := r.spelling(text); ok {
		return Reading{Changes: changes}
	}
	r.valid = false
	return Reading{Err: r.err}
}

// spelling tries the readings of a text without words around the number, and
// leaves the valid one in n.
func (r *reader) spelling(text []byte) (Change, bool) {
	text = trimEnd(text)
	r.write(text)
	if index(text, ";phone-context=") >= 0 {
		r.keep(r.parse(text))
		return 0, r.valid
	}
	if r.plus {
		return r.signed(text)
	}
	r.keep(r.parse(text))
	if r.valid {
		return r.letters | r.withoutOwnCode(), true
	}
	if code, rest := r.exitCode(); code != 0 {
		r.exit = true
		changes, ok := r.international(code, rest)
		return changes | ExitCode, ok // the code is written, so no other is tried
	}
	if r.own == 0 {
		return 0, false
	}
	if rest := after(r.own, r.digits()); rest != nil {
		if changes, ok := r.international(r.own, rest); ok {
			return changes | PlusAdded, true
		}
	}
	// A 0 or 1 in front of the digits may be another country's.
	r.bare = true
	changes, ok := r.international(r.own, r.digits())
	r.bare = false
	return changes, ok
}

// signed tries the readings of a text with a plus sign.
func (r *reader) signed(text []byte) (changes Change, ok bool) {
	code, rest := leadingCode(r.digits())
	switch {
	case code == 0 && len(r.before()) == 0:
		// An exit code behind a plus sign. Other codes than the country's own may
		// be a slip in the first digit, unless the number is longer than those of
		// the codes that end in 0.
		behind := afterExit(r.digits())
		if code, rest = leadingCode(behind); code != r.own && len(behind) < 11 {
			code = 0
		}
		changes = ExitCode
	case len(r.before()) > 0:
		if !repeats(r.before(), code) {
			code = 0
		}
		changes = Undoubled
	}
	if code == 0 {
		// Parse would read the digits as national ones.
		err := InvalidCallingCode
		if len(r.before()) > 0 || len(r.digits()) == 0 {
			err = NotANumber
		}
		r.keep(err)
		return 0, false
	}
	if changes == 0 {
		r.keep(r.parse(text))
		if r.valid && r.n.callingCode == code {
			return r.letters | r.withoutOwnCode(), true
		}
	}
	more, ok := r.international(code, rest)
	return changes | more, ok
}

// international tries the possible readings of the digits after a calling code:
// unchanged, without a trunk 0, without an old mobile prefix, and all of these
// without a repeated calling code.
func (r *reader) international(code uint16, digits []byte) (changes Change, ok bool) {
	changes = r.letters
	if rest := after(code, afterExit(digits)); rest != nil {
		digits, changes = rest, changes|Undoubled
	}
	for {
		if r.combine(code, digits) {
			return changes, true
		}
		if len(digits) > 0 && digits[0] == '0' && !r.exit && !r.bare && r.combine(code, digits[1:]) {
			return changes | TrunkDropped, true
		}
		if current := withoutOldPrefix(code, digits, r.bare); current != nil && r.combine(code, current) {
			return changes | OldPrefix, true
		}
		rest := after(code, digits)
		if rest == nil || changes&Undoubled != 0 {
			return 0, false
		}
		digits, changes = rest, changes|Undoubled
	}
}

// withoutOwnCode compares a valid number whose digits begin with its own
// calling code with the number without it, in countries that have numbers of
// that length. Digits without a trunk prefix have lost their plus sign. With
// one, only a mobile number, which is longer than an area code and a
// subscriber's number, proves that the code was repeated.
func (r *reader) withoutOwnCode() Change {
	n := &r.n
	rest := after(n.callingCode, r.nsn[:copy(r.nsn[:], n.nsn[:n.nsnLen])])
	if rest == nil {
		return 0
	}
	mobile := n.Type() == Mobile
	if r.combine(n.callingCode, rest) {
		if !r.plus && n.callingCode == r.own && after(r.own, r.digits()) != nil {
			return PlusAdded
		}
		if n.Type() == Mobile && !mobile {
			return Undoubled
		}
	}
	copyNumber(n, &r.plainest) // as it was
	r.valid = true
	return 0
}

// combine parses the digits after a calling code and reports whether they are a
// valid number.
func (r *reader) combine(code uint16, digits []byte) bool {
	if r.missing != 0 || len(digits) > MaxNSN+2 { // no trunk prefix is longer
		return false
	}
	room := newRoom()
	width := putUint(room.c[:], code)
	width += copy(room.c[width:], digits)
	r.n = Number{}
	err := r.parsed(r.n.parseDigits(room.c[:width], true, find(r.home), room))
	n := &r.n
	if err != 0 || n.callingCode != code {
		return false
	}
	n.extensionLen = 0
	for _, d := range r.symbols[r.extension.from:r.extension.to] {
		n.extension[n.extensionLen] = '0' | d&15
		n.extensionLen++
	}
	if !r.valid && n.Possibility() == Possible && (r.err != 0 || r.plainest.Possibility() != Possible) {
		r.tried = false
		r.keep(0)
	}
	return r.valid
}

// parse sets n and valid.
func (r *reader) parse(text []byte) Error {
	if r.missing != 0 {
		return NotLoaded
	}
	return r.parsed(r.n.parse(text, r.home))
}

// parsed handles the result of parsing n.
func (r *reader) parsed(err Error) Error {
	if err == NotLoaded {
		r.missing = r.n.callingCode
	}
	r.valid = err == 0 && r.n.IsValid()
	return err
}

// keep stores n and its error as the simplest reading, unless there is one
// already.
func (r *reader) keep(err Error) {
	if !r.tried {
		copyNumber(&r.plainest, &r.n)
		r.err, r.tried = err, true
	}
}

// copyNumber does *to = *from, which TinyGo would copy byte by byte.
func copyNumber(to, from *Number) {
	to.callingCode, to.nsnLen, to.extensionLen = from.callingCode, from.nsnLen, from.extensionLen
	copy(to.nsn[:], from.nsn[:])
	copy(to.extension[:], from.extension[:])
}
