package thoughtly

import (
	"errors"
	"strconv"
	"time"
)

// Kind classifies a failed request by its meaning for the lead.
type Kind uint8

// The kinds. A request is acted on when the contact is stored or the call is
// placed.
const (
	Transient    Kind = iota // not acted on, and a later request may succeed: not sent, 429, 503 with a valid Retry-After
	Ambiguous                // may have been acted on: the answer is lost, cannot be read, or reports a server error
	Refused                  // not acted on: the API refuses this body (400, 413, 422)
	Unauthorized             // not acted on: the credentials are missing or refused (401)
	Account                  // not acted on: the account, its plan or its address is in trouble (402, 403, 404)
	Trouble                  // not acted on: any other refusal, such as 405, 410, 423 or a redirect
)

var kindNames = [...]string{"transient", "ambiguous", "refused", "unauthorized", "account", "trouble"}

// String returns the kind in lower case.
func (k Kind) String() string { return kindNames[k] }

// Error is the error of every failed request. Its text holds no personal data
// and nothing of Thoughtly's answer except the status.
type Error struct {
	Kind            Kind
	Status          int           // HTTP status, 0 without an answer
	RetryAfter      time.Duration // from the header, 0 without one
	UnknownOutcomes int           // requests of this call that may have been acted on: 0 or 1
	Unreadable      bool          // of a search: the API reports success, in a shape that cannot be read
	Reason          string        // a constant text, for logs
	Err             error         // the transport's error, or nil
}

func (e *Error) Error() string {
	text := "thoughtly: " + e.Kind.String() + ": " + e.Reason
	if e.Status != 0 {
		text += " (HTTP " + strconv.Itoa(e.Status) + ")"
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// Classify returns err as an *Error. An error of another type does not show
// whether the request was acted on, so it becomes Ambiguous.
func Classify(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Ambiguous, UnknownOutcomes: 1, Reason: "unknown", Err: err}
}
