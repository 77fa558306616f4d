//go:build integration

package e2e

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thoughtlyform/cmd/devstack/eventsource"
	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/forms"
	"thoughtlyform/internal/nightly"
	"thoughtlyform/lambda/credentials"
	"thoughtlyform/lambda/delivery"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/thoughtly"
)

// The test sends ten thousand leads (fewer outside the nightly run) while Thoughtly
// refuses the account, so that all wait in SQS. When Thoughtly accepts them, each
// must become one contact and the queue must be empty. The queue is moto's, and the
// ledger is in memory. The test runs in real time without a pace; TestSpike tests
// the pace.
func TestSpikeOnSQS(t *testing.T) {
	leads := nightly.Size(500, spikeLeads)
	w := newWorld(t, sandbox.Config{})
	w.sandbox.SetFaultOn(sandbox.Create, "402", 10*leads)
	client := &thoughtly.Client{URL: "http://thoughtly", HTTP: &http.Client{Transport: &direct{handler: w.sandbox}}, Credentials: &credentials.Source{API: fixedSecret{"token-1", "team-1"}}}
	records, box, set := &ledger.Memory{}, w.leadQueue(), leadForms(t, "")
	box.Timeout = time.Minute
	log := slog.New(slog.DiscardHandler)
	in := intake.New(intake.Config{
		Forms:    func() *forms.Set { return set },
		Contacts: client, Ledger: records, Queue: box, Review: box, RPM: 60000, Unguarded: true, Log: log,
	})
	var queued atomic.Int32
	var visitors sync.WaitGroup
	room := make(chan struct{}, 64)
	for n := range leads {
		room <- struct{}{}
		visitors.Go(func() {
			defer func() { <-room }()
			answer, err := in.Handle(t.Context(), spikeEvent(n))
			if err != nil || answer.StatusCode != http.StatusAccepted {
				t.Errorf("lead %d: %d %s, %v", n, answer.StatusCode, answer.Body, err)
			}
			queued.Add(1)
			w.moved("queued", n)
		})
	}
	visitors.Wait()
	w.await("all leads wait", func() bool { // messages become visible one by one when their delays end
		d, err := box.Depth(t.Context())
		w.moved(d)
		return err == nil && d.Waiting+d.Hidden == leads && d.Dead == 0
	})

	w.sandbox.SetFaultOn(sandbox.Create, "ok", 0)
	out := delivery.New(delivery.Config{Contacts: client, Ledger: records, Queue: box, RPM: 60000, Log: log})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		eventsource.Mapping{Source: box, Function: out.Handle, FunctionTime: time.Minute, Visibility: 6 * time.Minute, Log: log}.Run(ctx)
	}()
	// moto walks the whole queue to count it, so the test counts only at the end.
	w.await("all leads arrive", func() bool {
		n := len(w.sandbox.Contacts())
		w.moved(n)
		return n >= leads
	})
	dead := w.settle()
	cancel()
	<-done
	if dead > 0 {
		t.Errorf("%d leads were dead-lettered", dead)
	}
	arrived := w.arrived()
	for n := range leads {
		if got := len(arrived["Lead "+strconv.Itoa(n)]); got != 1 {
			t.Errorf("lead %d arrived %d times", n, got)
		}
	}
	t.Logf("%d leads waited at once and arrived", queued.Load())
}
