package ledger

import (
	"context"
	"errors"
	"time"
)

// Submissions records who works on each submission, what was answered, and
// how far its contact and its call have come.
type Submissions interface {
	// Claim takes a submission for the caller, or returns why it cannot.
	Claim(ctx context.Context, c Claim) (Record, error)
	// Complete stores the answer of a submission that c holds, together with
	// the evidence of what was done for it: both are written or neither. It
	// ends the lease unless the call is Placing or Unsent. It returns ErrLost if
	// the lease ran out and another caller holds the submission.
	Complete(ctx context.Context, c Claim, a Answer, uses ...Use) error
	// Release ends the lease without a new answer. The record stays if c is
	// Queued or Kept, or if an outcome is unknown; else it is removed.
	// Releasing a claim that is already lost is no error.
	Release(ctx context.Context, c Claim) error
}

// ErrLost is Complete's answer to a caller whose lease ran out and went to
// another. Both may have made the contact.
var ErrLost = errors.New("ledger: the claim is no longer held")

// LeaseGrace is how long after its end a lease is still respected, since the
// machines' clocks differ.
const LeaseGrace = 2 * time.Second

// Retention is how long a submission's record is kept: longer than a message
// can live in the queue and then in the dead-letter queue (14 days each), so
// that a late redrive still meets its record.
const Retention = 30 * 24 * time.Hour

// Key names a submission.
type Key struct {
	Form         string
	SubmissionID string // a UUID in lower case
}

// Claim is a request for a submission and, once won, the proof of holding it.
type Claim struct {
	Key
	Payload string    // the submission's fingerprint, as Fingerprint makes it
	Owner   string    // unique to this attempt, as NewOwner makes it
	Lease   time.Time // when the caller will be finished or dead
	// Queued is set by delivery: the lead was accepted and waits, so it may be
	// claimed although its sender has an answer.
	Queued bool
	// From is the owner that put the lead into the queue, and with it handed
	// its claim over: delivery need not wait for that lease to end.
	From string
	// Kept makes Release keep the record.
	Kept bool
	// UnknownOutcomes counts the requests that may have created the contact
	// without an answer that says so. Complete and Release store it; the claim
	// that follows finds it in its Record.
	UnknownOutcomes int
	// Trouble is stored and found again as UnknownOutcomes is.
	Trouble Trouble
}

// Trouble counts how often one thing failed in a row.
type Trouble struct {
	What  string // "" is none
	Count int
	Since time.Time // the first, in seconds
}

// Again returns t with one more failure of what.
func (t Trouble) Again(what string, now time.Time) Trouble {
	if t.What != what {
		t = Trouble{What: what, Since: now.Truncate(time.Second).UTC()}
	}
	t.Count++
	return t
}

// State is what Claim found.
type State uint8

// The states.
const (
	Won      State = iota // the caller holds the submission
	InFlight              // another caller holds it until Record.Lease
	Answered              // nothing is left for the caller to do; Record.Answer is the answer
	Conflict              // the id was used before with another payload
)

// Record is what the ledger has of a submission.
type Record struct {
	State  State
	Answer Answer // also of a submission that was Won, as its last owner left it
	Lease  time.Time
	// Inherited is whether the submission was Won from an owner whose lease ran
	// out: that one may have created the contact before it ended.
	Inherited       bool
	UnknownOutcomes int // of a submission that was Won, as its last owner left them
	Trouble         Trouble
}

// Status is what became of a submission.
type Status string

// The statuses, as the ledger and the envelope spell them.
const (
	Created Status = "created" // Thoughtly has the contact
	Queued  Status = "queued"  // the queue has it
	// Held is a submission that a guard caught: it waits for review, and its
	// sender was told Created with a contact id of its own. Delivery may claim
	// it once an operator has let it go.
	Held Status = "held"
)

// CallState is what became of a submission's call.
type CallState string

// The states of a call. A call is placed at most once: it leaves Placing for
// Due only if the request is known not to have been acted on.
const (
	NoCall      CallState = ""        // the form has none
	CallDue     CallState = "due"     // a message in the queue will place it
	CallUnsent  CallState = "unsent"  // due, and its message is not in the queue yet
	CallPlacing CallState = "placing" // the request is being sent; without an outcome it is CallUnknown
	CallPlaced  CallState = "placed"
	CallUnknown CallState = "unknown" // it may have been placed, and is never repeated
	CallStopped CallState = "stopped" // the number asked not to be called
)

// keepsLease reports whether the caller goes on working after it stored s.
func (s CallState) keepsLease() bool { return s == CallPlacing || s == CallUnsent }

// Told returns the answer that the sender got.
func (a Answer) Told() Answer {
	if a.Status == Held {
		a.Status = Created
	}
	return a
}

// Answer is what the sender was answered, and duplicates will be.
type Answer struct {
	Status    Status
	ContactID string // Thoughtly's id, of a created contact
	Call      CallState
	CallAt    time.Time // when a due call may be placed, in UTC seconds; zero is as soon as possible
}

// stored is a submission's record as it is kept.
type stored struct {
	payload, owner string
	lease          time.Time // zero or the Unix epoch: none
	answer         Answer
	unknown        int
	trouble        Trouble
	expires        time.Time
}

// decideClaim decides what a claim meets in a record that has not expired.
// Dynamo's condition is the same for the database; a record that it returns
// is decided here for the reason.
func decideClaim(c Claim, old stored, now time.Time) Record {
	r := Record{State: Won, Answer: old.answer, UnknownOutcomes: old.unknown, Trouble: old.trouble}
	handedOver := c.From != "" && old.owner == c.From
	switch {
	case old.owner == c.Owner:
		// A retry inside the client library meets its own first write.
	case old.payload != c.Payload:
		return Record{State: Conflict}
	case !isOpen(c, old.answer):
		r.State = Answered
	case !handedOver && !old.lease.Add(LeaseGrace).Before(now):
		return Record{State: InFlight, Lease: old.lease}
	default:
		if r.Answer.Status == Held {
			r.Answer = Answer{Status: Queued} // the other members are not of a real contact
		}
		r.Inherited = !handedOver && old.lease.UnixMilli() > 0
	}
	return r
}

// isOpen reports whether something is left for the claim's owner to do.
func isOpen(c Claim, a Answer) bool {
	switch a.Status {
	case Created:
		return a.Call.keepsLease() || c.Queued && a.Call == CallDue
	case Queued, Held:
		return c.Queued
	}
	return true
}

// claimed returns the record after c has won it.
func (old stored) claimed(c Claim, now time.Time) stored {
	old.payload, old.owner, old.lease, old.expires = c.Payload, c.Owner, c.Lease, now.Add(Retention)
	if c.Queued && old.answer.Status == "" {
		old.answer.Status = Queued
	}
	return old
}
