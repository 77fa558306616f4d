// Package lead takes one accepted submission through its steps. It creates the
// contact at Thoughtly, or searches for it after a lost answer. Then it places
// the call, once, within the calling hours. Intake runs the steps at once;
// delivery runs the remaining ones. The package must not know about HTTP
// requests, queue receipts or form definitions.
package lead

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"thoughtlyform/lambda/hours"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
	"thoughtlyform/shared"
)

// API is the Thoughtly API, implemented by thoughtly.Client. Its errors are of
// type *thoughtly.Error.
type API interface {
	Create(ctx context.Context, c shared.Contact) (id string, err error)
	Search(ctx context.Context, phone, submissionID string) (id string, err error)
	Call(ctx context.Context, c thoughtly.Call) error
}

// Ledger is the part of the ledger that the steps need.
type Ledger interface {
	ledger.Submissions
	ledger.Stops
}

// The retry policies. thoughtly.parseResponse decides what each answer of
// Thoughtly means.
const (
	// A refusal of the request itself is final after maxRefusals in a row over at
	// least refusalsOver, with the backoff between them and at least refusalPause.
	maxRefusals  = 3
	refusalsOver = time.Hour
	refusalPause = 5 * time.Minute

	// A contact that may have been created is searched for after lookUpPause. A
	// search may lag behind the create: after a lost answer, a search without the
	// contact counts only once searchLag has passed.
	lookUpPause = 10 * time.Second
	searchLag   = 20 * time.Second

	// A search is given up after maxUnreadable successful answers of an unreadable
	// shape over at least unreadableOver. The contact is then created again. After
	// maxUnknownOutcomes creates of unknown outcome an operator decides.
	maxUnreadable      = 3
	unreadableOver     = 24 * time.Hour
	maxUnknownOutcomes = 3
)

// Steps runs the steps of a lead. Its fields are set once; it is safe for use
// by any number of goroutines.
type Steps struct {
	API    API
	Ledger Ledger
	// Pace waits for a slot to make one request. If ok is false, wait is the time
	// until a slot may be free.
	Pace func(ctx context.Context) (wait time.Duration, ok bool)
	// LookUp allows a search before another create. Only delivery sets it, since
	// at intake a visitor waits for the answer.
	LookUp bool
	Now    func() time.Time
	Log    *slog.Logger
}

// Lead is a submission whose claim is held.
type Lead struct {
	queue.Message
	Claim    ledger.Claim  // UnknownOutcomes, Trouble and Kept are changed
	Answer   ledger.Answer // as stored in the ledger; each step updates it
	Received int           // how often its message was received; 0 at intake
	Count    func(metric string)

	fresh bool // the contact was created and is not stored in the ledger yet
}

// Outcome is the result of Run: what remains to be done.
type Outcome struct {
	Next   Next
	Wait   time.Duration // of Later
	Halt   bool          // of Later: the failure affects other leads too
	Others time.Duration // of Halt: the least time that all leads must wait
	Exact  bool          // of Later: the end of Wait is a fixed time
	Reason string        // of Review, for operators; no personal data
	Err    error         // what failed, for the log; may be nil
	// Ledger is whether Err is an error of the ledger.
	Ledger bool
}

// Next is the next action for a lead.
type Next uint8

// The next actions.
const (
	Done    Next = iota // none
	Later               // run the remaining steps after Wait
	Stopped             // the number asked not to be called: nothing was created
	Review              // an operator must look at it
	Lost                // another invocation holds the lead
)

// Run takes as many steps as it can. When it returns, the ledger has stored
// l.Answer, except after an error of the ledger.
func (s *Steps) Run(ctx context.Context, l *Lead) Outcome {
	if l.Answer.Call == ledger.CallPlacing {
		// The invocation that was placing it died: the phone may have rung.
		return s.endCall(ctx, l, ledger.CallUnknown)
	}
	if stopped, err := s.Ledger.Stopped(ctx, l.Contact.PhoneNumber); err != nil {
		return ledgerFailed(err)
	} else if stopped {
		return s.stop(ctx, l)
	}
	if l.Answer.Status != ledger.Created {
		if out := s.contact(ctx, l); out.Next != Done {
			return out
		}
	}
	return s.call(ctx, l)
}

// stop ends a lead whose number is on the do-not-call list.
func (s *Steps) stop(ctx context.Context, l *Lead) Outcome {
	l.Count("StoppedNumbers")
	if l.Answer.Status == ledger.Created {
		l.Answer.Call, l.Answer.CallAt = ledger.CallStopped, time.Time{}
		return s.complete(ctx, l)
	}
	return Outcome{Next: Stopped}
}

// due returns the earliest time from now on at which the call is allowed. ok is
// false if the hours never allow it.
func (s *Steps) due(l *Lead) (at time.Time, ok bool) {
	return hours.Next(l.callee(), l.Hours, s.Now())
}

func (l *Lead) callee() hours.Callee {
	return hours.Callee{Phone: l.Contact.PhoneNumber, Browser: l.TimeZone, NotBefore: l.NotBefore}
}

// DueSince returns the earliest time at which the lead's next step was
// possible: the time of acceptance or, for a call, the first allowed time after
// that.
func (l *Lead) DueSince() time.Time {
	if l.Call != nil || l.HoldContact {
		if at, ok := hours.Next(l.callee(), l.Hours, l.Accepted); ok {
			return at
		}
	}
	if l.NotBefore.After(l.Accepted) {
		return l.NotBefore
	}
	return l.Accepted
}

func (s *Steps) complete(ctx context.Context, l *Lead, uses ...ledger.Use) Outcome {
	err := s.Ledger.Complete(ctx, l.Claim, l.Answer, uses...)
	if errors.Is(err, ledger.ErrLost) {
		return Outcome{Next: Lost, Err: err}
	}
	if err != nil {
		return ledgerFailed(err)
	}
	return Outcome{}
}

func ledgerFailed(err error) Outcome {
	return Outcome{Next: Later, Wait: ledgerPause, Halt: true, Others: ledgerPause, Err: err, Ledger: true}
}

// ledgerPause is the pause of a lead while the ledger is unavailable.
const ledgerPause = time.Minute

func paced(l *Lead, wait time.Duration) Outcome {
	l.Count("Paced")
	return Outcome{Next: Later, Wait: wait, Halt: true, Others: wait}
}
