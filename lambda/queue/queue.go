// Package queue keeps the leads that could not be handed to Thoughtly at
// once, until delivery has. It must not know why a lead waits or how it is
// delivered.
//
// SQS is the queue of a deployment, Memory that of one process. Both pass the
// tests in queuetest.
package queue

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms/week"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
)

// Sender is intake's side: a message that Send took is safe.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Consumer is delivery's side. A receipt is that of the message's latest receipt.
type Consumer interface {
	// Defer hides a received message for d more, counted from now.
	Defer(ctx context.Context, receipt string, d time.Duration) error
	// Hold is Defer for a message that waits for a certain time, perhaps for
	// hours. It may come back earlier.
	Hold(ctx context.Context, m events.SQSMessage, d time.Duration) error
	// DeadLetter moves a received message to the dead letters with the reason as its
	// attribute. The reason reaches operators and holds no personal data.
	DeadLetter(ctx context.Context, m events.SQSMessage, reason string) error
}

// Source is what Lambda's event source mapping does for a function: it is
// needed where that is not there.
type Source interface {
	// Receive waits a little for messages and hides up to max of them for
	// visibility. It may return none.
	Receive(ctx context.Context, max int, visibility time.Duration) ([]events.SQSMessage, error)
	// Delete ends a received message.
	Delete(ctx context.Context, receipt string) error
}

// Message is a lead that was accepted and waits. It is a queue's message body,
// as JSON; members may be added and never change their meaning, since messages
// wait for up to 28 days across deployments.
type Message struct {
	Form         string         `json:"form"`
	SubmissionID string         `json:"submission_id"`
	Accepted     time.Time      `json:"accepted"`
	Contact      shared.Contact `json:"contact"` // validated
	// Payload is the fingerprint under which intake claimed the submission;
	// without it the contact's own serves.
	Payload string `json:"payload,omitempty"`
	// Consent is the evidence, recorded by delivery before it creates anything;
	// nil where intake has recorded it.
	Consent *ledger.Consent `json:"consent,omitempty"`
	// ContactID is what Thoughtly answered where the ledger could not store it.
	ContactID string `json:"contact_id,omitempty"`
	// Owner holds the ledger's claim and hands it over with the message.
	Owner string `json:"owner,omitempty"`
	// UnknownOutcomes counts the requests that may have created the contact.
	UnknownOutcomes int `json:"unknown_outcomes,omitempty"`
	// Call is the call to place once the contact exists; nil is none.
	Call *Call `json:"call,omitempty"`
	// HoldContact says that the contact itself waits for the hours, since an
	// automation at Thoughtly calls whatever is created.
	HoldContact bool `json:"hold_contact,omitempty"`
	// Hours, TimeZone and NotBefore tell when the phone may ring: the form's
	// hours, the visitor's IANA zone as the browser reports it, and the time
	// that the visitor chose.
	Hours     week.Hours `json:"hours,omitzero"`
	TimeZone  string     `json:"time_zone,omitempty"`
	NotBefore time.Time  `json:"not_before,omitzero"`

	// Uncounted is set for a lead that came in while the ledger was out of
	// reach, and so was counted nowhere.
	Uncounted *Uncounted `json:"uncounted,omitempty"`

	// After hides the message for that long when it is sent; the queue takes 15
	// minutes at most. It is no part of the body.
	After time.Duration `json:"-"`

	// Review is set for a lead that is or was held for review.
	Review *Review `json:"review,omitempty"`
}

// Uncounted are the windows that a lead is still to be counted in. It was
// accepted, so it is held for review if one is full.
type Uncounted struct {
	Windows []ledger.Window `json:"windows"`
	Network string          `json:"network,omitempty"` // as Review's
}

// Review says why a lead waits for an operator.
type Review struct {
	Reason  string `json:"reason"`            // a full window or the defence that caught it
	Network string `json:"network,omitempty"` // of the visitor: an IPv4 /24 or an IPv6 /48
}

// Call is a call to place.
type Call struct {
	Agent    string            `json:"agent"` // Thoughtly's id
	Metadata map[string]string `json:"metadata,omitempty"`
}

// MaxAfter is the longest that a sent message may be hidden (SQS's
// DelaySeconds).
const MaxAfter = 15 * time.Minute

// Reason is the message attribute that says why a letter is dead.
const Reason = "Reason"

// Depth says how much waits.
type Depth struct {
	Waiting int // ready to be received
	Hidden  int // received, deferred, or sent with a delay that runs
	Dead    int
}
