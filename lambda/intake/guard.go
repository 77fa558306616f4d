package intake

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
)

// Guard detects robots. It gets a submission after the form's rules accepted it
// and the ledger claimed it, so it never gets a duplicate. It gets a submission
// again if the invocation died and the visitor sends it again. The decision
// must then be the same, so a guard binds what a submission uses up to its id
// (ledger.Spend).
type Guard interface {
	Decide(ctx context.Context, v Attempt) Decision
	// Session returns the data of GET /session besides the guessed country, or
	// nil. The attempt's Form is nil if the request names none.
	Session(ctx context.Context, v Attempt) map[string]any
}

// Attempt is the input of a guard's decision.
type Attempt struct {
	Form       *forms.Form
	Submission shared.Submission // as sent, not normalised
	Scripted   bool              // sent by the widget or a program as JSON, not as a form post
	Address    string            // the visitor's, as the stack itself saw it; "" if unknown
	Network    string            // a pseudonym of the address's network, an IPv4 /24 or an IPv6 /48
	UserAgent  string
	FetchSite  string // Sec-Fetch-Site, "" where the browser does not send it
	Country    string // guessed by CloudFront, alpha-2, "" if unknown
	Now        time.Time
}

// Decision is the result of a guard. The zero value accepts the submission.
type Decision struct {
	Verdict Verdict
	Defence string // the defence that caught or suspects it, for the metric
	// Code is the error code of a Refused submission; "error."+Code is the key of
	// its message.
	Code string
	// Limits, if not nil, replace the form's own limits per number and address.
	Limits *forms.Limits
	// Windows are counted in addition to the limits; a full one refuses the
	// submission.
	Windows []ledger.Window
	// Unproved submissions are refused, not held for review, on a full day.
	Unproved bool
	// Accepted, if not nil, is called once the submission is within all limits.
	Accepted func(ctx context.Context)
}

// Verdict is the treatment of a submission.
type Verdict uint8

// The verdicts.
const (
	Allow   Verdict = iota
	Hold            // answered like an accepted lead, and waits for review
	Refused         // answered with 403 and Code, so that an honest widget can retry
)

func (r *request) session(ctx context.Context) events.APIGatewayV2HTTPResponse {
	visit := r.visit(ctx)
	if id := r.event.QueryStringParameters["form"]; id != "" {
		f, err := r.Forms().Form(id)
		if err != nil {
			return r.refuse(problem{status: http.StatusNotFound, code: "unknown_form"})
		}
		visit.Form = f
	}
	data := map[string]any{}
	if r.Guard != nil && !r.Unguarded {
		for key, value := range r.Guard.Session(ctx, visit) {
			data[key] = value
		}
	}
	if visit.Country != "" {
		data["country"] = visit.Country
	}
	return r.answer(http.StatusOK, data, noStore)
}

func (r *request) visit(ctx context.Context) Attempt {
	return Attempt{
		Form: r.form, Submission: r.sub.Submission, Scripted: !r.isForm,
		Address: r.address(), Network: r.pseudonym(ctx, widest(r.address())), UserAgent: r.header("user-agent"),
		FetchSite: r.header("sec-fetch-site"), Country: r.country(), Now: r.now,
	}
}
