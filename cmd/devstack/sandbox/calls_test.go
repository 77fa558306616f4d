package sandbox

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"thoughtlyform/internal/webtest"
)

func TestCallAndSearch(t *testing.T) {
	s, at := start(t, Config{})
	webtest.Send(t, "POST", at+createPath, `{"phone_number":"+14155550123","attributes":{"submission_id":"s1"}}`, known...)
	webtest.Send(t, "POST", at+createPath, `{"phone_number":"+14155550124"}`, known...)
	id := s.Contacts()[0].ID

	for query, want := range map[string]int{"search=" + url.QueryEscape("+14155550123"): 1, "search=%2B1415555": 2, "search=nobody": 0, "limit=1": 1, "limit=1&page=5": 0} {
		res, body := webtest.Send(t, "GET", at+searchPath+"?"+query, "", known...)
		var got struct {
			Data struct{ Contacts []map[string]any }
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil || res.StatusCode != 200 || len(got.Data.Contacts) != want {
			t.Errorf("%s: %d %s", query, res.StatusCode, body)
		}
		if want == 1 && strings.HasPrefix(query, "search") && (got.Data.Contacts[0]["id"] != id || got.Data.Contacts[0]["phone_number"] != "+14155550123") {
			t.Errorf("found %v", got.Data.Contacts)
		}
	}
	for _, query := range []string{"limit=51", "limit=x", "page=-1", "sortDirection=up", "phone_numbers_only=maybe", "name=Ada"} {
		if res, _ := webtest.Send(t, "GET", at+searchPath+"?"+query, "", known...); res.StatusCode != 400 {
			t.Errorf("%s: %d", query, res.StatusCode)
		}
	}

	for body, want := range map[string]int{
		`{"contact_id":"` + id + `","interview_id":"a1","metadata":{"name":"Ada"}}`: 200,
		`{"contact_id":"` + id + `","interview_id":"a1","metadata":null}`:           200,
		`{"contact_id":"` + id + `"}`:                                               400,
		`{"contact_id":"` + id + `","interview_id":""}`:                             400,
		`{"contact_id":"` + id + `","agent_id":"a1"}`:                               400,
		`{"contact_id":"nobody","interview_id":"a1"}`:                               404,
	} {
		if res, answer := webtest.Send(t, "POST", at+callPath, body, known...); res.StatusCode != want {
			t.Errorf("%s: %d %s", body, res.StatusCode, answer)
		}
	}
	_, listed := webtest.Send(t, "GET", at+"/_sandbox/calls", "")
	var calls []PlacedCall
	if err := json.Unmarshal([]byte(listed), &calls); err != nil || len(calls) != 2 || calls[0].ContactID != id || calls[0].Agent != "a1" || calls[0].ID == "" {
		t.Errorf("listed %s", listed)
	}
	if res, _ := webtest.Send(t, "DELETE", at+"/_sandbox/calls", ""); res.StatusCode != 204 || len(s.Calls()) != 0 {
		t.Error("not deleted")
	}
}

func TestFaultsOnEachOperation(t *testing.T) {
	s, at := start(t, Config{})
	webtest.Send(t, "POST", at+createPath, `{"phone_number":"+14155550123"}`, known...)
	body := `{"contact_id":"` + s.Contacts()[0].ID + `","interview_id":"a1"}`
	webtest.Send(t, "PUT", at+"/_sandbox/faults", `{"mode":"402","count":1,"on":"call"}`)
	webtest.Send(t, "PUT", at+"/_sandbox/faults", `{"mode":"404","count":1,"on":"search"}`)
	for _, want := range [][3]int{{200, 402, 404}, {200, 200, 200}} {
		created, _ := webtest.Send(t, "POST", at+createPath, `{"phone_number":"+14155550123"}`, known...)
		called, _ := webtest.Send(t, "POST", at+callPath, body, known...)
		searched, _ := webtest.Send(t, "GET", at+searchPath, "", known...)
		if got := [3]int{created.StatusCode, called.StatusCode, searched.StatusCode}; got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if res, _ := webtest.Send(t, "PUT", at+"/_sandbox/faults", `{"mode":"ok","on":"delete"}`); res.StatusCode != 400 {
		t.Errorf("a fault on an unknown operation: %d", res.StatusCode)
	}
}
