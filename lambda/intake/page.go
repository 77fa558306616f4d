package intake

import (
	"html"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

// The pages that a browser without script gets. They hold no script and no
// style of their own, and everything in them that a visitor or a definition
// wrote is escaped here: html/template would cost the function more to start
// than all the rest of it.

// acceptedPage sends the visitor to the form's success page, or is one.
func (r *request) acceptedPage(status int, a ledger.Answer) events.APIGatewayV2HTTPResponse {
	if to := r.form.Success.Redirect; to != "" {
		return seeOther(to)
	}
	words := r.words()
	message := r.form.Success.Message.In(r.locale, r.form.Locales...)
	if message == "" || a.Status == ledger.Queued {
		message = words.get(string(a.Status))
	}
	var p page
	p.open(r, message)
	p.element("h1", message)
	return r.page(status, &p)
}

// refusePage sends the visitor to the form's error page, or is the form again
// with what was typed and what is wrong with it.
func (r *request) refusePage(problem problem) events.APIGatewayV2HTTPResponse {
	if r.form != nil && r.form.ErrorPage != "" && problem.status != http.StatusUnprocessableEntity {
		return seeOther(r.form.ErrorPage)
	}
	words := r.words()
	var p page
	if r.form == nil {
		message := words.problem(problem.code)
		p.open(r, message)
		p.element("h1", message)
		return r.page(problem.status, &p)
	}
	public := r.Forms().Public(r.form, r.locale)
	title := public.Title
	if title == "" {
		title = public.Submit
	}
	p.open(r, title)
	p.element("h1", title)
	p.summary(words, problem)
	p.form(r, public, words, problem)
	res := r.page(problem.status, &p)
	setRetryAfter(res, problem.retryAfter)
	return res
}

func seeOther(to string) events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{
		StatusCode: http.StatusSeeOther,
		Headers:    map[string]string{"Location": to, "Cache-Control": noStore},
	}
}

func (r *request) page(status int, p *page) events.APIGatewayV2HTTPResponse {
	p.raw("</main></body></html>\n")
	return events.APIGatewayV2HTTPResponse{
		StatusCode: status,
		Headers: map[string]string{
			"Content-Type":            "text/html; charset=utf-8",
			"Cache-Control":           noStore,
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "same-origin", // the next post is to carry its origin
			"Content-Security-Policy": r.contentPolicy(),
		},
		Body: p.b.String(),
	}
}

// contentPolicy allows the page its stylesheet and its post. form-action also
// governs where a post is redirected to, so the form's own pages stand in it.
func (r *request) contentPolicy() string {
	policy := "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	if r.form == nil {
		return policy
	}
	var origins []string
	for _, target := range []string{r.form.Success.Redirect, r.form.ErrorPage} {
		if o := canonicalOrigin(target); o != "" && !slices.Contains(origins, o) {
			origins = append(origins, o)
			policy += " " + o
		}
	}
	return policy
}

// page is HTML under construction.
type page struct{ b strings.Builder }

// raw writes markup: constants alone.
func (p *page) raw(markup string) { p.b.WriteString(markup) }

func (p *page) text(text string) { p.b.WriteString(html.EscapeString(text)) }

func (p *page) element(name, text string) {
	p.raw("<" + name + ">")
	p.text(text)
	p.raw("</" + name + ">\n")
}

// attr writes an attribute unless its value is empty.
func (p *page) attr(name, value string) {
	if value != "" {
		p.raw(" " + name + `="`)
		p.text(value)
		p.raw(`"`)
	}
}

func (p *page) flag(name string, set bool) {
	if set {
		p.raw(" " + name)
	}
}

