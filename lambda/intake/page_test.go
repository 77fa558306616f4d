package intake

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

// formPost returns the beginning of a form post with the values.
func formPost(values string, more ...string) string {
	return "form=lead&consent=true&phone_number=%2B14155550123" + values + strings.Join(more, "")
}

func TestRefusedPostShowsTheFormAgain(t *testing.T) {
	s := newStack(t)
	hostile := `"><script>alert(1)</script>`
	res, _ := s.send(t, post(formType, "form=lead&submission_id="+id1+"&phone_number=12&name="+url.QueryEscape(hostile)+
		"&email=ada%40nowhere&attributes[plan]=pro&attributes[note]=%3C/textarea%3E%3Cb%3E&tags=beta&page[url]="+url.QueryEscape(hostile)))
	if res.StatusCode != 422 || res.Headers["Content-Type"] != "text/html; charset=utf-8" {
		t.Fatalf("%d %v", res.StatusCode, res.Headers)
	}
	words := s.Forms().Messages("en")
	for _, want := range []string{`value="` + id1 + `"`, `value="12"`, `value="ada@nowhere"`, "&lt;script&gt;", words["error.required.consent"], words["error.email_no_dot"], `role="alert"`, `lang="en"`} {
		if !strings.Contains(res.Body, want) {
			t.Errorf("%s is not on the page\n%s", want, res.Body)
		}
	}
	for _, never := range []string{"<script", "</textarea><b>", "style=", "onclick"} {
		if strings.Contains(res.Body, never) {
			t.Errorf("%s is on the page", never)
		}
	}
	policy := res.Headers["Content-Security-Policy"]
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Error(policy)
	}
}

func TestRefusedBeforeTheFormIsKnown(t *testing.T) {
	res, _ := newStack(t).send(t, post(formType, "form=%zz"))
	if res.StatusCode != 400 || !strings.Contains(res.Body, english["error.malformed_form"]) {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
}

func TestRedirects(t *testing.T) {
	s := newStack(t)
	f := must(s.Forms().Form("lead"))
	f.Success.Redirect, f.ErrorPage = "https://shop.example/thanks", "https://shop.example/sorry"
	expect := func(body, location string, status int) {
		t.Helper()
		res, _ := s.send(t, post(formType, body))
		if res.StatusCode != status || res.Headers["Location"] != location {
			t.Errorf("%d to %q, want %d to %q", res.StatusCode, res.Headers["Location"], status, location)
		}
	}
	expect(formPost("&name=Ada"), "https://shop.example/thanks", 303)
	expect("form=lead&phone_number=1", "", 422) // the visitor can correct it on this page
	s.api.err, s.Queue = errors.New("down"), down{}
	expect(formPost("&name=Eve"), "https://shop.example/sorry", 303)

	res, _ := s.send(t, post(formType, "form=lead&phone_number=1"))
	if !strings.Contains(res.Headers["Content-Security-Policy"], "form-action 'self' https://shop.example") {
		t.Errorf("the policy would stop the redirect: %s", res.Headers["Content-Security-Policy"])
	}
}

func TestFormPostShapes(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"plus for space":         {formPost("&name=Ada+L"), 201},
		"empty optional":         {formPost("&name=&email=&website=&attributes[plan]="), 201},
		"repeated tags":          {formPost("&tags=news&tags=beta"), 201},
		"repeated name":          {formPost("&name=a&name=b"), 400},
		"repeated attribute":     {formPost("&attributes[plan]=pro&attributes[plan]=basic"), 400},
		"unknown control":        {formPost("&colour=red"), 400},
		"unclosed bracket":       {formPost("&attributes[plan=pro"), 400},
		"nested bracket":         {formPost("&attributes[plan][x]=pro"), 422},
		"consent twice":          {formPost("&consent=on"), 400},
		"consent of odd value":   {"form=lead&phone_number=%2B14155550123&consent=maybe", 400},
		"consent unticked":       {"form=lead&phone_number=%2B14155550123&consent=off", 422},
		"invalid UTF-8":          {formPost("&name=%ff"), 400},
		"broken escape":          {formPost("&name=%4"), 400},
		"NUL":                    {formPost("&name=%00"), 422},
		"id that is none":        {formPost("&submission_id=1"), 400},
		"semicolon in text":      {formPost("&attributes[note]=a;b"), 201},
		"no separator at all":    {"form", 404},
		"empty":                  {"", 404},
		"ampersands":             {"&&" + formPost("&&"), 201},
		"name without a value":   {formPost("&name"), 201},
		"campaign kept as given": {formPost("&page[campaign][utm_source]=mail&page[url]=https://shop.example/"), 201},
	} {
		t.Run(name, func(t *testing.T) {
			res, _ := newStack(t).send(t, post(formType, c.body))
			if res.StatusCode != c.status {
				t.Errorf("%d, want %d\n%s", res.StatusCode, c.status, res.Body)
			}
		})
	}
}

