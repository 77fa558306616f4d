// Package email validates an address by the HTML Standard's rule for <input
// type=email> and by the additions that Append documents. It must not use DNS:
// only sending a message shows whether a mailbox exists.
package email

import (
	"thoughtlyform/shared/internal/ascii"
	"thoughtlyform/shared/internal/put"
)

// Limits in bytes, from RFC 5321 section 4.5.3.1 and, for the whole, erratum
// 1690 of RFC 3696.
const (
	MaxLength = 254
	MaxLocal  = 64
	MaxDomain = 253
	maxLabel  = 63
)

// Error is the reason for which an address is refused; 0 is none.
type Error uint8

// The reasons.
const (
	Malformed Error = iota + 1 // refused by the HTML Standard's rule
	TooLong                    // over MaxLength, MaxLocal or MaxDomain
	NoDot                      // a domain without a dot
	Braces                     // { or }, which an agent's script reads as a placeholder
)

// Append appends the normalised address, its domain in lower case, to dst. The
// address must be trimmed. Append refuses an address that is not a "valid
// e-mail address" of the HTML Standard (section 4.10.5.1.5), one over a length
// limit, one whose domain has no dot, and one with a brace in the local part.
func Append(dst, address []byte) ([]byte, Error) {
	at := -1
	braces := false
	for i, c := range address {
		if c == '@' {
			at = i
			break
		}
		if !isLocal(c) {
			return dst, Malformed
		}
		braces = braces || c == '{' || c == '}'
	}
	if at < 1 {
		return dst, Malformed
	}
	domain := address[at+1:]
	dots, label := 0, 0
	for i, c := range domain {
		switch {
		case c == '.':
			if label == 0 || domain[i-1] == '-' {
				return dst, Malformed
			}
			dots, label = dots+1, 0
			continue
		case c == '-':
			if label == 0 {
				return dst, Malformed
			}
		case !isAlphanumeric(c):
			return dst, Malformed
		}
		if label++; label > maxLabel {
			return dst, Malformed
		}
	}
	switch {
	case label == 0 || domain[len(domain)-1] == '-':
		return dst, Malformed
	case len(address) > MaxLength || at > MaxLocal || len(domain) > MaxDomain:
		return dst, TooLong
	case dots == 0:
		return dst, NoDot
	case braces:
		return dst, Braces
	}
	dst = put.Text(dst, address[:at+1])
	for _, c := range domain {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = put.Byte(dst, c)
	}
	return dst, 0
}

func isAlphanumeric(c byte) bool {
	return ascii.IsDigit(c) || ascii.IsLetter(c)
}

// isLocal reports whether c is in the character class before the @ in the HTML
// Standard's rule.
func isLocal(c byte) bool {
	if isAlphanumeric(c) {
		return true
	}
	switch c {
	case '.', '!', '#', '$', '%', '&', '\'', '*', '+', '/', '=', '?', '^', '_', '`', '{', '|', '}', '~', '-':
		return true
	}
	return false
}
