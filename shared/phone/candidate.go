package phone

import "thoughtlyform/shared/internal/ascii"

// This file finds the number in an input, without the tables of countries.

// candidate returns the part of the symbols s that can be a number. With a
// ;phone-context= (RFC 3966, section 3) it is the part before the parameter, after the
// context if that is a prefix. Otherwise it is s from its first digit or plus sign up to
// a second number. room must be as long as s; candidate can build the result in it. ok
// is false if the context is malformed.
func candidate(s, room []byte) (number []byte, ok bool) {
	const context = ";phone-context="
	at := index(s, context)
	if at >= 0 {
		value := s[at+len(context):]
		if end := index(value, ";"); end >= 0 {
			value = value[:end]
		}
		if !isGlobalNumber(value) && !isDomain(value) {
			return nil, false
		}
		n := 0
		if value[0] == '+' {
			n = copy(room, value)
		}
		from := index(s, "tel:")
		if from < 0 {
			from = 0
		} else {
			from = min(from+len("tel:"), at)
		}
		n += copy(room[n:], s[from:at])
		return beforeSubaddress(room[:n]), true
	}
	return beforeSubaddress(extract(s)), true
}

// beforeSubaddress returns s without an ISDN subaddress and what follows it.
func beforeSubaddress(s []byte) []byte {
	if i := index(s, ";isub="); i > 0 {
		return s[:i]
	}
	return s
}

// extract returns s without what precedes the first digit or plus sign, without
// trailing characters that are neither letters, numbers nor '#', and without a
// second number ("… x302/x2303" are two numbers).
func extract(s []byte) []byte {
	for len(s) > 0 && !isDigit(s[0]) && !isPlus(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && !isWord(s[len(s)-1]) && s[len(s)-1] != '#' {
		s = s[:len(s)-1]
	}
	for i, c := range s {
		if c != '/' && c != '\\' {
			continue
		}
		k := i + 1
		for k < len(s) && s[k] == ' ' {
			k++
		}
		if k < len(s) && s[k] == 'x' {
			return s[:i]
		}
	}
	return s
}

// isGlobalNumber reports whether s is a plus sign and digits, at least one, with
// visual separators (RFC 3966, global-number-digits).
func isGlobalNumber(s []byte) bool {
	if len(s) == 0 || s[0] != '+' {
		return false
	}
	some := false
	for _, c := range s[1:] {
		switch {
		case isDigit(c):
			some = true
		case c != '-' && c != '.' && c != '(' && c != ')':
			return false
		}
	}
	return some
}

// isDomain reports whether s is a domain name (RFC 3966, domainname): labels of
// letters, digits and inner hyphens, the last one led by a letter; a final stop
// is allowed.
func isDomain(s []byte) bool {
	if len(s) > 0 && s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	alpha := false // the label begins with a letter
	before := byte('.')
	for _, c := range s {
		switch {
		case c == '.' || c == '-':
			if before == '.' || before == '-' && c == '.' {
				return false
			}
		case !isLetter(c) && !isDigit(c):
			return false
		case before == '.':
			alpha = isLetter(c)
		}
		before = c
	}
	return alpha && before != '.' && before != '-'
}

// index returns the first place of text in s, or -1.
func index(s []byte, text string) int {
	for i := range s {
		if ascii.HasPrefix(s[i:], text) {
			return i
		}
	}
	return -1
}

// isViable reports whether s looks like a number: two digits; or plus signs and
// three digits with punctuation, then digits, letters and punctuation, and
// perhaps an extension.
func isViable(s []byte) bool {
	if len(s) == 2 && isDigit(s[0]) && isDigit(s[1]) {
		return true
	}
	i := 0
	for i < len(s) && isPlus(s[i]) {
		i++
	}
	for range 3 {
		for i < len(s) && isPunct(s[i]) {
			i++
		}
		if i == len(s) || !isDigit(s[i]) {
			return false
		}
		i++
	}
	third := i
	for i < len(s) && inNumber(s[i]) {
		i++
	}
	if i == len(s) {
		return true
	}
	start, _, _ := findExtension(s)
	return start >= third && start <= i
}
