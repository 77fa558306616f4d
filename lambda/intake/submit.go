package intake

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

// submit answers POST /contacts. The order of the steps matters: a submission
// that the rules refuse is not stored, a duplicate is answered before it is
// counted, the evidence is stored before a call is possible, and the visitor
// gets a success only once Thoughtly or the queue has the lead.
func (r *request) submit(ctx context.Context) events.APIGatewayV2HTTPResponse {
	if p := r.read(); p != nil {
		return r.refuse(*p)
	}
	contact, p := r.validate()
	if p != nil {
		return r.refuse(*p)
	}
	l := &lead{request: r, contact: contact}
	l.identify(ctx)
	if res, done := l.acquire(ctx); done {
		return res
	}
	if res, done := l.applyGuard(ctx); done {
		return res
	}
	return l.deliver(ctx)
}

// read decodes the body and finds its form.
func (r *request) read() *problem {
	isForm, p := r.mediaType()
	if p != nil {
		return p
	}
	r.isForm = isForm
	body, p := r.body()
	if p != nil {
		return p
	}
	decode := decodeJSON
	if isForm {
		decode = decodeForm
	}
	if r.sub, p = decode(body); p != nil {
		return p
	}
	f, err := r.Forms().Form(r.sub.Form)
	if err != nil {
		return &problem{status: http.StatusNotFound, code: "unknown_form"}
	}
	r.form = f
	r.locale = f.Locale(r.wantedLocales(r.sub.Page.Locale)...)
	if !r.originAllowed() {
		return &problem{status: http.StatusForbidden, code: "origin_not_allowed"}
	}
	return nil
}

// validate applies the form's rules. The result is the same in every language
// and for both kinds of body.
func (r *request) validate() (shared.Contact, *problem) {
	id := r.sub.SubmissionID
	if id != "" || !r.isForm {
		var ok bool
		if r.sub.SubmissionID, ok = canonicalUUID(id); !ok {
			return shared.Contact{}, &problem{status: http.StatusBadRequest, code: "submission_invalid", field: "submission_id"}
		}
	}
	rules := r.form.Rules
	rules.ConfirmedNumber = r.sub.ConfirmedNumber
	sent := r.sub.Contact
	sent.Consent = r.sub.Consent
	contact, errs := shared.Validate(sent, rules)
	if r.insistsWithoutEmail(errs) {
		r.leftOut, sent.Email = true, ""
		contact, errs = shared.Validate(sent, rules)
	}
	r.contact = contact
	if r.sub.CallTime != "" && !r.form.AsksCallTime() {
		errs = append(errs, shared.FieldError{Field: forms.CallTimeField, Code: form.UnknownField})
	}
	if isFormula(contact.Email) {
		errs = append(errs, shared.FieldError{Field: "email", Code: form.EmailInvalid})
	}
	if len(errs) > 0 {
		return contact, &problem{status: http.StatusUnprocessableEntity, code: "invalid_fields", fields: errs}
	}
	if !r.Ceilings.mayCall(countryOf(contact.PhoneNumber)) && contact.PhoneNumber != "" {
		errs = append(errs, shared.FieldError{Field: "phone_number", Code: form.PhoneCountryNotAllowed})
		return contact, &problem{status: http.StatusUnprocessableEntity, code: "invalid_fields", fields: errs}
	}
	if r.consentChanged() {
		return contact, &problem{status: http.StatusUnprocessableEntity, code: "consent_changed", field: "consent"}
	}
	if p := r.readCallTime(contact.PhoneNumber); p != nil {
		return contact, p
	}
	disarm(&contact)
	r.form.AddFixedValues(&contact)
	return contact, nil
}

// insistsWithoutEmail reports whether the visitor repeats an optional address
// that the error page refused. The lead is then sent without it.
func (r *request) insistsWithoutEmail(errs []shared.FieldError) bool {
	return r.sub.without != "" && r.sub.without == r.sub.Email && slices.ContainsFunc(errs, r.mayLeaveOut)
}

// mayLeaveOut reports whether an error is about an email address that the form
// does not require.
func (r *request) mayLeaveOut(e shared.FieldError) bool {
	return e.Field == "email" && slices.ContainsFunc(r.form.Rules.Fields, func(f form.Field) bool {
		return f.Name == e.Field && !f.Required
	})
}

