package thoughtly

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// parseResponse returns the data of a successful answer. Only a 2xx whose body
// is the API's envelope without an error is one: an HTML page with status 200,
// from a proxy or a maintenance site, is not. This is the table of what each
// answer means; what follows from a Kind is decided by the caller.
func parseResponse(res *http.Response) (json.RawMessage, *Error) {
	status := res.StatusCode
	wait, waits := retryAfter(res.Header.Get("Retry-After"), time.Now())
	fail := func(k Kind, reason string) (json.RawMessage, *Error) {
		return nil, &Error{Kind: k, Status: status, Reason: reason, RetryAfter: wait}
	}
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		if isPage(res) {
			return fail(Trouble, "refused by a page in the API's place")
		}
		return fail(Refused, "request refused")
	case http.StatusUnauthorized:
		return fail(Unauthorized, "credentials refused")
	case http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound:
		return fail(Account, "account or address refused")
	case http.StatusTooManyRequests:
		return fail(Transient, "over the rate limit")
	case http.StatusTooEarly:
		return fail(Transient, "to be tried again")
	case http.StatusConflict:
		return fail(Ambiguous, "conflict")
	case http.StatusServiceUnavailable:
		if waits {
			return fail(Transient, "unavailable")
		}
		return fail(Ambiguous, "unavailable")
	case http.StatusGatewayTimeout, 524: // 524 is Cloudflare's 504
		return fail(Ambiguous, "no answer behind the gateway in time")
	case http.StatusRequestTimeout, http.StatusFailedDependency, 460, 499:
		// A gateway that gave up waiting: 460 is of AWS's load balancers, 499
		// of nginx. What it waited for may have happened.
		return fail(Ambiguous, "given up on the way")
	case http.StatusFound, http.StatusSeeOther:
		// Redirects are not followed. These two also follow a request that was
		// acted on (RFC 9110, section 15.4.4).
		return fail(Ambiguous, "redirected")
	}
	switch {
	case status < 200 || status >= 500:
		return fail(Ambiguous, "server error")
	case status >= 300:
		// An unlisted 3xx or 4xx refuses the request.
		return fail(Trouble, "unexpected status")
	}
	var answer struct {
		Data    json.RawMessage `json:"data"`
		Error   json.RawMessage `json:"error"`
		Errors  json.RawMessage `json:"errors"`
		Success *bool           `json:"success"`
	}
	switch err := decode(res.Body, &answer); {
	case err != nil && isCutOff(err):
		return fail(Ambiguous, "the answer broke off")
	case err != nil:
		return fail(Ambiguous, "the answer is not the API's")
	case mentionsRate(answer.Error):
		return fail(Transient, "over the rate limit")
	case !isEmpty(answer.Error), !isEmpty(answer.Errors), answer.Success != nil && !*answer.Success:
		return fail(Ambiguous, "the answer holds an error")
	case len(answer.Data) == 0 || string(answer.Data) == "null":
		_, failure := fail(Ambiguous, "the answer has no data")
		failure.Unreadable = true
		return nil, failure
	}
	return answer.Data, nil
}

// isPage reports whether a body is HTML or XML, which a server in the API's
// place sends.
func isPage(res *http.Response) bool {
	kind := strings.ToLower(res.Header.Get("Content-Type"))
	if strings.Contains(kind, "html") || strings.Contains(kind, "xml") {
		return true
	}
	start := make([]byte, 64)
	n, _ := io.ReadAtLeast(res.Body, start, 1)
	return bytes.HasPrefix(bytes.TrimSpace(start[:n]), []byte("<"))
}

// isEmpty reports whether the envelope's error member says that there is no
// error: absent, null, any empty value, or a list or an object of such values.
func isEmpty(raw json.RawMessage) bool {
	if len(raw) == 0 {
		return true
	}
	var value any
	return json.Unmarshal(raw, &value) == nil && isEmptyValue(value)
}

func isEmptyValue(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case float64:
		return v == 0
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !isEmptyValue(item) })
	case map[string]any:
		for _, item := range v {
			if !isEmptyValue(item) {
				return false
			}
		}
		return true
	}
	return false
}

// maxID bounds an id, in bytes: longer ones would not fit into a record.
const maxID = 256

// idOf returns the id member of an object as a string, also where it is a
// number; "" if there is none that can be used.
func idOf(object map[string]json.RawMessage) string {
	raw := object["id"]
	var text string
	if json.Unmarshal(raw, &text) != nil {
		var number json.Number
		if json.Unmarshal(raw, &number) != nil {
			return ""
		}
		text = number.String()
	}
	if len(text) > maxID || strings.TrimSpace(text) == "" || strings.ContainsFunc(text, unicode.IsControl) {
		return ""
	}
	return text
}

var rateWords = regexp.MustCompile(`(?i)\brate[ _-]?limit|\btoo many requests\b|\bthrottl`)

// mentionsRate reports whether an error is about too many requests. Its shape
// is not documented, so only its words can tell.
func mentionsRate(problem json.RawMessage) bool { return rateWords.Match(problem) }

// maxRetryAfter bounds how long a server can make a client wait.
const maxRetryAfter = 15 * time.Minute

// retryAfter reads both forms of the header (RFC 9110, section 10.2.3). It is
// false if the header is absent or neither.
func retryAfter(header string, now time.Time) (time.Duration, bool) {
	if header != "" && strings.Trim(header, "0123456789") == "" {
		seconds, err := strconv.ParseUint(header, 10, 31)
		if err != nil {
			return maxRetryAfter, true
		}
		return min(time.Duration(seconds)*time.Second, maxRetryAfter), true
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0, false
	}
	return min(max(at.Sub(now), 0), maxRetryAfter), true
}
