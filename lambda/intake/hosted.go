package intake

import (
	"net/http"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/forms/render"
)

// listedForm is a form in the answer to GET /forms.
type listedForm struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Locales []string `json:"locales"`
	Page    string   `json:"page"` // path of the hosted page
}

// list answers GET /forms: all forms with their titles, in the locale of the
// query or the browser.
func (r *request) list() events.APIGatewayV2HTTPResponse {
	all := []listedForm{}
	for _, id := range r.Forms().IDs() {
		if p := r.open(id); p != nil {
			continue
		}
		all = append(all, listedForm{id, r.title(), r.form.Locales, "/f/" + id})
	}
	r.form, r.locale = nil, ""
	return r.answer(http.StatusOK, map[string]any{"forms": all}, noStore)
}

// markup answers GET /forms/{id}/markup: the form as an HTML fragment for
// server-side includes, the same as make snippet prints. With ?assets=none it
// is the element only, for a page that loads the stylesheet and the script
// itself.
func (r *request) markup(id string) events.APIGatewayV2HTTPResponse {
	if p := r.open(id); p != nil {
		return r.refuse(*p)
	}
	base := r.baseURL()
	public := r.Forms().Public(r.form, r.locale)
	var body string
	if r.event.QueryStringParameters["assets"] == "none" {
		body = render.HTML(public.Element(forms.TreeOptions{Endpoint: base}))
	} else {
		body = render.HTML(public.Snippet(base, base+r.Widget)...)
	}
	return r.cacheable("text/html; charset=utf-8", body, etagOf(body))
}

// baseURL returns the API's origin as visitors reach it.
func (r *request) baseURL() string {
	if r.BaseURL != "" {
		return r.BaseURL
	}
	return "https://" + r.host()
}

// hostedPolicy allows the widget: its scripts, its module, the requests to the
// API, the empty icon and the solver's worker.
const hostedPolicy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:; " +
	"require-trusted-types-for 'script'; trusted-types thoughtly-form; "

// hosted answers GET /f/{id}: a page with the form, which works without
// scripts. With ?embed the page is for a frame on a site that may embed the
// form, and reports its height to that site; otherwise no site may frame it.
func (r *request) hosted(id string) events.APIGatewayV2HTTPResponse {
	r.isForm = true // a refusal is a page too
	if p := r.open(id); p != nil {
		return r.refuse(*p)
	}
	title := r.title()
	var meta, body page
	meta.raw(`<meta name="description"`)
	meta.attr("content", title)
	// An empty icon keeps the browser from asking for /favicon.ico.
	meta.raw(`><link rel="icon" href="data:,"><script type="module"`)
	meta.attr("src", r.Widget+"/thoughtly-form.js")
	meta.raw("></script>\n")
	ancestors, class := "'none'", "tf-hosted"
	if _, embedded := r.event.QueryStringParameters["embed"]; embedded {
		ancestors, class = r.frameAncestors(), "tf-hosted tf-framed"
		meta.raw(`<script type="module"`)
		meta.attr("src", r.Widget+"/frame.js")
		meta.raw("></script>\n")
	}
	body.headMore = meta.b.String()
	body.head(r, title, class)
	body.raw("<body><main>\n")
	body.element("h1", title)
	public := r.Forms().Public(r.form, r.locale)
	body.raw(render.HTML(public.Element(forms.TreeOptions{Untitled: true})))
	if !public.Stop {
		body.raw(render.HTML(public.StopLink("")))
	}
	body.raw("</main></body></html>\n")

	res := r.cacheable("text/html; charset=utf-8", body.b.String(), etagOf(body.b.String()))
	res.Headers["Content-Security-Policy"] = r.contentPolicy(hostedPolicy, ancestors)
	res.Headers["Referrer-Policy"] = "same-origin" // a post without script carries its origin
	return res
}
