package delivery

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
)

// TestUncountedLeadsAreCountedLate shows that leads from an outage of the ledger are
// counted once each when delivery receives them. Those over a limit wait for review,
// and are created when an operator releases them.
func TestUncountedLeadsAreCountedLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSystem()
		day := ledger.Window{Key: "form_day#contact", Length: 24 * time.Hour, Limit: 3}
		s.api.fail = func(call int) error {
			if call <= 4 { // each failure makes a message visible again
				return &thoughtly.Error{Kind: thoughtly.Transient}
			}
			return nil
		}
		for n := range 5 {
			m := sample(n)
			m.Uncounted = &queue.Uncounted{Windows: []ledger.Window{{Key: "number#x", Length: time.Hour, Limit: 9}, day}, Network: "192.0.2.0/24"}
			s.send(t, m)
		}
		s.drain(t, time.Second)
		s.created(t, 3)
		s.depth(t, queue.Depth{})
		if counts, err := s.ledger.Counts(t.Context(), day); err != nil || counts[0] != 3 {
			t.Errorf("counted %v, %v", counts, err)
		}
		held, err := s.review.Receive(t.Context(), 10, time.Minute)
		if err != nil || len(held) != 2 {
			t.Fatalf("%d held for review, %v", len(held), err)
		}
		for _, raw := range held {
			var m queue.Message
			if err := json.Unmarshal([]byte(raw.Body), &m); err != nil {
				t.Fatal(err)
			}
			if m.Review == nil || m.Review.Reason != "form_day" || m.Review.Network != "192.0.2.0/24" || m.Uncounted != nil || m.Consent == nil {
				t.Errorf("held %+v", m)
			}
			s.send(t, m)
		}
		s.drain(t, time.Second)
		s.created(t, 5)
	})
}
