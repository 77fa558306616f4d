package phone

import (
	"unicode/utf8"

	"thoughtlyform/shared/internal/ascii"
)

// Parsing depends only on the meaning of a rune in a telephone number, so it
// first converts each rune to one byte, a symbol. The classes are those of
// libphonenumber's regular expressions, which ignore case.

// A symbol is an ASCII byte from space to tilde, or tab, for itself;
// one of the symbols below; or a digit other than ASCII: its value in the low
// four bits, and above them one of the three digit classes.
const (
	symBad    = 0  // not allowed in a number; cut off at its end
	symWord   = 8  // a letter or number, not allowed in a number, that is not cut off
	symPunct  = 1  // punctuation without a further meaning
	symNBSP   = 2  // no-break space, U+00A0
	symStop   = 3  // full-width full stop
	symTilde  = 4  // full-width tilde
	symPlus   = 5  // full-width plus sign
	symHash   = 6  // full-width number sign
	symWideE  = 7  // full-width letters, either case
	symWideI  = 14 //
	symWideN  = 15 //
	symWideT  = 16 //
	symWideX  = 17 //
	symDe     = 18 // Cyrillic de, o, be, either case
	symO      = 19 //
	symBe     = 20 //
	symOacute = 21 // o with acute, either case
	symAcute  = 22 // combining acute accent
	symLongS  = 23 // long s, which folds to s
	symKelvin = 24 // Kelvin sign, which folds to k
	symLong   = 25 // prolonged sound mark, punctuation that is a letter to Unicode
	symNoDot  = 26 // dotless i, which folds to i
	symDotted = 27 // capital i with dot, which folds to i

	symDigit      = 0x80 // Arabic-Indic, extended Arabic-Indic and full-width digits
	symOtherDigit = 0x90 // digits of any other script
)

// isDigit reports whether the symbol is a decimal digit of any script.
func isDigit(c byte) bool { return ascii.IsDigit(c) || c >= symDigit && c&15 < 10 }

// isLetter reports whether the symbol is an ASCII letter.
func isLetter(c byte) bool { return ascii.IsLetter(c) }

// isPlus reports whether the symbol is a plus sign.
func isPlus(c byte) bool { return c == '+' || c == symPlus }

// isPunct reports whether the symbol may separate a number's digits: a dash,
// space, stop, slash, bracket, tilde, star, or the x of a carrier code.
func isPunct(c byte) bool {
	switch c {
	case '-', ' ', '(', ')', '.', '[', ']', '/', '~', '*', 'x', 'X', symPunct, symLong, symNBSP, symStop, symTilde:
		return true
	}
	return false
}

// inNumber reports whether the symbol may occur in a number after its third
// digit.
func inNumber(c byte) bool {
	switch c {
	case symLongS, symKelvin, symNoDot, symDotted:
		return true
	}
	return isDigit(c) || isLetter(c) || isPunct(c)
}

// isWord reports whether the symbol is a letter or number of any script.
func isWord(c byte) bool {
	return isDigit(c) || isLetter(c) || c == symWord || c >= symWideE && c <= symDotted && c != symAcute && c != '\t'
}

// fold returns the symbol of a letter in lower case.
func fold(c byte) byte {
	switch {
	case c-'A' < 26:
		return c | 0x20
	case c == symLongS:
		return 's'
	case c == symKelvin:
		return 'k'
	case c == symNoDot || c == symDotted:
		return 'i'
	}
	return c
}

// symbols returns the symbols of the input in buf, which must have room for one
// per byte.
func symbols(input, buf []byte) []byte {
	n := 0
	for i := 0; i < len(input); n++ {
		c := input[i]
		if c < 0x80 {
			if c < ' ' && c != '\t' || c == 0x7F {
				c = symBad
			}
			buf[n] = c
			i++
			continue
		}
		r, size := utf8.DecodeRune(input[i:])
		buf[n] = symbolOf(uint32(r))
		i += size
	}
	return buf[:n]
}

