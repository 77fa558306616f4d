package intake

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
)

// ringing returns a stack with a form that has a call. It is noon in New York, the
// place of the lead's number.
func ringing(t *testing.T) *stack {
	s := newStack(t)
	s.now = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)
	f := s.form(t, "lead")
	f.Call = &forms.Call{Agent: forms.Text{"en": "agent_en", "es": "agent_es"}, Metadata: []string{"name", "attributes.plan", "utm_source"}}
	return s
}

func ny(id string, more ...string) string {
	return strings.Replace(lead1(id, more...), "+14155550123", "+12125550123", 1)
}

func (s *stack) message(t *testing.T) (m queue.Message) {
	t.Helper()
	list, err := s.leads.Receive(t.Context(), 10, time.Minute)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d messages, %v", len(list), err)
	}
	if err := json.Unmarshal([]byte(list[0].Body), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func call(t *testing.T, a answered) (status, at string) {
	t.Helper()
	data, _ := a.Data["call"].(map[string]any)
	status, _ = data["status"].(string)
	at, _ = data["at"].(string)
	return status, at
}

func TestContactIsCalledOnce(t *testing.T) {
	s := ringing(t)
	for range 3 {
		_, a := s.expect(t, post(jsonType, ny(id1, `,"attributes":{"plan":"pro"},"page":{"locale":"es","campaign":{"utm_source":"ad"}}`)), 201, "")
		if status, _ := call(t, a); status != "placed" {
			t.Errorf("data %v", a.Data)
		}
	}
	if len(s.api.calls) != 1 {
		t.Fatalf("%d calls", len(s.api.calls))
	}
	c := s.api.calls[0]
	if c.ContactID != "c1" || c.Agent != "agent_es" || len(c.Metadata) != 3 || c.Metadata["name"] != "Ada" || c.Metadata["plan"] != "pro" || c.Metadata["utm_source"] != "ad" {
		t.Errorf("call %+v", c)
	}
	if got := s.api.made[0].Attributes["submission_id"]; got != id1 {
		t.Errorf("the contact carries %q", got)
	}
	uses, err := s.ledger.Uses(t.Context(), "+12125550123")
	if err != nil || len(uses) != 2 || uses[0].Kind != ledger.UseCreate || uses[1].Kind != ledger.UseCall || uses[1].Unknown {
		t.Errorf("evidence %+v, %v", uses, err)
	}
}

func TestCallOutsideTheHoursIsScheduled(t *testing.T) {
	s := ringing(t)
	s.now = time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	for range 2 {
		_, a := s.expect(t, post(jsonType, ny(id1, `,"page":{"time_zone":"America/Chicago"}`)), 201, "")
		if status, at := call(t, a); status != "scheduled" || at != "2026-11-26T08:00:00-06:00" {
			t.Errorf("data %v", a.Data)
		}
	}
	if len(s.api.made) != 1 || len(s.api.calls) != 0 {
		t.Errorf("%d contacts, %d calls", len(s.api.made), len(s.api.calls))
	}
	m := s.message(t)
	if m.Call == nil || m.Call.Agent != "agent_en" || m.TimeZone != "America/Chicago" || m.Owner == "" {
		t.Errorf("message %+v", m)
	}
}

func TestLostAnswerIsNotRepeated(t *testing.T) {
	s := ringing(t)
	s.api.err = &thoughtly.Error{Kind: thoughtly.Ambiguous, UnknownOutcomes: 1}
	_, a := s.expect(t, post(jsonType, ny(id1)), 202, "")
	if status, _ := call(t, a); status != "pending" {
		t.Errorf("data %v", a.Data)
	}
	s.api.err = nil
	s.expect(t, post(jsonType, ny(id1)), 202, "")
	if m := s.message(t); m.UnknownOutcomes != 1 || s.after < 10*time.Second || len(s.api.made) != 0 {
		t.Errorf("hidden for %v: %+v", s.after, m)
	}
}

// A call that may have been placed is not repeated; one that was not placed is queued.
func TestCallFails(t *testing.T) {
	for kind, want := range map[thoughtly.Kind]string{
		thoughtly.Ambiguous: "placed", thoughtly.Transient: "pending", thoughtly.Refused: "pending",
		thoughtly.Account: "pending", thoughtly.Unauthorized: "pending", thoughtly.Trouble: "pending",
	} {
		s := ringing(t)
		s.api.callErr = &thoughtly.Error{Kind: kind, UnknownOutcomes: 1}
		for range 2 {
			_, a := s.expect(t, post(jsonType, ny(id1)), 201, "")
			if status, _ := call(t, a); status != want || a.Data["id"] != "c1" {
				t.Errorf("%v: data %v", kind, a.Data)
			}
		}
		uses, _ := s.ledger.Uses(t.Context(), "+12125550123")
		if want == "placed" {
			if len(uses) != 2 || !uses[1].Unknown {
				t.Errorf("%v: evidence %+v", kind, uses)
			}
			continue
		}
		if m := s.message(t); m.Call == nil || len(uses) != 1 {
			t.Errorf("%v: message %+v, evidence %+v", kind, m, uses)
		}
	}
}

// The contact exists and the queue refuses its call: the visitor's next attempt places
// the call.
func TestCallThatTheQueueRefuses(t *testing.T) {
	s := ringing(t)
	s.api.callErr = &thoughtly.Error{Kind: thoughtly.Transient}
	s.Queue = down{}
	s.expect(t, post(jsonType, ny(id1)), 503, "unavailable")
	s.api.callErr = nil
	_, a := s.expect(t, post(jsonType, ny(id1)), 201, "")
	if status, _ := call(t, a); status != "placed" || len(s.api.made) != 1 || len(s.api.calls) != 1 {
		t.Errorf("data %v, %d contacts, %d calls", a.Data, len(s.api.made), len(s.api.calls))
	}
}

func TestStoppedNumber(t *testing.T) {
	s := ringing(t)
	stop := ledger.StopChange{Phone: "+12125550123", Time: s.now, Stopped: true, Source: "operator"}
	if err := s.ledger.ChangeStop(t.Context(), stop); err != nil {
		t.Fatal(err)
	}
	_, a := s.expect(t, post(jsonType, ny(id1)), 422, "phone_stopped")
	if len(a.Error.Fields) != 1 || a.Error.Fields[0].Field != "phone_number" || a.Error.Fields[0].Message == english["error.internal"] {
		t.Errorf("fields %+v", a.Error.Fields)
	}
	if len(s.api.made)+len(s.api.calls) != 0 {
		t.Error("created or called")
	}
	stop.Stopped = false
	if err := s.ledger.ChangeStop(t.Context(), stop); err != nil {
		t.Fatal(err)
	}
	s.expect(t, post(jsonType, ny(id1)), 201, "")
}

type fixedGuard Decision

func (g fixedGuard) Decide(context.Context, Attempt) Decision        { return Decision(g) }
func (g fixedGuard) Session(context.Context, Attempt) map[string]any { return nil }

// A submission that would be held is refused if its number is stopped, like any other.
func TestStoppedNumberIsNotHeld(t *testing.T) {
	for name, set := range map[string]func(*stack){
		"caught":     func(s *stack) { s.Guard = fixedGuard{Verdict: Hold, Defence: "honeypot"} },
		"a full day": func(s *stack) { s.form(t, "lead").Limits.PerDay = 1 },
	} {
		s := ringing(t)
		s.expect(t, post(jsonType, lead1(id2)), 201, "")
		set(s)
		stop := ledger.StopChange{Phone: "+12125550123", Time: s.now, Stopped: true, Source: "operator"}
		if err := s.ledger.ChangeStop(t.Context(), stop); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			s.expect(t, post(jsonType, ny(id1)), 422, "phone_stopped")
		}
		if held := s.held(t); len(held) != 0 || len(s.paused) != 0 || len(s.api.made) != 1 {
			t.Errorf("%s: %d held, paused %v, %d contacts", name, len(held), s.paused, len(s.api.made))
		}
	}
}

