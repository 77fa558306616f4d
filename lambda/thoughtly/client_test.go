package thoughtly

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"thoughtlyform/internal/local"
	"thoughtlyform/internal/webtest"
	"thoughtlyform/lambda/credentials"
	"thoughtlyform/shared"
)

var ada = shared.Contact{PhoneNumber: "+14155550123", Name: "Ada", CountryCode: "US", Tags: []string{"web"}}

// secrets returns "first" until a refresh, and then "second".
type secrets struct{ refreshed atomic.Int32 }

func (s *secrets) Get(context.Context) (credentials.Credentials, error) {
	if s.refreshed.Load() > 0 {
		return credentials.Credentials{APIToken: "second", TeamID: "team"}, nil
	}
	return credentials.Credentials{APIToken: "first", TeamID: "team"}, nil
}

func (s *secrets) Refresh(ctx context.Context, _ credentials.Credentials) (credentials.Credentials, error) {
	s.refreshed.Add(1)
	return s.Get(ctx)
}

// script has the responses of a test in order; the last one is repeated. Connections are
// in-memory pipes, so that synctest's clock advances.
type script struct {
	steps []func(w http.ResponseWriter, r *http.Request)
	calls atomic.Int32
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	n := int(s.calls.Add(1))
	s.steps[min(n, len(s.steps))-1](w, r)
}