// runes lists the runes beyond ASCII that have a symbol of their own: the
// symbol and 16 bits of the rune. Full-width capitals are left out.
const runes = "" +
	"\x01\x00\xad\x01\x20\x0b\x01\x20\x10\x01\x20\x11\x01\x20\x12\x01\x20\x13\x01\x20\x14\x01\x20\x15\x01\x20\x53\x01\x20\x60\x01\x22\x12\x01\x22\x3c\x01\x30\x00\x01\xff\x08\x01\xff\x09\x01\xff\x0d\x01\xff\x0f\x01\xff\x3b\x01\xff\x3d" +
	"\x02\x00\xa0" +
	"\x03\xff\x0e" +
	"\x04\xff\x5e" +
	"\x05\xff\x0b" +
	"\x06\xff\x03" +
	"\x07\xff\x45" +
	"\x0e\xff\x49" +
	"\x0f\xff\x4e" +
	"\x10\xff\x54" +
	"\x11\xff\x58" +
	"\x12\x04\x14\x12\x04\x34\x12\x1c\x81" +
	"\x13\x04\x1e\x13\x04\x3e\x13\x1c\x82" +
	"\x14\x04\x11\x14\x04\x31" +
	"\x15\x00\xd3\x15\x00\xf3" +
	"\x16\x03\x01" +
	"\x17\x01\x7f" +
	"\x18\x21\x2a" +
	"\x19\x30\xfc" +
	"\x1a\x01\x31" +
	"\x1b\x01\x30"

// symbolOf returns the symbol of a rune beyond ASCII.
func symbolOf(r uint32) byte {
	if r >= 0xFF21 && r <= 0xFF3A { // full-width capitals
		r += 0x20
	}
	for i := 0; i < len(runes) && r < 0x10000; i += 3 {
		if uint32(runes[i+1])<<8|uint32(runes[i+2]) == r {
			return runes[i]
		}
	}
	class := byte(symOtherDigit)
	switch r &^ 15 {
	case 0x660, 0x6F0, 0xFF10:
		class = symDigit
	}
	zero := zeroBefore(r)
	if d := r - zero; zero != 0 && d < 10 {
		return class | byte(d)
	}
	if isWordRune(r) {
		return symWord
	}
	return symBad
}

// DecimalDigit returns the value of a decimal digit of any script beyond ASCII
// (Unicode's category Nd), or -1.
func DecimalDigit(r rune) int {
	if zero := zeroBefore(uint32(r)); zero != 0 && uint32(r)-zero < 10 {
		return int(uint32(r) - zero)
	}
	return -1
}

// drawn lists digits that are superscript, subscript, in a circle or with a
// stop (Unicode's Numeric_Type Digit in the Basic Multilingual Plane, without
// historic scripts): the first, its value and the last one's.
const drawn = "\x00\xb2\x02\x03\x00\xb9\x01\x01\x20\x70\x00\x00\x20\x74\x04\x09\x20\x80\x00\x09" +
	"\x24\x60\x01\x09\x24\x74\x01\x09\x24\x88\x01\x09\x24\xea\x00\x00\x24\xf5\x01\x09\x24\xff\x00\x00" +
	"\x27\x76\x01\x09\x27\x80\x01\x09\x27\x8a\x01\x09"

// Digit is like DecimalDigit, and also returns the value of a digit in drawn.
func Digit(r rune) int {
	for i := 0; i < len(drawn); i += 4 {
		first, value := rune(drawn[i])<<8|rune(drawn[i+1]), int(drawn[i+2])
		if r >= first && int(r-first) <= int(drawn[i+3])-value {
			return value + int(r-first)
		}
	}
	return DecimalDigit(r)
}

// zeroBefore returns the last digit zero of a script beyond ASCII at or before
// r, or 0.
func zeroBefore(r uint32) uint32 {
	found := uint32(0)
	for i := 0; i < len(zeros); i += 2 {
		zero := (uint32(zeros[i])<<8 | uint32(zeros[i+1])) * 2
		if zero > r {
			break
		}
		found = zero
	}
	return found
}
