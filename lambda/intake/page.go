package intake

import (
	"cmp"
	"html"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/forms/render"
	"thoughtlyform/lambda/hours"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// The pages for a browser without script. They contain no script and no style
// of their own. All text of visitors and definitions is escaped here:
// html/template would need more start time than the rest of the function.

// acceptedPage redirects to the form's success page, or returns a success page.
func (r *request) acceptedPage(status int, a ledger.Answer, phone string) events.APIGatewayV2HTTPResponse {
	if to := r.form.Success.Redirect; to != "" {
		return seeOther(to)
	}
	words := r.words()
	message := r.form.Success.Message.In(r.locale, r.form.Locales...)
	if message == "" || a.Status == ledger.Queued {
		message = words.get(string(a.Status))
	}
	if a.Call != ledger.NoCall && a.CallAt.After(r.now) {
		message = words.scheduled(a.CallAt.In(hours.Zone(r.callee(phone))), r.locale)
	} else if a.Call == ledger.CallDue && r.form.Call != nil {
		message = words.get(string(ledger.Queued))
	}
	var p page
	p.open(r, message)
	p.element("h1", message)
	if r.leftOut {
		p.element("p", words.get("success.without_email"))
	}
	return r.page(status, &p)
}

// refusePage redirects to the form's error page, or returns the form with the
// values that were sent and their errors.
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
	title := r.title()
	p.open(r, title)
	p.element("h1", title)
	state := r.formState(words, problem)
	public := r.Forms().Public(r.form, r.locale)
	p.raw(render.HTML(public.Tree(forms.TreeOptions{State: &state, Untitled: true})))
	res := r.page(problem.status, &p)
	setRetryAfter(res, problem.retryAfter)
	return res
}

// title returns the form's title, or the text of its button if it has none.
func (r *request) title() string {
	return cmp.Or(r.form.Title.In(r.locale, r.form.Locales...), r.form.Submit.In(r.locale, r.form.Locales...), r.words().get("submit"))
}

// formState returns what was sent, with which the form is rendered again.
func (r *request) formState(words words, problem problem) forms.FormState {
	s := &r.sub
	e := forms.FormState{
		Values:  r.values(),
		Tags:    s.Tags,
		Consent: s.Consent,
		HiddenInputs: []forms.Pair{
			{Name: "submission_id", Value: s.SubmissionID},
			{Name: "proof", Value: s.Proof},
			{Name: "page[url]", Value: s.Page.URL},
			{Name: "page[referrer]", Value: s.Page.Referrer},
		},
		Problem: r.message(words, problem.code),
	}
	for _, key := range slices.Sorted(maps.Keys(s.Page.Campaign)) {
		e.HiddenInputs = append(e.HiddenInputs, forms.Pair{Name: "page[campaign][" + key + "]", Value: s.Page.Campaign[key]})
	}
	switch problem.field {
	case shared.ConsentField:
		// The form shows the current consent text, so the visitor must agree again.
		e.Consent = false
		fallthrough
	case "phone_number", forms.CallTimeField:
		e.FieldErrors = append(e.FieldErrors, forms.Pair{Name: problem.field, Value: e.Problem})
	}
	for _, f := range problem.fields {
		if f.Code == form.PhoneUnknown {
			e.HiddenInputs = append(e.HiddenInputs, forms.Pair{Name: "confirmed_number", Value: s.typed})
		}
		message := r.form.Message(words, f)
		if r.mayLeaveOut(f) {
			e.HiddenInputs = append(e.HiddenInputs, forms.Pair{Name: withoutEmail, Value: s.Email})
			message += " " + words.get("email_insist")
		}
		e.FieldErrors = append(e.FieldErrors, forms.Pair{Name: f.Field, Value: message})
	}
	return e
}

// values returns the fields' values: normalised if validation accepts them,
// else as sent.
func (r *request) values() map[string]string {
	s, c := &r.sub, &r.contact
	values := map[string]string{
		"phone_number":      shownNumber(s.typed, c.PhoneNumber),
		"name":              cmp.Or(c.Name, s.Name),
		"email":             cmp.Or(c.Email, s.Email),
		"country_code":      s.CountryCode,
		forms.CallTimeField: s.CallTime,
	}
	for key, value := range s.Attributes {
		values[shared.AttributePrefix+key] = cmp.Or(c.Attributes[key], value)
	}
	return values
}

// shownNumber returns the number as typed, or in international format if the
// reading changed its digits.
func shownNumber(typed, e164 string) string {
	n, err := phone.Parse(e164, "")
	if err != nil {
		return typed
	}
	digits := asciiDigits(typed)
	if digits == asciiDigits(e164) || digits == asciiDigits(n.National()) || digits == string(n.NSN()) {
		return typed
	}
	return n.International()
}

func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
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
			"Referrer-Policy":         "same-origin", // so that the next post has an Origin header
			"Content-Security-Policy": r.contentPolicy("", r.frameAncestors()),
		},
		Body: p.b.String(),
	}
}

// contentPolicy returns a policy that allows the page its stylesheet, its post
// and the directives in more. form-action also applies to redirects of a post,
// so it lists the origins of the form's own pages.
func (r *request) contentPolicy(more, frameAncestors string) string {
	policy := "default-src 'none'; style-src 'self'; base-uri 'none'; " + more +
		"frame-ancestors " + frameAncestors + "; form-action 'self'"
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

// frameAncestors returns the sites that may frame the form's pages: the sites
// that may embed the form.
func (r *request) frameAncestors() string {
	if r.form == nil {
		return "'none'"
	}
	if slices.Contains(r.form.Origins, "*") {
		return "*"
	}
	ancestors := []string{"'self'"}
	for _, o := range slices.Concat(r.OwnOrigins, r.form.Origins) {
		if o = canonicalOrigin(o); o != "" && !slices.Contains(ancestors, o) {
			ancestors = append(ancestors, o)
		}
	}
	return strings.Join(ancestors, " ")
}

// page builds an HTML document.
type page struct {
	b        strings.Builder
	headMore string // markup at the end of the head
}

// raw writes markup: constants, and what package forms escaped.
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

func (p *page) open(r *request, title string) {
	p.head(r, title, "", "states.css")
	p.raw(`<body><main class="thoughtly-form">` + "\n")
}

// head writes the document up to its body. class is the class of the root
// element; sheets are stylesheets besides those of every page.
func (p *page) head(r *request, title, class string, sheets ...string) {
	p.raw("<!doctype html>\n<html")
	p.attr("lang", cmp.Or(r.locale, "en"))
	p.attr("dir", r.words()["dir"])
	p.attr("class", class)
	p.raw("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	p.element("title", title)
	for _, sheet := range append([]string{"thoughtly-form.css", "hosted.css"}, sheets...) {
		p.raw(`<link rel="stylesheet"`)
		p.attr("href", r.Widget+"/"+sheet)
		p.raw(">\n")
	}
	p.raw(p.headMore + "</head>")
}
