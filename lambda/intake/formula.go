package intake

import (
	"strings"

	"thoughtlyform/shared"
)

// disarm puts an apostrophe before texts that a spreadsheet would read as a
// formula, so that an export of the contacts is safe to open (OWASP, CSV
// Injection). Numbers such as +1 415 stay as they are.
func disarm(c *shared.Contact) {
	c.Name = disarmed(c.Name)
	for key, value := range c.Attributes {
		c.Attributes[key] = disarmed(value)
	}
}

func disarmed(text string) string {
	if isFormula(text) && strings.Trim(text[1:], "0123456789 .,-/()") != "" {
		return "'" + text
	}
	return text
}

// isFormula reports whether a spreadsheet reads the text as a formula.
func isFormula(text string) bool {
	return text != "" && strings.IndexByte("=+-@", text[0]) >= 0
}
