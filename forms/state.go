package forms

import (
	"slices"

	"thoughtlyform/shared"
)

// FormState is what a visitor sent and why it was refused: the form is shown
// again with it.
type FormState struct {
	Values       map[string]string // as typed, by field name; also country_code
	Tags         []string
	Consent      bool
	HiddenInputs []Pair // further members of the post, repeated by the next one
	FieldErrors  []Pair // field name and message of each refused field
	Problem      string // message for the whole form where no field is refused
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

// summary lists what is wrong, with a link to each refused control.
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

// target returns the id of the control that a field's error links to, or "" if
// the form has no such control.
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
