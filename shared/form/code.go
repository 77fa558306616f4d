// Package form validates the value of one form field. The browser, the function
// that answers the form and the one that retries use the same rules. It must
// not know about JSON, HTTP or languages, and it compiles for TinyGo without a
// heap.
package form

// Code is the reason for which a value is refused. Answers contain it, and
// locale files have a message for it.
type Code uint8

// The codes. OK refuses nothing.
const (
	OK Code = iota
	Required
	TooShort
	TooLong
	InvalidText         // not UTF-8, or a control character
	ForbiddenCharacter  // { or }, which an agent's script reads as a placeholder
	ContainsURL         // a name that is a link or a number
	PatternMismatch     // not of the field's Pattern
	UnknownOption       // not one of the field's options
	EmailInvalid        // refused by the HTML Standard's rule
	EmailNoDot          // a domain without a dot
	PhoneNotANumber     // no digits that could be a number
	PhoneUnknownCountry // no such calling code, or a national number without a country
	PhoneTooShort
	PhoneTooLong
	PhoneInvalid           // of no length that its country uses, or in no known range where that is refused
	PhoneUnknown           // of a possible length, but in no known range: the visitor may confirm it
	PhoneTypeNotAllowed    // premium rate, pager and the like
	PhoneCountryNotAllowed // the form does not serve the number's country
	CountryUnknown         // neither an ISO 3166-1 alpha-2 code nor a calling code
	UnknownField           // a member, attribute key or tag that the form does not have
	TooMany                // more attributes or tags than the limit
	PhoneNotLoaded         // the browser does not have the rules of the number's calling code yet
	codes
)

var codeNames = [codes]string{
	"ok", "required", "too_short", "too_long", "invalid_text", "forbidden_character",
	"contains_url", "pattern_mismatch", "unknown_option", "email_invalid",
	"email_no_dot", "phone_not_a_number", "phone_unknown_country",
	"phone_too_short", "phone_too_long", "phone_invalid", "phone_unknown", "phone_type_not_allowed",
	"phone_country_not_allowed", "country_unknown",
	"unknown_field", "too_many", "phone_not_loaded",
}

// String returns the code in lower snake case, as answers and locale files have
// it; "" for a value that is no code.
func (c Code) String() string {
	if c >= codes {
		return ""
	}
	return codeNames[c]
}

// MarshalText returns String, for encoders.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
