package forms

import (
	"html"
	"strconv"
	"strings"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// Snippet is a form as markup for a page: the element with the real form
// inside, which posts without script and which the script adopts as it stands.
// endpoint is where the API answers, without a slash at the end, "" for the
// page's own site; widget is where thoughtly-form.js and .css lie. Ids begin
// with the form's own, so that a page may hold several forms.
//
// Structure and class names are those of renderForm in web/src/render.ts.
func (s *Set) Snippet(f *Form, locale, endpoint, widget string) string {
	d := s.Public(f, locale)
	w := snippet{Public: d, prefix: "tf-" + d.ID + "-"}
	w.void("link", attr("rel", "stylesheet"), attr("href", widget+"/thoughtly-form.css"))
	w.element("script", "", attr("type", "module"), attr("src", widget+"/thoughtly-form.js"))
	w.open("thoughtly-form", attr("form", d.ID), attr("locale", d.Locale), attr("endpoint", endpoint))
	w.form(endpoint)
	w.close("thoughtly-form")
	return w.b.String()
}

type snippet struct {
	Public
	markup
	prefix string
}

func (w *snippet) form(endpoint string) {
	titleID := ""
	if w.Title != "" {
		titleID = w.prefix + "title"
	}
	w.open("form", attr("class", "tf-form"), attr("method", "post"), attr("action", endpoint+"/contacts"),
		attr("lang", w.Locale), attr("dir", w.Dir), attr("aria-labelledby", titleID))
	if w.Title != "" {
		w.element("p", w.Title, attr("class", "tf-title"), attr("id", titleID))
	}
	w.hidden("form", w.ID)
	w.hidden("page[locale]", w.Locale)
	for i := range w.Fields {
		w.field(&w.Fields[i])
	}
	if w.Consent != nil {
		w.consent()
	}
	if w.Honeypot {
		w.honeypot()
	}
	w.element("button", w.Submit, attr("class", "tf-submit"), attr("type", "submit"))
	w.close("form")
}

func (w *snippet) hidden(name, value string) {
	w.void("input", attr("type", "hidden"), attr("name", name), attr("value", value))
}

// control is the name of a field's control: attributes.plan is posted as
// attributes[plan].
func control(field string) string {
	if key, ok := strings.CutPrefix(field, shared.AttributePrefix); ok {
		return "attributes[" + key + "]"
	}
	return field
}

func (w *snippet) field(f *PublicField) {
	id := w.prefix + f.Name
	helpID := ""
	if f.Help != "" {
		helpID = id + "-help"
	}
	switch {
	case f.Type == "hidden":
		w.hidden(control(f.Name), f.Value)
	case f.Type == "radio" || f.Type == "checkbox" && f.Options != nil:
		w.open("fieldset", attr("class", "tf-field"), attr("id", id), attr("aria-describedby", helpID))
		w.label("legend", f)
		w.help(f, helpID)
		for i, o := range f.Options {
			w.choice(f.Type, id+"-"+strconv.Itoa(i), control(f.Name), o.Value, f.Type == "radio" && f.Required, "", func() { w.text(o.Label) })
		}
		w.close("fieldset")
	case f.Type == "checkbox":
		w.open("div", attr("class", "tf-field"))
		w.choice("checkbox", id, control(f.Name), "true", f.Required, helpID, func() { w.words(f) })
		w.help(f, helpID)
		w.close("div")
	default:
		w.open("div", attr("class", "tf-field"))
		w.label("label", f, attr("for", id))
		w.help(f, helpID)
		w.input(f, []attribute{
			attr("class", "tf-input"), attr("id", id), attr("name", control(f.Name)),
			when("required", f.Required), attr("autocomplete", f.Autocomplete), attr("aria-describedby", helpID),
		})
		w.close("div")
	}
}

func (w *snippet) text(s string) { w.b.WriteString(html.EscapeString(s)) }

// label writes a label or legend in one line.
func (w *snippet) label(element string, f *PublicField, attributes ...attribute) {
	w.indent()
	w.tag(element, append([]attribute{attr("class", "tf-label")}, attributes...))
	w.words(f)
	w.b.WriteString("</" + element + ">\n")
}

func (w *snippet) words(f *PublicField) {
	w.text(f.Label)
	if !f.Required {
		w.inline("span", " ("+w.Messages["optional"]+")", attr("class", "tf-optional"))
	}
}

func (w *snippet) help(f *PublicField, id string) {
	if f.Help != "" {
		w.element("p", f.Help, attr("class", "tf-help"), attr("id", id))
	}
}

// choice writes a tick or a radio button inside its label, with the words that
// the function writes.
func (w *snippet) choice(kind, id, name, value string, required bool, helpID string, words func()) {
	w.open("label", attr("class", "tf-choice"), attr("for", id))
	w.void("input", attr("type", kind), attr("id", id), attr("name", name), attr("value", value),
		when("required", required), attr("aria-describedby", helpID))
	w.indent()
	w.tag("span", nil)
	words()
	w.b.WriteString("</span>\n")
	w.close("label")
}

func (w *snippet) input(f *PublicField, common []attribute) {
	placeholder := attr("placeholder", f.Placeholder)
	// The attribute counts UTF-16 units and a browser cuts what is pasted in
	// silence, so it leaves room and the rules say what is too long.
	limits := []attribute{count("minlength", f.Min), count("maxlength", 2*f.Max)}
	switch f.Type {
	case "select":
		w.open("select", common...)
		w.indent()
		w.b.WriteString(`<option value="">` + html.EscapeString(f.Placeholder) + "</option>\n")
		for _, o := range f.Options {
			w.element("option", o.Label, attr("value", o.Value))
		}
		w.close("select")
	case "textarea":
		w.element("textarea", "", append(append(common, limits...), attr("rows", "4"), placeholder)...)
	case "tel":
		w.open("div", attr("class", "tf-tel"), attr("dir", "ltr"))
		w.country()
		w.void("input", append(common, attr("type", "tel"), placeholder)...)
		w.close("div")
	default:
		w.void("input", append(append(common, attr("type", f.Type), attr("inputmode", inputModes[f.Pattern])), append(limits, placeholder)...)...)
	}
}

// inputModes are the keyboards of the patterns.
var inputModes = [form.Patterns]string{form.Digits: "numeric", form.Number: "decimal"}

// country writes the choice of the country that a number without a country
// code is of.
func (w *snippet) country() {
	w.open("span", attr("class", "tf-country"))
	w.element("span", "", attr("class", "tf-code"), attr("aria-hidden", "true"))
	w.open("select", attr("name", "country_code"), attr("aria-label", w.Messages["label.country"]), attr("autocomplete", "country"))
	if w.Country == "" {
		w.indent()
		w.b.WriteString(`<option value="">` + html.EscapeString(w.Messages["choose"]) + "</option>\n")
	}
	for _, c := range countriesIn(w.Locale, w.Countries) {
		w.element("option", c.name+" (+"+strconv.Itoa(phone.CallingCode(phone.ParseRegion(c.code)))+")", attr("value", c.code), when("selected", c.code == w.Country))
	}
	w.close("select")
	w.close("span")
}

func (w *snippet) consent() {
	w.hidden("page[consent_version]", w.Consent.Version)
	w.open("div", attr("class", "tf-field tf-consent"))
	w.choice("checkbox", w.prefix+"consent", "consent", "true", w.Consent.Required, "", func() {
		for _, span := range Spans(w.Consent.Text) {
			if span.URL == "" {
				w.text(span.Text)
				continue
			}
			target, rel := "_blank", "noopener"
			if strings.HasPrefix(span.URL, "mailto:") {
				target, rel = "", ""
			}
			w.inline("a", span.Text, attr("href", span.URL), attr("target", target), attr("rel", rel))
		}
	})
	w.close("div")
}

// honeypot writes a control that people do not meet: unseen by its class,
// unread and out of the order of focus.
func (w *snippet) honeypot() {
	w.open("label", attr("class", "tf-more"), attr("aria-hidden", "true"))
	w.indent()
	w.text(w.Messages["label.website"])
	w.b.WriteByte('\n')
	w.void("input", attr("name", "website"), attr("tabindex", "-1"), attr("autocomplete", "off"))
	w.close("label")
}
