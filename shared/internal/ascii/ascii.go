// Package ascii compares byte slices with strings and with each other. It exists for the browser's
// module, where package strings is large and a conversion between the two
// allocates.
package ascii

// Equal reports whether s is t.
func Equal(s []byte, t string) bool { return len(s) == len(t) && HasPrefix(s, t) }

// EqualFold is like Equal, ignoring the case of ASCII letters. t is in lower
// case.
func EqualFold(s []byte, t string) bool { return len(s) == len(t) && HasPrefixFold(s, t) }

// HasPrefix reports whether s begins with prefix.
func HasPrefix[T string | []byte](s []byte, prefix T) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if s[i] != prefix[i] {
			return false
		}
	}
	return true
}

// HasPrefixFold is like HasPrefix, ignoring the case of ASCII letters. prefix is
// in lower case.
func HasPrefixFold(s []byte, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		c := s[i]
		if c-'A' < 26 {
			c |= 0x20
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}

// Prefix returns the length of the first word of list with which s begins,
// ignoring the case of ASCII letters, or 0. A space ends each word. The words are
// in lower case.
func Prefix(s []byte, list string) int {
	for start, i := 0, 0; i < len(list); i++ {
		if list[i] != ' ' {
			continue
		}
		if HasPrefixFold(s, list[start:i]) {
			return i - start
		}
		start = i + 1
	}
	return 0
}

// IsDigit reports whether c is an ASCII digit.
func IsDigit(c byte) bool { return c-'0' < 10 }

// IsLetter reports whether c is an ASCII letter.
func IsLetter(c byte) bool { return c|0x20-'a' < 26 }
