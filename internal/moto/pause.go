package moto

import "sync"

// Pause makes the server unreachable until Resume. The server keeps connections
// open and sends no responses. After Resume it executes the requests that it
// received meanwhile, even if their clients have given up. A second Pause has no
// effect.
func (s *Server) Pause() {
	s.reach.mu.Lock()
	defer s.reach.mu.Unlock()
	if s.reach.again == nil {
		s.reach.again = make(chan struct{})
	}
}

// Resume ends a pause. Without a pause it has no effect.
func (s *Server) Resume() {
	s.reach.mu.Lock()
	defer s.reach.mu.Unlock()
	if s.reach.again != nil {
		close(s.reach.again)
		s.reach.again = nil
	}
}

// reach is the state of a pause.
type reach struct {
	mu    sync.Mutex
	again chan struct{} // closed at the end of the pause; nil without a pause
}

// wait waits until there is no pause.
func (r *reach) wait() {
	for {
		r.mu.Lock()
		again := r.again
		r.mu.Unlock()
		if again == nil {
			return
		}
		<-again
	}
}
