package forms

import (
	"slices"
	"strings"
)

// The autofill field names of the HTML Standard, section 4.10.19.7.1, that a
// lead form may ask for. Those of passwords, one-time codes, payment cards and
// transactions are left out: a form for leads that makes a browser offer them
// is a mistake or worse.
const autofillFields = " name honorific-prefix given-name additional-name family-name honorific-suffix nickname" +
	" username organization-title organization street-address address-line1 address-line2 address-line3" +
	" address-level4 address-level3 address-level2 address-level1 country country-name postal-code" +
	" language bday bday-day bday-month bday-year sex url photo "

// Those that a home, work or other qualifier may stand before.
const autofillContacts = " tel tel-country-code tel-national tel-area-code tel-local tel-local-prefix tel-local-suffix" +
	" tel-extension email impp "

// autofill says what is wrong with an autocomplete attribute's tokens, or "".
func autofill(value string) string {
	tokens := strings.Split(value, " ")
	if len(tokens) == 1 && (value == "on" || value == "off") {
		return ""
	}
	if len(tokens) > 0 && strings.HasPrefix(tokens[0], "section-") && len(tokens[0]) > len("section-") {
		tokens = tokens[1:]
	}
	if len(tokens) > 0 && slices.Contains([]string{"shipping", "billing"}, tokens[0]) {
		tokens = tokens[1:]
	}
	contact := len(tokens) > 0 && slices.Contains([]string{"home", "work", "mobile", "fax", "pager"}, tokens[0])
	if contact {
		tokens = tokens[1:]
	}
	if len(tokens) == 1 && tokens[0] != "" {
		field := " " + tokens[0] + " "
		if strings.Contains(autofillContacts, field) || !contact && strings.Contains(autofillFields, field) {
			return ""
		}
	}
	return "is no autofill token of the HTML Standard that a lead form may use"
}
