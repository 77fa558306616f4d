// Package logcheck searches logs for data that they must not contain: a visitor's
// phone number or email address, or a secret. Tests check all output of the
// functions with it. It must not know how the log was written.
package logcheck

import (
	"regexp"
	"strings"
)

// number matches numbers in E.164, and the numbers reserved for examples, 555-0100
// to 555-0199, in any format. It does not match all runs of ten digits, since
// checksums and times have such runs.
var (
	number  = regexp.MustCompile(`\+[1-9][0-9]{6,14}\b|[2-9][0-9]{2}\)?[-. ]?555[-. ]?01[0-9]{2}\b`)
	address = regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z]{2,}`)
)

// Find returns the first line of a log with personal data or with one of the
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
