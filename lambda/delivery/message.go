package delivery

import (
	"cmp"
	"context"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/lead"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/shared/phone"
)

// message is one received message and the state of its lead.
type message struct {
	*batch
	raw  events.SQSMessage
	lead lead.Lead
}

// handle returns true if the message is deleted or may be deleted.
func (b *batch) handle(ctx context.Context, raw events.SQSMessage) bool {
	m := &message{batch: b, raw: raw}
	m.lead.Count = b.count
	received, _ := strconv.Atoi(raw.Attributes["ApproximateReceiveCount"])
	m.lead.Received = max(received, 1)
	if err := json.Unmarshal([]byte(raw.Body), &m.lead.Message); err != nil || m.lead.SubmissionID == "" {
		return m.deadLetter(ctx, "unreadable")
	}
	// Intake has applied the form's rules. This check is independent of the
	// message's origin: only a telephone number is ever sent to Thoughtly.
	if n, err := phone.Parse(m.lead.Contact.PhoneNumber, ""); err != nil || !n.IsPossible() {
		return m.deadLetter(ctx, "not a telephone number")
	}
	if b.halt > 0 {
		return m.putOff(ctx, max(b.others, min(b.halt, lead.Backoff(m.late()))))
	}
	if b.left() < b.Attempt {
		return m.putOff(ctx, time.Second)
	}
	if done, ok := m.acquire(ctx); done {
		return ok
	}
	return m.deliver(ctx)
}

// acquire claims the submission. If done is true, there is no work, and handle
// returns ok.
func (m *message) acquire(ctx context.Context) (done, ok bool) {
	l := &m.lead
	l.Claim = ledger.Claim{
		Key:     ledger.Key{Form: l.Form, SubmissionID: l.SubmissionID},
		Payload: cmp.Or(l.Payload, ledger.Fingerprint(l.Form, l.Contact)),
		Owner:   ledger.NewOwner(),
		Lease:   m.Now().Add(time.Until(m.deadline)),
		Queued:  true,
		From:    l.Owner,
	}
	r, err := m.Ledger.Claim(ctx, l.Claim)
	if err == nil && r.State == ledger.Conflict {
		// The ledger was unavailable when one of two leads with this id was
		// submitted. Both were accepted, so this one gets a key of its own and is
		// created too.
		l.Claim.SubmissionID += "/" + l.Claim.Payload[:min(16, len(l.Claim.Payload))]
		r, err = m.Ledger.Claim(ctx, l.Claim)
	}
	if err != nil {
		return true, m.ledgerFailed(ctx, "claim", err)
	}
	switch r.State {
	case ledger.Answered, ledger.Conflict:
		return true, true
	case ledger.InFlight:
		return true, m.putOff(ctx, max(r.Lease.Add(ledger.LeaseGrace).Sub(m.Now()), 0)+time.Second)
	}
	l.Answer, l.Claim.Trouble = r.Answer, r.Trouble
	if r.Answer.Status != ledger.Created {
		l.Claim.UnknownOutcomes = max(r.UnknownOutcomes, l.UnknownOutcomes)
		if r.Inherited {
			l.Claim.UnknownOutcomes++
			m.count("TakenOver")
			m.Log.WarnContext(ctx, "taken over from an invocation that died", "submission", l.SubmissionID)
		}
		if full, err := m.countLate(ctx); err != nil {
			m.release(ctx)
			return true, m.ledgerFailed(ctx, "count", err)
		} else if full != "" {
			m.release(ctx)
			return true, m.holdForReview(ctx, full)
		}
		if l.Consent != nil {
			if err := m.Ledger.RecordConsent(ctx, *l.Consent); err != nil {
				m.release(ctx)
				return true, m.ledgerFailed(ctx, "consent", err)
			}
		}
	}
	return false, false
}

