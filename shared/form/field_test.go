package form

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"thoughtlyform/shared/phone"
)

// cases hold every code that a field gives, at least once.
var cases = []struct {
	name  string
	field Field
	in    string
	want  string
	code  Code
}{
	{"text", Field{}, "  two  words ", "two words", OK},
	{"text that is absent", Field{}, " \u200b ", "", OK},
	{"text that is required", Field{Required: true}, " \u200b ", "", Required},
	{"text that is short", Field{Min: 3}, "ab", "", TooShort},
	{"text counted in code points", Field{Min: 2, Max: 2}, "日本", "日本", OK},
	{"text that is long", Field{Max: 2}, "abc", "", TooLong},
	{"text of the kind's limit", Field{}, strings.Repeat("é", MaxText), strings.Repeat("é", MaxText), OK},
	{"text over the kind's limit", Field{}, strings.Repeat("é", MaxText+1), "", TooLong},
	{"text that is huge", Field{}, strings.Repeat(" ", MaxValue+1), "", TooLong},
	{"text with a control", Field{}, "a\x00", "", InvalidText},
	{"text with a placeholder", Field{}, "{name}", "", ForbiddenCharacter},
	{"text that closes one", Field{}, "a}", "", ForbiddenCharacter},
	{"name", Field{Kind: Name}, " Ada  Lovelace", "Ada Lovelace", OK},
	{"name that is a link", Field{Kind: Name}, "win at casino.com", "", ContainsURL},
	{"name over the limit", Field{Kind: Name}, strings.Repeat("a", MaxName+1), "", TooLong},
	{"lines", Field{Kind: Multiline}, "a\r\nb", "a\nb", OK},
	{"lines over the limit", Field{Kind: Multiline}, strings.Repeat("a", MaxMultiline+1), "", TooLong},
	{"lines with a link", Field{Kind: Multiline}, "see https://example.com", "see https://example.com", OK},
	{"digits", Field{Pattern: Digits}, "0123", "0123", OK},
	{"digits and a letter", Field{Pattern: Digits}, "01a", "", PatternMismatch},
	{"letters and digits", Field{Pattern: Alphanumeric}, "aZ09", "aZ09", OK},
	{"letters and a hyphen", Field{Pattern: Alphanumeric}, "a-b", "", PatternMismatch},
	{"postcode", Field{Pattern: Postcode}, "sw1a  1aa", "sw1a 1aa", OK},
	{"postcode without a digit", Field{Pattern: Postcode}, "London", "", PatternMismatch},
	{"number", Field{Pattern: Number}, "-12.50", "-12.50", OK},
	{"number with two points", Field{Pattern: Number}, "1.2.3", "", PatternMismatch},
	{"number that is a sign", Field{Pattern: Number}, "+", "", PatternMismatch},
	{"number that ends in a point", Field{Pattern: Number}, "1.", "", PatternMismatch},
	{"date", Field{Pattern: Date}, "2024-02-29", "2024-02-29", OK},
	{"date of no leap year", Field{Pattern: Date}, "1900-02-29", "", PatternMismatch},
	{"date of a leap century", Field{Pattern: Date}, "2000-02-29", "2000-02-29", OK},
	{"date in month 13", Field{Pattern: Date}, "2026-13-01", "", PatternMismatch},
	{"date on 31 April", Field{Pattern: Date}, "2026-04-31", "", PatternMismatch},
	{"date on day 0", Field{Pattern: Date}, "2026-04-00", "", PatternMismatch},
	{"date written otherwise", Field{Pattern: Date}, "1/2/2026", "", PatternMismatch},
	{"option", Field{Kind: Option, Options: "a\x00b c\x00"}, " b  c ", "b c", OK},
	{"option in capitals", Field{Kind: Option, Options: "a\x00b\x00"}, "A", "", UnknownOption},
	{"option that begins one", Field{Kind: Option, Options: "ab\x00"}, "a", "", UnknownOption},
	{"option of none", Field{Kind: Option}, "a", "", UnknownOption},
	{"option that is required", Field{Kind: Option, Options: "a\x00", Required: true}, "", "", Required},
	{"tick", Field{Kind: Checkbox}, "true", "true", OK},
	{"tick that is absent", Field{Kind: Checkbox}, "", "", OK},
	{"tick that is required", Field{Kind: Checkbox, Required: true}, "", "", Required},
	{"tick that is something else", Field{Kind: Checkbox}, "yes", "", UnknownOption},
	{"email", Field{Kind: Email}, " Ada@Example.COM ", "Ada@example.com", OK},
	{"email that is none", Field{Kind: Email}, "ada", "", EmailInvalid},
	{"email without a dot", Field{Kind: Email}, "ada@localhost", "", EmailNoDot},
	{"email that is long", Field{Kind: Email}, strings.Repeat("a", 65) + "@example.com", "", TooLong},
	{"email with a placeholder", Field{Kind: Email}, "{name}@example.com", "", ForbiddenCharacter},
	{"email that is required", Field{Kind: Email, Required: true}, "", "", Required},
	{"phone", Field{Kind: Tel}, " +1 (415) 555-0123 ", "+14155550123", OK},
	{"phone of the field's country", Field{Kind: Tel, Region: 'U'<<8 | 'S'}, "(415) 555-0123", "+14155550123", OK},
	{"phone that is absent", Field{Kind: Tel}, " ", "", OK},
	{"phone that is required", Field{Kind: Tel, Required: true}, " ", "", Required},
	{"phone that is none", Field{Kind: Tel}, "call me", "", PhoneNotANumber},
	{"phone that is short", Field{Kind: Tel}, "+1 415", "", PhoneTooShort},
	{"phone with a digit to spare", Field{Kind: Tel}, "+1 415 555 01234", "", PhoneTooLong},
	{"phone that is long", Field{Kind: Tel}, "+1 4155550123 4155550123", "", PhoneTooLong},
	{"phone in no range", Field{Kind: Tel}, "+1 436 234 5678", "", PhoneUnknown},
	{"phone in no range that is confirmed", Field{Kind: Tel, Confirmed: true}, "+1 436 234 5678", "+14362345678", OK},
	{"phone in no range, in a country served", Field{Kind: Tel, Confirmed: true, Countries: "US"}, "+1 436 234 5678", "+14362345678", OK},
	{"phone in no range, in a country not served", Field{Kind: Tel, Confirmed: true, Countries: "DE"}, "+1 436 234 5678", "", PhoneCountryNotAllowed},
	{"phone in no range where that is refused", Field{Kind: Tel, Confirmed: true, RefuseUnknown: true}, "+1 436 234 5678", "", PhoneInvalid},
	{"national phone in no range", Field{Kind: Tel, Confirmed: true, Region: 'U'<<8 | 'S'}, "(436) 234-5678", "+14362345678", OK},
	{"phone that is confirmed and short", Field{Kind: Tel, Confirmed: true}, "+1 415 555", "", PhoneTooShort},
	{"phone that is confirmed and of premium rate", Field{Kind: Tel, Confirmed: true}, "+1 900 555 1234", "", PhoneTypeNotAllowed},
	{"satellite phone in no range", Field{Kind: Tel, Confirmed: true}, "+881 412345678", "", PhoneCountryNotAllowed},
	{"phone without a country", Field{Kind: Tel}, "415 555 0123", "", PhoneUnknownCountry},
	{"phone of premium rate", Field{Kind: Tel}, "+1 900 555 1234", "", PhoneTypeNotAllowed},
	{"phone that is huge", Field{Kind: Tel}, strings.Repeat("1", phone.MaxInput+1), "", PhoneTooLong},
	{"phone of a type", Field{Kind: Tel, Types: 1 << phone.Pager}, "+14155550123", "", PhoneTypeNotAllowed},
	{"phone of a country", Field{Kind: Tel, Countries: "DEAT"}, "+14155550123", "", PhoneCountryNotAllowed},
	{"phone of a country served", Field{Kind: Tel, Countries: "DEUS"}, "+14155550123", "+14155550123", OK},
}

