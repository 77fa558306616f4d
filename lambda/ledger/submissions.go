package ledger

import (
	"context"
	"errors"
	"time"
)

// Submissions records who works on each submission and what was answered.
type Submissions interface {
	// Claim takes a submission for the caller, or says why it cannot have it.
	Claim(ctx context.Context, c Claim) (Record, error)
	// Complete stores the answer of a submission that c holds and ends the
	// lease. It returns ErrLost if the lease ran out and another caller holds
	// the submission.
	Complete(ctx context.Context, c Claim, a Answer) error
	// Release ends the lease without an answer. The record of a claim by intake
	// is removed. The record of a queued lead stays, and so does any record with
	// unknown outcomes. Releasing a claim that is already lost is no error.
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
	// UnknownOutcomes is how often the contact may have been made by now without an
	// answer that says so. Complete and Release store it; the claim that
	// follows finds it in its Record.
	UnknownOutcomes int
}

// State is what Claim found.
type State uint8

// The states.
const (
	Won      State = iota // the caller holds the submission
	InFlight              // somebody else holds it until Record.Lease
	Answered              // it has Record.Answer; to delivery, only a created contact is an answer
	Conflict              // the id was used before with another payload
)

// Record is what the ledger knows of a submission.
type Record struct {
	State  State
	Answer Answer
	Lease  time.Time
	// Inherited says that the submission was Won from an owner whose lease ran
	// out without a word: it may have made the contact before it died.
	Inherited       bool
	UnknownOutcomes int // of a submission that was Won, as its last owner left them
}

// Status is what became of a submission.
type Status string

// The statuses, as the ledger and the envelope spell them.
const (
	Created Status = "created" // Thoughtly has the contact
	Queued  Status = "queued"  // the queue has it
)

// Answer is what a sender was told and a duplicate will be told.
type Answer struct {
	Status    Status
	ContactID string // Thoughtly's id, of a created contact
}

// decideClaim decides what a claim meets in a record that has not expired. Dynamo's
// condition says the same to the database; a record that it sends back is
// judged here for the reason.
func decideClaim(c Claim, payload, owner string, lease time.Time, answer Answer, now time.Time) Record {
	switch {
	case owner == c.Owner:
		// A retry inside the client library meets its own first write.
		return Record{State: Won}
	case payload != c.Payload:
		return Record{State: Conflict}
	case answer.Status == Created, answer.Status != "" && !c.Queued:
		return Record{State: Answered, Answer: answer}
	case !lease.Add(LeaseGrace).Before(now):
		return Record{State: InFlight, Lease: lease}
	}
	return Record{State: Won, Inherited: lease.UnixMilli() > 0}
}

// answer is what a submission's sender is told while c works on it. Of a
// queued lead that is known; otherwise there is none yet.
func (c Claim) answer() Answer {
	if c.Queued {
		return Answer{Status: Queued}
	}
	return Answer{}
}