// deliver runs the lead's steps, then deletes, defers or dead-letters the
// message.
func (m *message) deliver(ctx context.Context) bool {
	l := &m.lead
	wasCreated := l.Answer.Status == ledger.Created
	steps, cancel := context.WithTimeout(ctx, m.left())
	defer cancel()
	out := m.steps.Run(steps, l)
	if l.Answer.Status == ledger.Created && !wasCreated && !out.Ledger && out.Next != lead.Lost {
		m.count("Delivered")
		m.metrics = append(m.metrics, metrics.Duration("DeliveryDelay", m.Now().Sub(l.Accepted)))
		m.Log.InfoContext(ctx, "delivered", "form", l.Form, "submission", l.SubmissionID, "contact", l.Answer.ContactID, "received", l.Received)
	}
	if out.Err != nil && !out.Ledger {
		m.Log.WarnContext(ctx, "not delivered", "form", l.Form, "submission", l.SubmissionID, "received", l.Received, "error", out.Err)
	}
	if out.Next != lead.Done && out.Next != lead.Lost && (l.Answer.Status != ledger.Created || out.Ledger) {
		m.release(ctx)
	}
	switch out.Next {
	case lead.Later:
		if out.Ledger {
			return m.ledgerFailed(ctx, "deliver", out.Err)
		}
		if out.Halt {
			m.halt, m.others = max(out.Wait, time.Second), out.Others
		}
		if out.Exact {
			return m.put(ctx, m.Queue.Hold(ctx, m.raw, out.Wait))
		}
		return m.putOff(ctx, out.Wait)
	case lead.Review:
		return m.deadLetter(ctx, out.Reason)
	case lead.Stopped:
		return m.deadLetter(ctx, "the number asked not to be called")
	case lead.Lost:
		m.count("PossibleDuplicates")
		m.Log.ErrorContext(ctx, "lease lost", "submission", l.SubmissionID)
	}
	return true
}

// release returns the claim. If that fails, its lease expires.
func (m *message) release(ctx context.Context) {
	if err := m.Ledger.Release(ctx, m.lead.Claim); err != nil {
		m.count("LedgerFailures")
		m.Log.ErrorContext(ctx, "ledger unreachable", "op", "release", "submission", m.lead.SubmissionID, "error", err)
	}
}

// ledgerFailed defers the message and the rest of the batch by the ledger's
// pause.
func (m *message) ledgerFailed(ctx context.Context, op string, err error) bool {
	m.count("LedgerFailures")
	m.Log.ErrorContext(ctx, "ledger unreachable", "op", op, "submission", m.lead.SubmissionID, "error", err)
	m.halt, m.others = ledgerPause, ledgerPause
	return m.putOff(ctx, ledgerPause)
}

const ledgerPause = time.Minute

// putOff hides the message for d plus up to a quarter, so that the messages of
// a batch do not return together. A message that is too old is dead-lettered
// instead. A lead that only waits for its calling hours is held instead of
// deferred, so that the metric WaitingAge, which shows late leads, does not
// count it.
func (m *message) putOff(ctx context.Context, d time.Duration) bool {
	if m.age() > tooOld {
		return m.deadLetter(ctx, "waited as long as the queue keeps it: redrive it")
	}
	if m.lead.SubmissionID != "" {
		m.metrics = append(m.metrics, metrics.Duration("WaitingAge", m.late()))
	}
	return m.put(ctx, m.Queue.Defer(ctx, m.raw.ReceiptHandle, d+rand.N(d/4+time.Second)))
}

// late returns the time since the lead's next step became due.
func (m *message) late() time.Duration { return max(m.Now().Sub(m.lead.DueSince()), 0) }

// put always returns false: the message stays in the queue. If it could not be
// hidden, it returns after the queue's visibility timeout.
func (m *message) put(ctx context.Context, err error) bool {
	m.count("Deferred")
	if err != nil {
		m.count("QueueFailures")
		m.Log.WarnContext(ctx, "not deferred", "message", m.raw.MessageId, "error", err)
	}
	return false
}

// age returns the time since the message was sent, by the queue's clock; 0 if
// unknown.
func (m *message) age() time.Duration {
	sent, err := strconv.ParseInt(m.raw.Attributes["SentTimestamp"], 10, 64)
	if err != nil {
		return 0
	}
	return time.Since(time.UnixMilli(sent))
}

// deadLetter moves the message to the dead-letter queue. It returns true once
// the message is there.
func (m *message) deadLetter(ctx context.Context, reason string) bool {
	m.count("DeadLettered")
	m.Log.ErrorContext(ctx, "dead-lettered", "message", m.raw.MessageId, "submission", m.lead.SubmissionID, "reason", reason)
	if err := m.Queue.DeadLetter(ctx, m.raw, reason); err != nil {
		m.count("QueueFailures")
		m.Log.ErrorContext(ctx, "not dead-lettered", "message", m.raw.MessageId, "error", err)
		return false
	}
	return true
}
