// Package local finds programs and ports on this machine, for servers that tests
// and the devstack start.
package local

import (
	"net"
	"os"
	"path/filepath"
)

// Find returns the first file that matches a pattern (as of filepath.Match) in the
// working directory or its nearest parent with a match, or "".
func Find(pattern string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return "", err
		}
		if len(found) > 0 {
			return found[0], nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", nil
		}
		dir = parent
	}
}

// FreeAddress returns an address, 127.0.0.1:port, that no program uses.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
