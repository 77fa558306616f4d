package lead

import (
	"context"
	"net/http"
	"time"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/thoughtly"
)

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
		return Outcome{Next: Later, Wait: max(failure.RetryAfter, s.backoff(l), refusalPause), Err: failure}
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
