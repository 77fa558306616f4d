package intake

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/shared"
)

// envelope is the shape of every answer, the same as in Thoughtly's API.
type envelope struct {
	Data  any     `json:"data"`
	Error *failed `json:"error"`
}

type failed struct {
	Code    string        `json:"code"`
	Message string        `json:"message"`
	Fields  []failedField `json:"fields,omitempty"`
}

type failedField struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// problem is the reason for a refusal. Only the code and its message are sent,
// no internals.
type problem struct {
	status     int
	code       string
	field      string // the member that is wrong, if known
	fields     []shared.FieldError
	retryAfter time.Duration // 0: no Retry-After header
}

const noStore = "no-store"

func (r *request) answer(status int, data any, cache string) events.APIGatewayV2HTTPResponse {
	return respond(status, envelope{Data: data}, cache)
}

// refuse returns the answer for a problem: JSON, or a page for a form post.
func (r *request) refuse(p problem) events.APIGatewayV2HTTPResponse {
	r.countBy("Refused", "Reason", p.code)
	if r.isForm {
		return r.refusePage(p)
	}
	words := r.words()
	e := &failed{Code: p.code, Message: r.message(words, p.code)}
	if p.field != "" {
		e.Fields = append(e.Fields, failedField{p.field, p.code, r.message(words, p.code)})
	}
	for _, f := range p.fields {
		e.Fields = append(e.Fields, failedField{f.Field, f.Code.String(), r.form.Message(words, f)})
	}
	res := respond(p.status, envelope{Error: e}, noStore)
	setRetryAfter(res, p.retryAfter)
	return res
}

func respond(status int, body any, cache string) events.APIGatewayV2HTTPResponse {
	b, err := json.Marshal(body)
	if err != nil { // only for a guard's session data
		status, b = http.StatusInternalServerError, []byte(`{"data":null,"error":{"code":"internal","message":"Something went wrong."}}`)
	}
	return events.APIGatewayV2HTTPResponse{
		StatusCode: status,
		Headers: map[string]string{
			"Content-Type":           "application/json; charset=utf-8",
			"Cache-Control":          cache,
			"X-Content-Type-Options": "nosniff",
		},
		Body: string(b),
	}
}

// setRetryAfter sets Retry-After, rounded up, since a request before that time
// would be refused again.
func setRetryAfter(res events.APIGatewayV2HTTPResponse, d time.Duration) {
	if d > 0 {
		res.Headers["Retry-After"] = strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
	}
}