func TestCheck(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, code := c.field.Check([]byte("x"), []byte(c.in))
			if string(out) != "x"+c.want || code != c.code {
				t.Errorf("%.40q: %.40q %v, want %.40q %v", c.in, out[1:], code, c.want, c.code)
			}
		})
	}
}

func TestCheckDoesNotAllocate(t *testing.T) {
	dst := make([]byte, 0, MaxValue)
	for _, c := range cases {
		in := []byte(c.in)
		if n := testing.AllocsPerRun(10, func() { c.field.Check(dst, in) }); n != 0 {
			t.Errorf("%s: %v allocations", c.name, n)
		}
	}
}

// TestCasesHaveEveryCodeOfAField leaves out what only a whole contact or the
// WebAssembly module can give.
func TestCasesHaveEveryCodeOfAField(t *testing.T) {
	shown := [codes]bool{CountryUnknown: true, UnknownField: true, TooMany: true, PhoneNotLoaded: true}
	for _, c := range cases {
		shown[c.code] = true
	}
	for code, ok := range shown {
		if !ok {
			t.Errorf("no case gives %s", Code(code))
		}
	}
}

func TestMaxChars(t *testing.T) {
	for _, c := range []struct {
		field Field
		want  int
	}{
		{Field{}, MaxText},
		{Field{Max: 7}, 7},
		{Field{Kind: Name}, MaxName},
		{Field{Kind: Multiline}, MaxMultiline},
		{Field{Kind: Email}, 254},
	} {
		if got := c.field.MaxChars(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.field, got, c.want)
		}
	}
}

func TestCodesHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for c := range codes {
		if name := c.String(); name == "" || seen[name] {
			t.Errorf("code %d is named %q", c, name)
		} else {
			seen[name] = true
		}
	}
	if codes.String() != "" {
		t.Error("there is a name for a code that is none")
	}
	if b, err := TooShort.MarshalText(); string(b) != "too_short" || err != nil {
		t.Errorf("MarshalText gives %s, %v", b, err)
	}
}

// FuzzCheck holds every kind and pattern to what the functions build on: what
// is accepted is valid, bounded, free of braces, and accepted again as it is.
func FuzzCheck(f *testing.F) {
	for _, c := range cases {
		f.Add([]byte(c.in), byte(c.field.Kind), byte(c.field.Pattern), c.field.Required, uint16(c.field.Min), uint16(c.field.Max))
	}
	f.Fuzz(func(t *testing.T, value []byte, kind, pattern byte, required bool, least, most uint16) {
		field := Field{
			Kind: Kind(kind) % Kinds, Pattern: Pattern(pattern) % Patterns, Required: required,
			Min: int(least) % MaxMultiline, Max: int(most) % MaxMultiline,
			Options: "a\x00b c\x00", Region: 'U'<<8 | 'S',
		}
		out, code := field.Check(nil, value)
		if code.String() == "" {
			t.Fatalf("code %d has no name", code)
		}
		if code != OK {
			if len(out) > 0 {
				t.Fatalf("refused with %v and left %q", code, out)
			}
			return
		}
		switch {
		case len(out) == 0 && required:
			t.Fatalf("%q is accepted as nothing", value)
		case !utf8.Valid(out):
			t.Fatalf("%q is not UTF-8", out)
		case len(out) > MaxValue:
			t.Fatalf("%d bytes", len(out))
		case bytes.ContainsAny(out, "{}\x00\x7f"):
			t.Fatalf("%q holds what it must not", out)
		case field.Kind <= Multiline && utf8.RuneCount(out) > field.MaxChars():
			t.Fatalf("%d characters of %d", utf8.RuneCount(out), field.MaxChars())
		}
		again, code := field.Check(nil, out)
		if code != OK || !bytes.Equal(again, out) {
			t.Fatalf("%q becomes %q, %v, when done again", out, again, code)
		}
	})
}
