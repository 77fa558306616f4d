package forms

import (
	"html"
	"slices"
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
	var w markup
	w.void("link", attr("rel", "stylesheet"), attr("href", widget+"/thoughtly-form.css"))
	w.element("script", "", attr("type", "module"), attr("src", widget+"/thoughtly-form.js"))
	return w.b.String() + s.Element(f, locale, endpoint, true)
}

// Element is the part of Snippet for a page that loads the stylesheet and the
// script itself. titled is false for a page that shows the form's title
// outside the form.
func (s *Set) Element(f *Form, locale, endpoint string, titled bool) string {
	w := newSnippet(s.Public(f, locale))
	if !titled {
		w.Title = ""
	}
	w.open("thoughtly-form", attr("form", w.ID), attr("locale", w.Locale), attr("endpoint", endpoint))
	w.form(endpoint)
	w.close("thoughtly-form")
	return w.b.String()
}

type snippet struct {
	Public
	markup
	prefix string     // of ids
	entry  *FormState // of a form that is shown again
}

func newSnippet(p Public) snippet {
	return snippet{Public: p, prefix: "tf-" + p.ID + "-"}
}

func (w *snippet) form(endpoint string) {
	titleID := ""
	if w.Title != "" {
		titleID = w.prefix + "title"
	}
	w.open("form", attr("class", "tf-form"), attr("method", "post"), attr("action", endpoint+"/contacts"),
		attr("lang", w.Locale), attr("dir", w.Dir), attr("aria-labelledby", titleID), when("novalidate", w.entry != nil))
	if w.Title != "" {
		w.element("p", w.Title, attr("class", "tf-title"), attr("id", titleID))
	}
	w.summary()
	w.hidden("form", w.ID)
	w.hidden("page[locale]", w.Locale)
	w.carried()
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

// isGroup is true of a field with a control for each of its options.
func (f *PublicField) isGroup() bool {
	return f.Type == "radio" || f.Type == "checkbox" && f.Options != nil
}

// id is that of a field's control, for a group of its first.
func (w *snippet) id(f *PublicField) string {
	if f.isGroup() {
		return w.prefix + f.Name + "-0"
	}
	return w.prefix + f.Name
}

func (w *snippet) field(f *PublicField) {
	id := w.id(f)
	helpID := ""
	if f.Help != "" {
		helpID = w.prefix + f.Name + "-help"
	}
	described, invalid := w.described(f.Name, id, helpID)
	switch {
	case f.Type == "hidden":
		w.hidden(control(f.Name), f.Value)
		return
	case f.isGroup():
		w.open("fieldset", attr("class", "tf-field"), attr("id", w.prefix+f.Name), described)
		w.label("legend", f)
		w.help(f, helpID)
		for i, o := range f.Options {
			w.choice(func() { w.text(o.Label) }, attr("type", f.Type), attr("id", w.prefix+f.Name+"-"+strconv.Itoa(i)),
				attr("name", control(f.Name)), attr("value", o.Value), when("required", f.Type == "radio" && f.Required),
				when("checked", w.chosen(f, o.Value)), invalid)
		}
		w.wrong(f.Name, id)
		w.close("fieldset")
		return
	}
	w.open("div", attr("class", "tf-field"))
	if f.Type == "checkbox" {
		w.choice(func() { w.words(f) }, attr("type", "checkbox"), attr("id", id), attr("name", control(f.Name)),
			attr("value", "true"), when("required", f.Required), when("checked", w.chosen(f, "true")), described, invalid)
		w.help(f, helpID)
	} else {
		w.label("label", f, attr("for", id))
		w.help(f, helpID)
		w.input(f, []attribute{
			attr("class", "tf-input"), attr("id", id), attr("name", control(f.Name)),
			when("required", f.Required), attr("autocomplete", f.Autocomplete), described, invalid,
		})
	}
	w.wrong(f.Name, id)
	w.close("div")
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

// choice writes a tick or a radio button, whose second attribute is its id,
// inside its label, with the words that the function writes.
func (w *snippet) choice(words func(), input ...attribute) {
	w.open("label", attr("class", "tf-choice"), attr("for", input[1].value))
	w.void("input", input...)
	w.indent()
	w.tag("span", nil)
	words()
	w.b.WriteString("</span>\n")
	w.close("label")
}

// inputModes are the keyboards of the patterns.
var inputModes = [form.Patterns]string{form.Digits: "numeric", form.Number: "decimal"}

func (w *snippet) input(f *PublicField, common []attribute) {
	placeholder, value := attr("placeholder", f.Placeholder), w.typed(f.Name)
	// The attribute counts UTF-16 units and a browser cuts what is pasted in
	// silence, so it leaves room and the rules say what is too long.
	limits := []attribute{count("minlength", f.Min), count("maxlength", 2*f.Max)}
	switch f.Type {
	case "select":
		w.open("select", common...)
		w.empty(f.Placeholder)
		for _, o := range f.Options {
			w.element("option", o.Label, attr("value", o.Value), when("selected", o.Value == value))
		}
		w.close("select")
	case "textarea":
		w.indent()
		w.tag("textarea", slices.Concat(common, limits, []attribute{attr("rows", "4"), placeholder}))
		w.b.WriteByte('\n') // a parser drops the line feed after the tag
		w.text(value)
		w.b.WriteString("</textarea>\n")
	case "tel":
		w.open("div", attr("class", "tf-tel"), attr("dir", "ltr"))
		w.country()
		w.void("input", append(common, attr("type", "tel"), placeholder, attr("value", value))...)
		w.close("div")
	default:
		w.void("input", slices.Concat(common, []attribute{attr("type", f.Type), attr("inputmode", inputModes[f.Pattern])},
			limits, []attribute{placeholder, attr("value", value)})...)
	}
}

// empty writes the option of a select that chooses nothing.
func (w *snippet) empty(words string) {
	w.indent()
	w.b.WriteString(`<option value="">` + html.EscapeString(words) + "</option>\n")
}

// country writes the choice of the country that a number without a country
// code is of.
func (w *snippet) country() {
	chosen := w.typed("country_code")
	if chosen == "" {
		chosen = w.Country
	}
	w.open("span", attr("class", "tf-country"))
	w.element("span", "", attr("class", "tf-code"), attr("aria-hidden", "true"))
	w.open("select", attr("name", "country_code"), attr("aria-label", w.Messages["label.country"]), attr("autocomplete", "country"))
	if chosen == "" {
		w.empty(w.Messages["choose"])
	}
	for _, c := range countriesIn(w.Locale, w.Countries) {
		code := strconv.Itoa(phone.CallingCode(phone.ParseRegion(c.code)))
		w.element("option", c.name+" (+"+code+")", attr("value", c.code), when("selected", c.code == chosen))
	}
	w.close("select")
	w.close("span")
}

func (w *snippet) consent() {
	id := w.prefix + "consent"
	described, invalid := w.described("consent", id, "")
	w.hidden("page[consent_version]", w.Consent.Version)
	w.open("div", attr("class", "tf-field tf-consent"))
	w.choice(w.consentWords, attr("type", "checkbox"), attr("id", id), attr("name", "consent"), attr("value", "true"),
		when("required", w.Consent.Required), when("checked", w.typed("consent") != ""), described, invalid)
	w.wrong("consent", id)
	w.close("div")
}

func (w *snippet) consentWords() {
	for _, span := range Spans(w.Consent.Text) {
		switch {
		case span.URL == "":
			w.text(span.Text)
		case strings.HasPrefix(span.URL, "mailto:"):
			w.inline("a", span.Text, attr("href", span.URL))
		default:
			w.inline("a", span.Text, attr("href", span.URL), attr("target", "_blank"), attr("rel", "noopener"))
		}
	}
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
