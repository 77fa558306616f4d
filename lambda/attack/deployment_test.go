package attack

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/guard"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
	"thoughtlyform/shared"
	"thoughtlyform/shared/challenge"
)

// settings are the parts of a deployment that a row can change.
type settings struct {
	definition map[string]any // of every form, as JSON
	second     map[string]any // additional members of the form "second"
	config     intake.Config
	ledger     func(*ledger.Memory) ledger.Ledger
	guard      func(intake.Guard) intake.Guard
	wrap       func(*intake.Config) // changes the handler's settings
}

// deployment is an intake handler with a settable clock, a ledger in memory, and
// recorders of its output.
type deployment struct {
	t        *testing.T
	handler  *intake.Handler
	evidence ledger.Evidence

	mu      sync.Mutex
	now     time.Time
	created []shared.Contact
	calls   []thoughtly.Call
	queued  []queue.Message
	held    []queue.Message
	serial  int
	stolen  string // a proof that an attacker sends again
}

const (
	site       = "https://www.example.com"
	originKey  = "the-origin-key"
	victim     = "+14155550199"
	edgeIP     = "130.176.0.1" // CloudFront's address, which API Gateway reports
	difficulty = 9             // one bit above the minimum
)

// definition returns the definition of a form with all protections.
func definition() map[string]any {
	return map[string]any{
		"fields": []any{
			map[string]any{"name": "phone_number", "type": "tel", "required": true},
			map[string]any{"name": "name", "type": "text"},
			map[string]any{"name": "email", "type": "email"},
			map[string]any{"name": "attributes.topic", "type": "text", "label": "Topic"},
			map[string]any{"name": "tags", "type": "checkbox", "options": []any{map[string]any{"value": "news"}}},
		},
		"countries": map[string]any{"default": "US", "allowed": []any{"US", "CA"}},
		"origins":   []any{site},
		"limits": map[string]any{
			"per_phone":   map[string]any{"count": 3, "seconds": 86400},
			"per_address": map[string]any{"count": 20, "seconds": 3600},
			"per_day":     200,
			"per_minute":  90,
		},
		"guard":   map[string]any{"difficulty": difficulty},
		"consent": map[string]any{"version": "1", "text": "Example Inc. may call me.", "seller": "Example Inc.", "required": true},
	}
}

func deploy(t *testing.T, changes ...func(*settings)) *deployment {
	t.Helper()
	d := &deployment{t: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	s := settings{definition: definition(), config: intake.Config{OriginSecrets: []string{originKey}}}
	memory := &ledger.Memory{Now: d.clock}
	var shop ledger.Ledger = memory
	for _, change := range changes {
		if change != nil {
			change(&s)
		}
	}
	if s.ledger != nil {
		shop = s.ledger(memory)
	}
	d.evidence = shop
	set := formSet(t, s.definition, s.second)
	c := s.config
	c.Forms = func() *forms.Set { return set }
	c.Contacts, c.Queue, c.Review, c.Ledger, c.Keys, c.Now = d, d, review{d}, shop, keys{}, d.clock
	c.Pause = func(context.Context, time.Duration) {}
	c.Guard = guard.New(shop, keys{})
	if s.guard != nil {
		c.Guard = s.guard(c.Guard)
	}
	if s.wrap != nil {
		s.wrap(&c)
	}
	d.handler = intake.New(c)
	return d
}

// formSet returns a set with the form as contact, second and third.
func formSet(t *testing.T, definition, second map[string]any) *forms.Set {
	t.Helper()
	all := map[string]map[string]any{}
	for _, id := range []string{"contact", "second", "third"} {
		all[id] = maps.Clone(definition)
		all[id]["id"] = id
		if id == "second" {
			maps.Copy(all[id], second)
		}
	}
	set, err := load(all)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// load loads definitions by id.
func load(definitions map[string]map[string]any) (*forms.Set, error) {
	files, err := source(definitions)
	if err != nil {
		return nil, err
	}
	return forms.Load(files)
}

// source returns a file system with definitions.
func source(definitions map[string]map[string]any) (fstest.MapFS, error) {
	files := fstest.MapFS{"locales/en.json": {Data: []byte(`{"dir":"ltr"}`)}}
	for id, definition := range definitions {
		b, err := json.Marshal(definition)
		if err != nil {
			return nil, err
		}
		files[id+".json"] = &fstest.MapFile{Data: b}
	}
	return files, nil
}

type keys struct{}

func (keys) Key(_ context.Context, purpose string) ([]byte, error) {
	key := make([]byte, 32)
	copy(key, purpose)
	return key, nil
}

func (d *deployment) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *deployment) wait(t time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(t)
}

// Create implements intake.Contacts.
func (d *deployment) Create(_ context.Context, c shared.Contact) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.created = append(d.created, c)
	return fmt.Sprint("c_", len(d.created)), nil
}

func (d *deployment) Search(context.Context, string, string) (string, error) { return "", nil }

func (d *deployment) Call(_ context.Context, c thoughtly.Call) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, c)
	return nil
}

