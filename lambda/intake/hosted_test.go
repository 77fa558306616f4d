package intake

import (
	"strings"
	"testing"

	"thoughtlyform/forms/render"
)

func TestHostedPage(t *testing.T) {
	s := newStack(t)
	res, _ := s.send(t, with(request_("GET", "/f/lead"), "accept-language", "es"))
	if res.StatusCode != 200 || res.Headers["Content-Type"] != "text/html; charset=utf-8" || res.Headers["ETag"] == "" {
		t.Fatalf("%d %v", res.StatusCode, res.Headers)
	}
	for _, want := range []string{
		`<html lang="es"`, "<title>Talk to us</title>", "<h1>Talk to us</h1>", `name="viewport"`, `name="description"`,
		`<script type="module" src="/widget/thoughtly-form.js">`, `<link rel="stylesheet" href="/widget/hosted.css">`,
		`<thoughtly-form form="lead" locale="es">`, `method="post" action="/contacts"`, "Example Inc. puede llamarme.",
	} {
		if !strings.Contains(res.Body, want) {
			t.Errorf("%s is not on the page\n%s", want, res.Body)
		}
	}
	for _, never := range []string{"style=", "<style", "onclick", "frame.js", "tf-title"} {
		if strings.Contains(res.Body, never) {
			t.Errorf("%s is on the page", never)
		}
	}
	policy := res.Headers["Content-Security-Policy"]
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s: %s", want, policy)
		}
	}
	if again, _ := s.send(t, with(with(request_("GET", "/f/lead"), "accept-language", "es"), "if-none-match", res.Headers["ETag"])); again.StatusCode != 304 {
		t.Errorf("the same page again: %d", again.StatusCode)
	}
}

func TestHostedPageInAFrame(t *testing.T) {
	s := newStack(t)
	res, _ := s.send(t, query(request_("GET", "/f/lead"), "embed", ""))
	want := "frame-ancestors 'self' https://own.example https://shop.example;"
	if policy := res.Headers["Content-Security-Policy"]; !strings.Contains(policy, want) || !strings.Contains(res.Body, "frame.js") {
		t.Errorf("%s\n%s", policy, res.Body)
	}
	// Without scripts the response to the post is shown in the same frame.
	refused, _ := s.send(t, post(formType, "form=lead&phone_number=1"))
	if policy := refused.Headers["Content-Security-Policy"]; refused.StatusCode != 422 || !strings.Contains(policy, want) {
		t.Errorf("%d %s", refused.StatusCode, policy)
	}
	must(s.Forms().Form("lead")).Origins = []string{"*"}
	res, _ = s.send(t, query(request_("GET", "/f/lead"), "embed", "1"))
	if policy := res.Headers["Content-Security-Policy"]; !strings.Contains(policy, "frame-ancestors *;") {
		t.Error(policy)
	}
}

// The page has one link to the do-not-call page: below the form, or with privacy.stop
// below the consent, as in pasted forms.
func TestLinkToStop(t *testing.T) {
	for _, inForm := range []bool{false, true} {
		s := newStack(t)
		s.form(t, "lead").Privacy.Stop = inForm
		const link = `<a href="/stop?locale=es" target="_blank" rel="noopener">No quiero que llamen a mi número</a>`
		res, _ := s.send(t, query(request_("GET", "/f/lead"), "locale", "es"))
		before, _, _ := strings.Cut(res.Body, link)
		if strings.Count(res.Body, "/stop") != 1 || !strings.Contains(res.Body, link) ||
			strings.Contains(before, "</form>") == inForm || !strings.Contains(before, `name="consent"`) {
			t.Errorf("in the form %v:\n%s", inForm, res.Body)
		}
		markup := query(request_("GET", "/forms/lead/markup"), "locale", "es")
		markup.RequestContext.DomainName = "forms.example"
		res, _ = s.send(t, markup)
		if strings.Contains(res.Body, `href="https://forms.example/stop?locale=es"`) != inForm {
			t.Errorf("pasted, %v:\n%s", inForm, res.Body)
		}
	}
}

func TestUnknownHostedPageGetsAnErrorPage(t *testing.T) {
	for _, path := range []string{"/f/none", "/f/none?embed", "/f/%3Cscript%3E"} {
		res, _ := newStack(t).send(t, request_("GET", path))
		if res.StatusCode != 404 || !strings.HasPrefix(res.Headers["Content-Type"], "text/html") || strings.Contains(res.Body, "<script>") {
			t.Errorf("%s: %d %v %s", path, res.StatusCode, res.Headers, res.Body)
		}
	}
}

func TestMarkup(t *testing.T) {
	s := newStack(t)
	e := query(request_("GET", "/forms/lead/markup"), "locale", "es")
	e.RequestContext.DomainName = "forms.example"
	res, _ := s.send(t, e)
	f := s.form(t, "lead")
	public := s.Forms().Public(f, "es")
	if want := render.HTML(public.Snippet("https://forms.example", "https://forms.example/widget")...); res.StatusCode != 200 || res.Body != want {
		t.Errorf("%d\n%s\nwant\n%s", res.StatusCode, res.Body, want)
	}
	if !strings.HasPrefix(res.Headers["Content-Type"], "text/html") || !strings.HasPrefix(res.Headers["Cache-Control"], "public") {
		t.Errorf("%v", res.Headers)
	}
	s.BaseURL = "http://localhost:8080"
	res, _ = s.send(t, query(request_("GET", "/forms/lead/markup"), "assets", "none"))
	if !strings.HasPrefix(res.Body, `<thoughtly-form form="lead" locale="en" endpoint="http://localhost:8080">`) || strings.Contains(res.Body, "<script") {
		t.Error(res.Body)
	}
	s.expect(t, request_("GET", "/forms/none/markup"), 404, "unknown_form")
	s.expect(t, request_("GET", "/forms/lead/other"), 404, "not_found")
	s.expect(t, request_("GET", "/forms//markup"), 404, "not_found")
}

func TestList(t *testing.T) {
	s := newStack(t)
	_, a := s.expect(t, with(request_("GET", "/forms"), "accept-language", "es"), 200, "")
	list := a.Data["forms"].([]any)
	if len(list) != 2 {
		t.Fatal(list)
	}
	first, second := list[0].(map[string]any), list[1].(map[string]any)
	if first["id"] != "contact" || first["title"] != "Hable con nosotros ahora" || second["page"] != "/f/lead" || second["title"] != "Talk to us" {
		t.Error(list)
	}
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	s := newStack(t)
	for _, path := range []string{"/f/lead", "/forms", "/forms/lead", "/forms/lead/markup", "/healthz"} {
		get, _ := s.send(t, request_("GET", path))
		head := must(s.Handle(t.Context(), request_("HEAD", path)))
		if head.StatusCode != 200 || head.Body != "" || head.Headers["Content-Type"] != get.Headers["Content-Type"] || head.Headers["ETag"] != get.Headers["ETag"] {
			t.Errorf("%s: %d %v", path, head.StatusCode, head.Headers)
		}
	}
}
