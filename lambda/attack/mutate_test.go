package attack

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/internal/nightly"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/shared"
)

// mutatedRequests is how many requests a test sends.
var mutatedRequests = nightly.Size(10_000, 50_000)

// mutator creates requests by mutating valid ones. The same seed creates the same
// requests.
type mutator struct {
	*rand.Rand
	seeds  []seed
	serial int
}

func newMutator(t testing.TB, seeds []seed) *mutator {
	return &mutator{Rand: rand.New(rand.NewPCG(nightly.Seed(t), 1)), seeds: seeds}
}

// seed is a valid body. It contains placeholders: %s for a submission id, %07d for
// the end of a number, and SHA256 for the digest of the form's consent.
type seed struct{ contentType, body string }

var carefulSeeds = []seed{
	{"application/json", `{"form":"contact","submission_id":"%s","phone_number":"+1415%07d","name":"Ada Lovelace","email":"ada@example.com","consent":true}`},
	{"application/json", `{"form":"contact","submission_id":"%s","phone_number":"(415) %07d","country_code":"US","tags":["news"],"attributes":{"topic":"Solar roof"},"consent":true,"proof":"1j","website":"","page":{"url":"https://www.example.com/?a=b","referrer":"","locale":"en","consent_version":"1","campaign":{"utm_source":"x"}}}`},
	{"application/json", `{"form":"contact","submission_id":"%s","phone_number":"415%07d","country_code":"US","confirmed_number":true,"call_time":"fri 14:00","consent":true,"consent_text_sha256":"SHA256","xxTrustedFormCertUrl":"https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567","universal_leadid":"0b4e9a2c-1111-4222-8333-123456789abc","page":{"url":"https://www.example.com/","locale":"en","translated":true,"time_zone":"America/Los_Angeles"}}`},
	{"application/x-www-form-urlencoded", `form=contact&submission_id=%s&phone_number=%%2B1415%07d&confirmed_number=true&call_time=2026-11-27T14%%3A00&consent=on&consent_text_sha256=SHA256&xxTrustedFormCertUrl=https%%3A%%2F%%2Fcert.trustedform.com%%2F0123456789abcdef0123456789abcdef01234567&universal_leadid=0b4e9a2c-1111-4222-8333-123456789abc&page%%5Btime_zone%%5D=America%%2FLos_Angeles`},
	{"application/x-www-form-urlencoded", `form=contact&submission_id=%s&phone_number=%%2B1415%07d&name=Ada&consent=on&tags=news&attributes%%5Btopic%%5D=Solar&page%%5Burl%%5D=https%%3A%%2F%%2Fwww.example.com%%2F`},
}

var demoSeeds = []seed{
	{"application/json", `{"form":"contact","submission_id":"%s","phone_number":"+1415%07d","name":"Ada Lovelace","email":"ada@example.com","consent":true}`},
	{"application/json", `{"form":"contact","submission_id":"%s","phone_number":"(415) %07d","country_code":"US","consent":true,"proof":"1j","website":"","page":{"url":"https://www.example.com/?a=b","referrer":"","locale":"en","consent_version":"1","campaign":{"utm_source":"x"}}}`},
	{"application/x-www-form-urlencoded", `form=contact&submission_id=%s&phone_number=%%2B1415%07d&name=Ada&consent=on&page%%5Burl%%5D=https%%3A%%2F%%2Fwww.example.com%%2F`},
}

