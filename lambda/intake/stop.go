package intake

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/go-json-experiment/json"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared/phone"
)

// The limits of the do-not-call page: how many numbers one address may enter.
// The answer never shows whether a number was known.
const (
	stopsPerAddress = 10
	stopWindow      = time.Hour
)

// stopPage answers GET /stop: a page on which anybody can enter a number that
// is not to be called. It has no scripts.
func (r *request) stopPage(context.Context) events.APIGatewayV2HTTPResponse {
	r.isForm = true
	r.locale = r.stopLocale()
	if _, done := r.event.QueryStringParameters["done"]; done {
		return r.stopAnswer(http.StatusOK, "stop.done", false)
	}
	return r.stopAnswer(http.StatusOK, "", true)
}

// stop answers POST /stop: it puts the number on the do-not-call list, so that
// it is neither created nor called. The answer is the same for known and
// unknown numbers.
func (r *request) stop(ctx context.Context) events.APIGatewayV2HTTPResponse {
	isForm, p := r.mediaType()
	if p != nil {
		return r.refuse(*p)
	}
	r.isForm, r.locale = isForm, r.stopLocale()
	body, p := r.body()
	if p != nil {
		return r.refuse(*p)
	}
	typed, p := stopNumber(body, isForm)
	if p != nil {
		return r.refuse(*p)
	}
	number, _ := phone.Read(typed, r.country())
	if !number.IsPossible() {
		return r.stopRefused(problem{status: http.StatusUnprocessableEntity, code: "phone_not_a_number", field: "phone_number"})
	}
	if !r.Unguarded {
		var windows []ledger.Window
		for _, n := range networks(r.address()) {
			windows = append(windows, ledger.Window{Key: "stop#" + r.pseudonym(ctx, n.prefix), Length: stopWindow, Limit: n.factor * stopsPerAddress})
		}
		full, err := r.Ledger.Count(ctx, windows...)
		if err == nil && full >= 0 {
			return r.stopRefused(problem{status: http.StatusTooManyRequests, code: "rate_limited", retryAfter: windows[full].Ends(r.now).Sub(r.now)})
		}
	}
	change := ledger.StopChange{Phone: number.E164(), Time: r.now, Stopped: true, Source: "page"}
	if err := r.Ledger.ChangeStop(ctx, change); err != nil {
		r.count("LedgerFailures")
		r.Log.ErrorContext(ctx, "ledger unreachable", "op", "stop", "error", err)
		return r.stopRefused(problem{status: http.StatusServiceUnavailable, code: "unavailable", retryAfter: unavailableRetry})
	}
	r.count("Stops")
	if isForm {
		return seeOther("/stop?done")
	}
	return r.answer(http.StatusOK, map[string]string{"status": "stopped"}, noStore)
}

// stopNumber parses phone_number, the only member that the body may have.
func stopNumber(body []byte, isForm bool) (string, *problem) {
	if isForm {
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return "", badRequest("malformed_form")
		}
		return values.Get("phone_number"), nil
	}
	var read struct {
		PhoneNumber string `json:"phone_number"`
	}
	if err := json.Unmarshal(body, &read, strict); err != nil {
		return "", decodeProblem(err)
	}
	return read.PhoneNumber, nil
}

func (r *request) stopRefused(p problem) events.APIGatewayV2HTTPResponse {
	if !r.isForm {
		return r.refuse(p)
	}
	r.countBy("Refused", "Reason", p.code)
	res := r.stopAnswer(p.status, "error."+p.code, true)
	setRetryAfter(res, p.retryAfter)
	return res
}

// stopAnswer returns the page with a message, with or without its form.
func (r *request) stopAnswer(status int, sentence string, form bool) events.APIGatewayV2HTTPResponse {
	w := words(r.Forms().Messages(r.locale))
	var p page
	p.open(r, w.get("stop.title"))
	p.element("h1", w.get("stop.title"))
	if sentence != "" {
		p.raw(`<p role="status">`)
		p.text(w.get(sentence))
		p.raw("</p>\n")
	}
	if form {
		p.element("p", w.get("stop.text"))
		p.raw(`<form method="post" action="/stop" accept-charset="utf-8"><p><label for="tf-stop">`)
		p.text(w.get("label.phone_number"))
		p.raw(`</label> <input id="tf-stop" name="phone_number" type="tel" autocomplete="tel" required maxlength="250"></p><p><button type="submit">`)
		p.text(w.get("stop.submit"))
		p.raw("</button></p></form>\n")
	}
	return r.page(status, &p)
}

// stopLocales returns the locales in which the page exists.
var stopLocales = []string{"en", "es", "fr", "de", "pt", "ar", "ja"}

// stopLocale returns the first of the visitor's languages in which the page
// exists. The page belongs to no form, so a number without a plus sign is read
// as one of the visitor's country.
func (r *request) stopLocale() string {
	for _, list := range r.wantedLocales(r.event.QueryStringParameters["locale"]) {
		for tag := range strings.SplitSeq(list, ",") {
			tag, _, _ = strings.Cut(strings.TrimSpace(tag), ";")
			language, _, _ := strings.Cut(strings.ToLower(tag), "-")
			if slices.Contains(stopLocales, language) {
				return language
			}
		}
	}
	return "en"
}
