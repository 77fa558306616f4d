package intake

import (
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

func asRequest(s *stack, e events.APIGatewayV2HTTPRequest) *request {
	return &request{Handler: s.Handler, event: &e}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		name, peer, viewer string
		behindCloudFront   bool
		want               string
	}{
		{"peer", "192.0.2.10", "", false, "192.0.2.10"},
		{"a visitor's own header", "192.0.2.10", "198.51.100.1:1", false, "192.0.2.10"},
		{"CloudFront's", "192.0.2.10", "198.51.100.1:46532", true, "198.51.100.1"},
		{"IPv6", "192.0.2.10", "2001:db8:0:0:1:0:0:1:46532", true, "2001:db8::1:0:0:1"},
		{"IPv6 in brackets", "192.0.2.10", "[2001:db8::1]:443", true, "2001:db8::1"},
		{"mapped IPv4", "::ffff:192.0.2.10", "", false, "192.0.2.10"},
		{"CloudFront without it", "192.0.2.10", "", true, "192.0.2.10"},
		{"nonsense", "192.0.2.10", "x", true, "192.0.2.10"},
		{"nothing", "", "", false, ""},
	} {
		s := newStack(t)
		e := request_("POST", "/contacts")
		e.RequestContext.HTTP.SourceIP = c.peer
		if c.viewer != "" {
			e.Headers["cloudfront-viewer-address"] = c.viewer
		}
		if c.behindCloudFront {
			s.OriginSecrets = []string{"x"}
		}
		if got := asRequest(s, e).address(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPath(t *testing.T) {
	for _, c := range []struct{ stage, raw, want string }{
		{"$default", "/contacts", "/contacts"},
		{"live", "/live/contacts", "/contacts"},
		{"live", "/contacts", "/contacts"},
		{"live", "/liveness", "/liveness"},
		{"live", "/live", "/live"},
		{"forms", "/forms/forms/a", "/forms/a"},
		{"", "/healthz", "/healthz"},
	} {
		e := request_("GET", c.raw)
		e.RequestContext.Stage = c.stage
		if got := asRequest(newStack(t), e).path(); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.stage, c.raw, got, c.want)
		}
	}
}

func TestOriginKey(t *testing.T) {
	s := newStack(t)
	s.OriginSecrets = []string{"new", "old"}
	s.expect(t, request_("GET", "/healthz"), 403, "forbidden")
	s.expect(t, with(request_("GET", "/healthz"), OriginSecretHeader, "wrong"), 403, "forbidden")
	s.expect(t, with(request_("GET", "/healthz"), OriginSecretHeader, "new"), 200, "")
	s.expect(t, with(request_("GET", "/healthz"), "X-Origin-Verify", "old"), 200, "")
}

func TestCanonicalOrigin(t *testing.T) {
	for in, want := range map[string]string{
		"https://A.example":          "https://a.example",
		"https://a.example:443/x?y":  "https://a.example",
		"http://a.example:80":        "http://a.example",
		"http://a.example:8080":      "http://a.example:8080",
		"https://u@a.example":        "https://a.example",
		"https://u:p@a.example@b":    "https://b",
		"null":                       "",
		"//a.example":                "",
		"javascript://a.example/%0a": "",
		"https://":                   "",
		"":                           "",
	} {
		if got := canonicalOrigin(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestUUIDs(t *testing.T) {
	if id, ok := canonicalUUID("018F3A6E-0000-4000-8000-00000000000A"); !ok || id != "018f3a6e-0000-4000-8000-00000000000a" {
		t.Error(id, ok)
	}
	for _, bad := range []string{"", "018f3a6e000040008000000000000001", "018f3a6e-0000-4000-8000-00000000000g", "018f3a6e-0000-4000-8000-0000000000001", "{18f3a6e-0000-4000-8000-00000000000}"} {
		if _, ok := canonicalUUID(bad); ok {
			t.Errorf("%q is taken", bad)
		}
	}
	a, b := randomUUID(), randomUUID()
	if _, ok := canonicalUUID(a); !ok || a == b || a[14] != '4' {
		t.Error(a, b)
	}
}
