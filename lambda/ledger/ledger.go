// Package ledger remembers what has happened to each submission, so that a
// lead is made once however often it is sent: who works on it now, and what
// was answered. The same store counts submissions in fixed windows, paces the
// calls to Thoughtly, notes which proofs of work are spent and keeps the
// consent records. It must not know about HTTP or about Thoughtly.
//
// Dynamo is the ledger of a deployment, Memory that of one process. Both pass
// the tests in ledgertest.
package ledger

import (
	"context"
	"errors"
	"time"
)

// Ledger is safe for use by any number of goroutines and processes. Every
// error but ErrLost means that the ledger could not be reached or read; what
// the call was to do may then have happened or not.
type Ledger interface {
	// Claim takes a submission for the caller, or says why it cannot have it.
	Claim(ctx context.Context, c Claim) (Record, error)
	// Complete stores the answer of a submission that c holds and ends the
	// lease. ErrLost says that the lease ran out and somebody else holds it.
	Complete(ctx context.Context, c Claim, a Answer) error
	// Release ends the lease without an answer: of a claim by intake nothing
	// stays, of one by delivery the record of a queued lead. A claim that is
	// lost already is no error.
	Release(ctx context.Context, c Claim) error

	// Count adds one to each window, or to none of them if any is full. full
	// is the index of the first full window, or -1.
	Count(ctx context.Context, windows ...Window) (full int, err error)
	// Uncount takes back what Count added, for a submission that was not
	// accepted in the end.
	Uncount(ctx context.Context, windows ...Window) error

	// Take asks a pacer for leave to make one call. It reserves the next slot
	// and says how long the caller must wait for it; if that is longer than
	// p.MaxWait, nothing is reserved and ok is false.
	Take(ctx context.Context, p Pace) (wait time.Duration, ok bool, err error)

	// Spend marks a token as used by one submission until expires. It is true
	// for that submission every time and for any other never.
	Spend(ctx context.Context, token, by string, expires time.Time) (bool, error)

	// RecordConsent stores evidence. Storing the same submission's again is
	// harmless.
	RecordConsent(ctx context.Context, c Consent) error
	// Consents are a number's records, oldest first. The number is E.164.
	Consents(ctx context.Context, phone string) ([]Consent, error)
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

// Window is a fixed window of time in which at most Limit may be counted. It
// begins at a multiple of Length since the Unix epoch, so one of 24 hours is a
// UTC day.
type Window struct {
	Key    string // what is counted; no personal data in clear
	Length time.Duration
	Limit  int
}

// Ends is when the window that holds now is over.
func (w Window) Ends(now time.Time) time.Time { return w.start(now).Add(w.Length) }

func (w Window) start(now time.Time) time.Time {
	length := max(int64(w.Length/time.Second), 1)
	return time.Unix(now.Unix()/length*length, 0).UTC()
}

// Pace is a token bucket that callers share by its name. Those who are to be
// served first bring the larger Burst: the others then leave them that many
// tokens.
type Pace struct {
	Bucket  string
	Every   time.Duration // between two calls in the long run
	Burst   int           // calls that may be made at once after a pause, 1 or more
	MaxWait time.Duration
}

// Consent is the evidence of one consent to be called.
type Consent struct {
	SubmissionID string            `json:"submission_id"`
	Form         string            `json:"form"`
	FormVersion  string            `json:"form_version"` // SHA-256 of the definition, in hex
	Time         time.Time         `json:"time"`         // the server's
	Phone        string            `json:"phone"`        // E.164
	Typed        string            `json:"typed"`        // the number as the visitor wrote it
	Given        bool              `json:"given"`        // the state of the control
	Text         string            `json:"text"`         // the words shown beside it
	TextSHA256   string            `json:"text_sha256"`  // of Text, in hex
	Version      string            `json:"version"`      // of the text, by the definition
	ShownVersion string            `json:"shown_version,omitempty"`
	Locale       string            `json:"locale"`
	Seller       string            `json:"seller"`
	Address      string            `json:"address,omitempty"` // of the visitor
	UserAgent    string            `json:"user_agent,omitempty"`
	URL          string            `json:"url,omitempty"`
	Referrer     string            `json:"referrer,omitempty"`
	Campaign     map[string]string `json:"campaign,omitempty"`
}
