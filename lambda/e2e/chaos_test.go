//go:build integration

package e2e

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/internal/emulator"
	"thoughtlyform/internal/nightly"
	"thoughtlyform/lambda/queue"
)

func leadName(n int) string { return fmt.Sprintf("Lead %d", n) }

// TestChaos makes all parts fail at random, and checks that every accepted lead
// becomes exactly one contact. A lead can become two contacts only if the outcome of
// a create was unknown, since Thoughtly has no idempotency key; each such case must
// have a recorded cause.
func TestChaos(t *testing.T) {
	leads, seed := nightly.Size(200, 2000), nightly.Seed(t)
	// Each part has a separate stream of random numbers, so that the order in which
	// the parts run does not change the numbers.
	random := func(stream int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(stream))) }

	doubt := &doubts{}
	w := newWorld(t, sandbox.Config{Hold: 2 * thoughtlyTimeout, Called: doubt.called})
	w.failed = doubt.died
	// Two clocks are 1.5 s behind the others; a lease tolerates 2 s. For these
	// functions all slots of the pace are used, so that they queue their leads.
	behind := map[string]string{"CLOCK_SKEW": "-1500ms"}
	intakes := []*emulator.Function{w.start("skewed", behind), w.start("skewed", behind)}
	for range 6 {
		intakes = append(intakes, w.start("intake", nil))
	}
	deliveries := []*emulator.Function{w.start("delivery", nil), w.start("delivery", nil)}
	w.deliver(deliveries...)

	started := time.Now()
	x := newTrouble(w, slices.Concat(intakes, deliveries), random(-1))
	v := newVisitors(w, w.gateway(intakes...), random)
	v.answered = x.answered
	v.send(leads, 64)
	sent := time.Since(started)
	x.end()
	atEnd := len(w.arrived())
	dead := w.settle()
	for _, f := range w.functions {
		doubt.read(f.Log())
	}

	checkContacts(t, w, v, doubt, leads)
	checkCalls(t, w, leads)
	checkMessages(t, w, doubt, leads)
	checkAlarms(t, w)
	t.Logf("%d leads in %d requests within %.1f s; all contacts %.1f s later", leads, v.requests(), sent.Seconds(), (time.Since(started) - sent).Seconds())
	t.Logf("answers: %v", v.statuses)
	t.Logf("trouble: %v", x.counts)
	t.Logf("contacts when the trouble ended: %d; dead letters redriven: %d", atEnd, dead)
}

// settle redrives dead-lettered messages until both queues are empty, and returns
// the number of redriven messages. A lead that has not arrived then is lost: a
// message in delivery counts as hidden, and a message is never in neither queue
// while it is being dead-lettered.
func (w *world) settle() (dead int) {
	w.Helper()
	box := w.leadQueue()
	w.await("the queue is empty", func() bool {
		d, err := box.Depth(w.Context())
		if err == nil && d.Dead > 0 {
			n, err := box.Redrive(w.Context())
			if err != nil {
				w.Errorf("redrive: %v", err)
			}
			dead += n
		}
		w.moved(d, len(w.arrived()))
		return err == nil && d == queue.Depth{}
	})
	return dead
}

// checkContacts compares the accepted leads with the contacts.
func checkContacts(t *testing.T, w *world, v *visitors, d *doubts, leads int) {
	t.Helper()
	for _, refused := range v.refused {
		t.Errorf("a visitor was refused: %s", refused)
	}
	arrived := w.arrived()
	lost, doubled, unexplained := 0, 0, 0
	byCause := map[string]int{}
	for n := range leads {
		contacts := arrived[leadName(n)]
		switch len(contacts) {
		case 0:
			lost++
			t.Errorf("%s was accepted and is lost", leadName(n))
		case 1:
		default:
			doubled++
			causes, total := d.of(n)
			for cause := range causes {
				byCause[cause]++
			}
			if total < len(contacts)-1 {
				unexplained++
				t.Errorf("%s arrived %d times; recorded causes: %v", leadName(n), len(contacts), causes)
			}
		}
	}
	t.Logf("accepted %d = arrived %d + lost %d; doubled %d, of them unexplained %d; causes %v", leads, len(arrived), lost, doubled, unexplained, byCause)
}

// checkMessages checks that every lead has at most one message, even if it is sent
// several times. A second message needs a cause: intake could not write to the
// ledger, or died, or the queue's response was lost.
func checkMessages(t *testing.T, w *world, d *doubts, leads int) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	queued, messages := 0, 0
	for n := range leads {
		sent := len(w.messages[id(n)])
		if sent > 0 {
			queued++
			messages += sent
		}
		if causes, total := d.ofMessages(n); sent > total+1 {
			t.Errorf("%s was queued %d times; recorded causes: %v", leadName(n), sent, causes)
		}
	}
	t.Logf("%d messages for the %d leads that were queued", messages, queued)
}

// checkCalls checks that every lead has at most one call, and that there are not
// more missing calls than log lines about calls of unknown outcome.
func checkCalls(t *testing.T, w *world, leads int) {
	t.Helper()
	rung := map[string]int{} // by contact
	for _, c := range w.sandbox.Calls() {
		rung[c.ContactID]++
	}
	unknown := 0
	for _, f := range w.functions {
		unknown += strings.Count(f.Log(), "call may have been placed")
	}
	missing := 0
	for name, contacts := range w.arrived() {
		calls := 0
		for _, c := range contacts {
			calls += rung[c.id]
		}
		switch {
		case calls > 1:
			t.Errorf("%s was called %d times", name, calls)
		case calls == 0:
			missing++
		}
	}
	if missing > unknown {
		t.Errorf("%d calls are missing, %d have an unknown outcome", missing, unknown)
	}
	t.Logf("%d calls for %d leads; %d missing, %d of unknown outcome", len(w.sandbox.Calls()), leads, missing, unknown)
}