func (p *page) open(r *request, title string) {
	p.raw("<!doctype html>\n<html")
	lang := r.locale
	if lang == "" {
		lang = "en"
	}
	p.attr("lang", lang)
	p.attr("dir", direction(lang))
	p.raw("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	p.element("title", title)
	if r.Stylesheet != "" {
		p.raw(`<link rel="stylesheet"`)
		p.attr("href", r.Stylesheet)
		p.raw(">\n")
	}
	p.raw("</head><body><main class=\"thoughtly-form\">\n")
}

// direction is "rtl" for the languages that are written so.
func direction(locale string) string {
	language, _, _ := strings.Cut(locale, "-")
	if slices.Contains([]string{"ar", "fa", "he", "ur"}, language) {
		return "rtl"
	}
	return ""
}

// summary lists what is wrong, each line a link to its control.
func (p *page) summary(words words, problem problem) {
	p.raw("<div role=\"alert\" tabindex=\"-1\">\n")
	if len(problem.fields) == 0 {
		p.element("p", words.problem(problem.code))
	} else {
		p.element("h2", words.get("summary", "error.invalid_fields"))
		p.raw("<ul>\n")
		for _, f := range problem.fields {
			p.raw("<li><a")
			p.attr("href", "#"+controlID(f.Field))
			p.raw(">")
			p.text(words.field(f))
			p.raw("</a></li>\n")
		}
		p.raw("</ul>\n")
	}
	p.raw("</div>\n")
}

func (p *page) form(r *request, public forms.Public, words words, problem problem) {
	p.raw("<form method=\"post\" novalidate>\n")
	p.hidden("form", r.form.ID)
	p.hidden("submission_id", r.sub.SubmissionID)
	p.hidden("country_code", r.sub.CountryCode)
	p.hidden("proof", r.sub.Proof)
	p.hidden("page[url]", r.sub.Page.URL)
	p.hidden("page[referrer]", r.sub.Page.Referrer)
	p.hidden("page[locale]", r.locale)
	for _, key := range sortedKeys(r.sub.Page.Campaign) {
		p.hidden("page[campaign]["+key+"]", r.sub.Page.Campaign[key])
	}
	for _, f := range public.Fields {
		p.field(f, r.sub.value(f.Name), r.sub.Tags, sentence(words, problem, f.Name))
	}
	if public.Consent != nil {
		p.hidden("page[consent_version]", public.Consent.Version)
		p.consent(public.Consent, r.sub.Consent, sentence(words, problem, "consent"))
	}
	if public.Honeypot {
		p.raw("<div hidden><label>Website <input name=\"website\" autocomplete=\"off\" tabindex=\"-1\"></label></div>\n")
	}
	p.raw("<p><button type=\"submit\">")
	p.text(public.Submit)
	p.raw("</button></p>\n</form>\n")
}

func (p *page) hidden(name, value string) {
	if value == "" {
		return
	}
	p.raw(`<input type="hidden"`)
	p.attr("name", name)
	p.attr("value", value)
	p.raw(">\n")
}

// value is what was sent for a field of the definition.
func (s *submission) value(field string) string {
	switch field {
	case "phone_number":
		return s.typed
	case "name":
		return s.Name
	case "email":
		return s.Email
	}
	key, _ := strings.CutPrefix(field, shared.AttributePrefix)
	return s.Attributes[key]
}

// sentence is what is wrong with a field, "" if nothing is.
func sentence(words words, problem problem, field string) string {
	for _, f := range problem.fields {
		if f.Field == field {
			return words.field(f)
		}
	}
	return ""
}

func controlID(field string) string { return "field-" + field }

// controlName is a field's name in a form post.
func controlName(field string) string {
	if key, ok := strings.CutPrefix(field, shared.AttributePrefix); ok {
		return "attributes[" + key + "]"
	}
	return field
}

func isChecked(f forms.PublicField, option, value string, tags []string) bool {
	if f.Name == "tags" {
		return slices.Contains(tags, option)
	}
	return value == option
}

// maxLength is a field's limit as a browser may enforce it, 0 for none: the
// attribute counts UTF-16 units, so text beyond the BMP is left to the rules.
func maxLength(f forms.PublicField) int {
	if f.Kind == form.Tel || f.Max == 0 {
		return 0
	}
	return 2 * f.Max
}
