package form

import "unicode/utf8"

// AppendText appends value as it will be stored: white space trimmed at both
// ends and folded to single spaces inside, and characters that show nothing
// dropped (zero-width and direction controls, soft hyphens, tag characters),
// since they come along with pasted text and can hide words from a reader. In
// a multiline value line feeds are kept. It refuses, with InvalidText, what is
// not UTF-8 and any other control character. chars is the number of code
// points appended.
func AppendText(dst, value []byte, multiline bool) (out []byte, chars int, code Code) {
	start := len(dst)
	gap := byte(0) // white space seen and not yet written
	for i := 0; i < len(value); {
		r, size := utf8.DecodeRune(value[i:])
		switch {
		case r == utf8.RuneError && size <= 1, isNoncharacter(r):
			return dst[:start], 0, InvalidText
		case isInvisible(r):
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
				dst = append(dst, gap)
				chars++
			}
			gap = 0
			dst = append(dst, value[i:i+size]...)
			chars++
		}
		i += size
	}
	return dst, chars, OK
}

// isSpace is Unicode's White_Space without the line ends.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\v', '\f', 0xa0, 0x1680, 0x202f, 0x205f, 0x3000:
		return true
	}
	return r >= 0x2000 && r <= 0x200a
}

// isInvisible is true of the format characters that draw nothing by
// themselves: Unicode's Default_Ignorable_Code_Point without the variation
// selectors and fillers, which change how a neighbour looks.
func isInvisible(r rune) bool {
	switch r {
	case 0xad, 0x61c, 0x180e, 0xfeff:
		return true
	}
	return r >= 0x200b && r <= 0x200f ||
		r >= 0x202a && r <= 0x202e ||
		r >= 0x2060 && r <= 0x206f ||
		r >= 0xfff9 && r <= 0xfffb ||
		r >= 0xe0000 && r <= 0xe007f
}

func isNoncharacter(r rune) bool {
	return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}

// hasBrace reports whether text could be read as an attribute placeholder.
func hasBrace(text []byte) bool {
	for _, c := range text {
		if c == '{' || c == '}' {
			return true
		}
	}
	return false
}

// linkEndings are what a spammer's name ends in and a person's does not.
var linkEndings = [...]string{".com", ".net", ".org", ".info", ".biz", ".ru", ".cn", ".xyz", ".top", ".io", ".ly", ".me", ".site", ".online", ".shop", ".club", ".link", ".click"}

// hasURL reports whether a name holds a link: a scheme, "www.", or a word that
// ends like a host name or goes on with a path after one.
func hasURL(name []byte) bool {
	for i := range name {
		if hasPrefixFold(name[i:], "://") || hasPrefixFold(name[i:], "www.") {
			return true
		}
		if name[i] != '.' || i == 0 || name[i-1] == ' ' {
			continue
		}
		for _, ending := range linkEndings {
			if hasPrefixFold(name[i:], ending) {
				if end := i + len(ending); end == len(name) || !isWord(name[end]) {
					return true
				}
			}
		}
	}
	return false
}

// hasPrefixFold compares without regard to ASCII case; prefix is in lower case.
func hasPrefixFold(text []byte, prefix string) bool {
	if len(text) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}

// equal compares without the copy that a conversion to string costs TinyGo.
func equal(text []byte, s string) bool {
	if len(text) != len(s) {
		return false
	}
	for i := range text {
		if text[i] != s[i] {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isWord is true of ASCII letters and digits and of every byte of a non-ASCII
// character.
func isWord(c byte) bool { return isDigit(c) || isLetter(c) || c >= 0x80 }
