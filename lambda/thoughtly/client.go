// Package thoughtly calls the Thoughtly API. It must not know about forms,
// queues or where the credentials come from.
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

// Times and sizes of a call, when nothing else is set.
const (
	DefaultTimeout  = 5 * time.Second // of one attempt
	DefaultAttempts = 3
	maxAnswer       = 64 << 10 // bytes of an answer that are read
	baseDelay       = 100 * time.Millisecond
	maxDelay        = 2 * time.Second
)

// Credentials is where a Client has its headers from, as credentials.Source.
type Credentials interface {
	Get(ctx context.Context) (credentials.Credentials, error)
	Refresh(ctx context.Context, refused credentials.Credentials) (credentials.Credentials, error)
}

// Client makes contacts. It is safe for use by any number of goroutines.
type Client struct {
	URL         string // of the server, without a trailing slash; "" is DefaultURL
	Credentials Credentials
	HTTP        *http.Client  // NewHTTP's, or a test's
	Timeout     time.Duration // of one attempt; 0 is DefaultTimeout
	Attempts    int           // at most; 0 is DefaultAttempts

	// Observe is told of each attempt: how long it took and how it failed.
	// It may be nil.
	Observe func(Attempt)
}

// Attempt is one call as it went.
type Attempt struct {
	Number int // from 1
	Took   time.Duration
	Err    *Error // nil: the contact was made
}

// NewHTTP is an HTTP client for a function that is frozen between invocations:
// connections that have idled longer than a server keeps them are not used
// again, since a request on a dead one ends ambiguously. Redirects are not
// followed: they would carry the token elsewhere.
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

// Create makes a contact and returns its id, which may be "" if the answer
// names none. It tries again after failures that may pass, as long as another
// whole attempt fits before the context's deadline. The error is an *Error.
//
// An Ambiguous failure that is tried again can make the contact twice: the API
// has no idempotency key. Not trying could lose it, which is worse; but it is
// tried again only once here, and how often it may have been made is told.
func (c *Client) Create(ctx context.Context, contact shared.Contact) (string, error) {
	body, err := json.Marshal(contact)
	if err != nil {
		return "", &Error{Kind: Permanent, Reason: "contact cannot be encoded"}
	}
	attempts, timeout := c.Attempts, c.timeout()
	if attempts == 0 {
		attempts = DefaultAttempts
	}
	secret, err := c.Credentials.Get(ctx)
	if err != nil {
		return "", &Error{Kind: Unauthorized, Reason: "no credentials", Err: err}
	}
	refetched, doubts := false, 0
	for n := 1; ; n++ {
		id, failure := c.attempt(ctx, n, secret, body)
		if failure == nil {
			return id, nil
		}
		if failure.Kind == Unauthorized && !refetched {
			refetched = true
			if secret, err = c.Credentials.Refresh(ctx, secret); err != nil {
				return "", failure
			}
			attempts++ // the retry that a new secret earns
			continue
		}
		if failure.Kind == Ambiguous {
			doubts++
		}
		retryable := failure.Kind == Transient || failure.Kind == Ambiguous && doubts == 1
		wait := max(delay(n), failure.RetryAfter)
		if !retryable || n >= attempts || !fits(ctx, wait+timeout) || !sleep(ctx, wait) {
			if failure.UnknownOutcomes = doubts; doubts > 0 && failure.Kind == Transient {
				failure.Kind = Ambiguous // an earlier attempt may have made it
			}
			return "", failure
		}
	}
}

func (c *Client) timeout() time.Duration {
	if c.Timeout == 0 {
		return DefaultTimeout
	}
	return c.Timeout
}

// attempt is one request.
func (c *Client) attempt(ctx context.Context, n int, secret credentials.Credentials, body []byte) (string, *Error) {
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	var written atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// From the headers on, the server may act on what it has.
		WroteHeaders: func() { written.Store(true) },
	})
	id, failure := c.post(ctx, secret, body)
	if failure != nil && failure.Kind == Ambiguous && failure.Status == 0 && !written.Load() {
		failure.Kind = Transient
		failure.Reason = "not sent"
	}
	if c.Observe != nil {
		c.Observe(Attempt{n, time.Since(start), failure})
	}
	return id, failure
}

func (c *Client) post(ctx context.Context, secret credentials.Credentials, body []byte) (string, *Error) {
	base := c.URL
	if base == "" {
		base = DefaultURL
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/contact/create", bytes.NewReader(body))
	if err != nil {
		return "", &Error{Kind: Unauthorized, Reason: "the server's address is not a URL"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "thoughtly-form")
	req.Header.Set("x-api-token", secret.APIToken)
	// The documentation writes this name with an underscore; HTTP names have
	// no case, and HTTP/2 sends them in lower case anyway.
	req.Header["team_id"] = []string{secret.TeamID}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return "", &Error{Kind: Ambiguous, Reason: reasonOf(err), Err: errors.Unwrap(err)}
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil && res.StatusCode == http.StatusOK {
		return "", &Error{Kind: Ambiguous, Status: res.StatusCode, Reason: "the answer broke off", Err: err}
	}
	return parseResponse(res, answer)
}

func reasonOf(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return "connection failed"
}

// fits reports whether d passes before the context's deadline.
func fits(ctx context.Context, d time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) >= d
}

// delay is the pause after the n-th attempt: exponential, with full jitter, so
// that many clients do not come back together.
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
