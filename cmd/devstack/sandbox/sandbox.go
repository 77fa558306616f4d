// Package sandbox replaces Thoughtly's API where no call may reach a real
// person: it enforces the published OpenAPI description, keeps the contacts
// and calls that it is sent, shows them live on a page, and fails on demand. It must not
// know about forms, submissions or AWS, and it keeps nothing once it ends.
package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"sync"
	"time"
)

// maxBody bounds a request's body, in bytes.
const maxBody = 1 << 20

// Config is what a sandbox may be told. The zero value serves anyone who sends
// both headers.
type Config struct {
	// Token and Team are the only credentials taken; empty, any is.
	Token, Team string
	// Now is the clock; absent, time.Now. The rate of calls is measured by it.
	Now func() time.Time
	// Called is called after every request that stored a contact; absent,
	// nothing is.
	Called func(Stored)
	// Hold is how long a timeout fault keeps a caller waiting who does not
	// give up first; absent, a minute.
	Hold time.Duration
}

// Stored is one request to POST /contact/create that stored a contact.
type Stored struct {
	Contact Contact
	// Told says that the caller was told, as far as the sandbox can know: it
	// was answered and had not hung up before.
	Told bool
	Took time.Duration
}

// Sandbox is the stand-in. Any number of goroutines may use it.
type Sandbox struct {
	contract *contract
	now      func() time.Time
	hold     time.Duration
	called   func(Stored)
	mux      *http.ServeMux
	faults   map[string]*faults // by operation
	pace     pace
	store    store

	mu          sync.Mutex
	token, team string
}

// New returns a sandbox. It fails where the description holds something that
// the sandbox would not enforce.
func New(c Config) (*Sandbox, error) {
	contract, err := loadContract(published)
	if err != nil {
		return nil, err
	}
	if err := contract.loadMore(moreEndpoints); err != nil {
		return nil, err
	}
	s := &Sandbox{faults: map[string]*faults{Create: {}, Call: {}, Search: {}}, contract: contract, now: c.Now, hold: c.Hold, called: c.Called, token: c.Token, team: c.Team}
	if s.now == nil {
		s.now = time.Now
	}
	if s.called == nil {
		s.called = func(Stored) {}
	}
	if s.hold == 0 {
		s.hold = time.Minute
	}
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("POST "+createPath, s.serve(Create, s.create))
	s.mux.HandleFunc("POST "+callPath, s.serve(Call, s.call))
	s.mux.HandleFunc("GET "+searchPath, s.serve(Search, s.search))
	s.mux.HandleFunc("PUT /_sandbox/faults", s.putFaults)
	s.mux.HandleFunc("GET /_sandbox/faults", s.getFaults)
	s.mux.HandleFunc("GET /_sandbox/contacts", s.listContacts)
	s.mux.HandleFunc("DELETE /_sandbox/contacts", s.deleteContacts)
	s.mux.HandleFunc("GET /_sandbox/calls", s.listCalls)
	s.mux.HandleFunc("DELETE /_sandbox/calls", s.deleteCalls)
	s.mux.HandleFunc("GET /_sandbox/events", s.streamContacts)
	s.mux.HandleFunc("GET /{$}", servePage)
	s.mux.HandleFunc("GET /_sandbox/page/{file}", servePage)
	return s, nil
}

// ServeHTTP answers Thoughtly's call, the control calls under /_sandbox/ and
// the page at /.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mux.ServeHTTP(w, r)
}

// SetCredentials changes what a caller must send, as a rotation does.
func (s *Sandbox) SetCredentials(token, team string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.team = token, team
}

// serve wraps an operation in the checks that all have in common. The order is
// that of a server behind a rate limiter: pace, then the server's faults, then who
// calls, then what.
func (s *Sandbox) serve(operation string, do func(w http.ResponseWriter, r *http.Request, mode string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := s.pace.take(s.now()); !ok {
			tooMany(w, wait)
			return
		}
		mode := s.faults[operation].take()
		if s.failBefore(w, r, mode) {
			return
		}
		if !s.known(r.Header) {
			refuse(w, http.StatusUnauthorized, "unauthorized", "x-api-token and team_id do not name a user and a team.")
			return
		}
		do(w, r, mode)
	}
}

// body reads a request's body and checks it; ok is false once it is refused.
func (s *Sandbox) body(w http.ResponseWriter, r *http.Request, by *schema) (body []byte, ok bool) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "unsupported_media_type", "The body must be application/json.")
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "too_large", "The body could not be read whole.")
		return nil, false
	}
	value, err := decode(body)
	if err == nil {
		err = by.check("body", value)
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "bad_request", err.Error())
		return nil, false
	}
	return body, true
}

// create is POST /contact/create.
func (s *Sandbox) create(w http.ResponseWriter, r *http.Request, mode string) {
	now := s.now()
	body, ok := s.body(w, r, s.contract.request)
	if !ok {
		return
	}
	stored := Stored{Contact: s.store.add(now, body)}
	defer func() {
		stored.Took = s.now().Sub(now)
		s.called(stored)
	}()
	if s.failAfter(w, r, mode) {
		return
	}
	answer(w, http.StatusOK, map[string]any{"id": stored.Contact.ID}, nil)
	stored.Told = r.Context().Err() == nil
}

func (s *Sandbox) known(h http.Header) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	matches := func(got, want string) bool { return got != "" && (want == "" || got == want) }
	return matches(h.Get(tokenHeader), s.token) && matches(h.Get(teamHeader), s.team)
}

// apiError is the error member of Thoughtly's GenericResponse.
type apiError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	answer(w, status, map[string]any{}, &apiError{code, message})
}

// answer writes a GenericResponse: data is always there, error may be null.
func answer(w http.ResponseWriter, status int, data map[string]any, failure *apiError) {
	writeJSON(w, status, struct {
		Data  map[string]any `json:"data"`
		Error *apiError      `json:"error"`
	}{data, failure})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A caller that went away is not an error of the sandbox.
	_ = json.NewEncoder(w).Encode(value)
}
