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

// parseResponse returns the data of a successful answer: a 2xx whose body is
// the API's envelope without an error. An HTML page with status 200, from a
// proxy or a maintenance site, is a failure. This function is the table of what
// each answer means; the caller decides what to do after each Kind.
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
		// A gateway stopped waiting: AWS load balancers send 460, nginx sends 499.
		// The request may have been acted on.
		return fail(Ambiguous, "given up on the way")
	case http.StatusFound, http.StatusSeeOther:
		// Redirects are not followed. A server may send these two after it acted on
		// the request (RFC 9110, section 15.4.4).
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

// isPage reports whether a body is HTML or XML, which a proxy or a maintenance
// site sends instead of the API.
func isPage(res *http.Response) bool {
	kind := strings.ToLower(res.Header.Get("Content-Type"))
	if strings.Contains(kind, "html") || strings.Contains(kind, "xml") {
		return true
	}
	start := make([]byte, 64)
	n, _ := io.ReadAtLeast(res.Body, start, 1)
	return bytes.HasPrefix(bytes.TrimSpace(start[:n]), []byte("<"))
}

// isEmpty reports whether the envelope's error member means no error: absent,
// null, an empty value, or a list or an object of empty values.
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

// maxID is the maximum length of an id in bytes, so that it fits into a record.
const maxID = 256

// idOf returns the id member of an object as a string; a number becomes its
// text. It returns "" if the id is missing or not usable.
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

// mentionsRate reports whether an error is about too many requests. The shape
// of an error is not documented, so its text is matched.
func mentionsRate(problem json.RawMessage) bool { return rateWords.Match(problem) }

// maxRetryAfter is the upper limit for a Retry-After header.
const maxRetryAfter = 15 * time.Minute

// retryAfter parses both forms of the header (RFC 9110, section 10.2.3). It
// returns false if the header is absent or malformed.
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