func TestLedgerFailsAfterTheContactIsCreated(t *testing.T) {
	s := ringing(t)
	s.Ledger = forgetful{s.ledger}
	s.expect(t, post(jsonType, ny(id1)), 201, "")
	if m := s.message(t); m.ContactID != "c1" || len(s.api.calls) != 0 {
		t.Errorf("message %+v, %d calls", m, len(s.api.calls))
	}
}

func TestPageShowsTheTimeOfTheCall(t *testing.T) {
	for locale, want := range map[string]string{"en": "at 8:00 AM on Thursday", "es": "el jueves a las 08:00"} {
		s := ringing(t)
		s.now = time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
		res, _ := s.send(t, post(formType, "form=lead&submission_id="+id1+"&phone_number=%2B12125550123&consent=on&page[locale]="+locale+"&page[time_zone]=America/New_York"))
		if res.StatusCode != 201 || !strings.Contains(res.Body, want) {
			t.Errorf("%s: %d %s", locale, res.StatusCode, res.Body)
		}
	}
}

// Every locale has the names of the weekdays.
func TestEveryLocaleHasWeekdays(t *testing.T) {
	s := newStack(t)
	for _, locale := range s.form(t, "contact").Locales {
		w := words(s.Forms().Messages(locale))
		for day := range 7 {
			at := time.Date(2026, 11, 22+day, 8, 0, 0, 0, time.UTC)
			text := w.scheduled(at, locale)
			if strings.Contains(text, "{") || !strings.Contains(text, "8:00") || !strings.Contains(text, strings.Split(w["weekdays"], "|")[day]) {
				t.Errorf("%s: %q", locale, text)
			}
		}
	}
}
