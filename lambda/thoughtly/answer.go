package thoughtly

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// parseResponse returns the data of a successful answer. Only a 2xx whose body
// is the API's envelope without an error is one: an HTML page with status 200,
// from a proxy or a maintenance site, is not. This is the table of what each
// answer means; what follows from a Kind is decided by the caller.
func parseResponse(res *http.Response, body []byte) (json.RawMessage, *Error) {
	status := res.StatusCode
	wait := retryAfter(res.Header.Get("Retry-After"), time.Now())
	fail := func(k Kind, reason string) (json.RawMessage, *Error) {
		return nil, &Error{Kind: k, Status: status, Reason: reason, RetryAfter: wait}
	}
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return fail(Refused, "request refused")
	case http.StatusUnauthorized:
		return fail(Unauthorized, "credentials refused")
	case http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound:
		return fail(Account, "account or address refused")
	case http.StatusTooManyRequests:
		return fail(Transient, "over the rate limit")
	case http.StatusRequestTimeout, http.StatusTooEarly:
		return fail(Transient, "to be tried again")
	case http.StatusConflict:
		return fail(Ambiguous, "conflict")
	case http.StatusServiceUnavailable:
		if res.Header.Get("Retry-After") != "" {
			return fail(Transient, "unavailable")
		}
		return fail(Ambiguous, "unavailable")
	case http.StatusGatewayTimeout, 524: // 524 is Cloudflare's 504
		return fail(Ambiguous, "no answer behind the gateway in time")
	}
	switch {
	case status >= 500:
		return fail(Ambiguous, "server error")
	case status < 200 || status >= 300:
		// A redirect is not followed, and an unlisted 4xx is a refusal.
		return fail(Trouble, "unexpected status")
	}
	var answer struct {
		Data  json.RawMessage `json:"data"`
		Error json.RawMessage `json:"error"`
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if len(body) > maxAnswer || json.Unmarshal(body, &answer) != nil {
		return fail(Ambiguous, "the answer is not the API's")
	}
	switch problem := compact(answer.Error); {
	case isNoError(problem):
	case mentionsRate(problem):
		return fail(Transient, "over the rate limit")
	default:
		return fail(Ambiguous, "the answer holds an error")
	}
	if data := compact(answer.Data); data == "" || data == "null" {
		return fail(Ambiguous, "the answer has no data")
	}
	return answer.Data, nil
}

// compact returns JSON without white space between its tokens.
func compact(raw json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}

// isNoError reports whether the envelope's error member says that there is no
// error: absent, null or any empty value.
func isNoError(value string) bool {
	switch value {
	case "", "null", `""`, "false", "{}", "[]", "0":
		return true
	}
	return false
}

// idOf returns the id member of an object as a string, also where it is a
// number; "" if there is none.
func idOf(object map[string]json.RawMessage) string {
	raw := object["id"]
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

// mentionsRate reports whether an error is about too many requests. Its shape
// is not documented, so only its words can tell.
func mentionsRate(problem string) bool {
	text := strings.ToLower(problem)
	return strings.Contains(text, "rate") && strings.Contains(text, "limit") ||
		strings.Contains(text, "too many") || strings.Contains(text, "throttl")
}

// maxRetryAfter bounds how long a server can make a client wait.
const maxRetryAfter = 15 * time.Minute

// retryAfter reads both forms of the header (RFC 9110, section 10.2.3); 0 is
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
