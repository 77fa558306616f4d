package phone

// Change is a set of the corrections that Read made to an input, one bit each.
type Change uint16

// The corrections.
const (
	FromLink     Change = 1 << iota // the number was taken out of a link, such as wa.me or callto:
	TextCut                         // words before or after the number were left out
	FromLetters                     // letters were read as the digits of their keys, or O and l as 0 and 1
	ExitCode                        // 00 or 011 was read as a plus sign
	PlusAdded                       // the digits begin with the country's own calling code
	Undoubled                       // a calling code that was written twice counts once
	TrunkDropped                    // a 0 that is not dialled after the calling code was left out
	OldPrefix                       // a mobile prefix that is no longer used was left out
)

// A Reading says how Read arrived at a number.
type Reading struct {
	Err     Error  // 0 if there is a number, valid or not
	Changes Change // what was corrected
}

// Read returns the number that a visitor who chose a country most probably
// meant. It reads everything that Parse reads, and also pasted links, labels,
// every Unicode digit, space and dash, and the slips of people and browsers: a
// lost plus sign, a calling code written twice, an exit code, an old mobile
// prefix. The country is an ISO 3166-1 alpha-2 code in upper case, or empty.
//
// A calling code that was written (after a plus sign, 00, 011, or in a link to
// a messenger) is never replaced by another one: the number has that code, or
// it is not valid. Digits without a code are read as the country's, or with the
// country's own calling code where they begin with it. Where no reading is
// valid, Read returns the plainest one, which may be possible.
//
// Time is linear in the input's length. Input of over MaxInput bytes is
// TooLong.
func Read(input, country string) (Number, Reading) {
	home := Region(0)
	if len(country) == 2 {
		home = Region(country[0])<<8 | Region(country[1])
	}
	if len(input) > MaxInput {
		return Number{}, Reading{Err: TooLong}
	}
	var text [MaxInput]byte
	return ReadBytes(text[:copy(text[:], input)], home)
}

// ReadBytes is Read for bytes.
func ReadBytes(input []byte, home Region) (Number, Reading) {
	if len(input) > MaxInput {
		return Number{}, Reading{Err: TooLong}
	}
	room := newReadRoom()
	r := reader{home: home, own: uint16(CallingCode(home)), room: room}
	text := clean(room.text[:0], input)
	if number, kind := cutLink(text); kind != noLink {
		r.changes |= FromLink
		if text = number; kind == messengerLink {
			text = withPlus(text, &room.text)
		}
	} else if number, ok := afterLabel(text); ok {
		r.changes |= TextCut
		text = number
	}
	n, reading := r.read(text)
	reading.Changes |= r.changes
	return n, reading
}

// reader tries readings. The first valid one wins.
type reader struct {
	home     Region
	own      uint16 // home's calling code, 0 without one
	room     *readRoom
	changes  Change // made before any reading
	plainest Number // the reading to return if none is valid
	err      Error  // of the plainest
	tried    bool   // plainest and err are set
}

// readRoom is the memory of one call of Read.
type readRoom struct {
	text    [MaxInput + 1]byte // clean input, and the plus sign that a link implies
	symbols [MaxInput + 1]byte
	digits  [MaxInput + 1]byte
	attempt [MaxInput + 8]byte
}

func (r *reader) read(text []byte) (Number, Reading) {
	if r.isTwoNumbers(text) {
		return Number{}, Reading{Err: NotANumber}
	}
	if end := wordsAfter(text); end < len(text) {
		n, changes, ok := r.spelling(text[:end])
		if ok && digitCount(text[end:]) >= minDigits {
			return Number{}, Reading{Err: NotANumber} // two numbers
		}
		if ok {
			return n, Reading{Changes: changes | TextCut}
		}
		r.tried = false // the words may be letters of the number
	}
	if digits, ok := lookalikes(text, r.room.attempt[:]); ok {
		if n, err := r.parse(digits); err == 0 && n.IsValid() {
			return n, Reading{Changes: FromLetters}
		}
	}
	if n, changes, ok := r.spelling(text); ok {
		return n, Reading{Changes: changes}
	}
	return r.plainest, Reading{Err: r.err}
}

