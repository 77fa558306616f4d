package form

import (
	"strings"
	"testing"

	"thoughtlyform/shared/phone"
)

// What somebody sends who wants the agent to say, or an operator to click,
// something else than the form asks for.
func TestHostileText(t *testing.T) {
	for _, c := range []struct {
		kind  Kind
		value string
		want  string // "" where code refuses
		code  Code
	}{
		{Text, "a{name}b", "", ForbiddenCharacter},
		{Text, "a｛name｝b", "", ForbiddenCharacter},
		{Text, "a﹛name﹜b", "", ForbiddenCharacter},
		{Text, "︷name︸", "", ForbiddenCharacter},
		{Text, "}", "", ForbiddenCharacter},
		{Multiline, "a\n{b}", "", ForbiddenCharacter},
		{Text, "a\x00b", "", InvalidText},
		{Text, "a\x1b[31mb", "", InvalidText},
		{Text, "a\u0085b", "a b", OK},
		{Text, "a\u009bb", "", InvalidText},
		{Text, "a\xc0\xafb", "", InvalidText},
		{Text, "a\xed\xa0\x80b", "", InvalidText}, // a surrogate
		{Text, "a\ufffeb", "", InvalidText},
		{Text, "\u202egnp.exe", "gnp.exe", OK},
		{Text, "\u2066a\u2069\u200b\u200d\ufeff", "a", OK},
		{Text, "hi\U000e0069\U000e0067", "hi", OK},             // tag characters
		{Text, "hi\ufe00\ufe0f\U000e0100\U000e01ef", "hi", OK}, // bytes in variation selectors
		{Text, "\u3164\u115f\u1160\uffa0\u034f\u17b4", "", OK}, // looks empty, so is empty
		{Text, "a\u2028b\r\nc", "a b c", OK},
		{Multiline, "a\u2028b\r\n\r\nc", "a\nb\nc", OK},
		{Name, "https://evil.example", "", ContainsURL},
		{Name, "Ada http://x", "", ContainsURL},
		{Name, "WWW.EVIL.EXAMPLE", "", ContainsURL},
		{Name, "win at evil.com", "", ContainsURL},
		{Name, "evil.com.", "", ContainsURL},
		{Name, "evil.co.dev now", "", ContainsURL},
		{Name, "bit.ly/x", "", ContainsURL},
		{Name, "evil.example/x", "", ContainsURL},
		{Name, "10.0.0.1/x", "", ContainsURL},
		{Name, "evil。com", "", ContainsURL},
		{Name, "ＥＶＩＬ．ＣＯＭ", "", ContainsURL},
		{Name, "ev\u200bil.c\u00adom", "", ContainsURL},
		{Name, "mailto:x@y", "", ContainsURL},
		{Name, "J. R. R. Tolkien", "J. R. R. Tolkien", OK},
		{Name, "J.R.R. Tolkien", "J.R.R. Tolkien", OK},
		{Name, "Dr.Smith", "Dr.Smith", OK},
		{Name, "St. John-Smythe Jr.", "St. John-Smythe Jr.", OK},
		{Name, "Ada n/a", "Ada n/a", OK},
		{Name, "Jo.Anne s/o Lee", "Jo.Anne s/o Lee", OK},
		{Name, "Renée O’Neil 山田 太郎", "Renée O’Neil 山田 太郎", OK},
		{Name, strings.Repeat("a.", MaxName) + "com", "", TooLong},
	} {
		f := Field{Kind: c.kind}
		out, code := f.Check(nil, []byte(c.value))
		if string(out) != c.want || code != c.code {
			t.Errorf("%+q: %+q %v, want %+q %v", c.value, out, code, c.want, c.code)
		}
	}
}

// Numbers that no form may accept.
func TestHostileNumbers(t *testing.T) {
	all := Field{Kind: Tel, Types: 1<<16 - 1}
	confirmed := Field{Kind: Tel, Confirmed: true}
	for _, c := range []struct {
		number string
		field  Field
		want   Code
	}{
		{"+19005551234", Field{Kind: Tel}, PhoneTypeNotAllowed},
		{"+979123456789", Field{Kind: Tel}, PhoneTypeNotAllowed},
		{"+447012345678", Field{Kind: Tel}, PhoneTypeNotAllowed},
		{"+39 899 123456", Field{Kind: Tel}, PhoneTypeNotAllowed},
		{"+881612345678", Field{Kind: Tel}, PhoneCountryNotAllowed}, // Globalstar, a "mobile"
		{"+870773123456", Field{Kind: Tel}, PhoneCountryNotAllowed}, // Inmarsat
		{"+883510012345678", Field{Kind: Tel}, PhoneCountryNotAllowed},
		{"+881612345678", all, PhoneCountryNotAllowed},
		{"+18765551234", Field{Kind: Tel, Countries: "USCA"}, PhoneCountryNotAllowed}, // Jamaica, also +1
		{"911", Field{Kind: Tel, Region: phone.ParseRegion("US")}, PhoneTooShort},
		{"+18765551234", Field{Kind: Tel, Countries: "JM"}, OK},
		// Unknown, and confirmed by the visitor:
		{"+14362345678", confirmed, OK},
		{"+15551234567", confirmed, OK},
		{"+44909879012", confirmed, PhoneTypeNotAllowed}, // premium rate, a digit missing
		{"+49137123456", confirmed, PhoneTypeNotAllowed}, // televoting
		{"+18769341234", confirmed, OK},                  // Jamaica, known
		{"+19005551234", confirmed, PhoneTypeNotAllowed},
		{"+8821234567890", confirmed, PhoneCountryNotAllowed},
		{"+14362345678", Field{Kind: Tel, Confirmed: true, Countries: "GB"}, PhoneCountryNotAllowed},
		{"+14362345678", Field{Kind: Tel, Confirmed: true, RefuseUnknown: true}, PhoneInvalid},
	} {
		if _, code := c.field.Check(nil, []byte(c.number)); code != c.want {
			t.Errorf("%s: %v, want %v", c.number, code, c.want)
		}
	}
}
