// Package credentials reads and caches the secret with Thoughtly's credentials. It
// reads the secret again when the cached value is old or Thoughtly refuses it, and
// returns the cached value while Secrets Manager is unreachable. The package must
// not know what the credentials are used for.
package credentials

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"golang.org/x/sync/singleflight"
)

// Credentials is the secret's value, a JSON object. HMACKey is optional: with it,
// counters and proofs stay valid when the token changes.
type Credentials struct {
	APIToken string `json:"api_token"`
	TeamID   string `json:"team_id"`
	HMACKey  string `json:"hmac_key"`
}

// API is the part of a Secrets Manager client that Source uses.
type API interface {
	GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
}

// The defaults of Source.
const (
	DefaultMaxAge  = 15 * time.Minute
	DefaultTimeout = 2 * time.Second  // of one read
	DefaultPause   = 15 * time.Second // between reads that fail or that Refresh starts
)

// missPause is how long Get returns the error of a failed read if there is no
// cached value: one request calls Get several times and should wait only once.
const missPause = time.Second

// Source returns the credentials. It is safe for concurrent use; concurrent
// callers share one read.
type Source struct {
	API      API
	SecretID string
	MaxAge   time.Duration // default DefaultMaxAge
	Timeout  time.Duration // default DefaultTimeout
	Pause    time.Duration // default DefaultPause
	Failed   func(error)   // called with the error of each failed read; can be nil

	mu      sync.Mutex
	current Credentials
	read    time.Time          // of current; zero if there was none
	tried   time.Time          // end of the last read
	failed  error              // of the last read, or nil
	forced  time.Time          // when Refresh last started a read
	flight  singleflight.Group // shares reads of the secret
}

// ErrIncomplete is the error for a secret without a token or a team.
var ErrIncomplete = errors.New("credentials: the secret lacks api_token or team_id")

// Get returns the credentials. It reads the secret again if the cached value is
// older than MaxAge, and returns the cached value if that fails.
func (s *Source) Get(ctx context.Context) (Credentials, error) {
	s.mu.Lock()
	have, value := !s.read.IsZero(), s.current
	now := time.Now()
	fresh := have && now.Sub(s.read) < or(s.MaxAge, DefaultMaxAge)
	resting := have && now.Sub(s.tried) < or(s.Pause, DefaultPause)
	missed := s.failed
	if now.Sub(s.tried) >= missPause {
		missed = nil
	}
	s.mu.Unlock()
	if fresh || resting {
		return value, nil
	}
	if !have && missed != nil {
		return Credentials{}, missed
	}
	renewed, err := s.renew(ctx)
	if err != nil && have {
		return value, nil
	}
	return renewed, err
}

// Refresh returns new credentials after Thoughtly has refused the given ones. It
// reads the secret again, unless the cached value is another one or Refresh read
// the secret within Pause, so that a revoked token does not cause a request to
// Secrets Manager for each submission.
func (s *Source) Refresh(ctx context.Context, refused Credentials) (Credentials, error) {
	s.mu.Lock()
	value := s.current
	changed := !s.read.IsZero() && value != refused
	resting := time.Since(s.forced) < or(s.Pause, DefaultPause)
	if !changed && !resting {
		s.forced = time.Now()
	}
	s.mu.Unlock()
	if changed || resting {
		return value, nil
	}
	return s.renew(ctx)
}

// Prefetch starts reading the secret and returns at once.
func (s *Source) Prefetch() {
	s.flight.DoChan("secret", func() (any, error) { return s.reread() })
}

// Key returns a key of 32 bytes for a purpose, derived from HMACKey or, without
// one, from the token.
func (s *Source) Key(ctx context.Context, purpose string) ([]byte, error) {
	c, err := s.Get(ctx)
	if err != nil {
		return nil, err
	}
	from := c.HMACKey
	if from == "" {
		from = c.APIToken
	}
	sum := hmac.New(sha256.New, []byte(from))
	sum.Write([]byte("thoughtly-form/" + purpose))
	return sum.Sum(nil), nil
}

// renew reads the secret, or waits for the read of another caller. If the other
// caller's read fails, renew reads again, because the cause can be that Lambda had
// frozen the function during that read.
func (s *Source) renew(ctx context.Context) (Credentials, error) {
	for {
		mine := false
		read := s.flight.DoChan("secret", func() (any, error) {
			mine = true
			return s.reread()
		})
		select {
		case <-ctx.Done():
			return Credentials{}, ctx.Err()
		case r := <-read:
			if r.Err == nil || mine {
				value, _ := r.Val.(Credentials)
				return value, r.Err
			}
		}
	}
}

// reread reads the secret and caches it. It does not use a caller's context, since
// other callers can wait for the same read.
func (s *Source) reread() (Credentials, error) {
	ctx, cancel := context.WithTimeout(context.Background(), or(s.Timeout, DefaultTimeout))
	defer cancel()
	value, err := s.fetch(ctx)
	s.mu.Lock()
	s.tried, s.failed = time.Now(), err
	if err == nil {
		s.current, s.read = value, s.tried
	}
	s.mu.Unlock()
	if err != nil && s.Failed != nil {
		s.Failed(err)
	}
	return value, err
}

func (s *Source) fetch(ctx context.Context) (Credentials, error) {
	var c Credentials
	out, err := s.API.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.SecretID})
	if err != nil {
		return c, fmt.Errorf("credentials: %w", err)
	}
	text := out.SecretBinary
	if out.SecretString != nil {
		text = []byte(*out.SecretString)
	}
	if json.Unmarshal(text, &c) != nil {
		return c, errors.New("credentials: the secret is not a JSON object") // the decoder's error can quote it
	}
	if c.APIToken == "" || c.TeamID == "" {
		return c, ErrIncomplete
	}
	return c, nil
}

func or(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
