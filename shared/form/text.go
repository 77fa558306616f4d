package form

import (
	"unicode/utf8"

	"thoughtlyform/shared/internal/ascii"
	"thoughtlyform/shared/internal/put"
)

// AppendText appends value in the form in which it is stored. White space is
// trimmed at both ends and folded to single spaces inside. Invisible characters
// are dropped (zero-width and direction controls, soft hyphens, tag
// characters), since pasted text contains them and they can hide words from a
// reader. Joiners are kept where IDNA's CONTEXTJ allows them, and one variation
// selector after a Han character. In a multiline value white space with a line
// end becomes one line feed. AppendText refuses invalid UTF-8 and all other
// control characters with InvalidText. chars is the number of code points
// appended.
func AppendText(dst, value []byte, multiline bool) (out []byte, chars int, code Code) {
	start := len(dst)
	gap := byte(0)    // white space seen and not yet written
	before := rune(0) // the last character written, 0 after a gap
	for i := 0; i < len(value); {
		r, size := utf8.DecodeRune(value[i:])
		switch {
		case r == utf8.RuneError && size <= 1, isNoncharacter(r):
			return dst[:start], 0, InvalidText
		case isInvisible(r) && !(gap == 0 && belongs(r, before, value[i+size:])):
		case r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
			if gap = ' '; multiline {
				gap = '\n'
			}
		case isSpace(r):
			if gap == 0 {
				gap = ' '
			}
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			return dst[:start], 0, InvalidText
		default:
			if gap != 0 && len(dst) > start {
				dst = put.Byte(dst, gap)
				chars++
			}
			gap = 0
			dst = put.Text(dst, value[i:i+size])
			chars++
			before = r
		}
		i += size
	}
	return dst, chars, OK
}

// isSpace reports whether r has Unicode's property White_Space and is no line
// end.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\v', '\f', 0xa0, 0x1680, 0x202f, 0x205f, 0x3000:
		return true
	}
	return r >= 0x2000 && r <= 0x200a
}

// isInvisible reports whether r has Unicode's property
// Default_Ignorable_Code_Point. That includes variation selectors and fillers,
// which can encode text that people do not see and a language model reads.
func isInvisible(r rune) bool {
	switch r {
	case 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xfeff, 0xffa0:
		return true
	}
	return r >= 0x180b && r <= 0x180f ||
		r >= 0x200b && r <= 0x200f ||
		r >= 0x202a && r <= 0x202e ||
		r >= 0x2060 && r <= 0x206f ||
		r >= 0xfe00 && r <= 0xfe0f ||
		r >= 0xfff0 && r <= 0xfffb ||
		r >= 0x1bca0 && r <= 0x1bca3 ||
		r >= 0x1d173 && r <= 0x1d17a ||
		r >= 0xe0000 && r <= 0xe0fff
}

func isNoncharacter(r rune) bool {
	return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}

// hasBrace reports whether text could be read as an attribute placeholder, also
// after a compatibility normalisation (NFKC).
func hasBrace(text []byte) bool {
	for i, c := range text {
		switch {
		case c == '{' || c == '}':
			return true
		case c == 0xef && i+2 < len(text):
			switch r, _ := utf8.DecodeRune(text[i:]); r {
			case 0xfe37, 0xfe38, 0xfe5b, 0xfe5c, 0xff5b, 0xff5d: // presentation forms, small, full width
				return true
			}
		}
	}
	return false
}

// isWord reports whether b is an ASCII letter or digit or a byte of a non-ASCII
// character.
func isWord(c byte) bool { return ascii.IsDigit(c) || ascii.IsLetter(c) || c >= 0x80 }
