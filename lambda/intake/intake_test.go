package intake

import (
	"encoding/base64"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
)

func TestCreated(t *testing.T) {
	s := newStack(t)
	_, a := s.expect(t, readEvent(t, "post_json.json"), 201, "")
	if a.Data["status"] != "created" || a.Data["id"] != "c1" {
		t.Errorf("data %v", a.Data)
	}
	consent, ok := s.form(t, "contact").ConsentIn("en")
	if !ok {
		t.Fatal("the form asks for no consent")
	}
	want := shared.Contact{
		PhoneNumber: "+14155550123", Name: "Ada", CountryCode: "US", Tags: []string{"website"},
		Attributes: map[string]string{
			"utm_source":      "mail", // and not page_url, which the form does not list
			"consent_version": consent.Version, "consent_text_sha256": consent.SHA256,
			"submission_id": id1,
		},
	}
	if len(s.api.made) != 1 || !reflect.DeepEqual(s.api.made[0], want) {
		t.Errorf("made %+v, want %+v", s.api.made, want)
	}
}

func TestFormPost(t *testing.T) {
	s := newStack(t)
	res, _ := s.send(t, readEvent(t, "post_form.json"))
	if res.StatusCode != 201 || !strings.Contains(res.Body, `<html lang="es"`) {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	// A second click on the button is the same submission.
	s.send(t, readEvent(t, "post_form.json"))
	if len(s.api.made) != 1 {
		t.Errorf("%d contacts, want 1", len(s.api.made))
	}
}

func TestWholeContact(t *testing.T) {
	s := newStack(t)
	s.expect(t, post(jsonType, lead1(id1, `,"country_code":"1","email":"Ada@Example.com","tags":["beta"],"attributes":{"plan":"pro","note":"a\nb"}`)), 201, "")
	res, _ := s.send(t, post(formType, "form=lead&submission_id="+id2+"&phone_number=415+555+0123&name=Ada&email=Ada@Example.com&tags=beta&attributes[plan]=pro&attributes%5Bnote%5D=a%0D%0Ab&consent=true&page[campaign][utm_source]=x"))
	if res.StatusCode != 201 {
		t.Fatalf("%d %s", res.StatusCode, res.Body)
	}
	for i := range s.api.made {
		delete(s.api.made[i].Attributes, "submission_id")
	}
	if len(s.api.made) != 2 || ledger.Fingerprint("", s.api.made[0]) != ledger.Fingerprint("", s.api.made[1]) {
		t.Errorf("JSON and a form post made different contacts:\n%+v", s.api.made)
	}
	if got := s.api.made[0].Tags; len(got) != 2 || got[0] != "beta" || got[1] != "website" {
		t.Errorf("tags %v", got)
	}
}

func TestBadInput(t *testing.T) {
	big := strings.Repeat("x", MaxBody)
	for name, c := range map[string]struct {
		event  events.APIGatewayV2HTTPRequest
		status int
		code   string
	}{
		"empty":                   {post(jsonType, ""), 400, "malformed_json"},
		"truncated":               {post(jsonType, `{"form":"lead","name":"A`), 400, "malformed_json"},
		"trailing data":           {post(jsonType, lead1(id1)+"{}"), 400, "malformed_json"},
		"trailing comma":          {post(jsonType, `{"form":"lead",}`), 400, "malformed_json"},
		"single quotes":           {post(jsonType, `{'form':'lead'}`), 400, "malformed_json"},
		"byte order mark":         {post(jsonType, "\ufeff"+lead1(id1)), 400, "malformed_json"},
		"NUL":                     {post(jsonType, "{\"name\":\"\x00\"}"), 400, "malformed_json"},
		"NUL after the end":       {post(jsonType, lead1(id1)+"\x00"), 400, "malformed_json"},
		"escaped NUL":             {post(jsonType, lead1(id1, `,"email":"\u0000"`)), 422, "invalid_fields"},
		"broken escape":           {post(jsonType, `{"name":"\x"}`), 400, "malformed_json"},
		"lone surrogate":          {post(jsonType, `{"name":"\ud800"}`), 400, "malformed_json"},
		"two high surrogates":     {post(jsonType, `{"name":"\ud800\ud800"}`), 400, "malformed_json"},
		"invalid UTF-8":           {post(jsonType, "{\"name\":\"\xff\"}"), 400, "invalid_utf8"},
		"deep nesting":            {post(jsonType, `{"attributes":`+strings.Repeat("[", 10000)), 400, "wrong_type"},
		"deep unknown":            {post(jsonType, `{"x":`+strings.Repeat("[", 10000)), 400, "unknown_member"},
		"duplicate":               {post(jsonType, `{"form":"lead","form":"lead"}`), 400, "duplicate_member"},
		"duplicate by escape":     {post(jsonType, `{"form":"lead","\u0066orm":"lead"}`), 400, "duplicate_member"},
		"duplicate attribute":     {post(jsonType, `{"attributes":{"a":"1","a":"2"}}`), 400, "duplicate_member"},
		"unknown":                 {post(jsonType, `{"agent":"x"}`), 400, "unknown_member"},
		"unknown in page":         {post(jsonType, `{"page":{"title":"x"}}`), 400, "unknown_member"},
		"upper case":              {post(jsonType, `{"PHONE_NUMBER":"+14155550123"}`), 400, "unknown_member"},
		"Kelvin sign":             {post(jsonType, `{"phone_number":"+14155550123","to\u212aen":"x"}`), 400, "unknown_member"},
		"number for text":         {post(jsonType, `{"phone_number":14155550123}`), 400, "wrong_type"},
		"null":                    {post(jsonType, `{"name":null}`), 400, "wrong_type"},
		"text for boolean":        {post(jsonType, `{"consent":"true"}`), 400, "wrong_type"},
		"list in tags":            {post(jsonType, `{"tags":[["x"]]}`), 400, "wrong_type"},
		"object in attributes":    {post(jsonType, `{"attributes":{"a":{}}}`), 400, "wrong_type"},
		"list at top":             {post(jsonType, `[]`), 400, "wrong_type"},
		"bad literal":             {post(jsonType, `{"consent":tru}`), 400, "malformed_json"},
		"no id":                   {post(jsonType, `{"form":"lead","phone_number":"+14155550123","consent":true}`), 400, "submission_invalid"},
		"bad id":                  {post(jsonType, lead1("018f3a6e-0000-4000-8000-00000000000g")), 400, "submission_invalid"},
		"unknown form":            {post(jsonType, `{"form":"nope"}`), 404, "unknown_form"},
		"no form":                 {post(jsonType, `{}`), 404, "unknown_form"},
		"no content type":         {post("", lead1(id1)), 415, "unsupported_media"},
		"text":                    {post("text/plain", lead1(id1)), 415, "unsupported_media"},
		"multipart":               {post("multipart/form-data; boundary=x", lead1(id1)), 415, "unsupported_media"},
		"other charset":           {post("application/json; charset=iso-8859-1", lead1(id1)), 415, "unsupported_media"},
		"bad content type":        {post("application/json;;", lead1(id1)), 415, "unsupported_media"},
		"too large":               {post(jsonType, `"`+big+`"`), 413, "too_large"},
		"too large once decoded":  {encoded(post(jsonType, `"`+big+`"`)), 413, "too_large"},
		"bad base64":              {raw64(post(jsonType, "%%%")), 400, "malformed_body"},
		"too many tags":           {post(jsonType, lead1(id1, `,"tags":[`+strings.TrimSuffix(strings.Repeat(`"a",`, 50), ",")+`]`)), 422, "invalid_fields"},
		"unknown tag":             {post(jsonType, lead1(id1, `,"tags":["vip"]`)), 422, "invalid_fields"},
		"unknown attribute":       {post(jsonType, lead1(id1, `,"attributes":{"script":"x"}`)), 422, "invalid_fields"},
		"braces":                  {post(jsonType, lead1(id1, `,"attributes":{"note":"{system}"}`)), 422, "invalid_fields"},
		"foreign origin":          {with(post(jsonType, lead1(id1)), "origin", "https://evil.example"), 403, "origin_not_allowed"},
		"null origin":             {with(post(jsonType, lead1(id1)), "origin", "null"), 403, "origin_not_allowed"},
		"origin in user info":     {with(post(jsonType, lead1(id1)), "origin", "https://own.example@evil.example"), 403, "origin_not_allowed"},
		"other port":              {with(post(jsonType, lead1(id1)), "origin", "https://own.example:8443"), 403, "origin_not_allowed"},
		"foreign referer":         {with(post(jsonType, lead1(id1)), "referer", "https://evil.example/x"), 403, "origin_not_allowed"},
		"unknown path":            {request_("GET", "/"), 404, "not_found"},
		"path below a path":       {request_("GET", "/forms/a/b"), 404, "not_found"},
		"unknown definition":      {request_("GET", "/forms/nope"), 404, "unknown_form"},
		"wrong method":            {request_("GET", "/contacts"), 405, "method_not_allowed"},
		"wrong method on a form":  {request_("DELETE", "/forms/lead"), 405, "method_not_allowed"},
		"no method":               {request_("", "/healthz"), 405, "method_not_allowed"},
		"session of no such form": {query(request_("GET", "/session"), "form", "nope"), 404, "unknown_form"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t)
			_, a := s.expect(t, c.event, c.status, c.code)
			if a.Error != nil && a.Error.Message == "" {
				t.Error("no message")
			}
			if len(s.api.made) > 0 {
				t.Error("a contact was made")
			}
		})
	}
}

