package gateway

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type (
	event  = events.APIGatewayV2HTTPRequest
	answer = events.APIGatewayV2HTTPResponse
)

// call sends one request through a gateway and returns the event that the
// handler saw.
func call(c Config, r *http.Request) (event, *http.Response) {
	var seen event
	inner := c.Handler
	c.Handler = func(ctx context.Context, e event) (answer, error) {
		seen = e
		if inner == nil {
			return answer{StatusCode: 200, Body: "{}"}, nil
		}
		return inner(ctx, e)
	}
	c.Log = slog.New(slog.DiscardHandler)
	w := httptest.NewRecorder()
	New(c).ServeHTTP(w, r)
	return seen, w.Result()
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEvent(t *testing.T) {
	r := httptest.NewRequest("POST", "http://localhost:8080/forms/a%20b?x=1&x=2&y=%C3%A9", strings.NewReader(`{"é":1}`))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Add("X-Two", "a")
	r.Header.Add("X-Two", "b")
	r.Header.Set("User-Agent", "test")
	r.Header.Set("Cookie", "a=1; b=2")
	r.RemoteAddr = "192.0.2.7:4711"
	e, res := call(Config{Routes: []string{"ANY /forms/{id}"}}, r)
	if res.StatusCode != 200 {
		t.Fatal(res.Status)
	}
	for _, c := range []struct{ what, got, want string }{
		{"version", e.Version, "2.0"},
		{"routeKey", e.RouteKey, "ANY /forms/{id}"},
		{"rawPath", e.RawPath, "/forms/a%20b"},
		{"rawQueryString", e.RawQueryString, "x=1&x=2&y=%C3%A9"},
		{"query x", e.QueryStringParameters["x"], "1,2"},
		{"path parameter", e.PathParameters["id"], "a b"},
		{"header", e.Headers["x-two"], "a,b"},
		{"host", e.Headers["host"], "localhost:8080"},
		{"cookie among the headers", e.Headers["cookie"], ""},
		{"cookies", strings.Join(e.Cookies, "|"), "a=1|b=2"},
		{"method", e.RequestContext.HTTP.Method, "POST"},
		{"sourceIp", e.RequestContext.HTTP.SourceIP, "192.0.2.7"},
		{"userAgent", e.RequestContext.HTTP.UserAgent, "test"},
		{"x-forwarded-for", e.Headers["x-forwarded-for"], "192.0.2.7"},
		{"body", e.Body, `{"é":1}`},
		{"stage", e.RequestContext.Stage, "$default"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %q, want %q", c.what, c.got, c.want)
		}
	}
	if e.IsBase64Encoded || e.RequestContext.RequestID == "" || e.RequestContext.TimeEpoch == 0 {
		t.Errorf("event %+v", e)
	}
}

func TestBodyIsBase64UnlessText(t *testing.T) {
	for _, c := range []struct {
		contentType, body string
		want              bool
	}{
		{"application/json", "{}", false},
		{"application/json", "{\"a\":\"\xff\"}", true},
		{"text/plain", "a", false},
		{"application/x-www-form-urlencoded", "a=1", true},
		{"application/octet-stream", "a", true},
		{"", "a", true},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.contentType)
		e, _ := call(Config{}, r)
		body := e.Body
		if e.IsBase64Encoded {
			b, err := base64.StdEncoding.DecodeString(body)
			if err != nil {
				t.Fatal(err)
			}
			body = string(b)
		}
		if e.IsBase64Encoded != c.want || body != c.body {
			t.Errorf("%s %q: base64 %v, body %q", c.contentType, c.body, e.IsBase64Encoded, body)
		}
	}
}

