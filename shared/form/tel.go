package form

import "thoughtlyform/shared/phone"

var phoneCodes = [...]Code{
	0:                        OK,
	phone.NotANumber:         PhoneNotANumber,
	phone.InvalidCallingCode: PhoneUnknownCountry,
	phone.TooShortAfterIDD:   PhoneTooShort,
	phone.TooShort:           PhoneTooShort,
	phone.TooLong:            PhoneTooLong,
}

// PhoneCode is the code for what phone.Parse answers.
func PhoneCode(err phone.Error) Code { return phoneCodes[err] }

// CheckPhone is Check for a Tel field, with the country that the visitor chose
// in place of the field's own (0 leaves it) and with the number as parsed,
// which is set wherever the input could be read as one, even if the code
// refuses it.
func (f *Field) CheckPhone(dst, value []byte, country phone.Region) ([]byte, phone.Number, Code) {
	value = trim(value)
	if len(value) == 0 {
		return dst, phone.Number{}, f.absent()
	}
	if len(value) > phone.MaxInput {
		return dst, phone.Number{}, PhoneTooLong
	}
	if country == 0 {
		country = f.Region
	}
	n, err := phone.ParseBytes(value, country)
	if err != 0 {
		return dst, n, PhoneCode(err)
	}
	if !n.IsValid() {
		return dst, n, invalidCode(&n)
	}
	types := f.Types
	if types == 0 {
		types = DefaultTypes
	}
	switch {
	case !types.Has(n.Type()):
		return dst, n, PhoneTypeNotAllowed
	case !f.serves(n.Region()):
		return dst, n, PhoneCountryNotAllowed
	}
	return n.AppendE164(dst), n, OK
}

// invalidCode tells a number with digits missing or to spare from one that is
// in no assigned range: the parser's own bounds are two digits and MaxNSN.
func invalidCode(n *phone.Number) Code {
	switch n.Possibility() {
	case phone.PossibleTooShort:
		return PhoneTooShort
	case phone.PossibleTooLong:
		return PhoneTooLong
	}
	return PhoneInvalid
}

// serves is never true of World: satellite networks and numbers that any
// country may bill as it likes.
func (f *Field) serves(region phone.Region) bool {
	if region == phone.World {
		return false
	}
	for i := 0; i+1 < len(f.Countries); i += 2 {
		if phone.Region(f.Countries[i])<<8|phone.Region(f.Countries[i+1]) == region {
			return true
		}
	}
	return f.Countries == ""
}

// trim cuts ASCII white space and control characters at both ends.
func trim(value []byte) []byte {
	for len(value) > 0 && value[0] <= ' ' {
		value = value[1:]
	}
	for len(value) > 0 && value[len(value)-1] <= ' ' {
		value = value[:len(value)-1]
	}
	return value
}
