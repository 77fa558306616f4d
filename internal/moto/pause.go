package moto

import "sync"

// Pause makes the server unreachable until Resume: it keeps its connections and
// sends no answers. It executes the requests of that time afterwards, although the
// client may have given up. A pause during another changes nothing.
func (s *Server) Pause() {
	s.reach.mu.Lock()
	defer s.reach.mu.Unlock()
	if s.reach.again == nil {
		s.reach.again = make(chan struct{})
	}
}

// Resume ends a pause, if there is one.
func (s *Server) Resume() {
	s.reach.mu.Lock()
	defer s.reach.mu.Unlock()
	if s.reach.again != nil {
		close(s.reach.again)
		s.reach.again = nil
	}
}

// reach is whether clients reach the server.
type reach struct {
	mu    sync.Mutex
	again chan struct{} // closed at the end of the pause; nil outside one
}

// wait returns once there is no pause.
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
