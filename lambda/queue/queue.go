// Package outbox keeps the leads that could not be handed to Thoughtly at
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

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
)

// Sender is intake's side: a message that Send took is safe.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Queue is delivery's side. A receipt is that of the message's latest receipt.
type Consumer interface {
	// Defer hides a received message for d more, counted from now.
	Defer(ctx context.Context, receipt string, d time.Duration) error
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
	// Consent is the evidence, stored again by delivery since the ledger may
	// have been out of reach when the lead came in.
	Consent *ledger.Consent `json:"consent,omitempty"`
	// ContactID is set where Thoughtly has the contact and only the ledger
	// does not know: delivery then makes no call.
	ContactID string `json:"contact_id,omitempty"`
}

// Reason is the message attribute that says why a letter is dead.
const Reason = "Reason"

// Depth says how much waits.
type Depth struct {
	Waiting int // ready to be received
	Hidden  int // received or postponed
	Dead    int
}
