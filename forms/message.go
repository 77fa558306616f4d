package forms

import (
	"strconv"
	"strings"

	"thoughtlyform/shared"
)

// Message is the sentence for a refused field: the words of
// error.<code>.<field> or else of error.<code>, with the field's limits in
// place of {min} and {max}. The widget's own sentences come out the same. A
// code without words gives those of "failed". words are a locale's Messages.
func (f *Form) Message(words map[string]string, e shared.FieldError) string {
	sentence, ok := words["error."+e.Code.String()+"."+e.Field]
	if !ok {
		sentence, ok = words["error."+e.Code.String()]
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
