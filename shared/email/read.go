package email

import (
	"unicode/utf8"

	"thoughtlyform/shared/internal/ascii"
	"thoughtlyform/shared/internal/put"
)

// maxRead is the maximum length of Read's input in bytes: an address and text
// that people paste with it.
const maxRead = 512

// room is the memory of one call of Read. Punycode may be longer than UTF-8 by
// five bytes a label.
type room struct {
	folded [maxRead]byte
	ascii  [2 * maxRead]byte
}

// Read appends the address that text most probably means, in Append's form.
// text must be trimmed. It makes only unambiguous corrections: it removes
// mailto: and other labels, angle brackets, a name after the address, marks at
// the end, and spaces beside a dot or the @. It converts full-width letters,
// typographic quotes and dashes, a comma in the domain to a dot, and (at) and "
// dot " in an address without @. A non-ASCII domain becomes ASCII by UTS 46,
// nontransitional, which keeps the ß of straße.de. dst may share memory with
// text.
func Read(dst, text []byte) ([]byte, Error) {
	if len(text) > maxRead {
		return dst, TooLong
	}
	room := newRoom()
	address := fold(room.folded[:0], text)
	if lastAt(address) < 0 {
		address = Spelled(Spelled(address, "at", '@'), "dot", '.')
	}
	address = unwrap(address)
	address = address[:join(address)]
	at := lastAt(address)
	if at < 0 || isASCII(address[at:]) {
		return Append(dst, address)
	}
	if len(address)-at > MaxDomain {
		return dst, TooLong
	}
	out := put.Text(room.ascii[:0], address[:at+1])
	out, ok := appendASCII(out, address[at+1:])
	if !ok {
		return dst, Malformed
	}
	return Append(dst, out)
}

// fold appends text with full-width forms, the stops of IDNA (RFC 3490, section
// 3.1) and the quotes and dashes of keyboards' autocorrection in ASCII. The
// result is never longer than text.
func fold(dst, text []byte) []byte {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			dst = put.Byte(dst, byte(r-0xfee0))
		case r == 0x3002 || r == 0xff61 || r == 0x2024 || r == 0x2026:
			dst = put.Byte(dst, '.')
		case r == 0x3001:
			dst = put.Byte(dst, ',')
		case r >= 0x2010 && r <= 0x2015 || r == 0x2212:
			dst = put.Byte(dst, '-')
		case r >= 0x2018 && r <= 0x201b:
			dst = put.Byte(dst, '\'')
		case r >= 0x201c && r <= 0x201f || r == 0xab || r == 0xbb:
			dst = put.Byte(dst, '"')
		case r == 0xfe6b: // small @
			dst = put.Byte(dst, '@')
		default:
			dst = put.Text(dst, text[:size])
		}
		text = text[size:]
	}
	return dst
}

// Spelled returns s with a word in brackets or between spaces replaced by the
// character that it names. It changes s.
func Spelled(s []byte, word string, char byte) []byte {
	n := 0
	for i := 0; i < len(s); {
		end := i + len(word)
		if n == 0 || end >= len(s) || !isBracket(s[i-1]) || !isBracket(s[end]) || !ascii.HasPrefixFold(s[i:], word) {
			s[n] = s[i]
			n, i = n+1, i+1
			continue
		}
		for n > 0 && isBracket(s[n-1]) {
			n--
		}
		s[n] = char
		for n, i = n+1, end; i < len(s) && isBracket(s[i]); {
			i++
		}
	}
	return s[:n]
}

func isBracket(c byte) bool {
	switch c {
	case ' ', '(', ')', '[', ']', '<', '>':
		return true
	}
	return false
}

// unwrap removes text around an address: a name and angle brackets, mailto:
// with its query, other labels, quotes, and text in brackets after it. It does
// not change a text with two different addresses.
func unwrap(s []byte) []byte {
	if from, to := lastIndex(s, '<'), lastIndex(s, '>'); from >= 0 && to > from && lastAt(s) > from {
		if inner := s[from+1 : to]; lastAt(s[:from]) < 0 || ascii.HasPrefix(s, inner) {
			s = inner
		}
	}
	if from := lastIndex(s[:max(lastAt(s), 0)], ':'); from >= 0 && lastAt(s[:from]) < 0 {
		const scheme = "mailto"
		mailto := from >= len(scheme) && ascii.HasPrefixFold(s[from-len(scheme):], scheme)
		s = s[from+1:]
		if mailto {
			s = before(s, '?', 0)
		}
	}
	s = before(s, '(', max(lastAt(s), 0))
	for len(s) > 0 && isMark(s[len(s)-1]) {
		quoted := len(s) > 1 && s[len(s)-1] == s[0]
		if s = s[:len(s)-1]; quoted {
			s = s[1:]
		}
	}
	for len(s) > 0 && (s[0] == '/' || s[0] == '"' || isBracket(s[0])) {
		s = s[1:]
	}
	return s
}

// before returns s up to the first c at or after an index.
func before(s []byte, c byte, from int) []byte {
	for i := from; i < len(s); i++ {
		if s[i] == c {
			return s[:i]
		}
	}
	return s
}

// isMark reports whether c is a mark that ends no address. A brace is not
// removed, since it is refused.
func isMark(c byte) bool { return c < utf8.RuneSelf && c != '}' && !isAlphanumeric(c) }

// join removes spaces beside a dot or the @ and spaces within a domain before
// its last dot, and replaces a comma in the domain with a dot. It returns the
// new length. Other spaces stay and make the address malformed: in "ada
// lovelace@example.com" the space may be a missing dot or a mistake.
func join(s []byte) int {
	at, dot := lastAt(s), lastIndex(s, '.')
	n := 0
	for i, c := range s {
		inDomain := at >= 0 && i > at
		if c == ' ' && i > 0 && i+1 < len(s) {
			before, behind := s[n-1], s[i+1]
			if before == '.' || before == '@' || behind == '.' || behind == '@' || inDomain && i < dot {
				continue
			}
		}
		if c == ',' && inDomain {
			c = '.'
		}
		s[n] = c
		n++
	}
	return n
}

func lastAt(s []byte) int { return lastIndex(s, '@') }

// lastIndex returns the last index of c in s, or -1.
func lastIndex(s []byte, c byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == c {
			return i
		}
	}
	return -1
}

func isASCII(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
