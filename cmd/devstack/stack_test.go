package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"thoughtlyform/internal/webtest"
)

func env(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func run(t *testing.T, values map[string]string) *stack {
	t.Helper()
	all := map[string]string{"PORT": "0", "THOUGHTLY_PORT": "0", "GUARD": "off", "HOURS": "any", "FORMS_DIR": "../../forms"}
	for name, value := range values {
		all[name] = value
	}
	o, err := readOptions(env(all))
	if err != nil {
		t.Fatal(err)
	}
	s, err := start(t.Context(), o, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

func do(t *testing.T, method, url, contentType, body string) (int, string) {
	t.Helper()
	res, text := webtest.Send(t, method, url, body, "Content-Type", contentType)
	return res.StatusCode, text
}

const jsonType = "application/json"

func submission(n int) string {
	return fmt.Sprintf(`{"form":"contact","submission_id":"018f3a6e-0000-4000-8000-%012d","phone_number":"+141555501%02d","name":"Ada","consent":true}`, n, n)
}

func contacts(t *testing.T, s *stack) (all []struct {
	ID      string
	Contact map[string]any
}) {
	t.Helper()
	_, body := do(t, "GET", s.sandboxURL+"/_sandbox/contacts", "", "")
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSubmissionArrives(t *testing.T) {
	s := run(t, nil)
	status, body := do(t, "POST", s.siteURL+"/contacts", jsonType, submission(1))
	all := contacts(t, s)
	if status != 201 || len(all) != 1 || !strings.Contains(body, all[0].ID) || all[0].Contact["phone_number"] != "+14155550101" {
		t.Fatalf("%d %s; the sandbox has %v", status, body, all)
	}
	if status, again := do(t, "POST", s.siteURL+"/contacts", jsonType, submission(1)); status != 201 || again != body {
		t.Errorf("the same again: %d %s", status, again)
	}
	do(t, "PUT", s.sandboxURL+"/_sandbox/faults", jsonType, `{"mode":"401","count":1}`)
	if status, body = do(t, "POST", s.siteURL+"/contacts", jsonType, submission(2)); status != 201 {
		t.Errorf("with the token refused once: %d %s", status, body)
	}
	post := url.Values{"form": {"contact"}, "phone_number": {"+14155550103"}, "consent": {"true"}}.Encode()
	if status, body = do(t, "POST", s.siteURL+"/contacts", "application/x-www-form-urlencoded", post); status >= 400 {
		t.Errorf("a form post: %d %s", status, body)
	}
	if n := len(contacts(t, s)); n != 3 {
		t.Errorf("%d contacts, want 3", n)
	}
}

func TestQueuedSubmissionIsDeliveredAfterAnOutage(t *testing.T) {
	s := run(t, map[string]string{"THOUGHTLY_RPM": "6000"})
	do(t, "PUT", s.sandboxURL+"/_sandbox/faults", jsonType, `{"mode":"500"}`)
	if status, body := do(t, "POST", s.siteURL+"/contacts", jsonType, submission(1)); status != 202 {
		t.Fatalf("%d %s", status, body)
	}
	do(t, "PUT", s.sandboxURL+"/_sandbox/faults", jsonType, `{"mode":"ok"}`)
	for range 300 {
		if all := contacts(t, s); len(all) == 1 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the lead was not delivered")
}

func TestRoutes(t *testing.T) {
	s := run(t, nil)
	for _, c := range []struct {
		method, path string
		status       int
		contains     string
	}{
		{"GET", "/", 200, "<thoughtly-form"},
		{"GET", "/healthz", 200, `"data"`},
		{"GET", "/forms/contact", 200, `"id":"contact"`},
		{"GET", "/session", 200, `"data"`},
		{"GET", "/contacts", 405, "method_not_allowed"},
		{"GET", "/nothing", 404, ""},
	} {
		if status, body := do(t, c.method, s.siteURL+c.path, "", ""); status != c.status || !strings.Contains(body, c.contains) {
			t.Errorf("%s %s: %d %.200s", c.method, c.path, status, body)
		}
	}
	if !strings.Contains(s.banner(), s.siteURL) || !strings.Contains(s.banner(), s.sandboxURL) {
		t.Errorf("the banner lacks a URL: %s", s.banner())
	}
}

func TestRealCredentialsReplaceTheSandbox(t *testing.T) {
	s := run(t, map[string]string{"THOUGHTLY_API_TOKEN": "token", "THOUGHTLY_TEAM_ID": "team"})
	if s.sandboxURL != "" || !strings.Contains(s.banner(), "the real API") {
		t.Errorf("a sandbox at %q; %s", s.sandboxURL, s.banner())
	}
	if status, _ := do(t, "GET", s.siteURL+"/sandbox", "", ""); status != 404 {
		t.Errorf("the link to the sandbox answers %d", status)
	}
}

func TestErrorForAUsedPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	for _, o := range []options{{port: port}, {thoughtlyPort: port}} {
		_, err = start(t.Context(), o, slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), "port "+strconv.Itoa(port)+" is in use") {
			t.Errorf("got %v", err)
		}
	}
}

func TestFurtherOrigins(t *testing.T) {
	s := run(t, map[string]string{"ORIGINS": "https://a.example,http://localhost:3000"})
	for origin, status := range map[string]int{"https://a.example": 201, "http://localhost:3000": 201, "https://b.example": 403} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.siteURL+"/contacts", strings.NewReader(submission(len(origin))))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", jsonType)
		r.Header.Set("Origin", origin)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if allowed := res.Header.Get("Access-Control-Allow-Origin"); res.StatusCode != status || (allowed == origin) != (status == 201) {
			t.Errorf("%s: %d, CORS allows %q", origin, res.StatusCode, allowed)
		}
	}
}

func TestPagesOfForms(t *testing.T) {
	s := run(t, nil)
	for path, want := range map[string]string{
		"/forms":                `"page":"/f/minimal"`,
		"/forms/":               `href="/f/minimal"`,
		"/f/minimal":            `<form class="tf-form" method="post" action="/contacts"`,
		"/f/contact?embed":      "frame.js",
		"/forms/contact/markup": `action="` + s.siteURL + `/contacts"`,
	} {
		if status, body := do(t, "GET", s.siteURL+path, "", ""); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d, without %s:\n%s", path, status, want, body)
		}
		if status, body := do(t, "HEAD", s.siteURL+path, "", ""); status != 200 || body != "" {
			t.Errorf("HEAD %s: %d %q", path, status, body)
		}
	}
}

