package intake

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/forms/render"
)

// view is a part of a form's public definition, encoded once for each locale.
type view struct {
	of         *forms.Form // a reloaded form is another
	body, etag string
}

type viewKey struct{ form, locale, part string }

// The lifetimes of a cached definition. Definitions change with a deployment,
// which invalidates CloudFront's copies, so CloudFront keeps them for a day and
// a browser for five minutes. If the browser's header chose the locale, only
// that browser may cache the answer: a shared cache would need a copy for each
// value of the header.
const (
	cacheInBrowser = "private, max-age=300"
	cacheShared    = "public, max-age=300, s-maxage=86400"
)

// definition answers GET /forms/{id}, in the locale of the query or the
// browser. The query's part is "first" for what draws the form, "rest" for what
// the widget needs besides; without a part it is the whole.
func (r *request) definition(id string) events.APIGatewayV2HTTPResponse {
	if p := r.open(id); p != nil {
		return r.refuse(*p)
	}
	v, err := r.view()
	if err != nil {
		return r.refuse(problem{status: http.StatusInternalServerError, code: "internal"})
	}
	return r.cacheable("application/json; charset=utf-8", v.body, v.etag)
}

// open sets the form, and the locale of the query or the browser.
func (r *request) open(id string) *problem {
	f, err := r.Forms().Form(id)
	if err != nil {
		return &problem{status: http.StatusNotFound, code: "unknown_form"}
	}
	r.form = f
	if wanted := r.event.QueryStringParameters["locale"]; wanted != "" {
		r.locale = f.Locale(wanted)
	} else {
		r.locale = f.Locale(r.wantedLocales("")...)
	}
	return nil
}

// cacheable returns an answer that depends on the form and the locale only, or
// 304 if the browser has it.
func (r *request) cacheable(contentType, body, etag string) events.APIGatewayV2HTTPResponse {
	cache := cacheInBrowser
	if r.event.QueryStringParameters["locale"] != "" {
		cache = cacheShared
	}
	res := events.APIGatewayV2HTTPResponse{
		StatusCode: http.StatusOK,
		Headers: map[string]string{
			"Cache-Control": cache, "ETag": etag,
			// The gateway adds CORS headers, which name the origin: a browser that keeps one
			// answer for two sites of a domain would refuse it to the second.
			"Vary":             "Accept-Language, Origin",
			"Content-Language": r.locale, "X-Content-Type-Options": "nosniff",
		},
	}
	if etagMatches(r.header("if-none-match"), etag) {
		res.StatusCode = http.StatusNotModified
		return res
	}
	res.Headers["Content-Type"] = contentType
	res.Body = body
	return res
}

func (r *request) view() (*view, error) {
	key := viewKey{r.form.ID, r.locale, ""}
	switch part := r.event.QueryStringParameters["part"]; part {
	case "first", "rest":
		key.part = part
	}
	if v, ok := r.views.Load(key); ok && v.(*view).of == r.form {
		return v.(*view), nil
	}
	public := r.Forms().Public(r.form, r.locale)
	var data any
	switch key.part {
	case "first":
		data = render.NewFirst(public)
	case "rest":
		data = render.NewRest(public)
	default:
		data = render.NewDefinition(public)
	}
	b, err := json.Marshal(envelope{Data: data})
	if err != nil {
		return nil, err
	}
	v := &view{r.form, string(b), etagOf(string(b))}
	r.views.Store(key, v)
	return v, nil
}

// etagOf returns a strong entity tag of 96 bits of the body's hash.
func etagOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// etagMatches compares weakly, as If-None-Match requires (RFC 9110, section
// 13.1.2): a proxy that compresses the body makes the tag weak.
func etagMatches(header, etag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == etag {
			return true
		}
	}
	return false
}
