package form

import (
	"unicode/utf8"

	"thoughtlyform/shared/internal/put"
	"thoughtlyform/shared/phone"
)

// maxFolded is the maximum number of bytes that foldName writes: up to four for
// each of a name's characters.
const maxFolded = 4 * MaxName

// other replaces a character without an ASCII form.
const other = 0x80

// foldName appends name in ASCII: characters that NFKC maps to ASCII, the dots
// of IDNA (RFC 3490, section 3.1) as full stops, and the digits of all scripts
// and those in circles. Every other character becomes one byte, other.
func foldName(dst, name []byte) []byte {
	for len(name) > 0 && len(dst)+utf8.UTFMax <= maxFolded {
		r, size := utf8.DecodeRune(name)
		switch {
		case r < utf8.RuneSelf:
			dst = put.Byte(dst, byte(r))
		case r == 0x3002 || r == 0xff61:
			dst = put.Byte(dst, '.')
		case r == 0x20e3: // the keycap of an emoji digit
		default:
			if digit := phone.Digit(r); digit >= 0 {
				dst = put.Byte(dst, '0'+byte(digit))
			} else {
				dst = appendNFKC(dst, name[:size])
			}
		}
		name = name[size:]
	}
	return dst
}
