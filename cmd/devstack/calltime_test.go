package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestCallIsPlacedAtTheChosenTime shows that the call is placed at the chosen
// time in the number's time zone, and not before.
func TestCallIsPlacedAtTheChosenTime(t *testing.T) {
	const german = `{"form":"quote","submission_id":"018f3a6e-0000-4000-8000-000000000491","phone_number":"+4930901820","name":"Ada","email":"ada@example.com","attributes":{"company_size":"1-9"},"consent":true,"call_time":`
	s := run(t, map[string]string{"CLOCK": "2026-11-26T12:59:40Z", "HOURS": "", "FORMS_DIR": "../../forms"})
	_, page := do(t, "GET", s.siteURL+"/f/quote", "", "")
	if !strings.Contains(page, `value="thu 14:00"`) || strings.Contains(page, `value="thu 03:00"`) {
		t.Error("the page does not offer the hours of Germany")
	}
	if status, body := do(t, "POST", s.siteURL+"/contacts", jsonType, strings.Replace(german, "491", "492", 1)+`"thu 03:00"}`); status != 422 || !strings.Contains(body, "call_time_closed") {
		t.Errorf("at night: %d %s", status, body)
	}
	status, body := do(t, "POST", s.siteURL+"/contacts", jsonType, german+`"thu 14:00"}`)
	if status != 201 || !strings.Contains(body, `"call":{"status":"scheduled","at":"2026-11-26T14:00:00+01:00"}`) {
		t.Fatalf("%d %s", status, body)
	}
	for {
		_, text := do(t, "GET", s.sandboxURL+"/_sandbox/calls", "", "")
		var calls []struct {
			Agent string `json:"interview_id"`
		}
		if err := json.Unmarshal([]byte(text), &calls); err != nil {
			t.Fatal(err)
		}
		due := !s.now().Before(time.Date(2026, 11, 26, 13, 0, 0, 0, time.UTC))
		if len(calls) > 0 {
			if !due || len(calls) != 1 || calls[0].Agent != "agent_demo" {
				t.Errorf("at %v: %s", s.now(), text)
			}
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}
