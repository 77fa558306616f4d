package form

import (
	"thoughtlyform/shared/email"
	"thoughtlyform/shared/internal/ascii"
	"thoughtlyform/shared/phone"
)

// Kind is the kind of value of a field.
type Kind uint8

// The kinds. Name is text that is no link; Text refuses braces as Name does;
// Multiline is Text that keeps its line feeds; Option is one of the field's
// options; Checkbox is a tick, whose value is "true" or absent.
const (
	Text Kind = iota
	Name
	Multiline
	Email
	Tel
	Option
	Checkbox
	Kinds
)

// Pattern narrows Text to a named shape.
type Pattern uint8

// The patterns. A definition names one of them, so that it cannot contain a
// regular expression that a visitor's input makes slow.
const (
	Any          Pattern = iota
	Digits               // 0-9
	Alphanumeric         // ASCII letters and digits
	Postcode             // ASCII letters, digits, spaces and hyphens, with a digit among them
	Number               // an optional sign, digits, and an optional decimal point with digits
	Date                 // YYYY-MM-DD, of the proleptic Gregorian calendar
	Patterns
)

// The limits in code points for a definition without its own.
const (
	MaxName      = 200
	MaxText      = 250
	MaxMultiline = 1000
	MaxValue     = 4 * MaxMultiline // bytes: the longest value that any field takes
)

// TypeSet is a set of number types, one bit for each.
type TypeSet uint16

// DefaultTypes are the types that a form without number_types allows: numbers
// of one person or business at an ordinary tariff.
const DefaultTypes = TypeSet(1<<phone.FixedLine | 1<<phone.Mobile | 1<<phone.FixedLineOrMobile | 1<<phone.VoIP)

// Has reports whether t is in the set.
func (s TypeSet) Has(t phone.Type) bool { return s>>t&1 != 0 }

// Field is the rule of one field. It has only flat values, so that a browser
// can pass it through the module's memory.
type Field struct {
	Name     string // the contact's member, or an attribute's key
	Kind     Kind
	Required bool
	Pattern  Pattern
	Min, Max int    // code points of a text; Max 0 is the kind's own limit
	Options  string // of an Option: the allowed values, each ended by a NUL
	// Folded is set for a Name in the browser's module: the value with each
	// character that NFKC maps to ASCII replaced; "" if there is none.
	Folded string

	// Of a Tel field:
	Types     TypeSet      // allowed number types; 0 is DefaultTypes
	Region    phone.Region // of numbers without a calling code
	Countries string       // allowed regions as pairs of letters, "USCAGB"; "" is all
	// RefuseUnknown refuses numbers in no known range even if they are confirmed.
	RefuseUnknown bool
	// Confirmed is whether the visitor confirmed such a number in this
	// submission.
	Confirmed bool
}

// Check appends the normalised value to dst: text in the form of AppendText, an
// address with its domain in lower case, a number in E.164, a tick as "true".
// For an absent optional value it appends nothing. If the code is not OK, Check
// returns dst unchanged. Values of more than MaxValue bytes are TooLong.
func (f *Field) Check(dst, value []byte) ([]byte, Code) {
	if f.Kind == Tel {
		var p Phone
		return f.CheckPhone(dst, value, f.Region, &p)
	}
	if len(value) > MaxValue {
		return dst, TooLong
	}
	start := len(dst)
	out, chars, code := AppendText(dst, value, f.Kind == Multiline)
	if code != OK {
		return dst, code
	}
	text := out[start:]
	if len(text) == 0 {
		return dst, f.absent()
	}
	if code := f.checkText(text, chars); code != OK {
		return dst, code
	}
	if f.Kind == Email {
		out, err := email.Read(dst, text)
		return out, emailCodes[err]
	}
	return out, OK
}

func (f *Field) absent() Code {
	if f.Required {
		return Required
	}
	return OK
}

func (f *Field) checkText(text []byte, chars int) Code {
	switch {
	case f.Kind == Email:
		return OK
	case f.Kind == Checkbox:
		if !ascii.Equal(text, "true") {
			return UnknownOption
		}
		return OK
	case f.Kind == Option:
		return f.checkOption(text)
	case chars > f.MaxChars():
		return TooLong
	case chars < f.Min:
		return TooShort
	case hasBrace(text):
		return ForbiddenCharacter
	case f.Kind == Name && f.hasLink(text):
		return ContainsURL
	case !f.Pattern.matches(text):
		return PatternMismatch
	}
	return OK
}

// MaxChars returns the maximum length of a text of this field in code points,
// or of an address in bytes.
func (f *Field) MaxChars() int {
	switch {
	case f.Kind == Email:
		return email.MaxLength
	case f.Kind == Name && (f.Max == 0 || f.Max > MaxName):
		return MaxName
	case f.Max > 0:
		return f.Max
	case f.Kind == Multiline:
		return MaxMultiline
	}
	return MaxText
}

func (f *Field) checkOption(text []byte) Code {
	rest := f.Options
	for len(rest) > 0 {
		end := 0
		for end < len(rest) && rest[end] != 0 {
			end++
		}
		if ascii.Equal(text, rest[:end]) {
			return OK
		}
		rest = rest[min(end+1, len(rest)):]
	}
	return UnknownOption
}

var emailCodes = [...]Code{0: OK, email.Malformed: EmailInvalid, email.TooLong: TooLong, email.NoDot: EmailNoDot, email.Braces: ForbiddenCharacter}
