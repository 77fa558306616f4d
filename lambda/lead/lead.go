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
	"net/http"
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
	// least refusalsOver.
	maxRefusals  = 3
	refusalsOver = time.Hour
	refusalPause = 25 * time.Minute

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

// contact creates or finds the contact. After Done, l.Answer has the contact's
// id, which is not stored in the ledger yet.
func (s *Steps) contact(ctx context.Context, l *Lead) Outcome {
	if l.HoldContact {
		switch at, ok := s.due(l); {
		case !ok:
			return Outcome{Next: Review, Reason: noHour}
		case at.After(s.Now()):
			return hold(l, at.Sub(s.Now()))
		}
	}
	if l.ContactID != "" {
		return created(l, l.ContactID)
	}
	if out := s.lookUp(ctx, l); out.Next != Done || l.Answer.Status == ledger.Created {
		return out
	}
	if wait, ok := s.Pace(ctx); !ok {
		return paced(l, wait)
	}
	id, err := s.API.Create(ctx, l.Contact)
	if err == nil {
		return created(l, id)
	}
	failure := thoughtly.Classify(err)
	l.Claim.UnknownOutcomes += failure.UnknownOutcomes
	return s.failed(l, failure)
}

func created(l *Lead, id string) Outcome {
	l.Answer.Status, l.Answer.ContactID = ledger.Created, id
	l.Claim.UnknownOutcomes, l.Claim.Trouble = 0, ledger.Trouble{}
	l.Claim.Kept, l.fresh = true, true
	return Outcome{}
}

// The kinds of failure that the ledger counts.
const (
	troubleLost        = "lost"        // a create whose answer was lost
	troubleFailed      = "failed"      // a create that was answered with a server error
	troubleRefused     = "refused"     // the contact or the call
	troubleAnswered    = "answered"    // another refusal
	troubleWaiting     = "waiting"     // certainly not acted on
	troubleUnreadable  = "search"      // a search whose answer cannot be read
	troubleUnreachable = "unreachable" // a search that failed
)

// lookUp searches for a contact that an earlier request may have created. It
// returns Done if the search found the contact (l.Answer.Status is then
// Created) or if the contact has to be created.
func (s *Steps) lookUp(ctx context.Context, l *Lead) Outcome {
	unknown := l.Claim.UnknownOutcomes > 0
	before := l.Claim.Trouble.What
	switch {
	case !s.LookUp && unknown:
		return Outcome{Next: Later, Wait: lookUpPause}
	case !s.LookUp, !unknown && before != troubleRefused && before != troubleAnswered:
		return Outcome{}
	}
	if wait, ok := s.Pace(ctx); !ok {
		return paced(l, wait)
	}
	id, err := s.API.Search(ctx, l.Contact.PhoneNumber, l.SubmissionID)
	switch failure := thoughtly.Classify(err); {
	case err == nil && id != "":
		l.Count("LookedUp")
		return created(l, id)
	case !unknown:
		// A refusal means that nothing was created. This search covers a server that
		// refuses a contact and stores it; a failed search delays nothing.
		return Outcome{}
	case err == nil:
		if wait := searchLag - s.Now().Sub(lostAt(l)); wait > 0 {
			return Outcome{Next: Later, Wait: wait}
		}
		l.Claim.UnknownOutcomes, l.Claim.Trouble = 0, ledger.Trouble{}
		return Outcome{}
	case !failure.Unreadable:
		return s.retry(l, troubleUnreachable, lookUpPause, failure)
	case !s.final(l, troubleUnreadable, maxUnreadable, unreadableOver):
		return Outcome{Next: Later, Wait: max(s.backoff(l), lookUpPause), Err: failure}
	case l.Claim.UnknownOutcomes >= maxUnknownOutcomes:
		// The operator who redrives the lead has searched for it in Thoughtly.
		l.Claim.UnknownOutcomes, l.Claim.Trouble = 0, ledger.Trouble{}
		return Outcome{Next: Review, Reason: "may have been created already: look in Thoughtly before you redrive it", Err: failure}
	}
	return Outcome{}
}

// lostAt returns the latest time at which the answer to a create was lost, or
// the zero time if none was.
func lostAt(l *Lead) time.Time {
	switch l.Claim.Trouble.What {
	case troubleFailed:
		return time.Time{}
	case "": // the function died, or the ledger did not store the failure
		return l.Accepted
	}
	return l.Claim.Trouble.Since
}

// final counts one more failure of a kind. It returns true once there were at
// least often failures in a row over at least the given time.
func (s *Steps) final(l *Lead, what string, often int, over time.Duration) bool {
	now := s.Now()
	l.Claim.Trouble = l.Claim.Trouble.Again(what, now)
	return l.Claim.Trouble.Count >= often && now.Sub(l.Claim.Trouble.Since) >= over
}

// backoff returns the pause after a failure of the kind that the ledger counts.
func (s *Steps) backoff(l *Lead) time.Duration { return Backoff(s.Now().Sub(l.Claim.Trouble.Since)) }

