package sandbox

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"thoughtlyform/internal/webtest"
)

func start(t *testing.T, c Config) (*Sandbox, string) {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

var known = []string{"x-api-token", "token", "team_id", "team", "content-type", "application/json"}

func TestCreate(t *testing.T) {
	s, url := start(t, Config{})
	res, body := webtest.Send(t, "POST", url+createPath, `{"phone_number":"+14155550123","tags":["a"],"attributes":{"n":1}}`, known...)
	var got struct {
		Data  struct{ ID string }
		Error any
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	contacts := s.Contacts()
	if res.StatusCode != 200 || got.Error != nil || len(contacts) != 1 || got.Data.ID != contacts[0].ID {
		t.Fatalf("%d %s, contacts %v", res.StatusCode, body, contacts)
	}
	value, err := decode([]byte(body))
	if err == nil {
		err = s.contract.response.check("answer", value)
	}
	if err != nil {
		t.Errorf("the answer is not a GenericResponse: %v", err)
	}
	_, listed := webtest.Send(t, "GET", url+"/_sandbox/contacts", "")
	if !strings.Contains(listed, `"contact":{"phone_number":"+14155550123","tags":["a"],"attributes":{"n":1}}`) {
		t.Errorf("listed %s", listed)
	}
	webtest.Send(t, "DELETE", url+"/_sandbox/contacts", "")
	if _, listed = webtest.Send(t, "GET", url+"/_sandbox/contacts", ""); strings.TrimSpace(listed) != "[]" {
		t.Errorf("after the deletion there is %s", listed)
	}
}

func TestRefusal(t *testing.T) {
	s, url := start(t, Config{Token: "token", Team: "team"})
	good := `{"phone_number":"+14155550123"}`
	deep := strings.Repeat("[", 10_000)
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
	}{
		"no token":          {"POST", createPath, good, []string{"team_id", "team", "content-type", "application/json"}, 401},
		"no team":           {"POST", createPath, good, []string{"x-api-token", "token", "content-type", "application/json"}, 401},
		"other token":       {"POST", createPath, good, []string{"x-api-token", "else", "team_id", "team", "content-type", "application/json"}, 401},
		"get":               {"GET", createPath, "", known, 405},
		"other path":        {"POST", "/contact", good, known, 405},
		"form":              {"POST", createPath, "phone_number=1", []string{"x-api-token", "token", "team_id", "team", "content-type", "application/x-www-form-urlencoded"}, 415},
		"empty":             {"POST", createPath, "", known, 400},
		"truncated":         {"POST", createPath, `{"phone_number":`, known, 400},
		"trailing":          {"POST", createPath, good + "{}", known, 400},
		"twice":             {"POST", createPath, `{"phone_number":"1","phone_number":"2"}`, known, 400},
		"not UTF-8":         {"POST", createPath, "{\"phone_number\":\"\xff\"}", known, 400},
		"no phone":          {"POST", createPath, `{"name":"Ada"}`, known, 400},
		"null phone":        {"POST", createPath, `{"phone_number":null}`, known, 400},
		"number for phone":  {"POST", createPath, `{"phone_number":1}`, known, 400},
		"unknown member":    {"POST", createPath, `{"phone_number":"1","form":"contact"}`, known, 400},
		"tags not a list":   {"POST", createPath, `{"phone_number":"1","tags":"a"}`, known, 400},
		"tag not a string":  {"POST", createPath, `{"phone_number":"1","tags":[1]}`, known, 400},
		"attributes a list": {"POST", createPath, `{"phone_number":"1","attributes":[]}`, known, 400},
		"an array":          {"POST", createPath, `[]`, known, 400},
		"deep":              {"POST", createPath, deep, known, 400},
		"too large":         {"POST", createPath, `"` + strings.Repeat("a", maxBody) + `"`, known, 413},
		"no such fault":     {"PUT", "/_sandbox/faults", `{"mode":"sad"}`, nil, 400},
		"empty fault":       {"PUT", "/_sandbox/faults", `{}`, nil, 400},
		"negative rate":     {"PUT", "/_sandbox/faults", `{"rate_per_minute":-1}`, nil, 400},
	} {
		if res, body := webtest.Send(t, c.method, url+c.path, c.body, c.headers...); res.StatusCode != c.status {
			t.Errorf("%s: %d %s, want %d", name, res.StatusCode, body, c.status)
		}
	}
	if n := len(s.Contacts()); n != 0 {
		t.Errorf("%d refused contacts were kept", n)
	}
	if res, body := webtest.Send(t, "POST", url+createPath, good, known...); res.StatusCode != 200 {
		t.Errorf("the right token and team: %d %s", res.StatusCode, body)
	}
	s.SetCredentials("else", "team")
	if res, _ := webtest.Send(t, "POST", url+createPath, good, known...); res.StatusCode != 401 {
		t.Errorf("after the rotation the old token gets %d", res.StatusCode)
	}
}

func TestFaults(t *testing.T) {
	calls := make(chan Stored, 100)
	s, url := start(t, Config{Hold: time.Millisecond, Called: func(c Stored) { calls <- c }})
	try := func() (int, string) {
		r, _ := http.NewRequestWithContext(t.Context(), "POST", url+createPath, strings.NewReader(`{"phone_number":"1"}`))
		for i := 0; i < len(known); i += 2 {
			r.Header.Set(known[i], known[i+1])
		}
		r.GetBody = nil // or the transport sends it again after a reset
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return 0, err.Error()
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(b)
	}
	for _, c := range []struct {
		mode   string
		status int
		body   string
		stored bool
	}{
		{"ok", 200, `"error":null`, true},
		{"429", 429, `rate_limited`, false},
		{"500", 500, `internal_error`, false},
		{"timeout", 0, `EOF`, false},
		{"reset", 0, `reset`, false},
		{"garbage", 200, `<!doctype html>`, false},
		{"error200", 200, `"error":{`, false},
		{"401", 401, `unauthorized`, false},
		{"timeout-after", 0, `EOF`, true},
		{"reset-after", 0, `reset`, true},
	} {
		s.Clear()
		res, body := webtest.Send(t, "PUT", url+"/_sandbox/faults", `{"mode":"`+c.mode+`","count":1}`)
		if res.StatusCode != 200 {
			t.Fatalf("%s: not set: %s", c.mode, body)
		}
		if status, body := try(); status != c.status || !strings.Contains(body, c.body) {
			t.Errorf("%s: %d %s", c.mode, status, body)
		}
		if stored := len(s.Contacts()) == 1; stored != c.stored {
			t.Errorf("%s: stored is %v", c.mode, stored)
		}
		if c.stored {
			if call := <-calls; call.Told != (c.mode == "ok") || call.Contact.ID == "" {
				t.Errorf("%s: called %+v", c.mode, call)
			}
		}
		if status, body := try(); status != 200 {
			t.Errorf("the call after %s: %d %s", c.mode, status, body)
		}
		<-calls
	}
}

func TestRate(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s, url := start(t, Config{Now: func() time.Time { return now }})
	s.SetRate(2)
	for i, c := range []struct {
		after  time.Duration
		status int
		wait   string
	}{
		{0, 200, ""},
		{30 * time.Second, 200, ""},
		{0, 429, "30"},
		{29500 * time.Millisecond, 429, "1"},
		{500 * time.Millisecond, 200, ""},
		{0, 429, "30"},
	} {
		now = now.Add(c.after)
		res, body := webtest.Send(t, "POST", url+createPath, `{"phone_number":"1"}`, known...)
		if res.StatusCode != c.status || res.Header.Get("Retry-After") != c.wait {
			t.Errorf("call %d: %d, Retry-After %q: %s", i, res.StatusCode, res.Header.Get("Retry-After"), body)
		}
	}
}

func TestStreamShowsContactsAsTheyArrive(t *testing.T) {
	s, url := start(t, Config{})
	s.store.add(time.Now(), []byte(`{"phone_number":"1"}`))
	res, err := http.Get(url + "/_sandbox/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	next := func(want string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), want) {
				return
			}
		}
		t.Fatalf("the stream ended before %s: %v", want, lines.Err())
	}
	next(`{"earlier":0}`)
	next(`"phone_number":"1"`)
	s.store.add(time.Now(), []byte("{\n\"phone_number\":\"2\"}"))
	next(`"phone_number":"2"`)
	s.Clear()
	next("event: reset")
}