func TestOptions(t *testing.T) {
	for name, bad := range map[string]map[string]string{
		"port":              {"PORT": "http"},
		"guard":             {"GUARD": "yes"},
		"hours":             {"HOURS": "night"},
		"clock":             {"CLOCK": "8:00"},
		"url":               {"THOUGHTLY_URL": "127.0.0.1:9000", "THOUGHTLY_API_TOKEN": "t", "THOUGHTLY_TEAM_ID": "t"},
		"only url":          {"THOUGHTLY_URL": "http://127.0.0.1:9000"},
		"aws":               {"AWS": "real"},
		"rpm":               {"THOUGHTLY_RPM": "0"},
		"token, no team":    {"THOUGHTLY_API_TOKEN": "t"},
		"port out of range": {"THOUGHTLY_PORT": "70000"},
		"origin with path":  {"ORIGINS": "https://a.example/"},
		"empty origin":      {"ORIGINS": "https://a.example,"},
		"host only":         {"ORIGINS": "a.example"},
		"any origin":        {"ORIGINS": "*"},
	} {
		if _, err := readOptions(env(bad)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	o, err := readOptions(env(nil))
	if err != nil || o.port != 8080 || o.thoughtlyPort != 8081 || o.rpm != 100 || o.unguarded || o.moto || o.real() {
		t.Errorf("by default %+v, %v", o, err)
	}
}

func TestFunctionsDoNotLinkTheDevstack(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "thoughtlyform/lambda/...").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("%v: %s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(dep, "thoughtlyform/cmd") || strings.Contains(dep, "yaml") {
			t.Errorf("the functions link %s", dep)
		}
	}
}
