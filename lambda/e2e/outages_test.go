package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"thoughtlyform/cmd/devstack/eventsource"
	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/forms"
	"thoughtlyform/internal/nightly"
	"thoughtlyform/internal/webtest"
	"thoughtlyform/lambda/credentials"
	"thoughtlyform/lambda/delivery"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
)

// outage is a failure of Thoughtly.
type outage struct {
	answer func(net.Conn) // closes the connection when it returns
	on     string         // the failing operation; "" for all
	stored bool           // the request is executed before the failure
	lasts  time.Duration
	lag    time.Duration // of searches, also after the outage

	callsMayBeLost bool
}

// upstream is the sandbox with an outage.
type upstream struct {
	outage
	box  *sandbox.Sandbox
	ends time.Time

	mu     sync.Mutex
	stored map[string]time.Time // contacts, by number
}

func operation(path string) string {
	switch path {
	case "/contact/create":
		return sandbox.Create
	case "/contact/call":
		return sandbox.Call
	}
	return sandbox.Search
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	op := operation(r.URL.Path)
	lags := op == sandbox.Search && u.since(r.URL.Query().Get("search")) < u.lag
	if op == sandbox.Create {
		u.note(r)
	}
	if time.Now().Before(u.ends) && (u.on == "" || u.on == op) {
		if u.outage.stored && op != sandbox.Search {
			u.box.ServeHTTP(httptest.NewRecorder(), r)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		u.answer(conn)
		_ = conn.Close()
		return
	}
	if lags {
		_, _ = io.WriteString(w, `{"data":{"contacts":[]},"error":null}`)
		return
	}
	u.box.ServeHTTP(w, r)
}

// note records when a number's contact is stored.
func (u *upstream) note(r *http.Request) {
	text, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(text))
	var c contactBody
	_ = json.Unmarshal(text, &c)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.stored[c.PhoneNumber] = time.Now()
}

func (u *upstream) since(number string) time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	return time.Since(u.stored[number])
}

type contactBody struct {
	PhoneNumber string `json:"phone_number"`
}

func raw(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

func status(code int, more ...string) func(net.Conn) {
	return raw(fmt.Sprintf("HTTP/1.1 %d x\r\nContent-Length: 0\r\n%s\r\n", code, strings.Join(append(more, ""), "\r\n")))
}

func body(text string, more ...string) func(net.Conn) {
	return raw(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n%s", len(text), strings.Join(append(more, ""), "\r\n"), text))
}

// hang sends text and then nothing until the client gives up.
func hang(text string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, text)
		_, _ = io.Copy(io.Discard, c)
	}
}

// TestOutages shows for each kind of failure that each accepted lead becomes one
// contact with at most one call, that none is dead-lettered, that visitors get a
// response within six seconds, and that after the outage the leads are delivered
// without any action.
func TestOutages(t *testing.T) {
	answers := map[string]func(net.Conn){
		"closed":           raw(""),
		"half a header":    raw("HTTP/1.1 200 OK\r\nContent-"),
		"never answers":    hang(""),
		"hang in the body": hang("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"data\":{"),
		"switched":         hang("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
		"page":             body("<!doctype html><title>Back soon</title>", "Content-Type: text/html"),
		"page with 400":    raw("HTTP/1.1 400 x\r\nContent-Type: text/html\r\n\r\n<html>Bad request</html>"),
		"empty":            body(""),
		"text":             body("OK"),
		"null":             body("null"),
		"no data":          body(`{"data":null,"error":null}`),
		"error":            body(`{"data":{},"error":{"code":"x","message":"Something failed"}}`),
		"rate in a 200":    body(`{"data":{},"error":{"message":"Rate limit exceeded"}}`),
		"no success":       body(`{"success":false,"data":{"id":"x"}}`),
		"broken gzip":      body("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xaa", "Content-Encoding: gzip"),
		"brotli":           body("\x0b\x10\x80{}\x03", "Content-Encoding: br"),
		"not HTTP":         raw(`{"data":{"id":"x"}}`),
		"redirect to self": status(307, "Location: /contact/create"),
		"moved":            status(301, "Location: https://elsewhere.example/"),
		"429 for a minute": status(429, "Retry-After: 60"),
		"429 for a year":   status(429, "Retry-After: 31536000"),
		"503 until 2099":   status(503, "Retry-After: Sun, 01 Nov 2099 11:00:00 GMT"),
		"503 since 1999":   status(503, "Retry-After: Fri, 01 Nov 1999 11:00:00 GMT"),
		"503, garbage":     status(503, "Retry-After: soon", "Retry-After: 7"),
	}
	for _, code := range []int{
		201, 202, 203, 204, 205, 206, 207, 226, 300, 302, 303, 304, 305, 308, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412,
		414, 415, 416, 417, 418, 421, 423, 424, 425, 426, 428, 429, 431, 444, 451, 460, 499, 500, 501, 502, 503, 504, 505, 506, 507,
		508, 510, 511, 520, 521, 522, 523, 524, 525, 526, 527, 530, 598, 599, 600, 999,
	} {
		answers[fmt.Sprint(code)] = status(code)
	}
	long := time.Duration(nightly.Size(40, 180)) * time.Minute
	for name, answer := range answers {
		for kind, o := range map[string]outage{
			"everything":                      {lasts: long},
			"create, after it is stored":      {lasts: 10 * time.Minute, on: sandbox.Create, stored: true},
			"everything, after it is carried": {lasts: long, stored: true},
			"call, after it is placed":        {lasts: 10 * time.Minute, on: sandbox.Call, stored: true, callsMayBeLost: true},
			"search":                          {lasts: 30 * time.Minute, on: sandbox.Search},
		} {
			// A server that executes a request and then refuses it is handled by a
			// search. For an overload response the client assumes that the request was
			// not executed.
			asked := kind == "create, after it is stored" && !overloaded(name)
			if o.stored && refusesForCertain(name) && !asked {
				continue
			}
			o.answer = answer
			t.Run(name+" to "+kind, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { meet(t, o) })
			})
		}
	}
}

