package phone

import (
	"thoughtlyform/shared/internal/ascii"
	"unicode/utf8"

	"thoughtlyform/shared/internal/put"
)

// AppendAsYouType appends a partly typed number in the format of libphonenumber's
// AsYouTypeFormatter, and returns the caret's new position. region is the region of
// numbers without an international prefix or plus sign, or 0. caret is a number of
// bytes, clamped to 0 to len(input); it stays after the same digit. newCaret is an
// offset in the appended text.
//
// It formats digits with an optional leading plus sign. Input with other characters,
// such as punctuation, is appended unchanged, as in libphonenumber (see
// AppendRetyped), and so is input longer than MaxInput bytes.
//
// Time is linear in the input's length.
func AppendAsYouType(dst, input []byte, caret int, region Region) (out []byte, newCaret int) {
	out, newCaret, _ = appendAsYouType(dst, input, caret, region)
	return out, newCaret
}

// appendAsYouType is AppendAsYouType, but returns false if the table of the
// calling code is not loaded.
func appendAsYouType(dst, input []byte, caret int, region Region) (out []byte, newCaret int, ok bool) {
	caret = max(0, min(caret, len(input)))
	if len(input) > MaxInput {
		return put.Text(dst, input), caret, true
	}
	t := newTyping()
	t.start(region)
	shown := asTyped
	before := 0 // digits and plus signs
	for i := 0; i < len(input); {
		c, size := dialled(input, i)
		shown = t.input(c)
		if i += size; i <= caret {
			before = t.digitCount
		}
	}
	if shown == asTyped || t.missing || !t.shownInFull() {
		return put.Text(dst, input), caret, !t.missing
	}
	start := len(dst)
	dst = t.show(dst, shown)
	passed := 0
	for passed < before && start+newCaret < len(dst) {
		if dst[start+newCaret] == t.digits[passed] {
			passed++
		}
		newCaret++
	}
	return dst, newCaret, true
}

// AppendRetyped is like AppendAsYouType for text that can be formatted already: it
// removes the punctuation and formats the rest again. Text with letters or an
// extension, and text whose calling code's table is not loaded, is appended unchanged.
func AppendRetyped(dst, input []byte, caret int, region Region) (out []byte, newCaret int) {
	caret = max(0, min(caret, len(input)))
	if len(input) > MaxInput {
		return put.Text(dst, input), caret
	}
	typed := newTyped()[:0]
	before := 0
	for i := 0; i < len(input); {
		c, size := dialled(input, i)
		switch {
		case ascii.IsDigit(c), c == '+' && len(typed) == 0:
			typed = put.Byte(typed, c)
		case c == ' ', c == '-', c == '(', c == ')', c == '.', c == '/', c == symPunct, c == symLong, c == symNBSP, c == symStop:
		default:
			return put.Text(dst, input), caret
		}
		if i += size; i <= caret {
			before = len(typed)
		}
	}
	out, newCaret, ok := appendAsYouType(dst, typed, before, region)
	if !ok {
		return put.Text(dst, input), caret
	}
	return out, newCaret
}

// dialled returns the symbol at input[i], with digits and plus signs in ASCII, and its
// length in bytes. For digits of a script that libphonenumber does not read here it
// returns 0.
func dialled(input []byte, i int) (c byte, size int) {
	c = input[i]
	if c < 0x80 {
		return c, 1
	}
	r, size := utf8.DecodeRune(input[i:])
	c = symbolOf(uint32(r))
	switch {
	case c == symPlus:
		c = '+'
	case c >= symOtherDigit:
		c = 0
	case c >= symDigit:
		c = '0' | c&15
	}
	return c, size
}