// failed decides the next action after a failed request that was not acted on
// or whose outcome will be looked up.
func (s *Steps) failed(l *Lead, failure *thoughtly.Error) Outcome {
	what, pause := troubleWaiting, time.Duration(0)
	switch failure.Kind {
	case thoughtly.Refused:
		if s.final(l, troubleRefused, maxRefusals, refusalsOver) {
			return Outcome{Next: Review, Reason: failure.Error(), Err: failure}
		}
		return Outcome{Next: Later, Wait: max(failure.RetryAfter, refusalPause), Err: failure}
	case thoughtly.Ambiguous:
		l.Count("Ambiguous")
		what, pause = troubleLost, lookUpPause
		if failure.Status >= 500 && failure.Status != http.StatusGatewayTimeout && failure.Status != 524 {
			what = troubleFailed
		}
	case thoughtly.Account, thoughtly.Trouble:
		what = troubleAnswered
	}
	return s.retry(l, what, pause, failure)
}

// retry counts one more failure of a kind that affects other leads too, and
// defers the lead for at least the pause.
func (s *Steps) retry(l *Lead, what string, pause time.Duration, failure *thoughtly.Error) Outcome {
	l.Claim.Trouble = l.Claim.Trouble.Again(what, s.Now())
	return Outcome{Next: Later, Wait: max(failure.RetryAfter, s.backoff(l), pause), Halt: true, Others: failure.RetryAfter, Err: failure}
}

const noHour = "no calling hour suits the number and the visitor's time zone"

// call stores the contact in the ledger and places its call, if the form has
// one and the hours allow it now.
func (s *Steps) call(ctx context.Context, l *Lead) Outcome {
	var uses []ledger.Use
	if l.fresh {
		l.Count("Created")
		uses = append(uses, s.use(l, ledger.UseCreate))
	}
	if l.Call == nil {
		return s.complete(ctx, l, uses...)
	}
	at, ok := s.due(l)
	if !ok {
		l.Count("NoCallingHour")
		return s.wait(ctx, l, Outcome{Next: Review, Reason: noHour}, uses...)
	}
	if wait := at.Sub(s.Now()); wait > 0 {
		l.Answer.CallAt = at.Truncate(time.Second).UTC()
		return s.wait(ctx, l, hold(l, wait), uses...)
	}
	l.Answer.CallAt = time.Time{}
	if wait, ok := s.Pace(ctx); !ok {
		return s.wait(ctx, l, paced(l, wait), uses...)
	}
	l.Answer.Call = ledger.CallPlacing
	if out := s.complete(ctx, l, uses...); out.Next != Done {
		return out
	}
	err := s.API.Call(ctx, thoughtly.Call{ContactID: l.Answer.ContactID, Agent: l.Call.Agent, Metadata: l.Call.Metadata})
	if err == nil {
		return s.endCall(ctx, l, ledger.CallPlaced)
	}
	failure := thoughtly.Classify(err)
	s.Log.WarnContext(ctx, "call failed", "form", l.Form, "submission", l.SubmissionID, "error", failure)
	if failure.Kind == thoughtly.Ambiguous {
		return s.endCall(ctx, l, ledger.CallUnknown)
	}
	l.Count("CallFailures")
	return s.wait(ctx, l, s.failed(l, failure))
}

// wait stores the call as due. At intake the message that will place it is not
// in the queue yet.
func (s *Steps) wait(ctx context.Context, l *Lead, out Outcome, uses ...ledger.Use) Outcome {
	l.Answer.Call = ledger.CallDue
	if l.Received == 0 {
		l.Answer.Call = ledger.CallUnsent
	}
	if done := s.complete(ctx, l, uses...); done.Next != Done {
		return done
	}
	return out
}

// endCall stores the result of the call. If the write fails, the state
// CallPlacing remains, which a later invocation treats as unknown.
func (s *Steps) endCall(ctx context.Context, l *Lead, state ledger.CallState) Outcome {
	l.Answer.Call, l.Answer.CallAt = state, time.Time{}
	l.Claim.Trouble = ledger.Trouble{}
	use := s.use(l, ledger.UseCall)
	if state == ledger.CallUnknown {
		use.Unknown = true
		l.Count("UnknownCalls")
		s.Log.WarnContext(ctx, "call may have been placed", "form", l.Form, "submission", l.SubmissionID)
	} else {
		l.Count("CallsPlaced")
		s.Log.InfoContext(ctx, "call placed", "form", l.Form, "submission", l.SubmissionID)
	}
	return s.complete(ctx, l, use)
}

func (s *Steps) use(l *Lead, kind ledger.UseKind) ledger.Use {
	u := ledger.Use{
		SubmissionID: l.SubmissionID, Form: l.Form, Time: s.Now().UTC(),
		Phone: l.Contact.PhoneNumber, Kind: kind, ContactID: l.Answer.ContactID,
	}
	if kind == ledger.UseCall && l.Call != nil {
		u.Agent = l.Call.Agent
	}
	return u
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

// hold defers a lead until its calling hours begin. Leads of the same hour are
// spread over its first seconds, each by a hash of its id; the pace limits them
// beyond that.
func hold(l *Lead, wait time.Duration) Outcome {
	l.Count("Held")
	return Outcome{Next: Later, Wait: wait + spread(l.SubmissionID), Exact: true}
}
