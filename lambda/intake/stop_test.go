package intake

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

func TestStop(t *testing.T) {
	s := ringing(t)
	ask := func(contentType, body string) events.APIGatewayV2HTTPRequest {
		e := post(contentType, body)
		e.RawPath = "/stop"
		return e
	}
	for range 2 { // the same response for new and known numbers
		_, a := s.expect(t, ask(jsonType, `{"phone_number":"+1 (212) 555-0123"}`), 200, "")
		if a.Data["status"] != "stopped" || len(a.Data) != 1 {
			t.Errorf("data %v", a.Data)
		}
	}
	s.expect(t, post(jsonType, ny(id1)), 422, "phone_stopped")
	res, _ := s.send(t, ask(formType, "phone_number=%2B12125550124"))
	if res.StatusCode != 303 || res.Headers["Location"] != "/stop?done" {
		t.Errorf("%d %v", res.StatusCode, res.Headers)
	}
	s.expect(t, post(jsonType, strings.Replace(ny(id2), "0123", "0124", 1)), 422, "phone_stopped")
	if len(s.api.made)+len(s.api.calls) != 0 {
		t.Error("created or called")
	}

	page := request_(http.MethodGet, "/stop")
	page.Headers["accept-language"] = "de-CH, en;q=0.5"
	res, _ = s.send(t, page)
	if res.StatusCode != 200 || !strings.Contains(res.Body, `<html lang="de"`) || !strings.Contains(res.Body, `action="/stop"`) || strings.Contains(res.Body, "<script") {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	page.QueryStringParameters = map[string]string{"done": ""}
	if res, _ = s.send(t, page); strings.Contains(res.Body, "<form") || !strings.Contains(res.Body, "Liste") {
		t.Error(res.Body)
	}

	for body, code := range map[string]string{
		`{"phone_number":"hello"}`: "phone_not_a_number", `{}`: "phone_not_a_number",
		`{"phone_number":"+12125550123","x":1}`: "unknown_member", `{"phone_number":7}`: "wrong_type", `{"`: "malformed_json",
	} {
		if _, a := s.send(t, ask(jsonType, body)); a.Error == nil || a.Error.Code != code {
			t.Errorf("%s: %+v, want %s", body, a.Error, code)
		}
	}
	for range stopsPerAddress {
		s.send(t, ask(jsonType, `{"phone_number":"+12125550125"}`))
	}
	s.expect(t, ask(jsonType, `{"phone_number":"+12125550126"}`), 429, "rate_limited")
	if strings.Contains(s.log.String(), "555") {
		t.Errorf("a number is in the log:\n%s", s.log)
	}
	s.Ledger = down{}
	other := ask(formType, "phone_number=%2B12125550127")
	other.RequestContext.HTTP.SourceIP = "192.0.2.77"
	if res, _ := s.send(t, other); res.StatusCode != 503 {
		t.Errorf("%d without the ledger", res.StatusCode)
	}
}
