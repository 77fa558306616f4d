package forms

import (
	"strconv"
	"strings"

	"thoughtlyform/shared"
)

// FormMessages returns the messages of a locale for a form: those of Messages
// without the templates, and error.<code>.<field> for messages that depend on a
// field's label or pattern.
func (s *Set) FormMessages(f *Form, locale string) map[string]string {
	messages := s.Messages(locale)
	for i := range f.Rules.Fields {
		rule := &f.Rules.Fields[i]
		if m, ok := messages["error.pattern_mismatch."+patterns[rule.Pattern]]; ok {
			messages["error.pattern_mismatch."+rule.Name] = m
		}
	}
	for i := range f.Fields {
		d := &f.Fields[i]
		if m, ok := messages["error.required."+d.asks()]; ok && d.Required && strings.HasPrefix(d.Name, shared.AttributePrefix) {
			messages["error.required."+d.Name] = Fill(m, "label", d.Label.In(locale, f.Locales...))
		}
	}
	for _, template := range templates {
		delete(messages, template)
	}
	return messages
}

// templates are the keys that FormMessages replaces by keys of fields.
var templates = []string{
	"error.required.text", "error.required.option", "error.required.tick",
	"error.pattern_mismatch.digits", "error.pattern_mismatch.alphanumeric", "error.pattern_mismatch.postcode",
	"error.pattern_mismatch.number", "error.pattern_mismatch.date",
}

// asks returns the last part of the key of the message for a missing value:
// option, tick or text.
func (d *Field) asks() string {
	switch d.Type {
	case "select", "radio":
		return "option"
	case "checkbox":
		return "tick"
	}
	return "text"
}

// Message returns the message for a refused field: error.<code>.<field>, or else
// error.<code>, with the field's limits in place of {min} and {max}. For a code
// without a message it returns the message "failed". words are the form's
// FormMessages. The widget builds its messages in the same way.
func (f *Form) Message(words map[string]string, e shared.FieldError) string {
	key := "error." + e.Code.String()
	sentence, ok := words[key+"."+e.Field]
	if !ok {
		sentence, ok = words[key]
	}
	if !ok {
		return words["failed"]
	}
	for i := range f.Rules.Fields {
		if rule := &f.Rules.Fields[i]; rule.Name == e.Field {
			sentence = Fill(sentence, "min", strconv.Itoa(rule.Min), "max", strconv.Itoa(rule.MaxChars()))
		}
	}
	return sentence
}

// Fill replaces each {name} in a sentence by its value; pairs alternates names
// and values. Names that are not in pairs stay.
func Fill(sentence string, pairs ...string) string {
	if !strings.Contains(sentence, "{") {
		return sentence
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		sentence = strings.ReplaceAll(sentence, "{"+pairs[i]+"}", pairs[i+1])
	}
	return sentence
}
