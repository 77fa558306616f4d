package shared

import (
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/internal/put"
	"thoughtlyform/shared/phone"
)

// Output receives the results of a Validation.
type Output interface {
	// Set sets a member of the contact, or an attribute as attributes.<key>, to its
	// normalised value. For tags, each call adds one, without duplicates. The
	// value is valid until Set returns.
	Set(field string, value []byte)
	// Refuse adds an error.
	Refuse(field string, code form.Code)
}

// Validation validates a contact one value at a time, without a heap, for the
// browser's module. Call Begin, Field for each field of the form, End, and Tag
// for each tag sent, as Validate does.
type Validation struct {
	Out       Output
	Confirmed bool // Submission.ConfirmedNumber

	buffer    [form.MaxValue]byte
	country   phone.Region
	phone     form.Phone
	number    bool // phone is set
	attribute int  // attributes sent that are of no field so far
	seen      [3]bool
	extension bool // the form has a field for it, and it is empty
}

// Begin takes the country code, which is a region's two letters or a calling
// code, and how many attributes and tags were sent. It returns false if there
// are too many; then make no further call.
func (v *Validation) Begin(countryCode string, attributes, tags int) bool {
	if attributes > MaxAttributes {
		v.Out.Refuse("attributes", form.TooMany)
	}
	if tags > MaxTags {
		v.Out.Refuse("tags", form.TooMany)
	}
	if attributes > MaxAttributes || tags > MaxTags {
		return false
	}
	v.country, v.number, v.attribute = 0, false, attributes
	v.seen, v.extension = [3]bool{}, false
	if countryCode != "" {
		// The contact gets the number's own region, so any region of the calling
		// code will do here.
		if v.country = phone.ParseRegion(countryCode); v.country == 0 {
			v.country = phone.RegionOfCallingCode(countryCode)
		}
		if v.country == 0 {
			v.Out.Refuse("country_code", form.CountryUnknown)
		}
	}
	return true
}

// Field takes the value of a field, and whether the attribute of a field was
// sent at all. It sets f.Confirmed.
func (v *Validation) Field(f *form.Field, value []byte, sent bool) {
	key, isAttribute := attributeKey(f.Name)
	switch f.Name {
	case "phone_number":
		v.seen[0] = true
		v.phoneNumber(f, value)
		return
	case "name":
		v.seen[1] = true
	case "email":
		v.seen[2] = true
	case ConsentField:
	default:
		if !isAttribute {
			return
		}
		if sent {
			v.attribute--
		}
	}
	out, code := f.Check(v.buffer[:0], value)
	switch {
	case code != form.OK:
		v.Out.Refuse(f.Name, code)
	case len(out) > 0 && f.Name != ConsentField:
		v.Out.Set(f.Name, out)
	}
	if key == Extension && f.Kind <= form.Multiline {
		v.extension = code != form.OK || len(out) == 0
	}
}

func (v *Validation) phoneNumber(f *form.Field, value []byte) {
	f.Confirmed = v.Confirmed
	out, code := f.CheckPhone(v.buffer[:0], value, v.country, &v.phone)
	if code != form.OK {
		v.Out.Refuse(f.Name, code)
		return
	}
	if len(out) == 0 {
		return
	}
	v.number = true
	v.Out.Set(f.Name, out)
	if r := v.phone.Region; r > 0xff {
		v.Out.Set("country_code", r.Append(v.buffer[:0]))
	}
	if v.phone.Unknown {
		v.Out.Set(AttributePrefix+NumberCheck, put.Text(v.buffer[:0], UnknownRange))
	}
}

// End refuses members that the form does not have; its arguments are whether
// each was sent. The error of an unknown attribute is that of "attributes", since
// its key is the visitor's input. End also sets the attribute Extension, if the
// form has a field for it.
func (v *Validation) End(phoneNumber, name, email bool) {
	if phoneNumber && !v.seen[0] {
		v.Out.Refuse("phone_number", form.UnknownField)
	}
	if name && !v.seen[1] {
		v.Out.Refuse("name", form.UnknownField)
	}
	if email && !v.seen[2] {
		v.Out.Refuse("email", form.UnknownField)
	}
	if v.attribute > 0 {
		v.Out.Refuse("attributes", form.UnknownField)
	}
	if extension := v.phone.Extension(); v.number && v.extension && len(extension) > 0 {
		v.Out.Set(AttributePrefix+Extension, extension)
	}
}

// Tag validates a tag that was sent. allowed are those that a visitor can choose,
// each ended by a NUL. It returns false after a refusal; then make no further
// call.
func (v *Validation) Tag(allowed string, tag []byte) bool {
	f := form.Field{Kind: form.Option, Options: allowed}
	out, code := f.Check(v.buffer[:0], tag)
	if code != form.OK {
		v.Out.Refuse("tags", form.UnknownField)
		return false
	}
	if len(out) > 0 {
		v.Out.Set("tags", out)
	}
	return true
}
