package lead

import (
	"context"
	"time"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/thoughtly"
)

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
