package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Contact is one that the sandbox was sent, as it was sent.
type Contact struct {
	ID         string          `json:"id"`
	ReceivedAt time.Time       `json:"received_at"`
	Contact    json.RawMessage `json:"contact"`
}

// store keeps the contacts in the order of their arrival.
type store struct {
	mu       sync.Mutex
	contacts []Contact
	calls    []PlacedCall
	emptied  int           // times that contacts or calls were deleted
	changed  chan struct{} // closed at the next change
}

func (s *store) add(now time.Time, body []byte) Contact {
	var compact bytes.Buffer
	// The body was decoded before: it is JSON.
	_ = json.Compact(&compact, body)
	c := Contact{ID: rand.Text(), ReceivedAt: now.UTC(), Contact: compact.Bytes()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contacts = append(s.contacts, c)
	s.wake()
	return c
}

func (s *store) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contacts = nil
	s.emptied++
	s.wake()
}

func (s *store) wake() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// since returns the contacts after the first n, how often they were deleted, and a
// channel that closes when either changes. Contacts are only appended, so the
// slice stays true.
func (s *store) since(n int) ([]Contact, int, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	n = min(n, len(s.contacts))
	return s.contacts[n:len(s.contacts):len(s.contacts)], s.emptied, s.changed
}

// Contacts returns what the sandbox has, in the order of arrival.
func (s *Sandbox) Contacts() []Contact {
	contacts, _, _ := s.store.since(0)
	return contacts
}

// Clear deletes the contacts.
func (s *Sandbox) Clear() { s.store.clear() }

func (s *Sandbox) listContacts(w http.ResponseWriter, _ *http.Request) {
	contacts := s.Contacts()
	if contacts == nil {
		contacts = []Contact{}
	}
	writeJSON(w, http.StatusOK, contacts)
}

func (s *Sandbox) deleteContacts(w http.ResponseWriter, _ *http.Request) {
	s.store.clear()
	w.WriteHeader(http.StatusNoContent)
}
