package ledger

import (
	"context"
	"errors"
	"time"
)

// Submissions stores for each submission its owner, its answer, and the state
// of its contact and its call.
type Submissions interface {
	// Claim claims a submission for the caller, or returns the reason why it
	// cannot.
	Claim(ctx context.Context, c Claim) (Record, error)
	// Complete stores the answer of a submission that c holds together with the
	// evidence of its contact and call: both are written or neither. It ends the
	// lease unless the call is Placing or Unsent. It returns ErrLost if the lease
	// expired and another caller holds the submission.
	Complete(ctx context.Context, c Claim, a Answer, uses ...Use) error
	// Release ends the lease without a new answer. The record is kept if c is
	// Queued or Kept or if an outcome is unknown; else it is deleted. It returns
	// nil for a claim that is already lost.
	Release(ctx context.Context, c Claim) error
}

// ErrLost is the error of Complete if the lease expired and another caller
// claimed the submission. Both may have created the contact.
var ErrLost = errors.New("ledger: the claim is no longer held")

// LeaseGrace is the time for which an expired lease is still respected, since
// the clocks of machines differ.
const LeaseGrace = 2 * time.Second

// Retention is the lifetime of a submission's record. It is longer than a
// message can be in the queue and then in the dead-letter queue (14 days each),
// so that a late redrive finds the record.
const Retention = 30 * 24 * time.Hour

// Key identifies a submission.
type Key struct {
	Form         string
	SubmissionID string // a UUID in lower case
}

// Claim is a request for a submission and, once won, the proof of holding it.
type Claim struct {
	Key
	Payload string    // the result of Fingerprint
	Owner   string    // the result of NewOwner, unique to this attempt
	Lease   time.Time // the latest time at which the caller is active
	// Queued is set by delivery: the lead was accepted and is in the queue, so it
	// may be claimed although its sender got an answer.
	Queued bool
	// From is the owner that sent the lead to the queue, and so gave up its claim:
	// delivery does not wait for that lease to end.
	From string
	// Kept makes Release keep the record.
	Kept bool
	// UnknownOutcomes counts the creates of unknown outcome. Complete and Release
	// store it; the next claim gets it in its Record.
	UnknownOutcomes int
	// Trouble is stored and returned like UnknownOutcomes.
	Trouble Trouble
}

// Trouble counts failures of one kind in a row.
type Trouble struct {
	What  string // "" is none
	Count int
	Since time.Time // time of the first, in whole seconds
}

// Again returns t with one more failure of what.
func (t Trouble) Again(what string, now time.Time) Trouble {
	if t.What != what {
		t = Trouble{What: what, Since: now.Truncate(time.Second).UTC()}
	}
	t.Count++
	return t
}

// State is the result of Claim.
type State uint8

// The states.
const (
	Won      State = iota // the caller holds the submission
	InFlight              // another caller holds it until Record.Lease
	Answered              // the submission is finished; Record.Answer is the answer
	Conflict              // the id was used before with another payload
)

// Record is the stored state of a submission.
type Record struct {
	State  State
	Answer Answer // as stored by the last owner, also if the claim was Won
	Lease  time.Time
	// Inherited is whether the submission was Won from an owner whose lease
	// expired. That owner may have created the contact.
	Inherited       bool
	UnknownOutcomes int // as stored by the last owner, if the claim was Won
	Trouble         Trouble
}

// Status is the state of a submission.
type Status string

// The statuses, with their names in the ledger and in answers.
const (
	Created Status = "created" // Thoughtly has the contact
	Queued  Status = "queued"  // the queue has it
	// Held is a submission that a guard caught: it waits for review, and its
	// sender got the answer Created with a fake contact id. Delivery may claim it
	// once an operator has released it.
	Held Status = "held"
)

// CallState is the state of a submission's call.
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

// keepsLease reports whether the caller keeps the lease after it stored s.
func (s CallState) keepsLease() bool { return s == CallPlacing || s == CallUnsent }

// Told returns the answer that the sender got.
func (a Answer) Told() Answer {
	if a.Status == Held {
		a.Status = Created
	}
	return a
}

// Answer is the answer to the sender, and to its duplicates.
type Answer struct {
	Status    Status
	ContactID string // Thoughtly's id, of a created contact
	Call      CallState
	CallAt    time.Time // when a due call may be placed, in UTC seconds; zero is as soon as possible
}

// stored is a submission's record in the store.
type stored struct {
	payload, owner string
	lease          time.Time // zero or the Unix epoch: none
	answer         Answer
	unknown        int
	trouble        Trouble
	expires        time.Time
}

// decideClaim returns the result of a claim for a record that has not expired.
// Dynamo has the same rule as a condition; for a record that fails it,
// decideClaim returns the reason.
func decideClaim(c Claim, old stored, now time.Time) Record {
	r := Record{State: Won, Answer: old.answer, UnknownOutcomes: old.unknown, Trouble: old.trouble}
	handedOver := c.From != "" && old.owner == c.From
	switch {
	case old.owner == c.Owner:
		// A retry by the client library finds the record of its own first write.
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

// isOpen reports whether the submission needs a further step.
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
