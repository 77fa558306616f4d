package intake

import (
	"strings"
	"testing"
	"time"

	"thoughtlyform/forms"
)

// asking is like ringing with the field call_time. It is Tuesday noon in New York.
func asking(t *testing.T) *stack {
	s := ringing(t)
	f := s.form(t, "lead")
	f.Fields = append(f.Fields, forms.Field{Name: forms.CallTimeField, Type: forms.CallTimeField})
	return s
}

const inNewYork = `,"page":{"time_zone":"America/New_York"}`

func TestVisitorChoosesTheTimeOfTheCall(t *testing.T) {
	for name, c := range map[string]struct{ chosen, page, want string }{
		"a weekday":                    {"thu 14:00", inNewYork, "2026-11-26T14:00:00-05:00"},
		"today":                        {"tue 14:00", inNewYork, "2026-11-24T14:00:00-05:00"},
		"next week's same day":         {"tue 09:00", inNewYork, "2026-12-01T09:00:00-05:00"},
		"a date":                       {"2026-11-27T14:00", inNewYork, "2026-11-27T14:00:00-05:00"},
		"seven days from now":          {"2026-12-01T12:00", inNewYork, "2026-12-01T12:00:00-05:00"},
		"in the number's zone":         {"thu 14:00", "", "2026-11-26T14:00:00-05:00"},
		"in the visitor's zone":        {"thu 14:00", `,"page":{"time_zone":"America/Denver"}`, "2026-11-26T14:00:00-07:00"},
		"the browser hides its place":  {"thu 14:00", `,"page":{"time_zone":"UTC"}`, "2026-11-26T14:00:00-05:00"},
		"as soon as possible":          {"", inNewYork, ""},
		"half an hour ago":             {"tue 11:30", inNewYork, ""},
		"a date, half an hour ago":     {"2026-11-24T11:30", inNewYork, ""},
		"Sunday, which the law allows": {"sun 10:00", inNewYork, "2026-11-29T10:00:00-05:00"},
	} {
		s := asking(t)
		for range 2 { // a duplicate gets the same response
			_, a := s.expect(t, post(jsonType, ny(id1, `,"call_time":"`+c.chosen+`"`+c.page)), 201, "")
			status, at := call(t, a)
			if at != c.want || (status == "scheduled") != (c.want != "") {
				t.Errorf("%s: %s %s", name, status, at)
			}
		}
		if c.want == "" {
			if len(s.api.calls) != 1 {
				t.Errorf("%s: %d calls", name, len(s.api.calls))
			}
			continue
		}
		m := s.message(t)
		if want, _ := time.Parse(time.RFC3339, c.want); !m.NotBefore.Equal(want) || len(s.api.made) != 1 || len(s.api.calls) != 0 {
			t.Errorf("%s: not before %v, %d contacts, %d calls", name, m.NotBefore, len(s.api.made), len(s.api.calls))
		}
	}
}

func TestBadCallTimes(t *testing.T) {
	for chosen, code := range map[string]string{
		"2026-11-24T10:00": "call_time_invalid", "2025-11-27T14:00": "call_time_invalid", "0000-01-01T00:00": "call_time_invalid",
		"2026-12-01T12:01": "call_time_invalid", "9999-12-31T23:59": "call_time_invalid", "2026-02-30T10:00": "call_time_invalid",
		"2026-11-27T14:00:00": "call_time_invalid", "2026-11-27T14:00Z": "call_time_invalid", "tomorrow": "call_time_invalid",
		"fri 25:00": "call_time_invalid", "<script>": "call_time_invalid",
		"fri 07:59": "call_time_closed", "fri 21:00": "call_time_closed", "2026-11-27T03:00": "call_time_closed",
	} {
		s := asking(t)
		_, a := s.expect(t, post(jsonType, ny(id1, `,"call_time":"`+chosen+`"`+inNewYork)), 422, code)
		if len(a.Error.Fields) != 1 || a.Error.Fields[0].Field != "call_time" || a.Error.Fields[0].Message == english["error.internal"] {
			t.Errorf("%s: fields %+v", chosen, a.Error.Fields)
		}
		if len(s.api.made) != 0 || strings.Contains(s.log.String(), chosen) {
			t.Errorf("%s: created, or logged", chosen)
		}
		s.expect(t, post(jsonType, ny(id1, `,"call_time":"thu 14:00"`+inNewYork)), 201, "")
	}
}

// A form whose hours include the night can have calls in the hour that is skipped or
// repeated when clocks change.
func TestCallTimeWhenClocksChange(t *testing.T) {
	for _, c := range []struct{ now, chosen, want string }{
		{"2027-03-12T17:00:00Z", "2027-03-14T02:30", "2027-03-14T03:30:00-04:00"},
		{"2027-03-12T17:00:00Z", "sun 02:30", "2027-03-14T03:30:00-04:00"},
		{"2026-10-30T16:00:00Z", "2026-11-01T01:30", "2026-11-01T01:30:00-04:00"},
		{"2026-11-01T05:45:00Z", "sun 01:30", "2026-11-01T01:30:00-05:00"},
	} {
		s := asking(t)
		s.now, _ = time.Parse(time.RFC3339, c.now)
		s.form(t, "lead").Call.Hours.Any = true
		s.expect(t, post(jsonType, ny(id1, `,"call_time":"`+c.chosen+`"`+inNewYork)), 201, "")
		if want, _ := time.Parse(time.RFC3339, c.want); !s.message(t).NotBefore.Equal(want) {
			t.Errorf("%s is not %s", c.chosen, c.want)
		}
	}
}

func TestFormWithoutCallTimeRefusesIt(t *testing.T) {
	s := ringing(t)
	_, a := s.expect(t, post(jsonType, ny(id1, `,"call_time":"thu 14:00"`)), 422, "invalid_fields")
	if a.Error.Fields[0].Field != "call_time" || a.Error.Fields[0].Code != "unknown_field" {
		t.Errorf("fields %+v", a.Error.Fields)
	}
}

// The response to a queued lead has the time too.
func TestChosenTimeOfAQueuedLead(t *testing.T) {
	s := asking(t)
	s.Ledger = down{s.ledger}
	_, a := s.expect(t, post(jsonType, ny(id1, `,"call_time":"thu 14:00"`+inNewYork)), 202, "")
	if status, at := call(t, a); status != "scheduled" || at != "2026-11-26T14:00:00-05:00" || s.message(t).NotBefore.IsZero() {
		t.Errorf("%s %s", status, at)
	}
}

// Without scripts the number's zone is used, and a refused form shows the choice again.
func TestCallTimeInAFormPost(t *testing.T) {
	s := asking(t)
	body := "form=lead&submission_id=" + id1 + "&phone_number=%2B12125550123&consent=on&call_time="
	res, _ := s.send(t, post(formType, body+"thu+14%3A00"))
	if res.StatusCode != 201 || !strings.Contains(res.Body, "at 2:00 PM on Thursday") {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	s = asking(t)
	res, _ = s.send(t, post(formType, strings.Replace(body, "%2B12125550123", "%2B12142340123", 1)+"fri+08%3A00")) // Texas opens at nine
	if res.StatusCode != 422 || !strings.Contains(res.Body, `<option value="fri 08:00" selected>`) || !strings.Contains(res.Body, `href="#tf-lead-call_time"`) ||
		!strings.Contains(res.Body, `<option value="">As soon as possible</option>`) {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
}
