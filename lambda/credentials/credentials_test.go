package credentials

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// vault is an API that returns its value or error after a delay.
type vault struct {
	mu    sync.Mutex
	value string
	err   error
	takes time.Duration
	calls int
}

func (v *vault) set(value string, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.value, v.err = value, err
}

func (v *vault) GetSecretValue(ctx context.Context, _ *secretsmanager.GetSecretValueInput, _ ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error) {
	v.mu.Lock()
	v.calls++
	takes := v.takes
	v.mu.Unlock()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	value := v.value
	return &secretsmanager.GetSecretValueOutput{SecretString: &value}, v.err
}

const (
	first  = `{"api_token":"first","team_id":"team"}`
	second = `{"api_token":"second","team_id":"team"}`
)

func expect(t *testing.T, s *Source, token string) Credentials {
	t.Helper()
	c, err := s.Get(t.Context())
	if err != nil || c.APIToken != token {
		t.Errorf("got %q, %v; want %q", c.APIToken, err, token)
	}
	return c
}

func TestGetCachesUntilTheMaximumAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vault{value: first}
		s := &Source{API: v}
		expect(t, s, "first")
		v.set(second, nil)
		time.Sleep(DefaultMaxAge - time.Second)
		expect(t, s, "first")
		time.Sleep(time.Second)
		expect(t, s, "second")
		if v.calls != 2 {
			t.Errorf("%d calls, want 2", v.calls)
		}
	})
}

func TestCachedValueIsReturnedDuringAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failures := 0
		v := &vault{value: first}
		s := &Source{API: v, Failed: func(error) { failures++ }}
		expect(t, s, "first")
		v.set(second, errors.New("away"))
		time.Sleep(DefaultMaxAge)
		for range 10 {
			expect(t, s, "first")
		}
		if v.calls != 2 || failures != 1 {
			t.Errorf("%d calls and %d failures; want no call within Pause after a failure", v.calls, failures)
		}
		v.set(second, nil)
		time.Sleep(DefaultPause)
		expect(t, s, "second")
	})
}

func TestConcurrentCallersShareOneRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vault{value: first, takes: time.Second}
		s := &Source{API: v}
		s.Prefetch()
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() { expect(t, s, "first") })
		}
		all.Wait()
		if v.calls != 1 {
			t.Errorf("%d calls, want 1", v.calls)
		}
	})
}

func TestFailedPrefetchIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vault{err: errors.New("away"), takes: time.Second}
		s := &Source{API: v}
		s.Prefetch()
		time.AfterFunc(1500*time.Millisecond, func() { v.set(first, nil) })
		expect(t, s, "first")
	})
}

func TestFailureWithoutACachedValueIsCached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vault{value: first, takes: time.Hour}
		s := &Source{API: v}
		began := time.Now()
		for range 5 {
			if _, err := s.Get(t.Context()); err == nil {
				t.Error("got credentials without a read")
			}
		}
		if took := time.Since(began); took != DefaultTimeout {
			t.Errorf("five callers in a row waited %v", took)
		}
		time.Sleep(missPause)
		v.mu.Lock()
		v.takes = 0
		v.mu.Unlock()
		expect(t, s, "first")
	})
}

func TestCallerCanGiveUpBeforeTheReadEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Source{API: &vault{value: first, takes: time.Second}}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if _, err := s.Get(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		expect(t, s, "first")
	})
}

func TestRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vault{value: first}
		s := &Source{API: v}
		old := expect(t, s, "first")
		v.set(second, nil)
		for range 3 { // only the first one reads
			if c, err := s.Refresh(t.Context(), old); err != nil || c.APIToken != "second" {
				t.Errorf("got %q, %v", c.APIToken, err)
			}
		}
		if v.calls != 2 {
			t.Errorf("%d calls, want 2", v.calls)
		}
		current := expect(t, s, "second")
		for range 3 { // no read until Pause is over
			_, _ = s.Refresh(t.Context(), current)
		}
		if v.calls != 2 {
			t.Errorf("%d calls within the pause, want 2", v.calls)
		}
		time.Sleep(DefaultPause)
		_, _ = s.Refresh(t.Context(), current)
		if v.calls != 3 {
			t.Errorf("%d calls after the pause, want 3", v.calls)
		}
	})
}

func TestBadSecrets(t *testing.T) {
	for name, value := range map[string]string{
		"not JSON": "sesame", "no team": `{"api_token":"x"}`, "a list": `[]`, "wrong type": `{"api_token":1,"team_id":"x"}`,
	} {
		if _, err := (&Source{API: &vault{value: value}}).Get(t.Context()); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestKey(t *testing.T) {
	key := func(value, purpose string) string {
		k, err := (&Source{API: &vault{value: value}}).Key(t.Context(), purpose)
		if err != nil || len(k) != 32 {
			t.Fatalf("key of %d bytes, %v", len(k), err)
		}
		return string(k)
	}
	if key(first, "a") == key(first, "b") || key(first, "a") == key(second, "a") {
		t.Error("keys must differ by purpose and by secret")
	}
	keyed := `{"api_token":"first","team_id":"team","hmac_key":"k"}`
	rotated := `{"api_token":"second","team_id":"team","hmac_key":"k"}`
	if key(keyed, "a") != key(rotated, "a") {
		t.Error("with hmac_key, a key must not change with the token")
	}
}
