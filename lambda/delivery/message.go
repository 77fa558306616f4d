package delivery

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
	"thoughtlyform/shared/phone"
)

// message is one received message and what is known of it.
type message struct {
	*batch
	raw        events.SQSMessage
	lead       queue.Message
	received   int // how often it has been, this time included
	claim      ledger.Claim
	ledgerDown bool // the ledger is out of reach: go on without it
}

// handle is true if the message has left the queue or may.
func (b *batch) handle(ctx context.Context, raw events.SQSMessage) bool {
	m := &message{batch: b, raw: raw}
	m.received, _ = strconv.Atoi(raw.Attributes["ApproximateReceiveCount"])
	if b.halt > 0 {
		return m.putOff(ctx, b.halt)
	}
	if err := json.Unmarshal([]byte(raw.Body), &m.lead); err != nil || m.lead.SubmissionID == "" {
		return m.deadLetter(ctx, raw, "unreadable")
	}
	// What form rules it was accepted by, intake knows; but nothing that is no
	// telephone number is ever sent, wherever the message is from.
	if n, err := phone.Parse(m.lead.Contact.PhoneNumber, ""); err != nil || !n.IsValid() {
		return m.deadLetter(ctx, raw, "not a telephone number")
	}
	if m.lead.ContactID != "" {
		return m.settle(ctx)
	}
	if b.left() < b.Attempt {
		return m.putOff(ctx, time.Second)
	}
	if wait, ok := m.pace(ctx); !ok {
		b.halt = wait
		return m.putOff(ctx, wait)
	}
	if done, ok := m.acquire(ctx); done {
		return ok
	}
	return m.deliver(ctx)
}

// pace waits for a slot if it comes soon.
func (m *message) pace(ctx context.Context) (time.Duration, bool) {
	if m.RPM == 0 {
		return 0, true
	}
	p := ledger.ThoughtlyPace(m.RPM, ledger.Backlog)
	p.MaxWait = min(maxPaceWait, m.left()-m.Attempt)
	wait, ok, err := m.Ledger.Take(ctx, p)
	if err != nil {
		m.ledgerFailed(ctx, "take", err)
		// Without the pacer both of delivery's invocations may run, so each
		// keeps to half of the pace.
		wait, ok = min(2*p.Every, max(p.MaxWait, 0)), true
	}
	if !ok {
		m.count("Paced")
		return wait, false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return time.Second, false
	case <-timer.C:
		return 0, true
	}
}

// acquire takes the submission. done says that there is nothing to deliver, ok
// then what handle answers.
func (m *message) acquire(ctx context.Context) (done, ok bool) {
	m.claim = ledger.Claim{
		Key:     ledger.Key{Form: m.lead.Form, SubmissionID: m.lead.SubmissionID},
		Payload: cmp.Or(m.lead.Payload, ledger.Fingerprint(m.lead.Form, m.lead.Contact)),
		Owner:   ledger.NewOwner(),
		Lease:   m.Now().Add(time.Until(m.deadline)),
		Queued:  true,
	}
	r, err := m.Ledger.Claim(ctx, m.claim)
	if err == nil && r.State == ledger.Conflict {
		// The ledger was out of reach when one of two leads under this id came
		// in. Both were accepted, so this one is kept apart and made as well.
		m.claim.SubmissionID += "/" + m.claim.Payload[:16]
		r, err = m.Ledger.Claim(ctx, m.claim)
	}
	if err == nil && r.State == ledger.Won && m.lead.Consent != nil {
		err = m.Ledger.RecordConsent(ctx, *m.lead.Consent)
	}
	if err != nil {
		m.ledgerFailed(ctx, "claim", err)
		if m.received < patience {
			m.release(ctx)
			return true, m.putOff(ctx, backoff(m.received))
		}
		m.ledgerDown = true
		return false, false
	}
	switch r.State {
	case ledger.Answered:
		return true, true
	case ledger.Won:
		m.claim.UnknownOutcomes = r.UnknownOutcomes
		if r.Inherited && m.lead.ContactID == "" {
			m.claim.UnknownOutcomes++
			m.count("PossibleDuplicates")
			m.Log.WarnContext(ctx, "taken over from one that died", "submission", m.lead.SubmissionID)
		}
	case ledger.InFlight:
		return true, m.putOff(ctx, max(r.Lease.Add(ledger.LeaseGrace).Sub(m.Now()), 0)+time.Second)
	}
	return false, false
}

func (m *message) deliver(ctx context.Context) bool {
	call, cancel := context.WithTimeout(ctx, min(m.Attempt, m.left()))
	defer cancel()
	id, err := m.Contacts.Create(call, m.lead.Contact)
	if err != nil {
		return m.failed(ctx, thoughtly.Classify(err))
	}
	m.count("Delivered")
	m.metrics = append(m.metrics, metrics.Duration("DeliveryDelay", m.Now().Sub(m.lead.Accepted)))
	m.Log.InfoContext(ctx, "delivered", "form", m.lead.Form, "submission", m.lead.SubmissionID, "contact", id, "received", m.received)
	return m.complete(ctx, id)
}

