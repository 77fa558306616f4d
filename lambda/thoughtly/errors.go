package thoughtly

import (
	"errors"
	"strconv"
	"time"
)

// Kind says what a failed call means for the contact.
type Kind uint8

// The kinds.
const (
	Transient    Kind = iota // not made; a later try may work
	Ambiguous                // made or not: the answer was lost or cannot be read
	Permanent                // refused for what it is; the same will be refused again
	Unauthorized             // the credentials are refused or are not to be had
)

// String is the kind in lower case.
func (k Kind) String() string {
	switch k {
	case Transient:
		return "transient"
	case Ambiguous:
		return "ambiguous"
	case Permanent:
		return "permanent"
	}
	return "unauthorized"
}

// Error is the error of every failed call. Its text holds no personal data and
// nothing of Thoughtly's answer but the status.
type Error struct {
	Kind            Kind
	Status          int           // HTTP status, 0 without an answer
	RetryAfter      time.Duration // as Thoughtly asks, 0 if it does not
	UnknownOutcomes int           // attempts of the call that may have made the contact
	Reason          string        // what happened, in constant words
	Err             error         // the transport's, or nil
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

// Classify is err as an *Error. Any other error says nothing of the contact,
// so it is Ambiguous.
func Classify(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Ambiguous, UnknownOutcomes: 1, Reason: "unknown", Err: err}
}
