// Package thoughtly is a client of the Thoughtly API: it creates contacts,
// searches for them and places calls. It must not know about forms, queues or
// the source of the credentials.
package thoughtly

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"thoughtlyform/lambda/credentials"
	"thoughtlyform/shared"
)

// DefaultURL is the production server.
const DefaultURL = "https://api.thoughtly.com"

// The default times and sizes.
const (
	DefaultTimeout  = 4 * time.Second // of one attempt
	DefaultAttempts = 3
	maxAnswer       = 1 << 20 // bytes; the rest of an answer is not read
	baseDelay       = 100 * time.Millisecond
	maxDelay        = 2 * time.Second
)

// Credentials returns the values of the Client's two headers.
// credentials.Source implements it.
type Credentials interface {
	Get(ctx context.Context) (credentials.Credentials, error)
	Refresh(ctx context.Context, refused credentials.Credentials) (credentials.Credentials, error)
}

// Client calls the API. It is safe for use by any number of goroutines.
//
// A request is retried only after a Transient failure, which was not acted on,
// and only if another whole attempt fits before the context's deadline. The API
// has no idempotency key, so an Ambiguous request is never retried here. Every
// error is an *Error.
type Client struct {
	URL         string // of the server, without a trailing slash; "" is DefaultURL
	Credentials Credentials
	HTTP        *http.Client  // from NewHTTP
	Timeout     time.Duration // of one attempt; 0 is DefaultTimeout
	Attempts    int           // at most; 0 is DefaultAttempts

	// Repeat, if not nil, is called before each retry, which it counts against the
	// rate limit. If it returns false, the request is not retried.
	Repeat func(context.Context) bool
	// Observe, if not nil, is called after each attempt.
	Observe func(Attempt)
}

// Attempt describes one request.
type Attempt struct {
	Op     Op
	Number int // from 1
	Took   time.Duration
	Err    *Error // nil after success
}

// Op is an operation of the API.
type Op string

// The operations.
const (
	OpCreate Op = "create"
	OpSearch Op = "search"
	OpCall   Op = "call"
)

// NewHTTP returns an HTTP client for a function that is frozen between
// invocations. Idle connections are closed before a server would close them,
// since a request on a closed connection has an unknown outcome. Redirects are
// not followed, since they would send the token to another address.
func NewHTTP() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
			ForceAttemptHTTP2:   true,
			TLSHandshakeTimeout: 2 * time.Second,
			MaxIdleConnsPerHost: 64,
			IdleConnTimeout:     20 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Create stores a contact and returns its id.
func (c *Client) Create(ctx context.Context, contact shared.Contact) (string, error) {
	body, err := json.Marshal(contact)
	if err != nil {
		return "", &Error{Kind: Refused, Reason: "contact cannot be encoded"}
	}
	data, err := c.do(ctx, request{OpCreate, http.MethodPost, "/contact/create", body})
	if err != nil {
		return "", err
	}
	var object map[string]json.RawMessage
	_ = json.Unmarshal(data, &object)
	id := idOf(object)
	if id == "" {
		// Without an id the contact cannot be called; a search may find it.
		return "", &Error{Kind: Ambiguous, Status: http.StatusOK, UnknownOutcomes: 1, Reason: "the answer has no id"}
	}
	return id, nil
}

// Call describes a call to place.
type Call struct {
	ContactID string            `json:"contact_id"`
	Agent     string            `json:"interview_id"` // the API's older name for an agent
	Metadata  map[string]string `json:"metadata,omitempty"`
}

// Call places a call. It returns nil if the API accepted the request. After an
// Ambiguous error the call may have been placed.
func (c *Client) Call(ctx context.Context, call Call) error {
	body, err := json.Marshal(call)
	if err != nil {
		return &Error{Kind: Refused, Reason: "call cannot be encoded"}
	}
	_, err = c.do(ctx, request{OpCall, http.MethodPost, "/contact/call", body})
	return err
}

type request struct {
	op     Op
	method string
	path   string // with the query
	body   []byte
}

// do sends a request with retries, as documented at Client.
func (c *Client) do(ctx context.Context, r request) (json.RawMessage, error) {
	attempts, timeout := c.Attempts, c.timeout()
	if attempts == 0 {
		attempts = DefaultAttempts
	}
	secret, err := c.Credentials.Get(ctx)
	if err != nil {
		return nil, &Error{Kind: Unauthorized, Reason: "no credentials", Err: err}
	}
	refetched := false
	for n := 1; ; n++ {
		data, failure := c.attempt(ctx, n, secret, r)
		if failure == nil {
			return data, nil
		}
		wait := max(delay(n), failure.RetryAfter)
		switch failure.Kind {
		case Unauthorized:
			if refetched {
				return nil, failure
			}
			if secret, err = c.Credentials.Refresh(ctx, secret); err != nil {
				return nil, failure
			}
			refetched, wait = true, 0
			attempts++ // one more attempt with the new secret
		case Transient:
		default:
			return nil, failure
		}
		if n >= attempts || !fits(ctx, wait+timeout) || !sleep(ctx, wait) || c.Repeat != nil && !c.Repeat(ctx) {
			return nil, failure
		}
	}
}

func (c *Client) timeout() time.Duration {
	if c.Timeout == 0 {
		return DefaultTimeout
	}
	return c.Timeout
}

// attempt sends one request. A search changes nothing, so it has no unknown
// outcome.
func (c *Client) attempt(ctx context.Context, n int, secret credentials.Credentials, r request) (json.RawMessage, *Error) {
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	var written atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// Once the headers are written, the server may act on the request.
		WroteHeaders: func() { written.Store(true) },
	})
	data, failure := c.send(ctx, secret, r)
	if failure != nil && failure.Kind == Ambiguous {
		switch {
		case failure.Status == 0 && !written.Load():
			failure.Kind, failure.Reason = Transient, "not sent"
		case r.op == OpSearch:
		default:
			failure.Unreadable = false
			failure.UnknownOutcomes = 1
		}
	}
	if c.Observe != nil {
		c.Observe(Attempt{r.op, n, time.Since(start), failure})
	}
	return data, failure
}

func (c *Client) send(ctx context.Context, secret credentials.Credentials, r request) (json.RawMessage, *Error) {
	base := c.URL
	if base == "" {
		base = DefaultURL
	}
	var content io.Reader
	if r.body != nil {
		content = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, base+r.path, content)
	if err != nil {
		return nil, &Error{Kind: Unauthorized, Reason: "the server's address is not a URL"}
	}
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	// Without GetBody, net/http does not retry a request: every request must be
	// counted.
	req.GetBody = nil
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Accept-Encoding", "identity") // decode also reads a compressed answer
	req.Header.Set("User-Agent", "thoughtly-form")
	req.Header.Set("x-api-token", secret.APIToken)
	// The API's documentation spells this name with an underscore. Header names
	// are case-insensitive; HTTP/2 sends them in lower case.
	req.Header["team_id"] = []string{secret.TeamID}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return nil, &Error{Kind: Ambiguous, Reason: reasonOf(err), Err: errors.Unwrap(err)}
	}
	defer func() { _ = res.Body.Close() }()
	return parseResponse(res)
}

func reasonOf(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return "connection failed"
}

// fits reports whether d ends before the context's deadline.
func fits(ctx context.Context, d time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) >= d
}

// delay returns the pause after the n-th attempt: exponential with full jitter,
// which spreads the retries of many clients.
func delay(n int) time.Duration {
	ceiling := min(baseDelay<<min(n-1, 10), maxDelay)
	return rand.N(ceiling) + 1
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
