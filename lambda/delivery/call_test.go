package delivery

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
)

// ringing returns a lead with a call. synctest's clock starts on Saturday, 1 January
// 2000, 00:00 UTC: 19:00 in New York, 16:00 in San Francisco.
func ringing(n int) queue.Message {
	m := sample(n)
	m.Contact.PhoneNumber = fmt.Sprintf("+1212555%04d", n)
	m.Call = &queue.Call{Agent: "agent"}
	return m
}

func (s *system) state(t *testing.T, m queue.Message) ledger.CallState {
	t.Helper()
	return s.record(t, m).Answer.Call
}

func TestCreatedAndCalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		m := ringing(1)
		s.send(t, m, m)
		s.once(t)
		s.created(t, 1)
		if len(s.api.placed) != 1 || s.state(t, m) != ledger.CallPlaced {
			t.Errorf("%d calls, %s", len(s.api.placed), s.state(t, m))
		}
		s.depth(t, queue.Depth{})
	})
}

// Outside the hours the contact is created. Its call waits until the first minute of
// the hours and is received only a few times.
func TestHeldUntilMorning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		time.Sleep(3 * time.Hour) // 22:00 in New York
		opens := time.Date(2000, 1, 1, 13, 0, 0, 0, time.UTC)
		for n := range 5 {
			s.send(t, ringing(n))
		}
		received := 0
		for time.Now().Before(opens.Add(time.Minute)) {
			n, _ := s.once(t)
			received += n
			if time.Now().Before(opens) && len(s.api.placed) > 0 {
				t.Fatalf("rang at %v", time.Now())
			}
			time.Sleep(time.Second)
		}
		s.created(t, 5)
		if strings.Contains(s.emf.String(), "WaitingAge") {
			t.Error("a lead that waits for its hour counts as late")
		}
		if len(s.api.placed) != 5 || received > 15 {
			t.Errorf("%d calls in the first minute, %d receives", len(s.api.placed), received)
		}
		s.depth(t, queue.Depth{})
	})
}

// The calls of a thousand held leads are placed at the pace, with few receives.
func TestManyHeldCallsAreSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const leads, rpm = 1000, 100
		s := newSystem()
		s.RPM = rpm
		time.Sleep(3 * time.Hour)
		opens := time.Date(2000, 1, 1, 13, 0, 0, 0, time.UTC)
		for n := range leads {
			s.send(t, ringing(n))
		}
		received := 0
		for len(s.api.placed) < leads && time.Since(opens) < 2*time.Hour {
			n, _ := s.once(t)
			if received += n; n == 0 {
				time.Sleep(max(time.Second, time.Until(opens)/2))
			}
		}
		s.created(t, leads)
		took := s.api.lastCall.Sub(opens)
		t.Logf("%d calls in %v, %d receives", len(s.api.placed), took, received)
		if len(s.api.placed) != leads || took > 20*time.Minute || received > 12*leads {
			t.Errorf("%d calls in %v, %d receives", len(s.api.placed), took, received)
		}
	})
}

func TestBrowserZoneDelaysTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		m := ringing(1)
		m.TimeZone = "Europe/Berlin" // 01:00
		s.send(t, m)
		s.once(t)
		s.created(t, 1)
		if len(s.api.placed) != 0 {
			t.Error("rang at night")
		}
		s.drain(t, time.Minute)
		if got := s.api.lastCall.UTC(); got.Hour() != 13 {
			t.Errorf("rang at %v", got)
		}
	})
}

func TestChosenTimeIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		m := ringing(1)
		m.NotBefore = time.Date(2000, 1, 3, 16, 30, 0, 0, time.UTC)
		s.send(t, m)
		s.drain(t, time.Minute)
		if late := s.api.lastCall.Sub(m.NotBefore); late < 0 || late > 3*time.Minute {
			t.Errorf("rang at %v", s.api.lastCall)
		}
	})
}

func TestCallThatMayHaveBeenPlacedIsNotRepeated(t *testing.T) {
	for kind, calls := range map[thoughtly.Kind]int{
		thoughtly.Ambiguous: 1, thoughtly.Transient: 2, thoughtly.Unauthorized: 2, thoughtly.Account: 2, thoughtly.Trouble: 2, thoughtly.Refused: 2,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newSystem()
			s.api.callFails = func(call int) error {
				if call == 1 {
					return &thoughtly.Error{Kind: kind, UnknownOutcomes: 1}
				}
				return nil
			}
			m := ringing(1)
			s.send(t, m)
			s.drain(t, time.Minute)
			want := ledger.CallPlaced
			if kind == thoughtly.Ambiguous {
				want = ledger.CallUnknown
			}
			if s.created(t, 1); s.api.asked != calls || s.state(t, m) != want {
				t.Errorf("%v: %d requests, %s", kind, s.api.asked, s.state(t, m))
			}
			uses, _ := s.ledger.Uses(t.Context(), m.Contact.PhoneNumber)
			if len(uses) != 2 || uses[1].Unknown != (want == ledger.CallUnknown) {
				t.Errorf("%v: evidence %+v", kind, uses)
			}
		})
	}
}