// lead is a submission that passed validation.
type lead struct {
	*request
	contact    shared.Contact
	claim      ledger.Claim
	answer     ledger.Answer   // as stored in the ledger
	claimed    bool            // the ledger confirmed the claim
	ledgerDown bool            // the ledger is unavailable: the lead goes to the queue
	admitted   bool            // an earlier attempt passed guard and limits
	windows    []ledger.Window // in which the lead is counted
	uncounted  []ledger.Window // in which delivery has to count the lead
	consent    *ledger.Consent
	recorded   bool      // the consent is stored in the ledger
	began      time.Time // time at which it passed the guard and the refusing windows
}

// acquire claims the submission. If done is true, res is the answer to a
// duplicate.
func (l *lead) acquire(ctx context.Context) (res events.APIGatewayV2HTTPResponse, done bool) {
	l.claim = ledger.Claim{
		Key:     ledger.Key{Form: l.form.ID, SubmissionID: l.sub.SubmissionID},
		Payload: ledger.Fingerprint(l.form.ID, l.contact),
		Owner:   ledger.NewOwner(),
		Lease:   l.deadline(ctx),
	}
	record, err := l.Ledger.Claim(ctx, l.claim)
	if err != nil {
		l.ledgerFailed(ctx, "claim", err)
		return res, false
	}
	switch record.State {
	case ledger.Answered:
		l.count("Duplicates")
		return l.accepted(record.Answer.Told()), true
	case ledger.InFlight:
		return l.refuse(problem{status: http.StatusConflict, code: "submission_in_flight", retryAfter: inFlightRetry}), true
	case ledger.Won:
		l.claimed = true
		l.answer, l.claim.Trouble = record.Answer, record.Trouble
		l.claim.UnknownOutcomes = record.UnknownOutcomes
		l.claim.Kept = record.Answer.Status != ""
		l.admitted = record.UnknownOutcomes > 0 || l.claim.Kept
		if record.Inherited && !l.claim.Kept {
			l.claim.UnknownOutcomes++
			l.count("TakenOver")
			l.Log.WarnContext(ctx, "taken over from an invocation that died", "submission", l.sub.SubmissionID)
		}
	case ledger.Conflict:
		return l.refuse(problem{status: http.StatusUnprocessableEntity, code: "submission_conflict", field: "submission_id"}), true
	}
	return res, false
}

// inFlightRetry is the Retry-After of a duplicate whose first copy is in
// progress; most submissions take less.
const inFlightRetry = 2 * time.Second

// unavailableRetry is the Retry-After of a lead that neither Thoughtly nor the
// queue accepted.
const unavailableRetry = 5 * time.Second

// deadline returns the latest end of this invocation.
func (l *lead) deadline(ctx context.Context) time.Time {
	if d, ok := ctx.Deadline(); ok {
		// The context uses the machine's clock; in tests the ledger uses another one.
		return l.now.Add(time.Until(d))
	}
	return l.now.Add(l.Budget + l.Reserve)
}

func (l *lead) ledgerFailed(ctx context.Context, op string, err error) {
	l.ledgerDown = true
	l.count("LedgerFailures")
	l.Log.ErrorContext(ctx, "ledger unreachable", "op", op, "submission", l.sub.SubmissionID, "error", err)
}

// release ends the claim of a submission that is not accepted, so that it may
// be sent again. If its contact may exist, the windows still count it and the
// ledger keeps its record.
func (l *lead) release(ctx context.Context) {
	if l.ledgerDown {
		return
	}
	if l.claim.UnknownOutcomes == 0 && !l.claim.Kept {
		if err := l.Ledger.Uncount(ctx, l.windows...); err != nil {
			l.ledgerFailed(ctx, "uncount", err)
			return // the lease expires; there is no time for a second timeout
		}
	}
	if err := l.Ledger.Release(ctx, l.claim); err != nil {
		l.ledgerFailed(ctx, "release", err)
	}
}

// unavailable refuses a lead that the queue did not accept.
func (l *lead) unavailable(ctx context.Context) events.APIGatewayV2HTTPResponse {
	l.release(ctx)
	return l.refuse(problem{status: http.StatusServiceUnavailable, code: "unavailable", retryAfter: unavailableRetry})
}
