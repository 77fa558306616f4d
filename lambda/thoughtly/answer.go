package thoughtly

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// parseResponse reads an answer. Only a 200 whose body says so is a contact made: an
// HTML page with status 200, of a proxy or a maintenance site, is not.
func parseResponse(res *http.Response, body []byte) (string, *Error) {
	status := res.StatusCode
	fail := func(k Kind, reason string) (string, *Error) {
		return "", &Error{Kind: k, Status: status, Reason: reason, RetryAfter: retryAfter(res.Header.Get("Retry-After"), time.Now())}
	}
	switch {
	case status >= 200 && status < 300:
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fail(Unauthorized, "credentials refused")
	case status == http.StatusTooManyRequests:
		return fail(Transient, "over the rate limit")
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusConflict:
		return fail(Transient, "to be tried again")
	case status == http.StatusGatewayTimeout:
		return fail(Ambiguous, "no answer behind the gateway in time")
	case status >= 500:
		return fail(Transient, "server error")
	case status >= 400:
		return fail(Permanent, "contact refused")
	default:
		// A redirect that was not followed, or something unheard of.
		return fail(Transient, "unexpected status")
	}
	var answer struct {
		Data  map[string]json.RawMessage `json:"data"`
		Error json.RawMessage            `json:"error"`
	}
	if len(body) > maxAnswer || json.Unmarshal(body, &answer) != nil {
		return fail(Ambiguous, "the answer is not the API's")
	}
	if problem := bytes.TrimSpace(answer.Error); len(problem) > 0 && string(problem) != "null" {
		if saysRate(problem) {
			return fail(Transient, "over the rate limit")
		}
		return fail(Permanent, "contact refused by the answer's error")
	}
	if answer.Data == nil {
		return fail(Ambiguous, "the answer has no data")
	}
	return contactID(answer.Data["id"]), nil
}

// contactID is the id as a string, also where it is a number.
func contactID(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	return ""
}

// saysRate reports whether an error object is about too many requests. Its
// shape is not documented, so its words are all there is to go by.
func saysRate(problem []byte) bool {
	text := strings.ToLower(string(problem))
	return strings.Contains(text, "rate") && strings.Contains(text, "limit") ||
		strings.Contains(text, "too many") || strings.Contains(text, "throttl")
}

// maxRetryAfter bounds what a server can make a client wait.
const maxRetryAfter = 15 * time.Minute

// retryAfter reads the header's two forms (RFC 9110, section 10.2.3); 0 is
// none.
func retryAfter(header string, now time.Time) time.Duration {
	if header == "" {
		return 0
	}
	var d time.Duration
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		d = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		d = at.Sub(now)
	}
	return min(max(d, 0), maxRetryAfter)
}