// The agent does not exist: the contact stays, and the lead is dead-lettered.
func TestRefusedAgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.api.callFails = func(int) error {
			return &thoughtly.Error{Kind: thoughtly.Refused, Status: 400, Reason: "request refused"}
		}
		m := ringing(1)
		began := time.Now()
		s.send(t, m)
		for time.Since(began) < 40*time.Hour {
			s.once(t)
			time.Sleep(time.Minute)
		}
		s.created(t, 1)
		s.depth(t, queue.Depth{Dead: 1})
		if s.api.asked < 3 {
			t.Errorf("given up after %d requests", s.api.asked)
		}
		s.api.callFails = nil
		if _, err := s.queue.Redrive(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.drain(t, time.Minute)
		s.created(t, 1)
		if len(s.api.placed) != 1 {
			t.Errorf("%d calls after the redrive", len(s.api.placed))
		}
	})
}

// The function crashed while it placed the call.
func TestMarkWithoutOutcomeIsAnUnknownCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		m := ringing(1)
		dying := ledger.Claim{
			Key:     ledger.Key{Form: m.Form, SubmissionID: m.SubmissionID},
			Payload: ledger.Fingerprint(m.Form, m.Contact), Owner: "dying", Lease: time.Now().Add(time.Minute), Queued: true,
		}
		if _, err := s.ledger.Claim(t.Context(), dying); err != nil {
			t.Fatal(err)
		}
		if err := s.ledger.Complete(t.Context(), dying, ledger.Answer{Status: ledger.Created, ContactID: "c1", Call: ledger.CallPlacing}); err != nil {
			t.Fatal(err)
		}
		s.send(t, m)
		s.drain(t, time.Second)
		if s.api.asked+s.api.calls != 0 || s.state(t, m) != ledger.CallUnknown {
			t.Errorf("%d calls, %d creates, %s", s.api.asked, s.api.calls, s.state(t, m))
		}
	})
}

// A number that is stopped while its lead waits is not called, and not created.
func TestStoppedWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		held, waiting := ringing(1), ringing(2)
		held.NotBefore = time.Now().Add(48 * time.Hour)
		s.send(t, held)
		s.once(t)
		s.created(t, 1)
		for _, m := range []queue.Message{held, waiting} {
			change := ledger.StopChange{Phone: m.Contact.PhoneNumber, Time: time.Now(), Stopped: true, Source: "page"}
			if err := s.ledger.ChangeStop(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		s.send(t, waiting)
		s.drain(t, time.Minute)
		s.created(t, 1)
		if s.api.asked != 0 || s.state(t, held) != ledger.CallStopped {
			t.Errorf("%d calls, %s", s.api.asked, s.state(t, held))
		}
		s.depth(t, queue.Depth{Dead: 1}) // the lead without a contact is dead-lettered
	})
}

// In a form without a call, the contact can wait for the hours.
func TestHeldContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		m := ringing(1)
		m.Call, m.HoldContact = nil, true
		time.Sleep(3 * time.Hour)
		s.send(t, m)
		s.once(t)
		s.created(t, 0)
		s.drain(t, time.Minute)
		s.created(t, 1)
		if now := time.Now().UTC(); now.Hour() != 13 {
			t.Errorf("created at %v", now)
		}
	})
}

// Delivery does not wait for the lease of the intake that queued the lead.
func TestQueuedLeadDoesNotWaitForItsLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		m := ringing(1)
		m.Owner = "intake"
		intake := ledger.Claim{
			Key:     ledger.Key{Form: m.Form, SubmissionID: m.SubmissionID},
			Payload: ledger.Fingerprint(m.Form, m.Contact), Owner: "intake", Lease: time.Now().Add(15 * time.Second),
		}
		if _, err := s.ledger.Claim(t.Context(), intake); err != nil {
			t.Fatal(err)
		}
		s.send(t, m)
		began := time.Now()
		s.once(t)
		s.created(t, 1)
		if time.Since(began) > time.Second {
			t.Errorf("waited %v", time.Since(began))
		}
	})
}
