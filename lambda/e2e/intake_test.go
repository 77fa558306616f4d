//go:build integration

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"thoughtlyform/cmd/devstack/sandbox"
)

func read(t *testing.T, res *http.Response, body string) envelope {
	t.Helper()
	var e envelope
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		t.Fatalf("%d: not an envelope: %v: %.300s", res.StatusCode, err, body)
	}
	return e
}

func TestSubmissionBecomesOneContact(t *testing.T) {
	w := newWorld(t, sandbox.Config{})
	api := w.gateway(w.start("intake", nil))
	res, body := send(t, "POST", api+"/contacts", asJSON, submission(1, "Ada Lovelace"))
	e := read(t, res, body)
	arrived := w.arrived()["Ada Lovelace"]
	if res.StatusCode != 201 || e.Data.Status != "created" || len(arrived) != 1 || arrived[0].id != e.Data.ID {
		t.Fatalf("%d %s; arrived %v", res.StatusCode, body, arrived)
	}
	if c := arrived[0]; c.PhoneNumber != phone(1) || c.CountryCode != "US" || c.Email != "ada.1@private.example" {
		t.Errorf("arrived as %+v", c)
	}
	if again, same := send(t, "POST", api+"/contacts", asJSON, submission(1, "Ada Lovelace")); again.StatusCode != 201 || same != body {
		t.Errorf("the same again: %d %s", again.StatusCode, same)
	}
	if res, body := send(t, "POST", api+"/contacts", asJSON, submission(1, "Somebody Else")); res.StatusCode != 422 || read(t, res, body).Error.Code != "submission_conflict" {
		t.Errorf("the same id with another lead: %d %s", res.StatusCode, body)
	}
	if n := len(w.sandbox.Contacts()); n != 1 {
		t.Errorf("%d contacts, want 1", n)
	}
	keepsSecrets(t, w, "Ada Lovelace", "Somebody Else")
}

func TestFormPostArrivesInBase64(t *testing.T) {
	w := newWorld(t, sandbox.Config{})
	api := w.gateway(w.start("intake", nil))
	post := url.Values{
		"form": {"contact"}, "name": {"Grace Hopper"}, "phone_number": {"(415) 555-0107"}, "consent": {"true"},
	}
	res, body := send(t, "POST", api+"/contacts", asForm, post.Encode())
	if res.StatusCode >= 400 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%d %s: %.300s", res.StatusCode, res.Header.Get("Content-Type"), body)
	}
	if c := w.arrived()["Grace Hopper"]; len(c) != 1 || c[0].PhoneNumber != "+14155550107" {
		t.Errorf("arrived %v", c)
	}
	post.Set("phone_number", "12")
	if res, body = send(t, "POST", api+"/contacts", asForm, post.Encode()); res.StatusCode != 422 || !strings.Contains(body, "<form") {
		t.Errorf("a refused post: %d %.300s", res.StatusCode, body)
	}
	keepsSecrets(t, w, "Grace Hopper")
}

func TestRefusedTokenIsReadAgain(t *testing.T) {
	w := newWorld(t, sandbox.Config{})
	api := w.gateway(w.start("intake", nil))
	w.sandbox.SetFault("401", 1)
	if res, body := send(t, "POST", api+"/contacts", asJSON, submission(1, "First")); res.StatusCode != 201 {
		t.Errorf("refused once: %d %s", res.StatusCode, body)
	}

	w = newWorld(t, sandbox.Config{})
	api = w.gateway(w.start("intake", nil))
	send(t, "POST", api+"/contacts", asJSON, submission(1, "Before"))
	w.sandbox.SetCredentials("token-2", "team-1")
	rotated := `{"api_token":"token-2","team_id":"team-1"}`
	if _, err := secretsmanager.NewFromConfig(w.settings).PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: &w.SecretID, SecretString: &rotated}); err != nil {
		t.Fatal(err)
	}
	if res, body := send(t, "POST", api+"/contacts", asJSON, submission(2, "After")); res.StatusCode != 201 {
		t.Errorf("after the rotation: %d %s", res.StatusCode, body)
	}
	if all := w.arrived(); len(all["Before"]) != 1 || len(all["After"]) != 1 {
		t.Errorf("arrived %v", all)
	}
}

