package intake

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/forms/week"
	"thoughtlyform/lambda/hours"
	leads "thoughtlyform/lambda/lead"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
)

// deliver takes the lead's steps at once, as far as they go, and leaves the
// rest to the queue: everything, where the ledger or the record of consent is
// out of reach, since nothing is created past them.
func (l *lead) deliver(ctx context.Context) events.APIGatewayV2HTTPResponse {
	l.consent = l.evidence()
	l.addContext()
	if !l.ledgerDown {
		if err := l.record(ctx); err != nil {
			l.ledgerFailed(ctx, "consent", err)
		} else {
			l.recorded = true
		}
	}
	if l.ledgerDown {
		return l.enqueue(ctx, 0)
	}
	work := &leads.Lead{Message: l.message(), Claim: l.claim, Answer: l.answer, Count: l.count}
	out := l.takeSteps(ctx, work)
	l.claim, l.answer = work.Claim, work.Answer
	if out.Err != nil {
		l.Log.WarnContext(ctx, "not delivered at once", "form", l.form.ID, "submission", l.sub.SubmissionID, "error", out.Err)
	}
	if out.Next == leads.Stopped {
		return l.stopped(ctx)
	}
	res := l.finish(ctx, out)
	l.noteAttempt(out)
	return res
}

// finish answers the lead after its first steps, and leaves the rest to the queue.
func (l *lead) finish(ctx context.Context, out leads.Outcome) events.APIGatewayV2HTTPResponse {
	switch out.Next {
	case leads.Later, leads.Review:
		if out.Ledger {
			l.ledgerFailed(ctx, "deliver", out.Err)
		}
		return l.enqueue(ctx, out.Wait)
	case leads.Lost:
		l.count("PossibleDuplicates")
		l.Log.ErrorContext(ctx, "lease lost", "submission", l.sub.SubmissionID)
	}
	l.Log.InfoContext(ctx, "created", "form", l.form.ID, "submission", l.sub.SubmissionID, "contact", l.answer.ContactID)
	return l.accepted(l.answer)
}

// noteAttempt records how long the lead took, for the answers of caught ones.
func (l *lead) noteAttempt(out leads.Outcome) {
	switch {
	case l.began.IsZero() || l.ledgerDown:
	case l.answer.Status == ledger.Created:
		l.upstream.note(attemptOf(l.answer), l.Now().Sub(l.began))
	case out.Err != nil:
		l.upstream.note(queuedForTrouble, l.Now().Sub(l.began))
	}
}

// stopped refuses a number on the do-not-call list. The submission stays counted:
// asking uses an attempt up.
func (l *lead) stopped(ctx context.Context) events.APIGatewayV2HTTPResponse {
	if err := l.Ledger.Release(ctx, l.claim); err != nil {
		l.ledgerFailed(ctx, "release", err)
	}
	return l.refuse(problem{status: http.StatusUnprocessableEntity, code: "phone_stopped", field: "phone_number"})
}

// takeSteps works within the time that leaves enough for the queue.
func (l *lead) takeSteps(ctx context.Context, work *leads.Lead) leads.Outcome {
	budget := l.Budget
	if d, ok := ctx.Deadline(); ok {
		budget = min(budget, time.Until(d)-l.Reserve)
	}
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	steps := leads.Steps{API: l.Contacts, Ledger: l.Ledger, Pace: l.pace(), Now: l.Now, Log: l.Log}
	out := steps.Run(ctx, work)
	if work.Answer.Status == ledger.Created {
		l.upstream.noteID(work.Answer.ContactID)
	}
	return out
}

// pace returns what asks for leave to make a request. Nobody waits for it here:
// a lead that would have to goes to the queue, and so does one for whose next
// request too little time is left: an answer that is not awaited is an unknown
// outcome. The form's leads per minute are counted with the first request.
func (l *lead) pace() func(context.Context) (time.Duration, bool) {
	first := true
	return func(ctx context.Context) (time.Duration, bool) {
		if d, ok := ctx.Deadline(); ok && time.Until(d) < leastTime {
			return time.Second, false
		}
		ok, wait := l.inPace(ctx, first)
		first = false
		return wait, ok
	}
}

// enqueue leaves the lead to the queue, not to be looked at for a while. Only
// then is the ledger told, so that no duplicate is promised what is not safe.
func (l *lead) enqueue(ctx context.Context, after time.Duration) events.APIGatewayV2HTTPResponse {
	m := l.message()
	m.After, m.UnknownOutcomes = after, l.claim.UnknownOutcomes
	if l.recorded {
		m.Consent = nil
	}
	if len(l.uncounted) > 0 {
		m.Uncounted = &queue.Uncounted{Windows: l.uncounted, Network: widest(l.address())}
	}
	if l.ledgerDown {
		m.ContactID = l.answer.ContactID
	}
	if err := l.Queue.Send(ctx, m); err != nil {
		l.count("QueueFailures")
		l.Log.ErrorContext(ctx, "queue out of reach", "submission", l.sub.SubmissionID, "error", err)
		return l.unavailable(ctx)
	}
	l.count("Queued")
	if l.answer.Status != ledger.Created {
		l.answer = l.expected(ledger.Queued)
	} else if l.answer.Call == ledger.CallUnsent {
		l.answer.Call = ledger.CallDue
	}
	l.complete(ctx)
	return l.accepted(l.answer)
}