func status(code int, header ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func body(text string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

func reset(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }

func silence(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func truncated(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	_, _ = w.Write([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xaa"))
}

func hang(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

var created = body(`{"data":{"id":"c1"},"error":null}`)

// start serves the script to a client in the synctest bubble.
func start(t *testing.T, s *script) *Client {
	l := webtest.NewPipes()
	server := &http.Server{Handler: s}
	go func() { _ = server.Serve(l) }()
	transport := &http.Transport{DialContext: l.Dial, DisableKeepAlives: true}
	t.Cleanup(func() {
		_ = server.Close()
		transport.CloseIdleConnections()
	})
	return &Client{URL: "http://thoughtly.test", Credentials: &secrets{}, HTTP: &http.Client{Transport: transport}}
}

func TestCreate(t *testing.T) {
	type step = func(http.ResponseWriter, *http.Request)
	for name, c := range map[string]struct {
		steps  []step
		id     string
		kind   Kind
		calls  int
		atMost time.Duration
	}{
		"created":             {steps: []step{created}, id: "c1", calls: 1},
		"number for an id":    {steps: []step{body(`{"data":{"id":42}}`)}, id: "42", calls: 1},
		"empty error":         {steps: []step{body(`{"data":{"id":"c1"},"error":""}`)}, id: "c1", calls: 1},
		"false error":         {steps: []step{body(`{"data":{"id":"c1"},"error":false}`)}, id: "c1", calls: 1},
		"blank error object":  {steps: []step{body(`{"data":{"id":"c1"},"error":{ }}`)}, id: "c1", calls: 1},
		"byte order mark":     {steps: []step{body("\ufeff" + `{"data":{"id":"c1"},"error":null}`)}, id: "c1", calls: 1},
		"429 honoured":        {steps: []step{status(429, "Retry-After", "2"), created}, id: "c1", calls: 2, atMost: 2*time.Second + maxDelay},
		"429 too far off":     {steps: []step{status(429, "Retry-After", "60")}, kind: Transient, calls: 1},
		"429 for ever":        {steps: []step{status(429)}, kind: Transient, calls: 3, atMost: 3 * maxDelay},
		"503 with a time":     {steps: []step{status(503, "Retry-After", "1"), created}, id: "c1", calls: 2, atMost: time.Second + maxDelay},
		"rate error in a 200": {steps: []step{body(`{"data":{},"error":{"message":"Rate limit exceeded"}}`), created}, id: "c1", calls: 2, atMost: maxDelay},
		"401 then created":    {steps: []step{status(401), created}, id: "c1", calls: 2, atMost: maxDelay},
		"401 for ever":        {steps: []step{status(401)}, kind: Unauthorized, calls: 2, atMost: maxDelay},

		// Requests that Thoughtly may have acted on are not repeated.
		"no id":           {steps: []step{body(`{"data":{}}`)}, kind: Ambiguous, calls: 1},
		"500":             {steps: []step{status(500)}, kind: Ambiguous, calls: 1},
		"502":             {steps: []step{status(502)}, kind: Ambiguous, calls: 1},
		"503":             {steps: []step{status(503)}, kind: Ambiguous, calls: 1},
		"504":             {steps: []step{status(504)}, kind: Ambiguous, calls: 1},
		"524":             {steps: []step{status(524)}, kind: Ambiguous, calls: 1},
		"409":             {steps: []step{status(409)}, kind: Ambiguous, calls: 1},
		"204":             {steps: []step{status(204)}, kind: Ambiguous, calls: 1},
		"empty":           {steps: []step{body("")}, kind: Ambiguous, calls: 1},
		"reset":           {steps: []step{reset}, kind: Ambiguous, calls: 1},
		"truncated gzip":  {steps: []step{truncated}, kind: Ambiguous, calls: 1},
		"page with a 200": {steps: []step{body("<html>Back soon</html>")}, kind: Ambiguous, calls: 1},
		"null data":       {steps: []step{body(`{"data":null,"error":null}`)}, kind: Ambiguous, calls: 1},
		"error in a 200":  {steps: []step{body(`{"data":{},"error":{"message":"no such plan"}}`)}, kind: Ambiguous, calls: 1},
		"text in a 200":   {steps: []step{body(`{"data":{"id":"c1"},"error":"no"}`)}, kind: Ambiguous, calls: 1},
		"huge answer":     {steps: []step{body(`{"data":{"id":"` + strings.Repeat("x", maxAnswer) + `"}}`)}, kind: Ambiguous, calls: 1},
		"no answer":       {steps: []step{silence}, kind: Ambiguous, calls: 1, atMost: DefaultTimeout},
		"hang in body":    {steps: []step{hang}, kind: Ambiguous, calls: 1, atMost: DefaultTimeout},

		// Refused requests are not repeated at once either.
		"400": {steps: []step{status(400)}, kind: Refused, calls: 1},
		"413": {steps: []step{status(413)}, kind: Refused, calls: 1},
		"422": {steps: []step{status(422)}, kind: Refused, calls: 1},
		"402": {steps: []step{status(402)}, kind: Account, calls: 1},
		"403": {steps: []step{status(403)}, kind: Account, calls: 1},
		"404": {steps: []step{status(404)}, kind: Account, calls: 1},
		"405": {steps: []step{status(405)}, kind: Trouble, calls: 1},
		"410": {steps: []step{status(410)}, kind: Trouble, calls: 1},
		"423": {steps: []step{status(423)}, kind: Trouble, calls: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: c.steps}
				client := start(t, s)
				client.HTTP.CheckRedirect = NewHTTP().CheckRedirect
				ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
				defer cancel()
				began := time.Now()
				id, err := client.Create(ctx, ada)
				if took := time.Since(began); took > c.atMost {
					t.Errorf("took %v, at most %v allowed", took, c.atMost)
				}
				if n := int(s.calls.Load()); n != c.calls {
					t.Errorf("%d calls, want %d", n, c.calls)
				}
				if c.id != "" || err == nil {
					if err != nil || id != c.id {
						t.Fatalf("got %q, %v; want %q", id, err, c.id)
					}
					return
				}
				failure := Classify(err)
				if failure.Kind != c.kind {
					t.Errorf("failed as %v (%v), want %v", failure.Kind, err, c.kind)
				}
				if unknown := failure.UnknownOutcomes > 0; unknown != (c.kind == Ambiguous) {
					t.Errorf("%v counts %d unknown outcomes", err, failure.UnknownOutcomes)
				}
			})
		})
	}
}

func TestCreateSendsTheSchemaAndTheHeaders(t *testing.T) {
	var got map[string]any
	var header http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		if r.Method != http.MethodPost || r.URL.Path != "/contact/create" {
			t.Errorf("%s %s", r.Method, r.URL.Path)
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		created(w, r)
	}))
	defer server.Close()
	client := &Client{URL: server.URL, Credentials: &secrets{}, HTTP: NewHTTP()}
	if _, err := client.Create(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	if header.Get("x-api-token") != "first" || header.Get("team_id") != "team" {
		t.Errorf("headers %v", header)
	}
	if len(got) != 4 || got["phone_number"] != "+14155550123" || got["country_code"] != "US" {
		t.Errorf("body %v", got)
	}
}

func TestRefusedConnectionIsNotAmbiguous(t *testing.T) {
	address, err := local.FreeAddress()
	if err != nil {
		t.Fatal(err)
	}
	var attempts []Attempt
	client := &Client{URL: "http://" + address, Credentials: &secrets{}, HTTP: NewHTTP(), Attempts: 2,
		Observe: func(a Attempt) { attempts = append(attempts, a) }}
	_, err = client.Create(t.Context(), ada)
	if k := Classify(err).Kind; k != Transient {
		t.Errorf("%v (%v), want transient", k, err)
	}
	if len(attempts) != 2 || attempts[1].Number != 2 || attempts[0].Err == nil {
		t.Errorf("observed %+v", attempts)
	}
}

func TestErrorsHaveNoPersonalData(t *testing.T) {
	for _, steps := range []func(http.ResponseWriter, *http.Request){
		body(`{"data":{},"error":{"message":"+14155550123 is taken by Ada"}}`), status(400), body("Ada +14155550123"),
	} {
		synctest.Test(t, func(t *testing.T) {
			_, err := start(t, &script{steps: []func(http.ResponseWriter, *http.Request){steps}}).Create(t.Context(), ada)
			if err == nil || strings.Contains(err.Error(), "Ada") || strings.Contains(err.Error(), "4155550123") {
				t.Errorf("error says %v", err)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"0":                             0,
		"7":                             7 * time.Second,
		"99999":                         maxRetryAfter,
		"99999999999999999999":          maxRetryAfter,
		"Sun, 01 Nov 2026 12:00:30 GMT": 30 * time.Second,
		"Sun, 01 Nov 2026 11:00:00 GMT": 0,
		"Sun, 01 Nov 2099 11:00:00 GMT": maxRetryAfter,
	} {
		if got, ok := retryAfter(header, now); got != want || !ok {
			t.Errorf("%q: %v, %v; want %v", header, got, ok, want)
		}
	}
	for _, header := range []string{"", "-7", "+7", "soon", "1.5", "7s", "7, 9", "NaN"} {
		if got, ok := retryAfter(header, now); got != 0 || ok {
			t.Errorf("%q: %v, %v; want none", header, got, ok)
		}
	}
}
