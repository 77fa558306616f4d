// Package moto runs a moto server, which replaces AWS in tests and in `make run
// AWS=moto`, and creates the resources of template.yaml in it. The functions must
// not link it.
package moto

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"thoughtlyform/internal/local"
)

// Server is a running moto server. Close or the end of its context stops it.
type Server struct {
	URL string

	cmd   *exec.Cmd
	alive *os.File // closed by the system when this process ends
	proxy *http.Server
	reach reach
}

// program is the Python source of the server.
//
//go:embed server.py
var program string

// guarded is a shell script that runs the server and kills it when the other end
// of file descriptor 3 is closed: when this process ends.
const guarded = `"$@" & server=$!; (exec >/dev/null 2>&1; cat; kill -9 "$server") <&3 3<&- & wait "$server"`

// Start starts a server on a free port of the loopback interface and waits
// until it answers.
func Start(ctx context.Context) (*Server, error) {
	python, err := Python()
	if err != nil {
		return nil, err
	}
	address, err := local.FreeAddress()
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	s := &Server{}
	direct := "http://" + address
	watched, alive, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = watched.Close() }()
	s.alive = alive
	s.cmd = exec.Command("sh", "-c", guarded, "sh", python, "-c", program, "-H", host, "-p", port) // #nosec G204 -- for tests; the script is a constant
	s.cmd.ExtraFiles = []*os.File{watched}
	context.AfterFunc(ctx, func() { _ = alive.Close() })
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("moto: %w", err)
	}
	last := make(chan string, 1)
	go lastLine(stderr, last)
	ready, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for !answers(ready, direct+"/moto-api/data.json") {
		select {
		case line := <-last:
			_ = s.cmd.Wait()
			return nil, fmt.Errorf("moto: the server ended: %s", line)
		case <-ready.Done():
			s.Close()
			return nil, errors.New("moto: no response within a minute")
		case <-time.After(50 * time.Millisecond):
		}
	}
	if err := s.serialize(direct); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close stops the server.
func (s *Server) Close() {
	if s.proxy != nil {
		_ = s.proxy.Close()
	}
	_ = s.alive.Close()
	_ = s.cmd.Wait()
}

// Env returns the environment variables with which the AWS SDKs send all requests
// to the server.
func (s *Server) Env() map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL":          s.URL,
		"AWS_ACCESS_KEY_ID":         "testing",
		"AWS_SECRET_ACCESS_KEY":     "testing",
		"AWS_SESSION_TOKEN":         "testing",
		"AWS_REGION":                "eu-west-1",
		"AWS_DEFAULT_REGION":        "eu-west-1",
		"AWS_EC2_METADATA_DISABLED": "true",
	}
}

// Python returns the path of a Python with moto: $MOTO_PYTHON, or else that of
// .cache/venv in the working directory or a parent of it.
func Python() (string, error) {
	if python := os.Getenv("MOTO_PYTHON"); python != "" {
		return python, nil
	}
	python, err := local.Find(".cache/venv/bin/python")
	if python == "" && err == nil {
		err = errors.New("moto: no .cache/venv/bin/python; run `make test-real`, which creates it, or set MOTO_PYTHON")
	}
	return python, err
}

func answers(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// lastLine reads until the server ends, and returns the last line.
func lastLine(r io.Reader, to chan<- string) {
	var line string
	for lines := bufio.NewScanner(r); lines.Scan(); {
		line = lines.Text()
	}
	to <- line
}
