package form

import "thoughtlyform/shared/phone"

var phoneCodes = [...]Code{
	0:                        OK,
	phone.NotANumber:         PhoneNotANumber,
	phone.InvalidCallingCode: PhoneUnknownCountry,
	phone.TooShortAfterIDD:   PhoneTooShort,
	phone.TooShort:           PhoneTooShort,
	phone.TooLong:            PhoneTooLong,
	phone.NotLoaded:          PhoneNotLoaded,
}

// PhoneCode returns the code for an error of phone.Parse.
func PhoneCode(err phone.Error) Code { return phoneCodes[err] }

// Phone is the result of CheckPhone.
type Phone struct {
	phone.Number
	// Region is the number's region. If it is unknown, it is the chosen country,
	// or the first allowed one with the calling code.
	Region phone.Region
	// Changes are the corrections of phone.Read.
	Changes phone.Change
	// Unknown is whether the number has a possible length and is in no known
	// range.
	Unknown bool
}

// CheckPhone is Check for a Tel field. It reads value by the rules of
// phone.Read as a number of country, or of the field's region if country is 0.
// p is set if the value is a number, even if the code refuses it.
func (f *Field) CheckPhone(dst, value []byte, country phone.Region, p *Phone) ([]byte, Code) {
	value = trim(value)
	if len(value) == 0 {
		return dst, f.absent()
	}
	if country == 0 {
		country = f.Region
	}
	reading := p.Read(value, country)
	if reading.Err != 0 {
		return dst, PhoneCode(reading.Err)
	}
	p.Unknown = false
	p.Changes, p.Region = reading.Changes, reading.Region()
	if code := f.checkNumber(p, reading.Type, country); code != OK {
		return dst, code
	}
	return p.AppendE164(dst), OK
}

func (f *Field) checkNumber(p *Phone, kind phone.Type, country phone.Region) Code {
	if kind == phone.Unknown {
		return f.checkUnknown(p, country)
	}
	types := f.Types
	if types == 0 {
		types = DefaultTypes
	}
	switch {
	case !types.Has(kind):
		return PhoneTypeNotAllowed
	case !f.serves(p.Region):
		return PhoneCountryNotAllowed
	}
	return OK
}

// checkUnknown returns the code for a number that is not valid. A number of a
// possible length may be in a range that was opened after the tables were made,
// so a visitor may confirm it, unless it is in a premium-rate range. A number
// of any other length has missing or extra digits.
func (f *Field) checkUnknown(p *Phone, country phone.Region) Code {
	switch p.Possibility() {
	case phone.PossibleTooShort, phone.PossibleLocalOnly:
		return PhoneTooShort
	case phone.PossibleTooLong:
		return PhoneTooLong
	case phone.InvalidLength:
		return PhoneInvalid
	}
	p.Unknown = true
	switch p.Region = f.regionOf(p, country); {
	case p.Region == 0:
		return PhoneCountryNotAllowed
	case f.RefuseUnknown:
		return PhoneInvalid
	case p.IsNearPremium():
		return PhoneTypeNotAllowed
	case !f.Confirmed:
		return PhoneUnknown
	}
	return OK
}

// regionOf returns a region for an unknown number: its own, the chosen one, or
// the first that has its calling code; 0 if the field allows none of these.
func (f *Field) regionOf(p *Phone, country phone.Region) phone.Region {
	if p.Region != 0 {
		if f.serves(p.Region) {
			return p.Region
		}
		return 0
	}
	if phone.CallingCode(country) == p.CallingCode() && f.serves(country) {
		return country
	}
	for i, end := p.Places(); i < end; i++ {
		if region := phone.RegionAt(i); f.serves(region) {
			return region
		}
	}
	return 0
}

// serves reports whether the field allows the region. It returns false for
// World: satellite networks, and numbers whose tariff each country sets.
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

// trim removes ASCII white space and control characters at both ends.
func trim(value []byte) []byte {
	for len(value) > 0 && value[0] <= ' ' {
		value = value[1:]
	}
	for len(value) > 0 && value[len(value)-1] <= ' ' {
		value = value[:len(value)-1]
	}
	return value
}
