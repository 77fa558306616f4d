package shared

import "thoughtlyform/shared/form"

// Rules are a form's rules for a contact.
type Rules struct {
	// Fields are the members and attributes that a visitor may send. Field.Name is
	// the JSON name of a contact's member, or "attributes." and an attribute's
	// key.
	Fields []form.Field
	// Tags are the tags that a visitor may choose, each ended by a NUL.
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
	// Extension holds the digits of the number's extension, if the form has a
	// field for this attribute and the visitor left it empty.
	Extension = "extension"
)

// AttributePrefix precedes an attribute's key in a field's name.
const AttributePrefix = "attributes."

// ConsentField is the name of the consent's field, a form.Checkbox.
const ConsentField = "consent"

// Validate returns the normalised contact, and an error for each member that is
// refused: first in the order of the rules' fields, then for members that the
// form does not have. Without errors the contact may be sent as it is. Validate
// does not change its argument.
func Validate(c Contact, rules Rules) (Contact, []FieldError) {
	out := result{sent: len(c.Attributes)}
	v := Validation{Out: &out, Confirmed: rules.ConfirmedNumber}
	if !v.Begin(c.CountryCode, len(c.Attributes), len(c.Tags)) {
		return c, out.errs
	}
	for i := range rules.Fields {
		f := rules.Fields[i] // a copy: Field changes it
		value, sent := c.value(f.Name)
		v.Field(&f, []byte(value), sent)
	}
	v.End(c.PhoneNumber != "", c.Name != "", c.Email != "")
	for _, tag := range c.Tags {
		if !v.Tag(rules.Tags, []byte(tag)) {
			break
		}
	}
	return out.contact, out.errs
}

// value returns the value of a field in a contact.
func (c *Contact) value(field string) (value string, sent bool) {
	switch field {
	case "phone_number":
		return c.PhoneNumber, true
	case "name":
		return c.Name, true
	case "email":
		return c.Email, true
	case ConsentField:
		if c.Consent {
			return "true", true
		}
	}
	if key, ok := attributeKey(field); ok {
		value, sent = c.Attributes[key]
	}
	return value, sent
}

// result is the Output of Validate.
type result struct {
	contact Contact
	errs    []FieldError
	sent    int // attributes
}

func (r *result) Refuse(field string, code form.Code) {
	r.errs = append(r.errs, FieldError{field, code})
}

func (r *result) Set(field string, bytes []byte) {
	c, value := &r.contact, string(bytes)
	switch field {
	case "phone_number":
		c.PhoneNumber = value
	case "country_code":
		c.CountryCode = value
	case "name":
		c.Name = value
	case "email":
		c.Email = value
	case "tags":
		for _, tag := range c.Tags {
			if tag == value {
				return
			}
		}
		c.Tags = append(c.Tags, value)
	default:
		if key, ok := attributeKey(field); ok {
			if c.Attributes == nil {
				c.Attributes = make(map[string]string, r.sent+1)
			}
			c.Attributes[key] = value
		}
	}
}

func attributeKey(field string) (key string, ok bool) {
	if len(field) <= len(AttributePrefix) || field[:len(AttributePrefix)] != AttributePrefix {
		return "", false
	}
	return field[len(AttributePrefix):], true
}
