package forms

import "slices"

// FormState is what a visitor sent and why it was refused.
type FormState struct {
	Values       map[string]string // as typed, by the field's name; also of country_code
	Tags         []string
	Consent      bool
	HiddenInputs []Pair // further members of the post that the next one is to repeat
	FieldErrors  []Pair // the sentence for each refused field, by its name
	Problem      string // the sentence for the whole where no field is refused
}

// Pair is a name and what it stands for.
type Pair struct{ Name, Value string }

// RenderWithErrors is the form with what was typed and, above and beside it, what is
// wrong: what a browser without script is shown. It posts to the site that
// shows it, whose page has the title.
func (s *Set) RenderWithErrors(f *Form, locale string, e FormState) string {
	w := newSnippet(s.Public(f, locale))
	w.entry, w.Title = &e, ""
	w.form("")
	return w.b.String()
}

// typed is what the visitor put into a field.
func (w *snippet) typed(field string) string {
	switch {
	case w.entry == nil:
		return ""
	case field == "consent" && w.entry.Consent:
		return "true"
	}
	return w.entry.Values[field]
}

// chosen reports whether the visitor took an option.
func (w *snippet) chosen(f *PublicField, option string) bool {
	if w.entry != nil && f.Name == "tags" {
		return slices.Contains(w.entry.Tags, option)
	}
	return w.typed(f.Name) == option
}

// carried writes the members that the next post repeats.
func (w *snippet) carried() {
	if w.entry == nil {
		return
	}
	for _, c := range w.entry.HiddenInputs {
		if c.Value != "" {
			w.hidden(c.Name, c.Value)
		}
	}
}

// sentence is what is wrong with a field, "" where nothing is.
func (w *snippet) sentence(field string) string {
	if w.entry != nil {
		for _, p := range w.entry.FieldErrors {
			if p.Name == field {
				return p.Value
			}
		}
	}
	return ""
}

// described are the attributes that join a control to its help and its error.
func (w *snippet) described(field, id, helpID string) (by, invalid attribute) {
	if w.sentence(field) == "" {
		return attr("aria-describedby", helpID), attribute{}
	}
	if helpID != "" {
		helpID += " "
	}
	return attr("aria-describedby", helpID+id+"-error"), attr("aria-invalid", "true")
}

// wrong writes a field's error.
func (w *snippet) wrong(field, id string) {
	if s := w.sentence(field); s != "" {
		w.element("p", s, attr("class", "tf-error"), attr("id", id+"-error"))
	}
}

// summary writes what is wrong, each line a link to its control.
func (w *snippet) summary() {
	if w.entry == nil || len(w.entry.FieldErrors) == 0 && w.entry.Problem == "" {
		return
	}
	w.open("div", attr("class", "tf-summary"), attr("role", "alert"), attr("tabindex", "-1"))
	defer w.close("div")
	if len(w.entry.FieldErrors) == 0 {
		w.element("p", w.entry.Problem)
		return
	}
	w.element("p", w.Messages["summary"])
	w.open("ul")
	for _, p := range w.entry.FieldErrors {
		w.indent()
		w.tag("li", nil)
		if id := w.target(p.Name); id != "" {
			w.inline("a", p.Value, attr("href", "#"+id))
		} else {
			w.text(p.Value)
		}
		w.b.WriteString("</li>\n")
	}
	w.close("ul")
}

// target is the id of the control that an error of a field leads to, "" for a
// field that the form does not have.
func (w *snippet) target(field string) string {
	if field == "country_code" {
		field = "phone_number"
	}
	for i := range w.Fields {
		if f := &w.Fields[i]; f.Name == field && f.Type != "hidden" {
			return w.id(f)
		}
	}
	if field == "consent" && w.Consent != nil {
		return w.prefix + "consent"
	}
	return ""
}
