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

// deliver runs the lead's steps and leaves the remaining ones to the queue. If
// the ledger or the record of consent is unavailable, the queue gets all steps,
// since nothing is created without them.
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

// finish answers the lead after its first steps and leaves the remaining ones
// to the queue.
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

// noteAttempt records the duration of the lead, for the timing of answers to
// caught submissions.
func (l *lead) noteAttempt(out leads.Outcome) {
	switch {
	case l.began.IsZero() || l.ledgerDown:
	case l.answer.Status == ledger.Created:
		l.upstream.note(attemptOf(l.answer), l.Now().Sub(l.began))
	case out.Err != nil:
		l.upstream.note(queuedForTrouble, l.Now().Sub(l.began))
	}
}

// stopped refuses a number on the do-not-call list. The submission stays
// counted, since a request for a listed number uses an attempt too.
func (l *lead) stopped(ctx context.Context) events.APIGatewayV2HTTPResponse {
	if err := l.Ledger.Release(ctx, l.claim); err != nil {
		l.ledgerFailed(ctx, "release", err)
	}
	return l.refuse(problem{status: http.StatusUnprocessableEntity, code: "phone_stopped", field: "phone_number"})
}

// takeSteps runs the steps, with a deadline that leaves time for the queue.
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

// pace returns a function that asks for a slot for one request. Intake does not
// wait for a slot: without a free one the lead goes to the queue. The same
// holds if too little time is left for the request, since a request without an
// answer has an unknown outcome. The first request also counts in the form's
// leads per minute.
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

// enqueue sends the lead to the queue, hidden for the time in after. It
// completes the claim in the ledger only after the queue accepted the message,
// so that a duplicate never gets a success for a lost lead.
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
		l.Log.ErrorContext(ctx, "queue unreachable", "submission", l.sub.SubmissionID, "error", err)
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

// expected returns the answer for a lead whose call is not placed yet.
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

// due returns the time from which the call is allowed. ok is false if the hours
// never allow it.
func (l *lead) due() (at time.Time, ok bool) { return hours.Next(l.callee(), l.hours(), l.now) }

// fakeAnswer returns the answer that a caught submission would have got
// otherwise: that of a created lead, or of a queued one if the form creates no
// contact outside its hours.
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

// complete stores the answer in the ledger. After an earlier failure of the
// ledger it tries once more, so that a duplicate gets the answer instead of a
// conflict with the lease. A created contact is an exception: it is not stored
// without its evidence.
func (l *lead) complete(ctx context.Context) {
	if l.ledgerDown && (!l.claimed || l.answer.Status == ledger.Created) {
		return
	}
	// If the claim is lost, delivery already has the lead.
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

// hours returns the hours in which the call is allowed.
func (r *request) hours() week.Hours {
	switch {
	case r.AnyHour:
		return week.AnyTime()
	case r.form.Call != nil:
		return r.form.Call.Hours
	}
	return week.Hours{}
}

// callee returns the person to call.
func (l *lead) callee() hours.Callee { return l.request.callee(l.contact.PhoneNumber) }

func (r *request) callee(phone string) hours.Callee {
	c := hours.Callee{Phone: phone, NotBefore: r.notBefore}
	if z := hours.BrowserZone(r.sub.Page.TimeZone); z != nil {
		c.Browser = z.String()
	}
	return c
}

// metadata returns the facts for the call under the names that the agent uses.
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

// accepted returns the success answer.
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

// callData is data.call of the answer: the state of the call.
type callData struct {
	Status string `json:"status"`       // placed, scheduled or pending
	At     string `json:"at,omitempty"` // of a scheduled call, RFC 3339 in the visitor's zone
}

// callOf returns the call of an answer, nil for a form without calls. A call of
// unknown outcome is reported as placed: it is never repeated.
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
