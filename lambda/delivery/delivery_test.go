package delivery

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
)

func TestDeliveredOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		m := sample(1)
		s.send(t, m, m, sample(2)) // SQS may deliver twice
		s.once(t)
		s.depth(t, queue.Depth{})
		s.created(t, 2)
		r, err := s.ledger.Claim(t.Context(), ledger.Claim{
			Key:     ledger.Key{Form: m.Form, SubmissionID: m.SubmissionID},
			Payload: ledger.Fingerprint(m.Form, m.Contact), Owner: "visitor",
		})
		if err != nil || r.Answer.ContactID != "id1" {
			t.Errorf("the visitor's duplicate gets %+v, %v", r, err)
		}
		if list, _ := s.ledger.Consents(t.Context(), m.Contact.PhoneNumber); len(list) != 1 {
			t.Errorf("%d records of consent", len(list))
		}
		if !strings.Contains(s.emf.String(), `"Delivered":[1,1]`) {
			t.Error(s.emf)
		}
	})
}

func TestFailureStopsTheBatch(t *testing.T) {
	for _, kind := range []thoughtly.Kind{thoughtly.Transient, thoughtly.Ambiguous, thoughtly.Unauthorized, thoughtly.Account, thoughtly.Trouble} {
		synctest.Test(t, func(t *testing.T) {
			s := newSystem()
			s.api.fail = func(call int) error {
				if call == 1 {
					return &thoughtly.Error{Kind: kind, RetryAfter: time.Minute}
				}
				return nil
			}
			s.send(t, sample(1), sample(2), sample(3))
			if received, failed := s.once(t); received != 3 || failed != 3 || s.api.calls != 1 {
				t.Errorf("%v: %d received, %d failed, %d calls", kind, received, failed, s.api.calls)
			}
			s.depth(t, queue.Depth{Hidden: 3})
			time.Sleep(time.Minute - time.Second)
			s.depth(t, queue.Depth{Hidden: 3})
			time.Sleep(time.Minute)
			s.once(t)
			s.created(t, 3)
			s.depth(t, queue.Depth{})
		})
	}
}

// WaitingAge is the time since a lead was due, not the time since it was queued.
func TestWaitingAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.api.fail = func(int) error { return &thoughtly.Error{Kind: thoughtly.Transient} }
		late, chosen := sample(1), sample(2)
		late.Accepted = time.Now()
		chosen.Accepted, chosen.NotBefore = late.Accepted, late.Accepted.Add(2*time.Hour)
		s.send(t, late)
		time.Sleep(3 * time.Hour)
		s.once(t)
		if !strings.Contains(s.emf.String(), `"WaitingAge":[10800000`) && !strings.Contains(s.emf.String(), `"WaitingAge":10800000`) {
			t.Errorf("three hours late: %s", s.emf)
		}
		s.emf.Reset()
		s.send(t, chosen)
		s.once(t)
		if !strings.Contains(s.emf.String(), `"WaitingAge":3600000`) && !strings.Contains(s.emf.String(), `"WaitingAge":[3600000`) {
			t.Errorf("an hour after the time that the visitor chose: %s", s.emf)
		}
	})
}

func TestDeadLetteredBeforeTheQueueDeletesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.api.fail = func(int) error { return &thoughtly.Error{Kind: thoughtly.Transient} }
		s.send(t, sample(1))
		time.Sleep(tooOld - time.Minute)
		s.once(t)
		s.depth(t, queue.Depth{Hidden: 1})
		time.Sleep(time.Hour)
		s.once(t)
		s.depth(t, queue.Depth{Dead: 1})
		s.api.fail = nil
		if n, err := s.queue.Redrive(t.Context()); n != 1 || err != nil {
			t.Fatalf("redrove %d, %v", n, err)
		}
		s.once(t)
		s.created(t, 1)
	})
}

