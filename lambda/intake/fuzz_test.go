package intake

import (
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
)

// FuzzEvent invokes the handler with events that API Gateway can send and with
// impossible ones. Each response must follow the contract, and none may be a failure of
// the function.
func FuzzEvent(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no events", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	s := quiet(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e events.APIGatewayV2HTTPRequest
		if json.Unmarshal(raw, &e) != nil {
			return
		}
		checkAnswer(t, s, e)
	})
}

// FuzzBody invokes the handler with any body, as JSON and as a form post.
func FuzzBody(f *testing.F) {
	f.Add([]byte(lead1(id1)), true, false)
	f.Add([]byte(`{"form":"lead","page":{"campaign":{"a":"\ud83d\ude00"}},"tags":[],"attributes":{}}`), true, true)
	f.Add([]byte("form=lead&attributes[note]=%00&tags=news&page[campaign][x]=y&consent=on"), false, false)
	s := quiet(f)
	f.Fuzz(func(t *testing.T, body []byte, asJSON, down bool) {
		contentType := formType
		if asJSON {
			contentType = jsonType
		}
		s.api.err = nil
		if down {
			s.api.err = errors.New("down")
		}
		checkAnswer(t, s, encoded(post(contentType, string(body))))
	})
}

// quiet returns a stack without a log, which would use too much memory.
func quiet(f *testing.F) *stack {
	s := newStack(f)
	s.Log, s.Metrics = slog.New(slog.DiscardHandler), nil
	return s
}

func checkAnswer(t *testing.T, s *stack, e events.APIGatewayV2HTTPRequest) {
	t.Helper()
	res, err := s.Handle(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	switch res.StatusCode {
	case 200, 201, 202, 303, 304, 400, 403, 404, 405, 409, 413, 415, 422, 429:
	default:
		t.Fatalf("status %d\n%s", res.StatusCode, res.Body)
	}
	if !utf8.ValidString(res.Body) {
		t.Fatalf("the answer is not UTF-8: %q", res.Body)
	}
	for name, value := range res.Headers {
		if strings.ContainsAny(value, "\r\n\x00") {
			t.Fatalf("header %s: %q", name, value)
		}
	}
	if strings.HasPrefix(res.Headers["Content-Type"], "application/json") {
		var a answered
		if err := json.Unmarshal([]byte(res.Body), &a); err != nil || (a.Error == nil) != (res.StatusCode < 400) {
			t.Fatalf("status %d with %q (%v)", res.StatusCode, res.Body, err)
		}
		if a.Error != nil && (a.Error.Code == "" || a.Error.Message == "") {
			t.Fatalf("error %+v", a.Error)
		}
	}
	for _, c := range s.api.made {
		if c.PhoneNumber == "" || !strings.HasPrefix(c.PhoneNumber, "+") {
			t.Fatalf("made %+v", c)
		}
		for key, value := range c.Attributes {
			known := key == "plan" || key == "note" || slices.Contains(forms.ContextKeys, key)
			if !known || strings.ContainsAny(value, "{}\x00") {
				t.Fatalf("made %+v", c)
			}
		}
	}
	s.api.made = nil
}
