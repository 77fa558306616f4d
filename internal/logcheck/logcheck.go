// Package logcheck finds what a log must not contain: a visitor's phone
// number or email address, or a secret. Tests read everything with it that a
// function has written. It must not know how the log was made.
package logcheck

import (
	"regexp"
	"strings"
)

// A number is one in E.164, or one of those that are kept for examples, which
// tests use: 555-0100 to 555-0199 in any spelling. Other runs of ten digits are
// checksums and times too.
var (
	number  = regexp.MustCompile(`\+[1-9][0-9]{6,14}\b|[2-9][0-9]{2}\)?[-. ]?555[-. ]?01[0-9]{2}\b`)
	address = regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z]{2,}`)
)

// Find returns the first line of a log that has personal data or one of the
// secrets, or "".
func Find(log string, secrets ...string) string {
	for line := range strings.Lines(log) {
		if number.MatchString(line) || address.MatchString(line) {
			return line
		}
		for _, secret := range secrets {
			if secret != "" && strings.Contains(line, secret) {
				return line
			}
		}
	}
	return ""
}
