package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Contact is a received contact. Its member Contact is the request's body.
type Contact struct {
	ID         string          `json:"id"`
	ReceivedAt time.Time       `json:"received_at"`
	Contact    json.RawMessage `json:"contact"`
}

// store keeps contacts and calls in the order of arrival.
type store struct {
	mu       sync.Mutex
	contacts []Contact
	calls    []PlacedCall
	emptied  int           // number of deletions of contacts or calls
	changed  chan struct{} // closed at the next change; nil if nobody waits
}

func (s *store) add(now time.Time, body []byte) Contact {
	var compact bytes.Buffer
	_ = json.Compact(&compact, body) // cannot fail: the body is valid JSON
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

// since returns the contacts after the first n, the number of deletions, and a
// channel that is closed at the next change. The slice stays valid, since
// contacts are only appended.
func (s *store) since(n int) ([]Contact, int, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	n = min(n, len(s.contacts))
	return s.contacts[n:len(s.contacts):len(s.contacts)], s.emptied, s.changed
}

// Contacts returns the contacts in the order of arrival.
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
