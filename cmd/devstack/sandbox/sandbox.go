// Package sandbox stands in for Thoughtly's API where no call may reach a real
// person: it enforces the published OpenAPI description, keeps the contacts
// that it is sent, shows them live on a page, and fails on demand. It must not
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
	// Called is told of every call that the sandbox stored a contact of, once
	// it is over; absent, nobody is.
	Called func(Call)
	// Hold is how long a timeout fault keeps a caller waiting who does not
	// give up first; absent, a minute.
	Hold time.Duration
}

// Call is one call of POST /contact/create that stored a contact.
type Call struct {
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
	called   func(Call)
	mux      *http.ServeMux
	faults   faults
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
	s := &Sandbox{contract: contract, now: c.Now, hold: c.Hold, called: c.Called, token: c.Token, team: c.Team}
	if s.now == nil {
		s.now = time.Now
	}
	if s.called == nil {
		s.called = func(Call) {}
	}
	if s.hold == 0 {
		s.hold = time.Minute
	}
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("POST "+createPath, s.create)
	s.mux.HandleFunc("PUT /_sandbox/faults", s.putFaults)
	s.mux.HandleFunc("GET /_sandbox/faults", s.getFaults)
	s.mux.HandleFunc("GET /_sandbox/contacts", s.listContacts)
	s.mux.HandleFunc("DELETE /_sandbox/contacts", s.deleteContacts)
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

// create is POST /contact/create. The order is that of a server behind a rate
// limiter: pace, then whatever ails the server, then who calls, then what.
func (s *Sandbox) create(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	if wait, ok := s.pace.take(now); !ok {
		tooMany(w, wait)
		return
	}
	mode := s.faults.take()
	if s.failBefore(w, r, mode) {
		return
	}
	if !s.known(r.Header) {
		refuse(w, http.StatusUnauthorized, "unauthorized", "x-api-token and team_id do not name a user and a team.")
		return
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "unsupported_media_type", "The body must be application/json.")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "too_large", "The body could not be read whole.")
		return
	}
	value, err := decode(body)
	if err == nil {
		err = s.contract.request.check("body", value)
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "bad_request", err.Error())
		return
	}
	call := Call{Contact: s.store.add(now, body)}
	defer func() {
		call.Took = s.now().Sub(now)
		s.called(call)
	}()
	if s.failAfter(w, r, mode) {
		return
	}
	answer(w, http.StatusOK, map[string]any{"id": call.Contact.ID}, nil)
	call.Told = r.Context().Err() == nil
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
