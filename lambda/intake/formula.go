package intake

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"thoughtlyform/shared"
)

// disarm prefixes texts that a spreadsheet would read as a formula with an
// apostrophe, so that an export of the contacts is safe to open (OWASP, CSV
// Injection).
func disarm(c *shared.Contact) {
	c.Name = disarmed(c.Name)
	for key, value := range c.Attributes {
		c.Attributes[key] = disarmed(value)
	}
}

func disarmed(text string) string {
	if isFormula(text) && !isNumber(text) {
		return "'" + text
	}
	return text
}

// isFormula reports whether a spreadsheet reads the text as a formula, by its
// first character. East Asian versions take full-width and small ones too.
func isFormula(text string) bool {
	_, n := utf8.DecodeRuneInString(text)
	first := norm.NFKC.String(text[:n])
	return first != "" && strings.Contains("=+-@\t\r\n", first)
}

// isNumber reports whether a text of isFormula is a telephone number, such as
// +1 (415) 555-0123, a negative number or a sign only. They stay as they are.
func isNumber(text string) bool {
	digits := "0123456789.,"
	if text[0] == '+' {
		digits += " -/()"
	} else if text[0] != '-' {
		return false
	}
	return strings.Trim(text[1:], digits) == ""
}
