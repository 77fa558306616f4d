package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// PlacedCall is a call that the sandbox was asked to place.
type PlacedCall struct {
	ID         string          `json:"id"`
	ReceivedAt time.Time       `json:"received_at"`
	ContactID  string          `json:"contact_id"`
	Agent      string          `json:"interview_id"`
	Metadata   json.RawMessage `json:"metadata,omitempty"`
}

// call is POST /contact/call.
func (s *Sandbox) call(w http.ResponseWriter, r *http.Request, mode string) {
	body, ok := s.body(w, r, s.contract.call)
	if !ok {
		return
	}
	c := PlacedCall{ID: rand.Text(), ReceivedAt: s.now().UTC()}
	received, id := c.ReceivedAt, c.ID
	_ = json.Unmarshal(body, &c) // cannot fail: the body matches the schema
	c.ReceivedAt, c.ID = received, id
	if c.Agent == "" {
		refuse(w, http.StatusBadRequest, "bad_request", "There is no such agent.")
		return
	}
	if !s.store.addCall(c) {
		refuse(w, http.StatusNotFound, "not_found", "There is no such contact.")
		return
	}
	if s.failAfter(w, r, mode) {
		return
	}
	answer(w, http.StatusOK, map[string]any{"call_id": c.ID, "status": "queued"}, nil)
}

// search is GET /contact.
func (s *Sandbox) search(w http.ResponseWriter, r *http.Request, mode string) {
	query := r.URL.Query()
	if err := s.contract.checkQuery(query); err != nil {
		refuse(w, http.StatusBadRequest, "bad_request", err.Error())
		return
	}
	limit, page := 20, 0
	if n, err := strconv.Atoi(query.Get("limit")); err == nil {
		limit = n
	}
	if n, err := strconv.Atoi(query.Get("page")); err == nil {
		page = n
	}
	found := []json.RawMessage{}
	for _, c := range s.Contacts() {
		if text := query.Get("search"); text == "" || strings.Contains(string(c.Contact), text) {
			object := bytes.TrimSuffix(c.Contact, []byte("}"))
			found = append(found, json.RawMessage(string(object)+`,"id":"`+c.ID+`"}`))
		}
	}
	total := len(found)
	found = found[min(page*limit, total):min((page+1)*limit, total)]
	if s.failAfter(w, r, mode) {
		return
	}
	answer(w, http.StatusOK, map[string]any{"contacts": found, "total": total}, nil)
}

// addCall stores a call. It returns false if the contact does not exist.
func (s *store) addCall(c PlacedCall) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.contacts {
		if s.contacts[i].ID == c.ContactID {
			s.calls = append(s.calls, c)
			s.wake()
			return true
		}
	}
	return false
}

// Calls returns the calls in the order of arrival.
func (s *Sandbox) Calls() []PlacedCall {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return append([]PlacedCall{}, s.store.calls...)
}

func (s *Sandbox) listCalls(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Calls())
}

func (s *Sandbox) deleteCalls(w http.ResponseWriter, _ *http.Request) {
	s.store.mu.Lock()
	s.store.calls = nil
	s.store.emptied++
	s.store.wake()
	s.store.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}
