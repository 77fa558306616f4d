// Package credentials keeps the secret with which Thoughtly is called: read
// once, renewed when it is old or Thoughtly refuses it, and used on while
// Secrets Manager cannot be reached. It must not know what the credentials are
// sent to.
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

// missPause is how long a failure answers the next callers too, where there is
// no older value: one request asks several times and is to wait but once.
const missPause = time.Second

// Source hands out the credentials. It is safe for use by any number of
// goroutines, and concurrent readings are one.
type Source struct {
	API      API
	SecretID string
	MaxAge   time.Duration // 0 is DefaultMaxAge
	Timeout  time.Duration // 0 is DefaultTimeout
	Pause    time.Duration // 0 is DefaultPause
	Failed   func(error)   // told of each reading that fails; may be nil

	mu      sync.Mutex
	current Credentials
	read    time.Time // when current was read; zero, never
	tried   time.Time // when the last reading ended
	failed  error     // how it failed, or nil
	forced  time.Time // when Refresh last began one
	reading *reading  // under way, or nil
}

// reading is one call of Secrets Manager that any number of callers await.
type reading struct {
	done  chan struct{}
	value Credentials
	err   error
}

// ErrIncomplete is the error of a secret without a token or a team.
var ErrIncomplete = errors.New("credentials: the secret lacks api_token or team_id")

// Get is the credentials, read anew if they are older than the maximum age. If
// that fails, those at hand are good enough.
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

// Refresh is for a caller whom refused was refused: it reads the secret again,
// unless that has happened since or was only just done, so that a revoked
// token does not make a call of Secrets Manager out of each submission.
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
func (s *Source) Prefetch() { s.begin() }

// Key is a key of 32 bytes for one purpose, derived from the secret's HMACKey
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

// renew awaits a reading. One that somebody else began may have been frozen
// with the function and have failed for that alone, so its failure is no
// answer yet.
func (s *Source) renew(ctx context.Context) (Credentials, error) {
	for {
		r, mine := s.begin()
		select {
		case <-ctx.Done():
			return Credentials{}, ctx.Err()
		case <-r.done:
		}
		if r.err == nil || mine {
			return r.value, r.err
		}
	}
}

// begin starts a reading, or finds the one under way. It is not the caller's
// context that ends it, since others may wait for it too.
func (s *Source) begin() (r *reading, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reading != nil {
		return s.reading, false
	}
	r = &reading{done: make(chan struct{})}
	s.reading = r
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), or(s.Timeout, DefaultTimeout))
		defer cancel()
		r.value, r.err = s.fetch(ctx)
		s.mu.Lock()
		s.reading = nil
		s.tried, s.failed = time.Now(), r.err
		if r.err == nil {
			s.current, s.read = r.value, s.tried
		}
		s.mu.Unlock()
		if r.err != nil && s.Failed != nil {
			s.Failed(r.err)
		}
		close(r.done)
	}()
	return r, true
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
