package forms

import (
	"strconv"
	"strings"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

// Message is the sentence for a refused field: the words of
// error.<code>.<field>, else of error.<code>.<pattern>, else of error.<code>,
// with the field's limits in place of {min} and {max}. The widget's own sentences come out the same. A
// code without words gives those of "failed". words are a locale's Messages.
func (f *Form) Message(words map[string]string, e shared.FieldError) string {
	var rule form.Field
	for i := range f.Rules.Fields {
		if f.Rules.Fields[i].Name == e.Field {
			rule = f.Rules.Fields[i]
		}
	}
	key := "error." + e.Code.String()
	for _, key := range []string{key + "." + e.Field, key + "." + patterns[rule.Pattern], key} {
		if sentence, ok := words[key]; ok {
			return Fill(sentence, "min", strconv.Itoa(rule.Min), "max", strconv.Itoa(rule.MaxChars()))
		}
	}
	return words["failed"]
}

// patternWords puts the sentence for each field's pattern under the field's
// own name, where the widget looks, and takes those of the patterns away.
func (f *Form) patternWords(words map[string]string) {
	const key = "error.pattern_mismatch."
	for i := range f.Rules.Fields {
		if rule := &f.Rules.Fields[i]; rule.Pattern != form.Any {
			if s, ok := words[key+patterns[rule.Pattern]]; ok {
				words[key+rule.Name] = s
			}
		}
	}
	for _, name := range patterns {
		delete(words, key+name)
	}
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
