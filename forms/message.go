package forms

import (
	"strconv"
	"strings"

	"thoughtlyform/shared"
)

// FormMessages are the words of a locale for a form: its Messages, and with them the
// sentences that its fields' own names and shapes ask for, below
// error.<code>.<field>.
func (s *Set) FormMessages(f *Form, locale string) map[string]string {
	words := s.Messages(locale)
	for i := range f.Fields {
		d := &f.Fields[i]
		if s, ok := words["error.pattern_mismatch."+d.Pattern]; ok {
			words["error.pattern_mismatch."+d.Name] = s
		}
		if s, ok := words["error.required."+d.asks()]; ok && d.Required && strings.HasPrefix(d.Name, shared.AttributePrefix) {
			words["error.required."+d.Name] = Fill(s, "label", d.Label.In(locale, f.Locales...))
		}
	}
	for _, template := range templates {
		delete(words, template)
	}
	return words
}

// templates are the keys that FormMessages uses up.
var templates = []string{
	"error.required.text", "error.required.option", "error.required.tick",
	"error.pattern_mismatch.digits", "error.pattern_mismatch.alphanumeric", "error.pattern_mismatch.postcode",
	"error.pattern_mismatch.number", "error.pattern_mismatch.date",
}

// asks is what a field asks for, as keys call it.
func (d *Field) asks() string {
	switch d.Type {
	case "select", "radio":
		return "option"
	case "checkbox":
		return "tick"
	}
	return "text"
}

// Message is the sentence for a refused field: the words of
// error.<code>.<field>, or else of error.<code>, with the field's limits in
// place of {min} and {max}. The widget's own sentences come out the same. A
// code without words gives those of "failed". words are the form's FormMessages.
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

// Fill puts values in place of the {name}s in a sentence; what pairs does not
// name stays as it is.
func Fill(sentence string, pairs ...string) string {
	if !strings.Contains(sentence, "{") {
		return sentence
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		sentence = strings.ReplaceAll(sentence, "{"+pairs[i]+"}", pairs[i+1])
	}
	return sentence
}