func TestAnswer(t *testing.T) {
	r := func() *http.Request { return httptest.NewRequest("GET", "/", nil) }
	give := func(a answer) Config {
		return Config{Handler: func(context.Context, event) (answer, error) { return a, nil }}
	}
	_, res := call(give(answer{StatusCode: 303, Headers: map[string]string{"location": "/thanks"}, Cookies: []string{"a=1", "b=2"}}), r())
	if res.StatusCode != 303 || res.Header.Get("Location") != "/thanks" || len(res.Header.Values("Set-Cookie")) != 2 {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	_, res = call(give(answer{StatusCode: 200, Body: "eA==", IsBase64Encoded: true}), r())
	if got := text(t, res); got != "x" || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%q as %s", got, res.Header.Get("Content-Type"))
	}
	for name, a := range map[string]answer{
		"no status":  {Body: "x"},
		"bad base64": {StatusCode: 200, Body: "?", IsBase64Encoded: true},
		"too large":  {StatusCode: 200, Body: strings.Repeat("x", MaxAnswer+1)},
	} {
		if _, res = call(give(a), r()); res.StatusCode != 500 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
}

func TestHandlerThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		handler Handler
		status  int
	}{
		"error": {func(context.Context, event) (answer, error) { return answer{}, errors.New("inner") }, 500},
		"panic": {func(context.Context, event) (answer, error) { panic("inner") }, 500},
		"slow": {func(ctx context.Context, _ event) (answer, error) {
			<-ctx.Done()
			<-time.After(time.Second)
			return answer{StatusCode: 200}, nil
		}, 503},
	} {
		_, res := call(Config{Handler: c.handler, FunctionTime: 10 * time.Millisecond}, httptest.NewRequest("GET", "/", nil))
		if body := text(t, res); res.StatusCode != c.status || strings.Contains(body, "inner") {
			t.Errorf("%s: %d %s", name, res.StatusCode, body)
		}
	}
}

func TestHandlerHasDeadlineAndRequestID(t *testing.T) {
	call(Config{FunctionTime: time.Second, Handler: func(ctx context.Context, e event) (answer, error) {
		deadline, ok := ctx.Deadline()
		lc, _ := lambdacontext.FromContext(ctx)
		if !ok || time.Until(deadline) > time.Second || lc.AwsRequestID != e.RequestContext.RequestID {
			t.Errorf("deadline %v, request %q", deadline, lc.AwsRequestID)
		}
		return answer{StatusCode: 200}, nil
	}}, httptest.NewRequest("GET", "/", nil))
}

func TestLimits(t *testing.T) {
	_, res := call(Config{}, httptest.NewRequest("POST", "/", bytes.NewReader(make([]byte, MaxBody+1))))
	if res.StatusCode != 413 {
		t.Errorf("an eleventh megabyte: %d", res.StatusCode)
	}
	c := Config{Routes: []string{"POST /contacts", "GET /forms/{id}"}}
	for _, path := range []string{"/", "/forms", "/forms/a/b", "/contacts/"} {
		if _, res := call(c, httptest.NewRequest("POST", path, nil)); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	if _, res := call(c, httptest.NewRequest("GET", "/contacts", nil)); res.StatusCode != 404 {
		t.Errorf("a method without route: %d", res.StatusCode)
	}
}

func TestCORS(t *testing.T) {
	c := Config{
		CORS: &CORS{Allowed: func(origin string) bool { return origin == "https://a.example" }, Methods: []string{"POST"}, Headers: []string{"content-type"}, Expose: []string{"retry-after"}, MaxAge: time.Hour},
		Handler: func(context.Context, event) (answer, error) {
			return answer{StatusCode: 200, Headers: map[string]string{"access-control-allow-origin": "https://handler.example"}}, nil
		},
	}
	for _, k := range []struct {
		method, origin, want string
		status               int
	}{
		{"OPTIONS", "https://a.example", "https://a.example", 204},
		{"OPTIONS", "https://b.example", "", 204},
		{"POST", "https://a.example", "https://a.example", 200},
		{"POST", "https://b.example", "", 200},
		{"POST", "", "", 200},
	} {
		r := httptest.NewRequest(k.method, "/contacts", nil)
		if k.origin != "" {
			r.Header.Set("Origin", k.origin)
			r.Header.Set("Access-Control-Request-Method", "POST")
		}
		e, res := call(c, r)
		if got := res.Header.Get("Access-Control-Allow-Origin"); got != k.want || res.StatusCode != k.status {
			t.Errorf("%s from %q: %d, allowed %q", k.method, k.origin, res.StatusCode, got)
		}
		if k.method == "OPTIONS" && e.Version != "" {
			t.Error("the handler saw a preflight request")
		}
		if methods := res.Header.Get("Access-Control-Allow-Methods"); (methods != "") != (k.method == "OPTIONS" && k.want != "") {
			t.Errorf("%s from %q: methods %q", k.method, k.origin, methods)
		}
		if k.method == "POST" && res.Header.Get("Vary") != "Origin" {
			t.Error("the answer does not vary by origin")
		}
	}
}