// A refusal of the contact is final after it was repeated for an hour.
func TestRefusedForAnHourIsDeadLettered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.api.fail = func(int) error {
			return &thoughtly.Error{Kind: thoughtly.Refused, Status: 400, Reason: "request refused"}
		}
		began := time.Now()
		s.send(t, sample(1))
		s.drain(t, time.Minute)
		if s.api.calls < 3 || time.Since(began) < time.Hour || time.Since(began) > 3*time.Hour {
			t.Errorf("given up after %d requests in %v", s.api.calls, time.Since(began))
		}
		s.depth(t, queue.Depth{Dead: 1})
		reason := *s.queue.Dead()[0].MessageAttributes[queue.Reason].StringValue
		if reason != "thoughtly: refused: request refused (HTTP 400)" {
			t.Errorf("reason %q", reason)
		}
		s.api.fail = nil
		if n, err := s.queue.Redrive(t.Context()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		s.once(t)
		s.created(t, 1)
		s.depth(t, queue.Depth{})
	})
}

// After any failure of up to a day, the lead is delivered without an operator.
func TestLeadIsDeliveredAfterADayOfFailures(t *testing.T) {
	for _, kind := range []thoughtly.Kind{thoughtly.Transient, thoughtly.Ambiguous, thoughtly.Unauthorized, thoughtly.Account, thoughtly.Trouble} {
		synctest.Test(t, func(t *testing.T) {
			s := newSystem()
			began := time.Now()
			s.api.fail = func(int) error {
				if time.Since(began) < 24*time.Hour {
					e := &thoughtly.Error{Kind: kind}
					if kind == thoughtly.Ambiguous {
						e.UnknownOutcomes = 1
					}
					return e
				}
				return nil
			}
			for n := range 5 {
				s.send(t, sample(n))
			}
			s.drain(t, time.Minute)
			s.created(t, 5)
			s.depth(t, queue.Depth{})
		})
	}
}

// After a lost response, delivery waits and then searches before it creates again.
func TestLostAnswerIsLookedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.api.stored = map[string]string{}
		s.api.fail = func(int) error {
			s.api.stored[sample(1).SubmissionID] = "c9"
			return &thoughtly.Error{Kind: thoughtly.Ambiguous, UnknownOutcomes: 1}
		}
		s.send(t, sample(1))
		s.once(t)
		time.Sleep(10*time.Second - time.Millisecond)
		s.depth(t, queue.Depth{Hidden: 1})
		s.drain(t, time.Second)
		s.depth(t, queue.Depth{})
		if s.api.calls != 1 || s.api.searches != 1 {
			t.Errorf("%d creates, %d searches", s.api.calls, s.api.searches)
		}
		if r := s.record(t, sample(1)); r.Answer.ContactID != "c9" {
			t.Errorf("record %+v", r)
		}
	})
}

// If responses to creates are lost and those to searches are unreadable, the number of
// creates is limited.
func TestUnreadableSearchesAreDeadLettered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.api.fail = func(int) error { return &thoughtly.Error{Kind: thoughtly.Ambiguous, UnknownOutcomes: 1} }
		s.api.unsearch = &thoughtly.Error{Kind: thoughtly.Ambiguous, Unreadable: true}
		began := time.Now()
		s.send(t, sample(1))
		s.drain(t, time.Second)
		s.depth(t, queue.Depth{Dead: 1})
		if s.api.calls != 3 || time.Since(began) < time.Hour {
			t.Errorf("%d requests in %v", s.api.calls, time.Since(began))
		}
	})
}

// While searches fail, the lead waits.
func TestLeadWaitsForAnUnreachableSearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		m := sample(1)
		m.UnknownOutcomes = 1
		s.api.unsearch = &thoughtly.Error{Kind: thoughtly.Account, Status: 404}
		s.send(t, m)
		for range 2000 {
			s.once(t)
			time.Sleep(2 * time.Minute)
		}
		if s.api.calls != 0 {
			t.Errorf("%d creates", s.api.calls)
		}
		s.api.unsearch = nil
		s.drain(t, time.Minute)
		s.created(t, 1)
	})
}