func with(e events.APIGatewayV2HTTPRequest, name, value string) events.APIGatewayV2HTTPRequest {
	e.Headers[name] = value
	return e
}

func query(e events.APIGatewayV2HTTPRequest, name, value string) events.APIGatewayV2HTTPRequest {
	e.QueryStringParameters = map[string]string{name: value}
	return e
}

func raw64(e events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPRequest {
	e.IsBase64Encoded = true
	return e
}

func encoded(e events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPRequest {
	e.Body = base64.StdEncoding.EncodeToString([]byte(e.Body))
	return raw64(e)
}

func TestAllowedOrigins(t *testing.T) {
	for _, origin := range []string{"https://own.example", "https://OWN.example:443", "https://shop.example"} {
		newStack(t).expect(t, with(post(jsonType, lead1(id1)), "origin", origin), 201, "")
	}
	newStack(t).expect(t, with(post(jsonType, lead1(id1)), "referer", "https://shop.example/page?x"), 201, "")
}

func TestHostFromCloudFrontIsAnAllowedOrigin(t *testing.T) {
	e := with(with(post(jsonType, lead1(id1)), "origin", "https://d1.cloudfront.example"), "x-viewer-host", "d1.cloudfront.example")
	newStack(t).expect(t, e, 403, "origin_not_allowed") // anybody can send this header
	s := newStack(t)
	s.OriginSecrets = []string{"key"}
	s.expect(t, with(e, OriginSecretHeader, "key"), 201, "")
}

func TestFieldErrorsAreInTheVisitorsLanguage(t *testing.T) {
	s := newStack(t)
	e := with(post(jsonType, `{"form":"lead","submission_id":"`+id1+`","phone_number":"","email":"ada"}`), "accept-language", "es-MX")
	_, a := s.expect(t, e, 422, "invalid_fields")
	spanish := s.Forms().Messages("es")
	want := []failedField{
		{"phone_number", "required", spanish["error.required.phone_number"]},
		{"email", "email_invalid", spanish["error.email_invalid"]},
		{"consent", "required", spanish["error.required.consent"]},
	}
	if len(a.Error.Fields) != len(want) {
		t.Fatalf("fields %+v, want %+v", a.Error.Fields, want)
	}
	for i := range want {
		if a.Error.Fields[i] != want[i] {
			t.Errorf("field %+v, want %+v", a.Error.Fields[i], want[i])
		}
	}
}