// Send implements queue.Sender.
func (d *deployment) Send(_ context.Context, m queue.Message) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.queued = append(d.queued, m)
	return nil
}

// review records the leads held for review.
type review struct{ d *deployment }

func (r review) Send(_ context.Context, m queue.Message) error {
	r.d.mu.Lock()
	defer r.d.mu.Unlock()
	r.d.held = append(r.d.held, m)
	return nil
}

// reached returns the contacts that were created or queued.
func (d *deployment) reached() []shared.Contact {
	list := d.created
	for _, m := range d.queued {
		list = append(list, m.Contact)
	}
	return list
}

// request is a POST /contacts, by default as a browser on the form's site sends it.
type request struct {
	address string // of the visitor
	headers map[string]string
	lead    map[string]any
	body    string // instead of lead
}

// lead returns a valid submission with a new submission id and a new number.
func (d *deployment) lead() map[string]any {
	d.serial++
	return map[string]any{
		"form":          "contact",
		"submission_id": fmt.Sprintf("00000000-0000-4000-8000-%012d", d.serial),
		"phone_number":  fmt.Sprintf("+1415%03d0%03d", 200+d.serial%700, d.serial%1000), // each in another range
		"name":          "Ada",
		"consent":       true,
	}
}

// unsolved is a placeholder: post replaces it by a new proof for the lead's
// address, as the widget does.
type unsolved string

// proved returns a valid submission with a proof.
func (d *deployment) proved() map[string]any {
	lead := d.lead()
	lead["proof"] = unsolved("contact")
	return lead
}

// token returns a challenge from GET /session, and fails the test if there is none.
func (d *deployment) token(form, address string) string {
	d.t.Helper()
	token := d.session(form, address)
	if token == "" {
		d.t.Fatal("the session has no challenge")
	}
	return token
}

// session returns a challenge from GET /session, or "" if there is none.
func (d *deployment) session(form, address string) string {
	d.t.Helper()
	_, data, _ := d.call("GET", "/session", request{address: address, headers: map[string]string{"form": form}})
	token, _ := data["challenge"].(string)
	return token
}

// proof solves a new challenge and waits for the form's min_seconds.
func (d *deployment) proof(form, address string) string {
	d.t.Helper()
	proof := solve(d.t, d.token(form, address))
	d.wait(guard.DefaultMinSeconds * time.Second)
	return proof
}

func solve(t *testing.T, token string) string {
	t.Helper()
	nonce, ok := challenge.Solve([]byte(token), 0, 1<<24)
	if !ok {
		t.Fatalf("%s is not solved", token)
	}
	return string(challenge.AppendProof(nil, []byte(token), nonce))
}

// send posts a valid submission with a proof and one changed member, from anywhere.
func (d *deployment) send(member string, value any) {
	lead := d.proved()
	lead[member] = value
	d.post(request{address: d.anywhere(), lead: lead})
}

// post sends a submission and returns the response's status and error code.
func (d *deployment) post(r request) (status int, code string) {
	d.t.Helper()
	status, _, code = d.call("POST", "/contacts", r)
	return status, code
}

func (d *deployment) call(method, path string, r request) (status int, data map[string]any, code string) {
	d.t.Helper()
	body := r.body
	if form, ok := r.lead["proof"].(unsolved); ok {
		r.lead["proof"] = "" // as the widget does without a challenge
		if token := d.session(string(form), r.address); token != "" {
			r.lead["proof"] = solve(d.t, token)
			d.wait(guard.DefaultMinSeconds * time.Second)
		}
	}
	if r.lead != nil {
		b, err := json.Marshal(r.lead)
		if err != nil {
			d.t.Fatal(err)
		}
		body = string(b)
	}
	headers := map[string]string{
		"content-type":              "application/json",
		"origin":                    site,
		"sec-fetch-site":            "cross-site",
		"cloudfront-viewer-address": r.address + ":50000",
		intake.OriginSecretHeader:   originKey,
	}
	event := events.APIGatewayV2HTTPRequest{Version: "2.0", RawPath: path, Headers: headers, Body: body}
	event.RequestContext.HTTP.Method = method
	event.RequestContext.HTTP.SourceIP = edgeIP
	if path == "/session" {
		event.QueryStringParameters = r.headers
	} else {
		for name, value := range r.headers {
			if headers[name] = value; value == "" {
				delete(headers, name)
			}
		}
	}
	res, err := d.handler.Handle(d.t.Context(), event)
	if err != nil {
		d.t.Fatal(err)
	}
	if res.StatusCode >= 500 {
		d.t.Errorf("%s %s: %d %s", method, path, res.StatusCode, res.Body)
	}
	var envelope struct {
		Data  map[string]any
		Error *struct{ Code string }
	}
	if err := json.Unmarshal([]byte(res.Body), &envelope); err == nil && envelope.Error != nil {
		code = envelope.Error.Code
	}
	return res.StatusCode, envelope.Data, code
}

// anywhere returns an address in another network at each call, like a botnet.
func (d *deployment) anywhere() string {
	d.serial++
	return fmt.Sprintf("%d.%d.%d.9", 20+d.serial>>16, d.serial>>8&255, d.serial&255)
}