func TestWithoutAKeyAnIDIsRandom(t *testing.T) {
	s := newStack(t)
	s.Keys = nil
	for range 2 {
		s.send(t, post(formType, formPost("&name=Ada")))
	}
	if len(s.api.made) != 2 {
		t.Errorf("%d contacts", len(s.api.made))
	}
}

func TestRefusedPostShowsCorrectedValues(t *testing.T) {
	res, _ := newStack(t).send(t, post(formType, "form=lead&submission_id="+id1+"&phone_number=0044%2020%207946%200958&name=%20Ada%20%20Lovelace"))
	if res.StatusCode != 422 || !strings.Contains(res.Body, `value="+44 20 7946 0958"`) || !strings.Contains(res.Body, `value="Ada Lovelace"`) {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
}

// An invalid optional address does not block the lead: when the same address is sent
// again, it is omitted. Another invalid address is refused again.
func TestOptionalEmailIsLeftOutAtTheSecondPress(t *testing.T) {
	s := newStack(t)
	body := "form=lead&consent=true&name=Ada&submission_id=" + id1 + "&phone_number=%2B14155550123&email=ada"
	res, _ := s.send(t, post(formType, body))
	if res.StatusCode != 422 || !strings.Contains(res.Body, `name="without_email" value="ada"`) {
		t.Fatalf("%d %s", res.StatusCode, res.Body)
	}
	if res, _ := s.send(t, post(formType, body+"%40&without_email=ada")); res.StatusCode != 422 {
		t.Errorf("another address: %d", res.StatusCode)
	}
	res, _ = s.send(t, post(formType, body+"&without_email=ada"))
	if res.StatusCode != 201 || s.api.made[0].Email != "" {
		t.Errorf("%d, %+v", res.StatusCode, s.api.made)
	}
	if want := s.Forms().FormMessages(must(s.Forms().Form("lead")), "en")["success.without_email"]; want == "" || !strings.Contains(res.Body, want) {
		t.Errorf("the visitor does not read that it was left out: %s", res.Body)
	}
}

// A number in no known range is accepted from the page that asks for a confirmation,
// but another number is not.
func TestUnknownNumberIsConfirmed(t *testing.T) {
	s := newStack(t)
	body := "form=lead&consent=true&name=Ada&submission_id=" + id1 + "&phone_number=%2B1+436+234+5678"
	res, _ := s.send(t, post(formType, body))
	if res.StatusCode != 422 || !strings.Contains(res.Body, `name="confirmed_number" value="+1 436 234 5678"`) || !strings.Contains(res.Body, english["error.phone_unknown"]) {
		t.Fatalf("%d %s", res.StatusCode, res.Body)
	}
	if res, _ := s.send(t, post(formType, body+"&confirmed_number=%2B1+436+234+5679")); res.StatusCode != 422 {
		t.Errorf("another number: %d", res.StatusCode)
	}
	if res, _ := s.send(t, post(formType, body+"&confirmed_number=%2B1+436+234+5678")); res.StatusCode != 201 {
		t.Errorf("confirmed: %d %s", res.StatusCode, res.Body)
	}
}
