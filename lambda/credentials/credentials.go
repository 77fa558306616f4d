// Package credentials reads and caches the secret that holds Thoughtly's
// credentials: it is read again when it is old or Thoughtly refuses it, and the
// cached value serves while Secrets Manager cannot be reached. The package must
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

// Credentials is the secret's value, a JSON object. HMACKey is optional: with
// it, counters and proofs outlive a change of the token.
type Credentials struct {
	APIToken string `json:"api_token"`
	TeamID   string `json:"team_id"`
	HMACKey  string `json:"hmac_key"`
}

// API is what is used of a Secrets Manager client.
type API interface {
	GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
}

// Times, when nothing else is set.
const (
	DefaultMaxAge  = 15 * time.Minute
	DefaultTimeout = 2 * time.Second  // of one reading
	DefaultPause   = 15 * time.Second // between readings that fail, or that are forced
)

// missPause is how long a failure is returned to further callers where there is
// no older value: one request reads it several times and should wait only once.
const missPause = time.Second

// Source hands out the credentials. It is safe for use by any number of
// goroutines, and concurrent readings are one.
type Source struct {
	API      API
	SecretID string
	MaxAge   time.Duration // 0 is DefaultMaxAge
	Timeout  time.Duration // 0 is DefaultTimeout
	Pause    time.Duration // 0 is DefaultPause
	Failed   func(error)   // called with the error of each failed reading; may be nil

	mu      sync.Mutex
	current Credentials
	read    time.Time          // when current was read; zero, never
	tried   time.Time          // when the last reading ended
	failed  error              // how it failed, or nil
	forced  time.Time          // when Refresh last began one
	flight  singleflight.Group // readings of the secret
}

// ErrIncomplete is the error of a secret without a token or a team.
var ErrIncomplete = errors.New("credentials: the secret lacks api_token or team_id")

// Get returns the credentials, read again if they are older than MaxAge. If that
// fails, it returns the cached ones.
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

// Refresh is for a caller whose credentials Thoughtly refused. It reads the
// secret again, unless it has changed since or was read within Pause, so that a
// revoked token does not cause a request to Secrets Manager for each submission.
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

// Prefetch begins to read the secret and does not wait.
func (s *Source) Prefetch() {
	s.flight.DoChan("secret", func() (any, error) { return s.reread() })
}

// Key returns a key of 32 bytes for one purpose, derived from the secret's HMACKey
// or, without one, from its token.
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

// renew reads the secret, or awaits the reading that another caller began. The
// failure of another caller's reading may only mean that the function was
// frozen during it, so then renew reads again itself.
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

// reread reads the secret and keeps what it read. No caller's context ends it,
// since others may wait for it too.
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
		return c, errors.New("credentials: the secret is not a JSON object") // the decoder's error may quote it
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