func TestUnreadableIsDeadLettered(t *testing.T) {
	for _, body := range []string{"", "{", "null", `{"contact":{}}`, `{"submission_id":"s","contact":{"phone_number":"+1415"}}`, `{"submission_id":"s","contact":{"phone_number":"4155550123"}}`} {
		s := newSystem()
		raw := events.SQSMessage{MessageId: "m", ReceiptHandle: "r", Body: body}
		if res, err := s.Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{raw}}); err != nil || len(res.BatchItemFailures) > 0 {
			t.Errorf("%q: %v, %v", body, res, err)
		}
		if len(s.queue.Dead()) != 1 {
			t.Errorf("%q: not dead-lettered", body)
		}
	}
}

// While the ledger is unreachable, nothing is created.
func TestUnreachableLedger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.ledger.away = true
		s.send(t, sample(1))
		for range 3 * 24 * 60 {
			s.once(t)
			time.Sleep(time.Minute)
		}
		s.created(t, 0)
		s.ledger.away = false
		s.drain(t, time.Minute)
		s.created(t, 1)
		s.depth(t, queue.Depth{})
		if list, _ := s.ledger.Consents(t.Context(), sample(1).Contact.PhoneNumber); len(list) != 1 {
			t.Errorf("%d records of consent", len(list))
		}
	})
}

func TestTwoLeadsWithOneID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		one, other := sample(1), sample(2)
		other.SubmissionID = one.SubmissionID
		s.send(t, one, other, other)
		s.once(t)
		s.created(t, 2)
		s.depth(t, queue.Depth{})
	})
}

func TestNoAttemptWithTooLittleTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.send(t, sample(1))
		list, err := s.queue.Receive(t.Context(), 1, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), DefaultReserve+DefaultAttempt-time.Second)
		defer cancel()
		res, _ := s.Handle(ctx, events.SQSEvent{Records: list})
		if len(res.BatchItemFailures) != 1 || s.api.calls != 0 {
			t.Errorf("%v after %d calls", res, s.api.calls)
		}
	})
}

func TestNothingPersonalIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		s.api.fail = func(call int) error {
			return []error{nil, &thoughtly.Error{Kind: thoughtly.Refused}, &thoughtly.Error{Kind: thoughtly.Transient}}[(call-1)%3]
		}
		s.send(t, sample(1), sample(2), sample(3))
		s.once(t)
		out := s.log.String() + s.emf.String()
		for _, word := range []string{"Ada", "555000"} {
			if strings.Contains(out, word) {
				t.Errorf("the log contains %q:\n%s", word, out)
			}
		}
	})
}

// Ten thousand leads arrive at once. Two concurrent invocations deliver them at
// Thoughtly's rate, and none is dead-lettered.
func TestSpike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const leads, rpm = 10_000, 100
		s := newSystem()
		s.RPM, s.api.limit = rpm, rpm
		s.Log, s.Metrics = slog.New(slog.DiscardHandler), nil
		for n := range leads {
			s.send(t, sample(n))
		}
		began := time.Now()
		var functions sync.WaitGroup
		for range 2 {
			functions.Go(func() {
				for {
					s.once(t)
					if d, _ := s.queue.Depth(t.Context()); d == (queue.Depth{}) || time.Since(began) > 4*time.Hour {
						return
					}
				}
			})
		}
		functions.Wait()
		s.created(t, leads)
		s.depth(t, queue.Depth{})
		took := time.Since(began)
		t.Logf("%d leads at %d a minute took %v with %d refusals for the rate", leads, rpm, took, s.api.refused)
		if s.api.refused > 0 {
			t.Errorf("%d calls were over the rate", s.api.refused)
		}
		if ideal := time.Duration(leads/rpm) * time.Minute; took > ideal*5/4 {
			t.Errorf("took %v, the rate alone %v", took, ideal)
		}
	})
}