func TestPageNeedsNothingFromElsewhere(t *testing.T) {
	_, url := start(t, Config{})
	res, html := webtest.Send(t, "GET", url+"/", "")
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %s", res.StatusCode, html)
	}
	for _, file := range []string{"page.css", "page.js", "icon.svg"} {
		if !strings.Contains(html, "/_sandbox/page/"+file) {
			t.Errorf("the page does not use %s", file)
		}
		if res, _ := webtest.Send(t, "GET", url+"/_sandbox/page/"+file, ""); res.StatusCode != 200 {
			t.Errorf("%s: %d", file, res.StatusCode)
		}
	}
	if strings.Contains(html, "//") {
		t.Error("the page names another host")
	}
	if res, _ := webtest.Send(t, "GET", url+"/_sandbox/page/nothing", ""); res.StatusCode != 404 {
		t.Errorf("a file that is not there: %d", res.StatusCode)
	}
}

func TestContractWithUnenforcedKeywordDoesNotLoad(t *testing.T) {
	text := strings.Replace(string(published), "phone_number:\n                  type: string", "phone_number:\n                  pattern: x\n                  type: string", 1)
	if _, err := loadContract([]byte(text)); err == nil || !strings.Contains(err.Error(), `"pattern"`) {
		t.Errorf("got %v", err)
	}
}
