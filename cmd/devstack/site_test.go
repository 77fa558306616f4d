package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func someForms() []string { return []string{"contact", "quote"} }

func TestSite(t *testing.T) {
	dist, examples := t.TempDir(), t.TempDir()
	now := time.Now()
	for name, file := range map[string]struct {
		text string
		at   time.Time
	}{
		"validator.wasm": {"plain", now}, "validator.wasm.br": {"packed", now},
		"thoughtly-form.js": {"new", now}, "thoughtly-form.js.br": {"of an older build", now.Add(-time.Hour)},
	} {
		path := filepath.Join(dist, name)
		if err := os.WriteFile(path, []byte(file.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, file.at, file.at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(examples, "index.html"), []byte("examples"), 0o644); err != nil {
		t.Fatal(err)
	}
	site := newSite(dist, examples, "8081", someForms)
	for _, c := range []struct {
		path, accept             string
		status                   int
		kind, encoding, contains string
	}{
		{"/", "", 200, "text/html", "", "<thoughtly-form"},
		{"/", "", 200, "text/html", "", `href="/f/quote"`},
		{"/forms/", "", 200, "text/html", "", `href="/f/quote"`},
		{"/site/site.css", "", 200, "text/css", "", "body"},
		{"/favicon.ico", "", 200, "image/svg+xml", "", "<svg"},
		{"/widget/validator.wasm", "", 200, "application/wasm", "", "plain"},
		{"/widget/validator.wasm", "gzip, deflate, br;q=0.9", 200, "application/wasm", "br", "packed"},
		{"/widget/validator.wasm", "br;q=0", 200, "application/wasm", "", "plain"},
		{"/widget/thoughtly-form.js", "br", 200, "text/javascript", "", "new"},
		{"/widget/none.js", "", 404, "", "", ""},
		{"/widget/../site.go", "", 404, "", "", ""},
		{"/examples/", "", 200, "text/html", "", "examples"},
		{"/examples", "", 307, "", "", ""},
		{"/nothing", "", 404, "", "", ""},
		{"/sandbox", "", 302, "", "", ""},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		h := w.Header()
		if c.path == "/widget/../site.go" && w.Code/100 == 3 {
			continue // cleaned first, which is as good
		}
		if w.Code != c.status || !strings.HasPrefix(h.Get("Content-Type"), c.kind) ||
			h.Get("Content-Encoding") != c.encoding || !strings.Contains(w.Body.String(), c.contains) {
			t.Errorf("%s (%s): %d, %s, %q: %.80s", c.path, c.accept, w.Code, h.Get("Content-Type"), h.Get("Content-Encoding"), w.Body)
		}
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost:8080/sandbox", nil))
	if to := w.Header().Get("Location"); to != "http://localhost:8081/" {
		t.Errorf("the sandbox is at %s", to)
	}
}

func TestSiteIsStrict(t *testing.T) {
	w := httptest.NewRecorder()
	newSite(".", ".", "", someForms).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	policy := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"script-src 'self' 'wasm-unsafe-eval';", "style-src 'self';", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	for _, no := range []string{"<style", "style=", " onclick=", "<script>"} {
		if strings.Contains(w.Body.String(), no) {
			t.Errorf("the page has %s, which its policy forbids", no)
		}
	}
	w = httptest.NewRecorder()
	newSite(".", ".", "", someForms).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/sandbox", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("without a sandbox its link answers %d", w.Code)
	}
}
