package forms

import (
	"slices"

	"thoughtlyform/shared"
)

// FormState is a refused submission: the values that the visitor sent and the
// errors. A form shown again includes both.
type FormState struct {
	Values       map[string]string // as typed, by field name or country_code
	Tags         []string
	Consent      bool
	HiddenInputs []Pair // further members, which the next post repeats
	FieldErrors  []Pair // name and message of each refused field
	Problem      string // message for the whole form, shown if FieldErrors is empty
}

// Pair is a name and its value.
type Pair struct{ Name, Value string }

// value returns what the visitor typed into a field.
func (s *FormState) value(field string) string {
	if s == nil {
		return ""
	}
	return s.Values[field]
}

// chose reports whether the visitor selected an option of a field.
func (s *FormState) chose(field, option string) bool {
	switch {
	case s == nil:
		return false
	case field == "tags":
		return slices.Contains(s.Tags, option)
	case field == shared.ConsentField:
		return s.Consent
	}
	return s.Values[field] == option
}

// message returns the error message of a field, or "".
func (s *FormState) message(field string) string {
	if s == nil {
		return ""
	}
	for _, p := range s.FieldErrors {
		if p.Name == field {
			return p.Value
		}
	}
	return ""
}

// carried returns the hidden inputs that the next post repeats.
func (s *FormState) carried() (inputs []Node) {
	if s == nil {
		return nil
	}
	for _, p := range s.HiddenInputs {
		if p.Value != "" {
			inputs = append(inputs, hidden(p.Name, p.Value))
		}
	}
	return inputs
}

// summary returns the list of errors, with a link to each refused control, or
// the zero Node if there are none.
func (b *builder) summary() Node {
	s := b.State
	if s == nil || len(s.FieldErrors) == 0 && s.Problem == "" {
		return Node{}
	}
	box := attr("class", "tf-summary").and("role", "alert").and("tabindex", "-1")
	if len(s.FieldErrors) == 0 {
		return element("div", box, element("p", nil, textNode(s.Problem)))
	}
	var items []Node
	for _, p := range s.FieldErrors {
		message := textNode(p.Value)
		if id := b.target(p.Name); id != "" {
			message = element("a", attr("href", "#"+id), message)
		}
		items = append(items, element("li", nil, message))
	}
	return element("div", box, element("p", nil, textNode(b.Messages["summary"])), element("ul", nil, items...))
}

// target returns the id of a field's control, or "" if the form does not show
// the field.
func (b *builder) target(field string) string {
	if field == "country_code" {
		field = "phone_number"
	}
	for i := range b.Fields {
		if f := &b.Fields[i]; f.Name == field && f.Type != "hidden" {
			return b.id(f)
		}
	}
	if field == shared.ConsentField && b.Consent != nil {
		return b.prefix + shared.ConsentField
	}
	return ""
}
