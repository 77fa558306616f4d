// Package sandbox replaces Thoughtly's API in development and tests. It enforces
// the published OpenAPI description, stores contacts and calls in memory, shows
// them live on a page, and fails on demand. It must not know about forms,
// submissions or AWS.
package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"sync"
	"time"
)

// maxBody is the largest body of a request, in bytes.
const maxBody = 1 << 20

// Config holds the settings of a sandbox. The zero value accepts all credentials.
type Config struct {
	// Token and Team are the accepted credentials; "" accepts any.
	Token, Team string
	// Now is the clock, also of the rate limit; default time.Now.
	Now func() time.Time
	// Called is called after every request that stored a contact. It can be nil.
	Called func(Stored)
	// Hold is the longest time that a timeout fault keeps a connection open;
	// default one minute.
	Hold time.Duration
}

// Stored is one request to POST /contact/create that stored a contact.
type Stored struct {
	Contact Contact
	// Told reports whether the response was written before the caller
	// disconnected.
	Told bool
	Took time.Duration
}

// Sandbox is an http.Handler and safe for concurrent use.
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

// New returns a sandbox. It returns an error if the description contains a rule
// that the sandbox does not enforce.
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

// ServeHTTP serves Thoughtly's API, the sandbox's controls under /_sandbox/ and
// the page at /.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mux.ServeHTTP(w, r)
}

// SetCredentials changes the accepted credentials, as a rotation does.
func (s *Sandbox) SetCredentials(token, team string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.team = token, team
}

// serve wraps an operation in the common checks, in the order of a server behind
// a rate limiter: the rate limit, faults, and the credentials.
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
			refuse(w, http.StatusUnauthorized, "unauthorized", "The headers x-api-token and team_id are invalid.")
			return
		}
		do(w, r, mode)
	}
}

// body reads and checks the body of a request. If ok is false, it has written the
// error response.
func (s *Sandbox) body(w http.ResponseWriter, r *http.Request, by *schema) (body []byte, ok bool) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "unsupported_media_type", "The body must be application/json.")
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "too_large", "The body is too large or incomplete.")
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

// answer writes a GenericResponse. error can be null.
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
	_ = json.NewEncoder(w).Encode(value) // fails if the caller has disconnected
}
