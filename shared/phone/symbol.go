package phone

// Parsing looks at an input's runes only by what they mean in a telephone
// number, so it first turns each into one byte, a symbol. The classes are those
// of libphonenumber's regular expressions, case-insensitivity included.

// A symbol is an ASCII byte from space to tilde, or tab, standing for itself;
// one of the symbols below; or a digit other than ASCII: its value in the low
// four bits, and above them one of the three digit classes.
const (
	symBad    = 0  // nothing that a number may hold
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

	// A digit that normalises to ASCII: Arabic-Indic, extended Arabic-Indic,
	// full-width.
	symDigit = 0x80
	// A decimal digit that does not, plus 16 for each byte of its UTF-8 form
	// beyond the first.
	symOtherDigit = 0x90
)

// isDigit says whether the symbol is a decimal digit of any script.
func isDigit(c byte) bool { return c-'0' < 10 || c >= symDigit && c&15 < 10 }

// isLetter says whether the symbol is an ASCII letter.
func isLetter(c byte) bool { return c|0x20-'a' < 26 }

// isPlus says whether the symbol is a plus sign.
func isPlus(c byte) bool { return c == '+' || c == symPlus }

// isPunct says whether the symbol may stand between a number's digits: a dash,
// space, stop, slash, bracket, tilde, star, or the x of a carrier code.
func isPunct(c byte) bool {
	switch c {
	case '-', ' ', '(', ')', '.', '[', ']', '/', '~', '*', 'x', 'X', symPunct, symNBSP, symStop, symTilde:
		return true
	}
	return false
}

// inNumber says whether the symbol may stand in a number after its third digit.
func inNumber(c byte) bool {
	return isDigit(c) || isLetter(c) || isPunct(c) || c == symLongS || c == symKelvin
}

// fold is the lower-case form of a letter's symbol.
func fold(c byte) byte {
	switch {
	case c-'A' < 26:
		return c | 0x20
	case c == symLongS:
		return 's'
	case c == symKelvin:
		return 'k'
	}
	return c
}

// symbols is the symbols of the input in buf, which is long enough for one per
// byte.
func symbols[T string | []byte](input T, buf []byte) []byte {
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
		r, size := decodeRune(input, i)
		buf[n] = symbolOf(r, size)
		i += size
	}
	return buf[:n]
}

// decodeRune is the rune at input[i], which is not ASCII, and its length; 0
// and 1 if it is not UTF-8 (Unicode, table 3-7).
func decodeRune[T string | []byte](input T, i int) (r uint32, size int) {
	c := input[i]
	lowest := uint32(0)
	switch {
	case c >= 0xC2 && c < 0xE0:
		r, size, lowest = uint32(c&0x1F), 2, 0x80
	case c >= 0xE0 && c < 0xF0:
		r, size, lowest = uint32(c&0x0F), 3, 0x800
	case c >= 0xF0 && c < 0xF5:
		r, size, lowest = uint32(c&0x07), 4, 0x10000
	default:
		return 0, 1
	}
	if len(input)-i < size {
		return 0, 1
	}
	for k := 1; k < size; k++ {
		c := input[i+k]
		if c&0xC0 != 0x80 {
			return 0, 1
		}
		r = r<<6 | uint32(c&0x3F)
	}
	if r < lowest || r > 0x10FFFF || r>>11 == 0xD800>>11 {
		return 0, 1
	}
	return r, size
}

// symbolOf is the symbol of a rune beyond ASCII whose UTF-8 form has size
// bytes.
func symbolOf(r uint32, size int) byte {
	if r >= 0xFF21 && r <= 0xFF3A { // full-width capitals
		r += 0x20
	}
	switch r {
	case 0xAD, 0x200B, 0x2060, 0x3000, 0x2212, 0x30FC, 0x2053, 0x223C,
		0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015,
		0xFF0D, 0xFF0F, 0xFF08, 0xFF09, 0xFF3B, 0xFF3D:
		return symPunct
	case 0xA0:
		return symNBSP
	case 0xFF0E:
		return symStop
	case 0xFF5E:
		return symTilde
	case 0xFF0B:
		return symPlus
	case 0xFF03:
		return symHash
	case 0xFF45:
		return symWideE
	case 0xFF49:
		return symWideI
	case 0xFF4E:
		return symWideN
	case 0xFF54:
		return symWideT
	case 0xFF58:
		return symWideX
	case 0x414, 0x434, 0x1C81:
		return symDe
	case 0x41E, 0x43E, 0x1C82:
		return symO
	case 0x411, 0x431:
		return symBe
	case 0xD3, 0xF3:
		return symOacute
	case 0x301:
		return symAcute
	case 0x17F:
		return symLongS
	case 0x212A:
		return symKelvin
	}
	class := byte(symOtherDigit)
	switch r &^ 15 {
	case 0x660, 0x6F0, 0xFF10:
		class = symDigit
	default:
		class += byte(size-2) * 16
	}
	zero := zeroBefore(r)
	if d := r - zero; zero != 0 && d < 10 {
		return class | byte(d)
	}
	return symBad
}

// zeroBefore is the last digit zero of a script beyond ASCII at or before r, 0
// if there is none.
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