// overloaded reports whether a response means that the request may be repeated.
func overloaded(name string) bool {
	return strings.HasPrefix(name, "429") || strings.HasPrefix(name, "503 ") || name == "425" || name == "rate in a 200" || name == "401"
}

// refusesForCertain reports whether a response means that the request was not
// executed.
func refusesForCertain(name string) bool {
	switch name {
	case "page with 400", "redirect to self", "moved":
		return true
	case "408", "409", "424", "460", "499", "302", "303":
		return false
	}
	return overloaded(name) || len(name) == 3 && (name[0] == '3' || name[0] == '4')
}

// TestLongOutages is like TestOutages for outages of a day, and for searches that do
// not find new contacts at once.
func TestLongOutages(t *testing.T) {
	for name, o := range map[string]outage{
		"402 for an hour":                      {lasts: time.Hour, answer: status(402)},
		"402 for 23 hours":                     {lasts: 23 * time.Hour, answer: status(402)},
		"page for 23 hours":                    {lasts: 23 * time.Hour, answer: body("<html>")},
		"500 for 23 hours":                     {lasts: 23 * time.Hour, answer: status(500)},
		"closed for 23 hours":                  {lasts: 23 * time.Hour, answer: raw("")},
		"422 for 50 minutes":                   {lasts: 50 * time.Minute, answer: raw("HTTP/1.1 422 x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")},
		"no search for 23 hours":               {lasts: 23 * time.Hour, on: sandbox.Search, answer: status(404)},
		"searches lag 15 s":                    {lasts: 5 * time.Second, lag: 15 * time.Second, on: sandbox.Create, stored: true, answer: raw("")},
		"searches lag, timeout":                {lasts: 5 * time.Second, lag: 15 * time.Second, on: sandbox.Create, stored: true, answer: hang("")},
		"searches cannot be read for 20 hours": {lasts: 20 * time.Hour, stored: true, answer: body(`{"data":{"ids":["a"]},"error":null}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { meet(t, o) })
		})
	}
}

const outageLeads = 5

// meet sends leads during an outage, two seconds apart, and checks the result.
func meet(t *testing.T, o outage) {
	box, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	u := &upstream{outage: o, box: box, ends: time.Now().Add(o.lasts), stored: map[string]time.Time{}}
	pipe := webtest.NewPipes()
	server := &http.Server{Handler: u}
	go func() { _ = server.Serve(pipe) }()
	transport := thoughtly.NewHTTP()
	transport.Transport.(*http.Transport).DialContext = pipe.Dial
	client := &thoughtly.Client{URL: "http://thoughtly", HTTP: transport, Credentials: &credentials.Source{API: fixedSecret{}}}
	records, leads, review := &ledger.Memory{}, &queue.Memory{}, &queue.Memory{}
	set := leadForms(t, `, "call": {"agent": "agent_demo"}`)
	in := intake.New(intake.Config{
		Forms:    func() *forms.Set { return set },
		Contacts: client, Ledger: records, Queue: leads, Review: review, RPM: 100, Unguarded: true, AnyHour: true,
	})
	out := delivery.New(delivery.Config{Contacts: client, Ledger: records, Queue: leads, RPM: 100})
	ctx, cancel := context.WithCancel(t.Context())
	var mapping sync.WaitGroup
	mapping.Go(func() {
		eventsource.Mapping{Source: leads, Function: out.Handle, FunctionTime: time.Minute}.Run(ctx)
	})

	var visitors sync.WaitGroup
	for n := range outageLeads {
		visitors.Go(func() {
			time.Sleep(time.Duration(n) * 2 * time.Second)
			ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
			defer cancel()
			began := time.Now()
			answer, _ := in.Handle(ctx, spikeEvent(n))
			if took := time.Since(began); answer.StatusCode != 201 && answer.StatusCode != 202 || took > 6*time.Second {
				t.Errorf("lead %d: %d %s after %v", n, answer.StatusCode, answer.Body, took)
			}
		})
	}
	visitors.Wait()
	time.Sleep(time.Until(u.ends))
	// The longest pause is a quarter of the outage's length, or five minutes after a
	// refusal. Then there are the queue's jitter and the lag of searches.
	time.Sleep(min(max(o.lasts/4, 5*time.Minute), 30*time.Minute)*5/4 + 2*time.Minute)
	checkOutage(t, o, box, leads)

	cancel()
	mapping.Wait()
	_ = server.Close()
	transport.CloseIdleConnections()
}

func checkOutage(t *testing.T, o outage, box *sandbox.Sandbox, leads *queue.Memory) {
	t.Helper()
	if depth, err := leads.Depth(t.Context()); err != nil || depth != (queue.Depth{}) {
		t.Errorf("the queue still has %+v, %v", depth, err)
	}
	calls := map[string]int{}
	for _, c := range box.Calls() {
		calls[c.ContactID]++
	}
	arrived := contactsByName(t, box)
	for n := range outageLeads {
		name := fmt.Sprint("Lead ", n)
		if len(arrived[name]) != 1 {
			t.Errorf("%s became %d contacts", name, len(arrived[name]))
		}
		called := 0
		for _, c := range arrived[name] {
			called += calls[c.id]
		}
		if called > 1 || called < 1 && !o.callsMayBeLost && o.on != "" && o.on != sandbox.Call {
			t.Errorf("%s was called %d times", name, called)
		}
	}
}