// expected returns the answer to a lead whose call is yet to come.
func (l *lead) expected(status ledger.Status) ledger.Answer {
	a := ledger.Answer{Status: status}
	if l.form.Call == nil {
		return a
	}
	a.Call = ledger.CallDue
	if at, ok := l.due(); ok && at.After(l.now) {
		a.CallAt = at.UTC()
	}
	return a
}

// due returns when the phone may ring.
func (l *lead) due() (at time.Time, ok bool) {
	from := l.now
	if l.notBefore.After(from) {
		from = l.notBefore
	}
	return hours.Next(l.callee(), l.hours(), from)
}

// fakeAnswer returns the answer that a submission which was caught would have
// got: that of a created lead, or of a queued one where the form creates no
// contact out of hours.
func (l *lead) fakeAnswer(ctx context.Context) ledger.Answer {
	a := l.expected(ledger.Created)
	at, ok := l.due()
	now := ok && !at.After(l.now)
	if l.form.Hold == forms.HoldContact && !now {
		a.Status = ledger.Queued
		return a
	}
	a.ContactID = l.fakeContactID(ctx)
	if a.Call == ledger.CallDue && now {
		a.Call = ledger.CallPlaced
	}
	return a
}

// complete tells the ledger what the sender is told. A ledger that has failed
// since the claim is asked once more, so that a duplicate meets the answer and
// no lease: except for a created contact, which is not stored without its
// evidence.
func (l *lead) complete(ctx context.Context) {
	if l.ledgerDown && (!l.claimed || l.answer.Status == ledger.Created) {
		return
	}
	// Where the claim is lost, delivery has the lead already.
	if err := l.Ledger.Complete(ctx, l.claim, l.answer); err != nil && !errors.Is(err, ledger.ErrLost) {
		l.ledgerFailed(ctx, "complete", err)
	}
}

func (l *lead) message() queue.Message {
	m := queue.Message{
		Form: l.form.ID, SubmissionID: l.sub.SubmissionID, Accepted: l.now,
		Contact: l.contact, Payload: l.claim.Payload, Consent: l.consent,
		Owner: l.claim.Owner, TimeZone: l.callee().Browser, NotBefore: l.notBefore,
		HoldContact: l.form.Hold == forms.HoldContact,
	}
	if c := l.form.Call; c != nil {
		m.Call = &queue.Call{Agent: c.Agent.In(l.locale, l.form.Locales...), Metadata: l.metadata(c.Metadata)}
	}
	m.Hours = l.hours()
	return m
}

// hours are when the phone may ring.
func (r *request) hours() week.Hours {
	switch {
	case r.AnyHour:
		return week.AnyTime()
	case r.form.Call != nil:
		return r.form.Call.Hours
	}
	return week.Hours{}
}

// callee is whom the call goes to.
func (l *lead) callee() hours.Callee { return l.request.callee(l.contact.PhoneNumber) }

func (r *request) callee(phone string) hours.Callee {
	c := hours.Callee{Phone: phone}
	if z := hours.BrowserZone(r.sub.Page.TimeZone); z != nil {
		c.Browser = z.String()
	}
	return c
}

// metadata are the facts for the call by the names under which the agent reads
// them.
func (l *lead) metadata(keys []string) map[string]string {
	page := l.reported()
	facts := map[string]string{}
	for _, key := range keys {
		name := forms.MetadataKey(key)
		value := ""
		switch {
		case key == "name":
			value = l.contact.Name
		case key == "email":
			value = l.contact.Email
		case key == "phone_number":
			value = l.contact.PhoneNumber
		case name != key:
			value = l.contact.Attributes[name]
		default:
			value = reportedText(l.contextOf(key, page))
		}
		if value != "" {
			facts[name] = value
		}
	}
	return facts
}

// accepted tells the visitor yes.
func (l *lead) accepted(a ledger.Answer) events.APIGatewayV2HTTPResponse {
	status := http.StatusCreated
	data := map[string]any{"status": a.Status}
	if a.Status == ledger.Queued {
		status = http.StatusAccepted
	} else {
		data["id"] = a.ContactID
	}
	if call := l.callOf(a); call != nil {
		data["call"] = call
	}
	if l.isForm {
		return l.acceptedPage(status, a, l.contact.PhoneNumber)
	}
	return l.request.answer(status, data, noStore)
}

// callData is data.call of the answer: what became of the call.
type callData struct {
	Status string `json:"status"`       // placed, scheduled or pending
	At     string `json:"at,omitempty"` // of a scheduled call, RFC 3339 in the visitor's zone
}

// callOf is nil for a form without a call. A call that may have been placed is
// placed as far as the visitor is concerned: it is never repeated.
func (l *lead) callOf(a ledger.Answer) *callData {
	if l.form.Call == nil {
		return nil
	}
	switch {
	case a.Call == ledger.CallPlaced, a.Call == ledger.CallUnknown:
		return &callData{Status: "placed"}
	case a.CallAt.After(l.now):
		return &callData{Status: "scheduled", At: a.CallAt.In(hours.Zone(l.callee())).Format(time.RFC3339)}
	}
	return &callData{Status: "pending"}
}
