package moto

import "syscall"

// Pause stops the server's process where it is: it keeps its connections and
// answers nobody, as a service does that is out of reach, until Resume.
func (s *Server) Pause() error { return s.cmd.Process.Signal(syscall.SIGSTOP) }

// Resume lets the server go on; what it was asked meanwhile, it then does.
func (s *Server) Resume() error { return s.cmd.Process.Signal(syscall.SIGCONT) }