// words are the values that a mutation inserts.
var dictionary = []string{
	"+19005551234", "+881612345678", "+18765551234", "+447012345678", "9005551234", "911", "tel:+1900;ext=1", "+1415555019", strings.Repeat("9", 300),
	"{phone_number}", "}", "｛x｝", "\u202e", "\u200b", "\U000e0041", "\ufe0f", "\x00", "\x1b[2J", "\xff\xfe", "\xed\xa0\x80", "\\ud800", "\\u0000", "\\u007b",
	"https://evil.example", "evil.com", "<script>alert(1)</script>", "'; drop table leads; --", "%", "%00", "%zz", "&", "=", "+", "[", "]", "]]]]", "attributes[", "attributes[topic][x]", "page[campaign][__proto__]",
	"null", "true", "false", "0", "-1", "1e999", "123456789012345678901234567890", `""`, `"`, `\`, "{}", "[]", "{", ":", ",", strings.Repeat("[", 5000), strings.Repeat(`{"a":`, 2000),
	`"form":"second"`, `"phone_number":"+19005551234"`, `"phone\u005fnumber":"+19005551234"`, `"Phone_Number":"+19005551234"`, `"team_id":"x"`, `"consent":"true"`, `"consent":false`, `"tags":["vip"]`, `"attributes":{"discount":"1"}`,
	"Asia/Kolkata", "../../etc/passwd", "Local", "UTC", "America/New_York\x00", "fri 25:00", "sun 03:00", "2026-11-27T03:00", "9999-12-31T23:59", "now", "https://cert.trustedform.com.evil.example/0123456789abcdef01234567", "https://cert.trustedform.com/../{x}", strings.Repeat("0", 64), "zh-TW",
	strings.Repeat("a", 40_000), strings.Repeat("é", 300),
}

// next returns the next request.
func (m *mutator) next() events.APIGatewayV2HTTPRequest {
	m.serial++
	seed := m.seeds[m.IntN(len(m.seeds))]
	id := fmt.Sprintf("00000000-0000-4000-8000-%012d", m.serial)
	body := []byte(fmt.Sprintf(seed.body, id, 5_000_000+m.serial%5_000_000))
	for range m.IntN(5) {
		body = m.mutate(body)
	}
	headers := map[string]string{
		"content-type":              seed.contentType,
		"origin":                    site,
		"user-agent":                "Mozilla/5.0",
		"cloudfront-viewer-address": fmt.Sprintf("198.18.%d.%d:443", m.serial>>8&255, m.serial&255),
		intake.OriginSecretHeader:   originKey,
	}
	method, path := http.MethodPost, "/contacts"
	if m.IntN(4) == 0 {
		names := []string{"content-type", "origin", "referer", "user-agent", "accept-language", "sec-fetch-site", "cloudfront-viewer-address", "cloudfront-viewer-country", intake.OriginSecretHeader, "x-forwarded-for"}
		name := names[m.IntN(len(names))]
		headers[name] = string(m.mutate([]byte(headers[name])))
	}
	if m.IntN(20) == 0 {
		method = []string{"GET", "PUT", "OPTIONS", "", "post", "\x00"}[m.IntN(6)]
		path = []string{"/session", "/forms/contact", "/forms/../secret", "/forms/%2e%2e", "/healthz", "/", "", "contacts", "/contacts/"}[m.IntN(9)]
	}
	event := events.APIGatewayV2HTTPRequest{Version: "2.0", RawPath: path, Headers: headers, Body: string(body)}
	event.RequestContext.HTTP.Method = method
	event.RequestContext.HTTP.SourceIP = edgeIP
	if path == "/session" {
		event.QueryStringParameters = map[string]string{"form": string(m.mutate([]byte("contact")))}
	}
	// The gateway encodes binary bodies in base64. Some events are marked as base64
	// without being encoded.
	if m.IntN(3) == 0 || !utf8.Valid(body) {
		event.IsBase64Encoded = true
		event.Body = base64.StdEncoding.EncodeToString(body)
	} else {
		event.IsBase64Encoded = m.IntN(50) == 0
	}
	return event
}

func (m *mutator) mutate(b []byte) []byte {
	b = slices.Clone(b)
	at, end := m.IntN(len(b)+1), m.IntN(len(b)+1)
	if at > end {
		at, end = end, at
	}
	word := []byte(dictionary[m.IntN(len(dictionary))])
	switch m.IntN(8) {
	case 0: // flip a bit
		if at < len(b) {
			b[at] ^= 1 << m.IntN(8)
		}
	case 1: // truncate
		b = b[:at]
	case 2: // delete a part
		b = slices.Delete(b, at, end)
	case 3: // duplicate a part
		b = slices.Insert(b, end, slices.Clone(b[at:end])...)
	case 4: // insert a word
		b = slices.Insert(b, at, word...)
	case 5: // replace a value by a word
		if start, stop, ok := value(b, at); ok {
			b = slices.Replace(b, start, stop, word...)
		}
	case 6: // insert a word into a value
		if start, _, ok := value(b, at); ok {
			b = slices.Insert(b, start, word...)
		}
	case 7: // overwrite bytes
		for i := at; i < min(end, at+8); i++ {
			b[i] = byte(m.Uint32())
		}
	}
	return b
}

// value returns the bounds of the value around a position: between quotation marks,
// or between the separators of a form post.
func value(b []byte, at int) (start, end int, ok bool) {
	separators := `"=&`
	start, end = at, at
	for start > 0 && !strings.ContainsRune(separators, rune(b[start-1])) {
		start--
	}
	for end < len(b) && !strings.ContainsRune(separators, rune(b[end])) {
		end++
	}
	return start, end, start < end
}

// policy is a form's policy, written independently of the form's rules.
type policy struct {
	number     *regexp.Regexp
	never      []string // beginnings of numbers
	countries  []string // nil: all
	tags, keys []string
}

var (
	// careful is the policy of the attacks' form.
	careful = policy{
		number:    regexp.MustCompile(`^\+1[2-9]\d{2}[2-9]\d{6}$`),
		never:     []string{"+1900", "+1876", "+1658", "+1809", "+1829", "+1849", "+1500", "+1700", "+1710", "+1800", "+1888"},
		countries: []string{"US", "CA"},
		tags:      []string{"news"},
		keys:      []string{"topic", "trustedform_cert_url", "universal_leadid"},
	}
	// demo is the policy of forms/contact.json, which accepts all countries.
	demo = policy{
		number: regexp.MustCompile(`^\+[1-9]\d{5,14}$`),
		never:  []string{"+1900", "+1500", "+1700", "+1800", "+4470", "+4490", "+800", "+808", "+870", "+878", "+881", "+882", "+883", "+888", "+979"},
		tags:   []string{"website"},
		keys:   []string{"page_url", "referrer", "utm_source", "utm_medium", "utm_campaign", "gclid", "consent_version", "consent_text_sha256"},
	}
	hostName     = regexp.MustCompile(`(?i)[\pL\pN]\.com$`)
	unknownRange = regexp.MustCompile(`^\+1\d{10}$`)
	certificate  = regexp.MustCompile(`^https://cert\.trustedform\.com/[0-9A-Za-z]{20,128}$`)
	address      = regexp.MustCompile(`^[^@\s{}]+@[^@\s{}]+\.[^@\s{}]+$`)
)

// offence returns how a contact breaks the policy, or "".
func (p policy) offence(c shared.Contact) string {
	switch {
	case c.Attributes["phone_number_check"] != "" && unknownRange.MatchString(c.PhoneNumber):
		// the visitor confirmed a number of no known range
	case !p.number.MatchString(c.PhoneNumber):
		return "number"
	case slices.ContainsFunc(p.never, func(start string) bool { return strings.HasPrefix(c.PhoneNumber, start) }):
		return "kind or country of the number"
	case len(c.CountryCode) != 2 || p.countries != nil && !slices.Contains(p.countries, c.CountryCode):
		return "country"
	case c.Email != "" && !address.MatchString(c.Email):
		return "email"
	case strings.Contains(c.Name, "://") || hostName.MatchString(c.Name):
		return "name"
	}
	for _, tag := range c.Tags {
		if !slices.Contains(p.tags, tag) {
			return "tag"
		}
	}
	if url := c.Attributes["trustedform_cert_url"]; url != "" && !certificate.MatchString(url) {
		return "certificate"
	}
	for key := range c.Attributes {
		if key != "submission_id" && key != "phone_number_check" && !slices.Contains(p.keys, key) {
			return "attribute"
		}
	}
	if anyText([]shared.Contact{c}, isForbidden) > 0 {
		return "text"
	}
	return ""
}

func isForbidden(s string) bool {
	return len(s) > 2000 || strings.ContainsAny(s, "{}｛｝") || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
}

// checkAnswer checks one response.
func checkAnswer(t *testing.T, event events.APIGatewayV2HTTPRequest, res events.APIGatewayV2HTTPResponse) {
	t.Helper()
	switch {
	case res.StatusCode < 200 || res.StatusCode >= 500:
		t.Errorf("%d to %s %s %+q", res.StatusCode, event.RequestContext.HTTP.Method, event.RawPath, event.Body)
	case strings.HasPrefix(res.Headers["Content-Type"], "application/json") && !json.Valid([]byte(res.Body)):
		t.Errorf("not JSON: %+q", res.Body)
	case strings.Contains(res.Body, "<script>alert"):
		t.Errorf("script in %s", res.Body)
	case strings.Contains(res.Body, "goroutine ") || strings.Contains(res.Body, ".go:"):
		t.Errorf("internals in %s", res.Body)
	}
}

// unmutated sends each seed without a mutation, and checks that all are accepted.
func unmutated(t *testing.T, d *deployment, m *mutator) {
	t.Helper()
	for n, s := range m.seeds {
		event := events.APIGatewayV2HTTPRequest{RawPath: "/contacts", Headers: map[string]string{
			"content-type": s.contentType, "origin": site, "cloudfront-viewer-address": "198.18.0.1:443", intake.OriginSecretHeader: originKey,
		}, Body: fmt.Sprintf(s.body, fmt.Sprintf("10000000-0000-4000-8000-%012d", n), 5_550_100+n)}
		event.RequestContext.HTTP.Method = http.MethodPost
		if res, _ := d.handler.Handle(t.Context(), event); res.StatusCode >= 400 {
			t.Errorf("seed %d: %d %s", n, res.StatusCode, res.Body)
		}
	}
}

// TestMutatedRequestsInProcess sends mutated requests to the handler. The guard is
// off, so that more requests reach the code behind it.
func TestMutatedRequestsInProcess(t *testing.T) {
	d := deploy(t, func(s *settings) {
		unguarded(s)
		delete(s.definition["limits"].(map[string]any), "per_day")
		s.definition["fields"] = append(s.definition["fields"].([]any), map[string]any{"name": "call_time", "type": "call_time"})
		s.definition["call"] = map[string]any{"agent": "agent_demo"}
		s.definition["context"] = []any{"trustedform_cert_url", "universal_leadid"}
	})
	f, err := d.handler.Forms().Form("contact")
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := f.ConsentIn("en")
	m := newMutator(t, nil)
	for _, s := range carefulSeeds {
		m.seeds = append(m.seeds, seed{s.contentType, strings.ReplaceAll(s.body, "SHA256", shown.SHA256)})
	}
	unmutated(t, d, m)
	statuses := map[int]int{}
	for range mutatedRequests {
		event := m.next()
		res, err := d.handler.Handle(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		checkAnswer(t, event, res)
		statuses[res.StatusCode]++
		d.wait(100 * time.Millisecond)
		if t.Failed() {
			break
		}
	}
	for _, c := range d.reached() {
		if why := careful.offence(c); why != "" {
			t.Fatalf("%s outside policy: %+v", why, c)
		}
	}
	if n := len(d.reached()); n < mutatedRequests/20 {
		t.Errorf("%d contacts: too few requests are valid", n)
	}
	t.Logf("%v, %d contacts", statuses, len(d.reached()))
}
