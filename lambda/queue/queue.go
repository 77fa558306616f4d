// Package queue stores the leads that intake could not send to Thoughtly until
// delivery has sent them. It must not know why a lead waits or how it is
// delivered.
//
// SQS is the queue of a deployment, Memory the queue of one process. Both pass
// the tests in queuetest.
package queue

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms/week"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
)

// Sender is intake's interface. A message is stored durably once Send returns
// nil.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Consumer is delivery's interface. A receipt is that of the message's latest
// receive.
type Consumer interface {
	// Defer hides a received message for the duration d from now.
	Defer(ctx context.Context, receipt string, d time.Duration) error
	// Hold is like Defer for a message that waits for a fixed time, possibly for
	// hours. The message may return earlier.
	Hold(ctx context.Context, m events.SQSMessage, d time.Duration) error
	// DeadLetter moves a received message to the dead-letter queue, with the
	// reason as an attribute. Operators read the reason; it must not contain
	// personal data.
	DeadLetter(ctx context.Context, m events.SQSMessage, reason string) error
}

// Source receives and deletes messages, as Lambda's event source mapping does
// in a deployment.
type Source interface {
	// Receive waits for messages and hides up to max of them for the visibility
	// timeout. It may return none.
	Receive(ctx context.Context, max int, visibility time.Duration) ([]events.SQSMessage, error)
	// Delete deletes a received message.
	Delete(ctx context.Context, receipt string) error
}

// Message is an accepted lead in the queue, encoded as JSON in the message
// body. Members may be added, and their meaning never changes, since messages
// wait for up to 28 days across deployments.
type Message struct {
	Form         string         `json:"form"`
	SubmissionID string         `json:"submission_id"`
	Accepted     time.Time      `json:"accepted"`
	Contact      shared.Contact `json:"contact"` // validated
	// Payload is the fingerprint under which intake claimed the submission; if
	// empty, it is computed from the contact.
	Payload string `json:"payload,omitempty"`
	// Consent is the evidence, which delivery stores before it creates the
	// contact; nil if intake has stored it.
	Consent *ledger.Consent `json:"consent,omitempty"`
	// ContactID is the id of the created contact, set if the ledger could not
	// store it.
	ContactID string `json:"contact_id,omitempty"`
	// Owner is the owner of the ledger's claim, which passes to delivery with the
	// message.
	Owner string `json:"owner,omitempty"`
	// UnknownOutcomes counts the creates of unknown outcome.
	UnknownOutcomes int `json:"unknown_outcomes,omitempty"`
	// Call is the call to place after the contact is created; nil for none.
	Call *Call `json:"call,omitempty"`
	// HoldContact is whether the contact itself waits for the calling hours, since
	// an automation at Thoughtly calls each new contact.
	HoldContact bool `json:"hold_contact,omitempty"`
	// Hours, TimeZone and NotBefore determine when the call is allowed: the form's
	// hours, the visitor's IANA zone as the browser reports it, and the time that
	// the visitor chose.
	Hours     week.Hours `json:"hours,omitzero"`
	TimeZone  string     `json:"time_zone,omitempty"`
	NotBefore time.Time  `json:"not_before,omitzero"`

	// Uncounted is set for a lead that was accepted while the ledger was
	// unavailable, and so was not counted.
	Uncounted *Uncounted `json:"uncounted,omitempty"`

	// After is the time for which the sent message is hidden, at most MaxAfter. It
	// is not part of the body.
	After time.Duration `json:"-"`

	// Review is set for a lead that is or was in the review queue.
	Review *Review `json:"review,omitempty"`
}

// Uncounted lists the windows in which a lead has still to be counted. The lead
// was accepted, so it is held for review if one of them is full.
type Uncounted struct {
	Windows []ledger.Window `json:"windows"`
	Network string          `json:"network,omitempty"` // as Review's
}

// Review is the reason why a lead waits for an operator.
type Review struct {
	Reason  string `json:"reason"`            // a full window or the defence that caught it
	Network string `json:"network,omitempty"` // of the visitor: an IPv4 /24 or an IPv6 /48
}

// Call is a call to place.
type Call struct {
	Agent    string            `json:"agent"` // Thoughtly's id
	Metadata map[string]string `json:"metadata,omitempty"`
}

// MaxAfter is the maximum of Message.After (SQS's DelaySeconds).
const MaxAfter = 15 * time.Minute

// Reason is the name of the message attribute with the reason of a dead letter.
const Reason = "Reason"

// Depth is the number of waiting messages.
type Depth struct {
	Waiting int // ready to be received
	Hidden  int // received, deferred, or sent with a delay that runs
	Dead    int
}