func TestInvalidInputGetsAnErrorCode(t *testing.T) {
	w := newWorld(t, sandbox.Config{})
	api := w.gateway(w.start("intake", nil))
	good := submission(1, "Ada")
	with := func(member string) string { return strings.TrimSuffix(good, "}") + "," + member + "}" }
	for name, c := range map[string]struct {
		method, contentType, body string
		status                    int
	}{
		"malformed":            {"POST", asJSON, `{"form":`, 400},
		"not JSON":             {"POST", asJSON, `hello`, 400},
		"empty":                {"POST", asJSON, ``, 400},
		"truncated":            {"POST", asJSON, good[:len(good)-5], 400},
		"trailing":             {"POST", asJSON, good + "x", 400},
		"an array":             {"POST", asJSON, `[` + good + `]`, 400},
		"deeply nested":        {"POST", asJSON, strings.Repeat(`{"attributes":`, 1000), 400},
		"a member twice":       {"POST", asJSON, with(`"name":"Eve"`), 400},
		"an unknown member":    {"POST", asJSON, with(`"colour":"red"`), 400},
		"a wrong type":         {"POST", asJSON, with(`"tags":"a"`), 400},
		"invalid UTF-8":        {"POST", asJSON, strings.Replace(good, "Ada", "A\xffa", 1), 400},
		"half a surrogate":     {"POST", asJSON, strings.Replace(good, "Ada", `\ud800`, 1), 400},
		"NUL":                  {"POST", asJSON, strings.Replace(good, "Ada", `A\u0000a`, 1), 422},
		"braces":               {"POST", asJSON, strings.Replace(good, "Ada", `{name}`, 1), 422},
		"no phone number":      {"POST", asJSON, `{"form":"contact","submission_id":"` + id(1) + `","consent":true}`, 422},
		"a bad phone number":   {"POST", asJSON, strings.Replace(good, phone(1), "+1415", 1), 422},
		"premium rate":         {"POST", asJSON, strings.Replace(good, phone(1), "+19002345678", 1), 422},
		"a bad email":          {"POST", asJSON, strings.Replace(good, "@private.example", "", 1), 422},
		"no consent":           {"POST", asJSON, strings.Replace(good, "true", "false", 1), 422},
		"a bad id":             {"POST", asJSON, strings.Replace(good, id(1), "1", 1), 400},
		"an unknown form":      {"POST", asJSON, strings.Replace(good, `"contact"`, `"none"`, 1), 404},
		"no content type":      {"POST", "", good, 415},
		"another content type": {"POST", "text/plain", good, 415},
		"another charset":      {"POST", "application/json; charset=utf-16", good, 415},
		"oversize":             {"POST", asJSON, with(`"website":"` + strings.Repeat("a", 33<<10) + `"`), 413},
		"a wrong method":       {"PUT", asJSON, good, 405},
	} {
		res, body := send(t, c.method, api+"/contacts", c.contentType, c.body)
		e := read(t, res, body)
		if res.StatusCode != c.status || e.Error == nil || e.Error.Code == "" || e.Error.Message == "" {
			t.Errorf("%s: %d %.300s, want %d", name, res.StatusCode, body, c.status)
		}
	}
	if n := len(w.sandbox.Contacts()); n != 0 {
		t.Errorf("%d contacts came of bad input", n)
	}
	if res, body := send(t, "POST", api+"/contacts", asJSON, good); res.StatusCode != 201 {
		t.Errorf("good input after all that: %d %s", res.StatusCode, body)
	}
	keepsSecrets(t, w, "Ada", "A\xffa")
}

func TestLeadWaitsWhileThoughtlyIsDown(t *testing.T) {
	w := newWorld(t, sandbox.Config{})
	api := w.gateway(w.start("intake", nil))
	w.sandbox.SetFault("500", 0)
	for n, name := range []string{"Katherine", "Dorothy", "Mary"} {
		res, body := send(t, "POST", api+"/contacts", asJSON, submission(n, name))
		if e := read(t, res, body); res.StatusCode != 202 || e.Data.Status != "queued" {
			t.Fatalf("%d %s", res.StatusCode, body)
		}
	}
	if res, body := send(t, "POST", api+"/contacts", asJSON, submission(0, "Katherine")); res.StatusCode != 202 {
		t.Errorf("a duplicate of one that waits: %d %s", res.StatusCode, body)
	}
	if d, err := w.leadQueue().Depth(t.Context()); err != nil || d.Waiting+d.Hidden != 3 || d.Dead != 0 {
		t.Errorf("depth %+v, %v", d, err)
	}
	w.sandbox.SetFault("ok", 0)
	w.deliver(w.start("delivery", nil))
	w.settle()
	if n := len(w.arrived()); n != 3 {
		t.Errorf("%d leads arrived, want 3", n)
	}
	for name, all := range w.arrived() {
		if len(all) != 1 {
			t.Errorf("%s arrived %d times", name, len(all))
		}
	}
	if res, body := send(t, "POST", api+"/contacts", asJSON, submission(0, "Katherine")); res.StatusCode != 201 {
		t.Errorf("a duplicate of one that was delivered: %d %s", res.StatusCode, body)
	}
	keepsSecrets(t, w, "Katherine", "Dorothy", "Mary")
}

func TestOtherCalls(t *testing.T) {
	w := newWorld(t, sandbox.Config{})
	api := w.gateway(w.start("intake", map[string]string{"GUARD": "on"}))
	for path, want := range map[string]string{
		"/healthz":              `"data"`,
		"/forms/contact":        `"id":"contact"`,
		"/session?form=contact": `"challenge"`,
	} {
		if res, body := send(t, "GET", api+path, "", ""); res.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %.300s", path, res.StatusCode, body)
		}
	}
	if res, body := send(t, "GET", api+"/forms/none", "", ""); res.StatusCode != 404 {
		t.Errorf("a form that is not there: %d %s", res.StatusCode, body)
	}
}

// keepsSecrets checks that the functions' logs have no personal data and no token.
func keepsSecrets(t *testing.T, w *world, names ...string) {
	t.Helper()
	private := append(names, "private.example", "4155550", "token-1", "team-1")
	for i, f := range w.functions {
		log := f.Log()
		if !strings.Contains(log, `"requestId"`) && !strings.Contains(log, "RequestId") {
			t.Errorf("function %d has logged nothing: the test would prove nothing", i)
		}
		for _, word := range private {
			for line := range strings.Lines(log) {
				if strings.Contains(line, word) {
					t.Errorf("function %d logs %q: %s", i, word, fmt.Sprintf("%.400s", line))
					break
				}
			}
		}
	}
}
