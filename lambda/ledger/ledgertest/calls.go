package ledgertest

import (
	"errors"
	"testing"
	"time"

	"thoughtlyform/lambda/ledger"
)

// handOver checks that delivery can take over the claim of the owner that queued the
// lead before its lease ends, and no other claim.
func handOver(t *testing.T, clock *Clock, l ledger.Ledger) {
	sent := fresh(clock)
	expect(t, l, sent, ledger.Won)
	stranger := again(sent, clock)
	stranger.Queued, stranger.From = true, "somebody else"
	expect(t, l, stranger, ledger.InFlight)
	delivery := again(sent, clock)
	delivery.Queued, delivery.From = true, sent.Owner
	if r := expect(t, l, delivery, ledger.Won); r.Inherited {
		t.Error("a claim that was handed over passes for one whose owner died")
	}
	if err := l.Complete(t.Context(), sent, ledger.Answer{Status: ledger.Queued}); !errors.Is(err, ledger.ErrLost) {
		t.Errorf("the former owner completes: %v", err)
	}
	second := again(delivery, clock)
	second.From = sent.Owner
	expect(t, l, second, ledger.InFlight) // SQS delivered the message twice
}

// unknown checks that a claim with an unknown outcome is kept.
func unknown(t *testing.T, clock *Clock, l ledger.Ledger) {
	c := fresh(clock)
	expect(t, l, c, ledger.Won)
	c.UnknownOutcomes = 1
	c.Trouble = ledger.Trouble{}.Again("refused", clock.Now())
	check(t, l.Release(t.Context(), c))
	next := again(c, clock)
	r := expect(t, l, next, ledger.Won)
	if r.Inherited || r.UnknownOutcomes != 1 || r.Trouble != c.Trouble {
		t.Errorf("%+v", r)
	}
	other := again(c, clock)
	other.Payload = "other"
	expect(t, l, other, ledger.Conflict)
}

// calls checks the states of a call, and who can claim in each.
func calls(t *testing.T, clock *Clock, l ledger.Ledger) {
	c := fresh(clock)
	expect(t, l, c, ledger.Won)
	answer := func(call ledger.CallState, at time.Time) ledger.Answer {
		return ledger.Answer{Status: ledger.Created, ContactID: "c1", Call: call, CallAt: at}
	}
	queued := func(from ledger.Claim) ledger.Claim {
		q := again(from, clock)
		q.Queued = true
		return q
	}
	at := clock.Now().Add(9 * time.Hour)

	check(t, l.Complete(t.Context(), c, answer(ledger.CallUnsent, at)))
	expect(t, l, again(c, clock), ledger.InFlight) // still in progress
	check(t, l.Complete(t.Context(), c, answer(ledger.CallDue, at)))
	if r := expect(t, l, again(c, clock), ledger.Answered); r.Answer != answer(ledger.CallDue, at) {
		t.Errorf("a duplicate gets %+v", r.Answer)
	}
	d := queued(c)
	if r := expect(t, l, d, ledger.Won); r.Answer != answer(ledger.CallDue, at) || r.Inherited {
		t.Errorf("delivery finds %+v", r)
	}
	check(t, l.Complete(t.Context(), d, answer(ledger.CallPlacing, time.Time{})))
	expect(t, l, queued(c), ledger.InFlight)
	clock.Advance(time.Minute) // its function has crashed
	for _, heir := range []ledger.Claim{queued(c), again(c, clock)} {
		if r := expect(t, l, heir, ledger.Won); !r.Inherited || r.Answer != answer(ledger.CallPlacing, time.Time{}) {
			t.Errorf("the heir finds %+v", r)
		}
		clock.Advance(time.Minute)
	}
	last := again(c, clock)
	expect(t, l, last, ledger.Won)
	check(t, l.Complete(t.Context(), last, answer(ledger.CallUnknown, time.Time{})))
	for _, call := range []ledger.CallState{ledger.CallUnknown, ledger.CallPlaced, ledger.CallStopped, ledger.NoCall} {
		check(t, l.Complete(t.Context(), last, answer(call, time.Time{})))
		expect(t, l, queued(c), ledger.Answered)
		expect(t, l, again(c, clock), ledger.Answered)
	}
}

// uses checks that evidence is written in one transaction with the answer.
func uses(t *testing.T, clock *Clock, l ledger.Ledger) {
	c := fresh(clock)
	expect(t, l, c, ledger.Won)
	phone := "+1415555" + c.SubmissionID[len(c.SubmissionID)-4:]
	use := ledger.Use{SubmissionID: c.SubmissionID, Form: c.Form, Time: clock.Now(), Phone: phone, Kind: ledger.UseCreate, ContactID: "c1"}
	check(t, l.Complete(t.Context(), c, created, use))
	lost := again(c, clock)
	call := use
	call.Kind, call.Agent, call.Unknown = ledger.UseCall, "agent", true
	if err := l.Complete(t.Context(), lost, created, call); !errors.Is(err, ledger.ErrLost) {
		t.Errorf("Complete by another owner: %v", err)
	}
	check(t, l.Complete(t.Context(), c, created, call))
	list, err := l.Uses(t.Context(), phone)
	if err != nil || len(list) != 2 || list[0].Kind == list[1].Kind {
		t.Errorf("%+v, %v", list, err)
	}
}

func stops(t *testing.T, clock *Clock, l ledger.Ledger) {
	phone := "+1415" + fresh(clock).SubmissionID[25:]
	stopped := func(want bool) {
		t.Helper()
		if got, err := l.Stopped(t.Context(), phone); err != nil || got != want {
			t.Errorf("stopped is %v, %v; want %v", got, err, want)
		}
	}
	stopped(false)
	for _, change := range []ledger.StopChange{
		{Phone: phone, Stopped: true, Source: "page"},
		{Phone: phone, Stopped: true, Source: "operator", Reason: "letter"},
		{Phone: phone, Stopped: false, Source: "operator", Reason: "asked in writing"},
		{Phone: phone, Stopped: true, Source: "page"},
	} {
		change.Time = clock.Now()
		check(t, l.ChangeStop(t.Context(), change))
		stopped(change.Stopped)
		clock.Advance(time.Second)
	}
	if list, err := l.StopChanges(t.Context(), phone); err != nil || len(list) != 4 || list[2].Reason != "asked in writing" {
		t.Errorf("%+v, %v", list, err)
	}

	// An Argentine mobile number reaches the same telephone with and without the 9.
	national := "11" + fresh(clock).SubmissionID[28:] // an area code: none begins with 9
	check(t, l.ChangeStop(t.Context(), ledger.StopChange{Phone: "+54" + national, Time: clock.Now(), Stopped: true, Source: "page"}))
	if got, err := l.Stopped(t.Context(), "+549"+national); err != nil || !got {
		t.Errorf("a stop does not hold for the number with its 9: %v, %v", got, err)
	}
}
