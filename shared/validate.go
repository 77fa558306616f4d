package shared

import (
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// Rules is what a form asks of a contact.
type Rules struct {
	// Fields are the members and attributes that a visitor may send. A member
	// of the contact goes by its JSON name, an attribute by "attributes." and
	// its key.
	Fields []form.Field
	// Tags are those that a visitor may choose, each ended by a NUL.
	Tags string
	// ConfirmedNumber is Submission.ConfirmedNumber of the contact's submission.
	ConfirmedNumber bool
}

// Attributes that Validate adds by itself.
const (
	// NumberCheck marks a confirmed number in no known range with the value
	// UnknownRange.
	NumberCheck  = "phone_number_check"
	UnknownRange = "unknown_range"
	// Extension takes the digits of the number's extension, where the form has
	// a field for this attribute and the visitor left it empty.
	Extension = "extension"
)

// AttributePrefix stands before an attribute's key in a field's name.
const AttributePrefix = "attributes."

// ConsentField is the name of the consent's field, a form.Checkbox.
const ConsentField = "consent"

// Validate returns the contact normalised and the reasons it is refused, in
// the order of the rules' fields and after them what the form does not have.
// With no reason the contact may be sent as it stands. The contact passed in
// is not changed.
func Validate(c Contact, rules Rules) (Contact, []FieldError) {
	var v validation
	v.in = c
	if len(c.Attributes) > MaxAttributes {
		v.refuse("attributes", form.TooMany)
	}
	if len(c.Tags) > MaxTags {
		v.refuse("tags", form.TooMany)
	}
	if len(v.errs) > 0 {
		return c, v.errs
	}
	country := v.country()
	v.confirmed = rules.ConfirmedNumber
	known := 0
	for i := range rules.Fields {
		f := &rules.Fields[i]
		if key, ok := attributeKey(f.Name); ok {
			if _, sent := c.Attributes[key]; sent {
				known++
			}
		}
		v.field(f, country)
	}
	v.unknown(known)
	v.addExtension(rules.Fields)
	v.tags(rules.Tags)
	return v.out, v.errs
}

type validation struct {
	in, out   Contact
	errs      []FieldError
	confirmed bool
	extension string
	seen      [3]bool // phone number, name, email: the form has the field
}

func (v *validation) refuse(field string, code form.Code) {
	v.errs = append(v.errs, FieldError{field, code})
}

// country reads the contact's country code, which is a region's two letters or
// a calling code. What leaves is the number's own region, so a calling code
// shared by several regions needs no choice here.
func (v *validation) country() phone.Region {
	s := v.in.CountryCode
	if s == "" {
		return 0
	}
	region := phone.ParseRegion(s)
	if region == 0 {
		region = phone.RegionOfCallingCode(s)
	}
	if region == 0 {
		v.refuse("country_code", form.CountryUnknown)
	}
	return region
}

func (v *validation) field(f *form.Field, country phone.Region) {
	switch f.Name {
	case "phone_number":
		v.seen[0] = true
		tel := *f
		tel.Confirmed = v.confirmed
		var number form.Phone
		out, code := tel.CheckPhone(nil, []byte(v.in.PhoneNumber), country, &number)
		if code != form.OK {
			v.refuse(f.Name, code)
			return
		}
		v.out.PhoneNumber = string(out)
		if len(out) > 0 {
			v.out.CountryCode = number.Region.Alpha2()
			v.extension = string(number.Extension())
			if number.Unknown {
				v.attribute(NumberCheck, UnknownRange)
			}
		}
	case "name":
		v.seen[1] = true
		v.out.Name = v.check(f, v.in.Name)
	case "email":
		v.seen[2] = true
		v.out.Email = v.check(f, v.in.Email)
	case ConsentField:
		tick := ""
		if v.in.Consent {
			tick = "true"
		}
		v.check(f, tick)
	default:
		key, ok := attributeKey(f.Name)
		if !ok {
			return
		}
		if value := v.check(f, v.in.Attributes[key]); value != "" {
			v.attribute(key, value)
		}
	}
}

func (v *validation) attribute(key, value string) {
	if v.out.Attributes == nil {
		v.out.Attributes = make(map[string]string, len(v.in.Attributes)+1)
	}
	v.out.Attributes[key] = value
}

// addExtension keeps an extension that nobody dials where the form asks for it.
func (v *validation) addExtension(fields []form.Field) {
	if v.extension == "" || v.out.Attributes[Extension] != "" {
		return
	}
	for i := range fields {
		if key, _ := attributeKey(fields[i].Name); key == Extension && fields[i].Kind <= form.Multiline {
			v.attribute(Extension, v.extension)
		}
	}
}

func (v *validation) check(f *form.Field, value string) string {
	out, code := f.Check(nil, []byte(value))
	if code != form.OK {
		v.refuse(f.Name, code)
		return ""
	}
	return string(out)
}

// unknown refuses what was sent and is not of the form. Attribute keys are the
// visitor's words, so the error names only their container.
func (v *validation) unknown(knownAttributes int) {
	if v.in.PhoneNumber != "" && !v.seen[0] {
		v.refuse("phone_number", form.UnknownField)
	}
	if v.in.Name != "" && !v.seen[1] {
		v.refuse("name", form.UnknownField)
	}
	if v.in.Email != "" && !v.seen[2] {
		v.refuse("email", form.UnknownField)
	}
	if len(v.in.Attributes) > knownAttributes {
		v.refuse("attributes", form.UnknownField)
	}
}

func (v *validation) tags(allowed string) {
	f := form.Field{Kind: form.Option, Options: allowed}
	for _, tag := range v.in.Tags {
		out, code := f.Check(nil, []byte(tag))
		if code != form.OK {
			v.refuse("tags", form.UnknownField)
			return
		}
		if len(out) > 0 && !v.tagged(string(out)) {
			v.out.Tags = append(v.out.Tags, string(out))
		}
	}
}

func (v *validation) tagged(tag string) bool {
	for _, t := range v.out.Tags {
		if t == tag {
			return true
		}
	}
	return false
}

func attributeKey(field string) (key string, ok bool) {
	if len(field) <= len(AttributePrefix) || field[:len(AttributePrefix)] != AttributePrefix {
		return "", false
	}
	return field[len(AttributePrefix):], true
}