// failed puts the message away after a call that failed.
func (m *message) failed(ctx context.Context, err *thoughtly.Error) bool {
	m.Log.WarnContext(ctx, "not delivered", "form", m.lead.Form, "submission", m.lead.SubmissionID, "received", m.received, "error", err)
	m.claim.UnknownOutcomes += err.UnknownOutcomes
	m.release(ctx)
	switch err.Kind {
	case thoughtly.Refused:
		return m.deadLetter(ctx, m.raw, err.Error())
	case thoughtly.Ambiguous:
		// It may have been made, and will be made again: Thoughtly has no way
		// to ask. Lost would be worse, up to a point.
		m.count("Ambiguous")
		if m.claim.UnknownOutcomes >= maxUnknownOutcomes || m.ledgerDown {
			return m.deadLetter(ctx, m.raw, "may have been made already: look in Thoughtly before you redrive it")
		}
	}
	m.halt = max(err.RetryAfter, backoff(m.received))
	return m.putOff(ctx, m.halt)
}

// complete tells the ledger. Where it cannot be told, the message goes to the
// dead letters as one whose contact is made: an operator sees it, and to
// redrive it makes no second contact.
func (m *message) complete(ctx context.Context, contactID string) bool {
	err := error(nil)
	if !m.ledgerDown {
		err = m.Ledger.Complete(ctx, m.claim, ledger.Answer{Status: ledger.Created, ContactID: contactID})
	}
	if errors.Is(err, ledger.ErrLost) {
		m.count("PossibleDuplicates")
		m.Log.ErrorContext(ctx, "lease lost", "submission", m.lead.SubmissionID)
		return true
	}
	if err == nil && !m.ledgerDown {
		return true
	}
	if err != nil {
		m.ledgerFailed(ctx, "complete", err)
	}
	made := m.lead
	made.ContactID = contactID
	body, err := json.Marshal(made)
	if err != nil {
		return true
	}
	raw := m.raw
	raw.Body = string(body)
	if !m.deadLetter(ctx, raw, "made, but the ledger does not know: redrive to record it") {
		m.Log.ErrorContext(ctx, "the ledger will not know of a contact", "submission", m.lead.SubmissionID)
	}
	return true // whatever happens: back in the queue it would be made again
}

// settle records a contact that was made while the ledger was out of reach.
func (m *message) settle(ctx context.Context) bool {
	done, ok := m.acquire(ctx)
	if m.ledgerDown { // out of patience, but nothing is lost by waiting here
		return m.putOff(ctx, backoff(m.received))
	}
	if done {
		return ok
	}
	err := m.Ledger.Complete(ctx, m.claim, ledger.Answer{Status: ledger.Created, ContactID: m.lead.ContactID})
	if err != nil {
		m.ledgerFailed(ctx, "settle", err)
		return m.putOff(ctx, backoff(m.received))
	}
	return true
}

func (m *message) release(ctx context.Context) {
	if m.ledgerDown {
		return
	}
	if err := m.Ledger.Release(ctx, m.claim); err != nil {
		m.ledgerFailed(ctx, "release", err)
	}
}

func (m *message) ledgerFailed(ctx context.Context, op string, err error) {
	m.count("LedgerFailures")
	m.Log.ErrorContext(ctx, "ledger out of reach", "op", op, "submission", m.lead.SubmissionID, "error", err)
}

// postpone hides the message for d and up to a quarter more, so that a batch
// does not come back as one. It is false: the message stays in the queue. If
// it cannot be hidden, the queue's own visibility timeout does that. A message
// that is too old is buried instead.
func (m *message) putOff(ctx context.Context, d time.Duration) bool {
	if m.age() > tooOld {
		return m.deadLetter(ctx, m.raw, "waited as long as the queue keeps it: redrive it")
	}
	m.count("Postponed")
	d += rand.N(d/4 + time.Second)
	if err := m.Queue.Defer(ctx, m.raw.ReceiptHandle, d); err != nil {
		m.count("QueueFailures")
		m.Log.WarnContext(ctx, "not deferred", "message", m.raw.MessageId, "error", err)
	}
	return false
}

// age is how long ago the queue took the message; 0 where it does not say.
func (m *message) age() time.Duration {
	sent, err := strconv.ParseInt(m.raw.Attributes["SentTimestamp"], 10, 64)
	if err != nil {
		return 0
	}
	return m.Now().Sub(time.UnixMilli(sent))
}

// bury moves the message to the dead letters. It is true once it is there, and
// gone from the queue or about to be.
func (m *message) deadLetter(ctx context.Context, raw events.SQSMessage, reason string) bool {
	m.count("Buried")
	m.Log.ErrorContext(ctx, "buried", "message", raw.MessageId, "submission", m.lead.SubmissionID, "reason", reason)
	if err := m.Queue.DeadLetter(ctx, raw, reason); err != nil {
		m.count("QueueFailures")
		m.Log.ErrorContext(ctx, "not dead-lettered", "message", raw.MessageId, "error", err)
		return false
	}
	return true
}

// Backoff bounds: with the ceiling a message is received about 900 times in
// the queue's 14 days, fewer than the redrive policy allows.
const (
	firstBackoff = 5 * time.Second
	maxBackoff   = 30 * time.Minute
)

// backoff doubles with each receipt, with jitter in its upper half.
func backoff(received int) time.Duration {
	d := min(firstBackoff<<min(max(received-1, 0), 12), maxBackoff)
	return d/2 + rand.N(d/2)
}