// spelling tries the readings of a text without words around it.
func (r *reader) spelling(text []byte) (Number, Change, bool) {
	if index(text, ";phone-context=") >= 0 {
		n, err := r.parse(text)
		r.keep(n, err)
		return n, 0, err == 0 && n.IsValid()
	}
	text = trimEnd(text)
	w := r.write(text)
	if w.plus {
		return r.signed(text, &w)
	}
	n, err := r.parse(text)
	r.keep(n, err)
	if err == 0 && n.IsValid() {
		if m, change, ok := r.withoutOwnCode(&n, &w); ok {
			return m, change, true
		}
		return n, w.letters, true
	}
	if exit, code, rest := r.exitCode(&w, &n); exit > 0 {
		w.exit = true
		if n, change, ok := r.international(code, rest, &w); ok {
			return n, change | ExitCode, true
		}
		return n, 0, false // the code is written: no other is tried
	}
	if r.own == 0 {
		return n, 0, false
	}
	if rest := after(r.own, w.digits); rest != nil {
		if n, change, ok := r.international(r.own, rest, &w); ok {
			return n, change | PlusAdded, true
		}
	}
	return r.international(r.own, w.digits, &w)
}

// signed tries the readings of a text with a plus sign.
func (r *reader) signed(text []byte, w *written) (n Number, change Change, ok bool) {
	code, rest := leadingCode(w.digits)
	switch {
	case code == 0 && r.own != 0:
		// An exit code behind the plus sign that a form put there. Other codes
		// than the country's own may be a slip in the first digit.
		if code, rest = leadingCode(afterExit(w.digits)); code != r.own {
			code = 0
		}
		change = ExitCode
	case len(w.before) > 0:
		if !repeats(w.before, code) {
			code = 0
		}
		change = Undoubled
	}
	if code == 0 {
		// Parse would read the digits as national ones.
		err := InvalidCallingCode
		if len(w.before) > 0 || len(w.digits) == 0 {
			err = NotANumber
		}
		r.keep(n, err)
		return n, 0, false
	}
	if change == 0 {
		n, err := r.parse(text)
		r.keep(n, err)
		if err == 0 && n.callingCode == code && n.IsValid() {
			if m, change, ok := r.withoutOwnCode(&n, w); ok {
				return m, change, true
			}
			return n, w.letters, true
		}
	}
	n, more, ok := r.international(code, rest, w)
	return n, change | more, ok
}

// international tries what may follow a calling code: the digits as they are,
// without the calling code that they repeat, without a 0 that is not dialled
// from abroad, and without an old mobile prefix.
func (r *reader) international(code uint16, digits []byte, w *written) (n Number, change Change, ok bool) {
	if rest := after(code, afterExit(digits)); rest != nil {
		digits, change = rest, Undoubled
	}
	for range 2 {
		if n, ok := r.valid(code, digits, w); ok {
			return n, change | w.letters, true
		}
		if len(digits) > 0 && digits[0] == '0' && !w.exit {
			if n, ok := r.valid(code, digits[1:], w); ok {
				return n, change | TrunkDropped, true
			}
		}
		if current := withoutOldPrefix(code, digits); current != nil {
			if n, ok := r.valid(code, current, w); ok {
				return n, change | OldPrefix, true
			}
		}
		rest := after(code, digits)
		if rest == nil {
			break
		}
		digits, change = rest, Undoubled
	}
	return Number{}, 0, false
}

// withoutOwnCode weighs a valid number whose digits begin with its own calling
// code against the one without it, in countries whose numbers may be so long.
// Digits that were written without trunk prefix have lost their plus sign; else
// only a mobile number, which is longer than an area code and a subscriber's
// number, shows that the code was doubled.
func (r *reader) withoutOwnCode(n *Number, w *written) (Number, Change, bool) {
	rest := after(n.callingCode, n.NSN())
	if rest == nil {
		return Number{}, 0, false
	}
	m, ok := r.valid(n.callingCode, rest, w)
	switch {
	case !ok || m == *n:
		return m, 0, false
	case !w.plus && n.callingCode == r.own && after(r.own, w.digits) != nil:
		return m, PlusAdded, true
	case m.Type() == Mobile && n.Type() != Mobile:
		return m, Undoubled, true
	}
	return m, 0, false
}

// valid reads the digits behind a calling code.
func (r *reader) valid(code uint16, digits []byte, w *written) (Number, bool) {
	if len(digits) > MaxNSN+2 { // no trunk prefix is longer
		return Number{}, false
	}
	text := appendUint(append(r.room.attempt[:0], '+'), code)
	n, err := r.parse(append(text, digits...))
	if err != 0 || n.callingCode != code {
		return n, false
	}
	n.extensionLen = uint8(copy(n.extension[:], w.extension))
	if !n.IsValid() {
		if n.Possibility() == Possible && (r.err != 0 || r.plainest.Possibility() != Possible) {
			r.plainest, r.err, r.tried = n, 0, true
		}
		return n, false
	}
	return n, true
}

func (r *reader) parse(text []byte) (Number, Error) { return ParseBytes(text, r.home) }

// keep keeps the first reading.
func (r *reader) keep(n Number, err Error) {
	if !r.tried {
		r.plainest, r.err, r.tried = n, err, true
	}
}
