package intake

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDefinition(t *testing.T) {
	s := newStack(t)
	e := with(request_("GET", "/forms/lead"), "accept-language", "fr, es;q=0.8, en;q=0.5")
	res, a := s.expect(t, e, 200, "")
	if a.Data["id"] != "lead" || a.Data["locale"] != "es" || res.Headers["Content-Language"] != "es" {
		t.Errorf("%v %v", a.Data["locale"], res.Headers)
	}
	if res.Headers["Vary"] != "Accept-Language, Origin" || !strings.HasPrefix(res.Headers["Cache-Control"], "private") {
		t.Errorf("headers %v", res.Headers)
	}
	for _, secret := range []string{"limits", "origins", `"website"`} {
		if strings.Contains(res.Body, secret) {
			t.Errorf("%s is shown", secret)
		}
	}

	named, _ := s.expect(t, query(request_("GET", "/forms/lead"), "locale", "es-MX"), 200, "")
	if named.Body != res.Body || !strings.HasPrefix(named.Headers["Cache-Control"], "public") {
		t.Errorf("headers %v", named.Headers)
	}

	for _, tag := range []string{res.Headers["ETag"], `"x", W/` + res.Headers["ETag"], "*"} {
		again, _ := s.send(t, with(query(request_("GET", "/forms/lead"), "locale", "es"), "if-none-match", tag))
		if again.StatusCode != 304 || again.Body != "" || again.Headers["ETag"] != res.Headers["ETag"] {
			t.Errorf("%s: %d %v", tag, again.StatusCode, again.Headers)
		}
	}
	english, _ := s.send(t, with(request_("GET", "/forms/lead"), "if-none-match", res.Headers["ETag"]))
	if english.StatusCode != 200 || english.Headers["ETag"] == res.Headers["ETag"] {
		t.Error("two locales share an ETag")
	}
}

func TestPartsOfTheDefinition(t *testing.T) {
	s := newStack(t)
	part := func(name string) (map[string]any, string) {
		e := query(query(request_("GET", "/forms/lead"), "locale", "en"), "part", name)
		res, a := s.expect(t, e, 200, "")
		return a.Data, res.Headers["ETag"]
	}
	whole, wholeTag := part("")
	first, firstTag := part("first")
	rest, restTag := part("rest")
	if wholeTag == firstTag || firstTag == restTag || wholeTag == restTag {
		t.Error("two parts share an ETag")
	}
	if first["tree"] == nil || first["busy"] == "" || first["failed"] == "" || first["messages"] != nil {
		t.Errorf("first: %v", first)
	}
	if rest["tree"] != nil || rest["messages"] == nil {
		t.Errorf("rest: %v", rest)
	}
	messages := rest["messages"].(map[string]any)
	for key, want := range map[string]bool{
		"created": true, "failed": true, "summary": true, "success.placed": true, "error.required": true, "phone_hint": true,
		"stop.title": false, "label.name": false, "weekdays": false, "choose": false,
	} {
		if _, has := messages[key]; has != want {
			t.Errorf("rest has the message %s: %v, want %v", key, has, want)
		}
	}
	for key := range whole {
		if first[key] == nil && rest[key] == nil {
			t.Errorf("no part has %s", key)
		}
	}
}

func TestSession(t *testing.T) {
	s := newStack(t)
	res, a := s.expect(t, with(request_("GET", "/session"), "cloudfront-viewer-country", "GB"), 200, "")
	if a.Data["country"] != "GB" || res.Headers["Cache-Control"] != "no-store" {
		t.Errorf("%v %v", a.Data, res.Headers)
	}
	for _, odd := range []string{"", "gb", "GBR", "<x"} {
		if _, a := s.expect(t, with(request_("GET", "/session"), "cloudfront-viewer-country", odd), 200, ""); a.Data["country"] != nil {
			t.Errorf("%q is taken for a country", odd)
		}
	}
}

func TestHealth(t *testing.T) {
	newStack(t).expect(t, request_("GET", "/healthz"), 200, "")
}

func TestAllowHeaderListsTheMethods(t *testing.T) {
	s := newStack(t)
	for path, want := range map[string]string{
		"/contacts": "POST", "/session": "GET, HEAD", "/healthz": "GET, HEAD",
		"/forms": "GET, HEAD", "/forms/lead": "GET, HEAD", "/forms/lead/markup": "GET, HEAD", "/f/lead": "GET, HEAD",
	} {
		res, _ := s.expect(t, request_("PUT", path), 405, "method_not_allowed")
		if res.Headers["Allow"] != want {
			t.Errorf("%s allows %q, want %q", path, res.Headers["Allow"], want)
		}
	}
}

func TestReloadedFormsAreShown(t *testing.T) {
	s := newStack(t)
	before, _ := s.expect(t, request_("GET", "/forms/lead"), 200, "")
	other := newStack(t)
	s.Handler.Config.Forms = other.Forms
	changed := must(other.Forms().Form("lead"))
	changed.Title = map[string]string{"": "Changed"}
	after, a := s.expect(t, request_("GET", "/forms/lead"), 200, "")
	if a.Data["title"] != "Changed" || after.Headers["ETag"] == before.Headers["ETag"] {
		b, _ := json.Marshal(a.Data["title"])
		t.Errorf("title %s", b)
	}
}

// A shared cache keeps a definition until a deployment invalidates it. With
// stale-while-revalidate, CloudFront would serve an old definition after that.
func TestDefinitionsAreCachedUntilADeployment(t *testing.T) {
	s := newStack(t)
	event := request_("GET", "/forms/lead")
	event.QueryStringParameters = map[string]string{"locale": "en"}
	res, _ := s.expect(t, event, 200, "")
	if got := res.Headers["Cache-Control"]; got != "public, max-age=300, s-maxage=86400" {
		t.Errorf("with a locale: %q", got)
	}
	res, _ = s.expect(t, request_("GET", "/forms/lead"), 200, "")
	if got := res.Headers["Cache-Control"]; got != "private, max-age=300" {
		t.Errorf("without: %q", got)
	}
}
