package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
	"thoughtlyform/shared"
)

// api replaces Thoughtly.
type api struct {
	mu      sync.Mutex
	made    []shared.Contact
	err     error
	calls   []thoughtly.Call
	callErr error
}

func (a *api) Search(context.Context, string, string) (string, error) {
	panic("intake leaves searches to delivery")
}

func (a *api) Call(_ context.Context, c thoughtly.Call) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.callErr == nil {
		a.calls = append(a.calls, c)
	}
	return a.callErr
}

func (a *api) Create(_ context.Context, c shared.Contact) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err != nil {
		return "", a.err
	}
	a.made = append(a.made, c)
	return "c" + string(rune('0'+len(a.made))), nil
}

// down is an unreachable ledger and queue.
type down struct{ ledger.Ledger }

var errDown = errors.New("down")

func (down) Claim(context.Context, ledger.Claim) (ledger.Record, error) {
	return ledger.Record{}, errDown
}
func (down) Count(context.Context, ...ledger.Window) (int, error) { return 0, errDown }
func (down) ChangeStop(context.Context, ledger.StopChange) error  { return errDown }
func (down) Send(context.Context, queue.Message) error            { return errDown }

// noting is a queue that ignores delays and records them.
type noting struct {
	*queue.Memory
	after *time.Duration
}

func (q noting) Send(ctx context.Context, m queue.Message) error {
	*q.after, m.After = m.After, 0
	return q.Memory.Send(ctx, m)
}

type fixedKeys struct{}

func (fixedKeys) Key(_ context.Context, purpose string) ([]byte, error) {
	return []byte("key of " + purpose), nil
}

// stack is a handler with its dependencies.
type stack struct {
	*Handler
	api    *api
	ledger *ledger.Memory
	leads  *queue.Memory
	after  time.Duration // delay of the last message
	review *queue.Memory
	paused []time.Duration
	log    *bytes.Buffer
	emf    *bytes.Buffer
	now    time.Time
}

const definitions = `{
	"id": "lead",
	"title": "Talk to us",
	"fields": [
		{"name": "phone_number", "type": "tel", "required": true},
		{"name": "name", "type": "text"},
		{"name": "email", "type": "email"},
		{"name": "attributes.plan", "type": "select", "label": "Plan", "options": [{"value": "basic"}, {"value": "pro"}]},
		{"name": "attributes.note", "type": "textarea", "label": "Note", "help": "Whatever helps"},
		{"name": "tags", "type": "checkbox", "options": [{"value": "news"}, {"value": "beta"}]}
	],
	"tags": ["website"],
	"countries": {"default": "US"},
	"limits": {"per_phone": {"count": 3, "seconds": 3600}, "per_address": {"count": 5, "seconds": 60}, "per_day": 8, "per_minute": 7},
	"consent": {"version": "1", "required": true, "seller": "Example Inc.", "text": {"en": "Example Inc. may call me. [Terms](https://own.example/terms)", "es": "Example Inc. puede llamarme."}},
	"origins": ["https://shop.example"],
	"locales": ["en", "es"]
}`

func newStack(t testing.TB) *stack {
	t.Helper()
	files := fstest.MapFS{"lead.json": {Data: []byte(definitions)}}
	locales, err := filepath.Glob("../../forms/locales/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(locales, "../../forms/contact.json") {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.TrimPrefix(filepath.ToSlash(name), "../../forms/")] = &fstest.MapFile{Data: b}
	}
	set, err := forms.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	s := &stack{api: &api{}, leads: &queue.Memory{}, review: &queue.Memory{}, log: &bytes.Buffer{}, emf: &bytes.Buffer{},
		now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return s.now }
	s.ledger = &ledger.Memory{Now: now}
	s.Handler = New(Config{
		Forms: func() *forms.Set { return set }, Contacts: s.api, Ledger: s.ledger, Queue: noting{s.leads, &s.after}, Review: s.review, Keys: fixedKeys{},
		OwnOrigins: []string{"https://own.example"}, Now: now, Pause: func(_ context.Context, d time.Duration) { s.paused = append(s.paused, d) },
		Log: slog.New(slog.NewJSONHandler(s.log, nil)), Metrics: metrics.New(s.emf, "test"),
	})
	return s
}

func (s *stack) form(t testing.TB, id string) *forms.Form {
	t.Helper()
	f, err := s.Forms().Form(id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readEvent(t testing.TB, name string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func post(contentType, body string) events.APIGatewayV2HTTPRequest {
	e := request_(http.MethodPost, "/contacts")
	e.Headers["content-type"] = contentType
	e.Body = body
	return e
}

func request_(method, path string) events.APIGatewayV2HTTPRequest {
	e := events.APIGatewayV2HTTPRequest{RawPath: path, Headers: map[string]string{}}
	e.RequestContext.HTTP.Method = method
	e.RequestContext.HTTP.SourceIP = "192.0.2.10"
	return e
}

const (
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
	id1      = "018f3a6e-0000-4000-8000-000000000001"
	id2      = "018f3a6e-0000-4000-8000-000000000002"
)

// lead1 returns a submission with the id and further members.
func lead1(id string, more ...string) string {
	return `{"form":"lead","submission_id":"` + id + `","phone_number":"+14155550123","name":"Ada","consent":true` + strings.Join(more, "") + `}`
}

type answered struct {
	Data  map[string]any
	Error *failed
}

func (s *stack) send(t testing.TB, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, answered) {
	t.Helper()
	res, err := s.Handle(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	var a answered
	if strings.HasPrefix(res.Headers["Content-Type"], "application/json") {
		d := json.NewDecoder(strings.NewReader(res.Body))
		d.DisallowUnknownFields()
		if err := d.Decode(&a); err != nil {
			t.Fatalf("the answer is not an envelope: %v\n%s", err, res.Body)
		}
		if (a.Error == nil) != (res.StatusCode < 400) {
			t.Errorf("status %d with error %v", res.StatusCode, a.Error)
		}
	}
	return res, a
}

func (s *stack) expect(t testing.TB, e events.APIGatewayV2HTTPRequest, status int, code string) (events.APIGatewayV2HTTPResponse, answered) {
	t.Helper()
	res, a := s.send(t, e)
	got := ""
	if a.Error != nil {
		got = a.Error.Code
	}
	if res.StatusCode != status || got != code {
		t.Errorf("%d %q, want %d %q\n%s", res.StatusCode, got, status, code, res.Body)
	}
	return res, a
}

// forgetful is a ledger that accepts claims and fails at all other writes.
type forgetful struct{ ledger.Ledger }

func (forgetful) Complete(context.Context, ledger.Claim, ledger.Answer, ...ledger.Use) error {
	return errDown
}

// held receives the messages of the review queue.
func (s *stack) held(t testing.TB) (list []queue.Message) {
	t.Helper()
	messages, err := s.review.Receive(t.Context(), 10, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range messages {
		var m queue.Message
		if err := json.Unmarshal([]byte(raw.Body), &m); err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}
