package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"thoughtlyform/cmd/devstack/sandbox"
)

// shutdownTime is how long stop waits for running requests.
const shutdownTime = 3 * time.Second

// stack is the running system.
type stack struct {
	options
	log     *slog.Logger
	cancel  context.CancelFunc // ends the background work
	work    sync.WaitGroup
	servers []*http.Server
	closers []func() // called in reverse order

	siteURL, sandboxURL string
	store               string // location of ledger and queue, for the banner
}

// start starts the stack. On an error it stops everything that it has started.
func start(ctx context.Context, o options, log *slog.Logger) (_ *stack, err error) {
	s := &stack{options: o, log: log}
	ctx, s.cancel = context.WithCancel(ctx)
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	site, err := listen("PORT", o.port)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, func() { _ = site.Close() })
	s.siteURL = localURL(site)
	if o.real() {
		return s, s.serveAPI(ctx, site, o.thoughtlyURL, secret{o.token, o.team})
	}
	port, err := listen("THOUGHTLY_PORT", o.thoughtlyPort)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, func() { _ = port.Close() })
	s.sandboxURL = localURL(port)
	credentials := secret{"sandbox-" + rand.Text(), "sandbox-team"}
	box, err := sandbox.New(sandbox.Config{Token: credentials.Token, Team: credentials.Team, Now: s.now})
	if err != nil {
		return nil, err
	}
	s.serve(ctx, port, box)
	return s, s.serveAPI(ctx, site, s.sandboxURL, credentials)
}

// serveAPI serves the site and the API. thoughtly is the URL of the server for
// contacts, "" for the real one.
func (s *stack) serveAPI(ctx context.Context, at net.Listener, thoughtly string, credentials secret) error {
	value, err := json.Marshal(credentials)
	if err != nil {
		return err
	}
	p, err := s.connect(ctx, thoughtly, string(value))
	if err != nil {
		return err
	}
	set, err := openForms(s.forms)
	if err != nil {
		return err
	}
	s.work.Go(func() { set.watch(ctx, s.log) })
	if _, err := os.Stat(filepath.Join(s.dist, "thoughtly-form.js")); err != nil {
		s.log.Warn("the widget is not built, so the page shows no form; run make build", "dir", s.dist)
	}
	s.deliver(ctx, p)
	_, sandboxPort, _ := strings.Cut(strings.TrimPrefix(s.sandboxURL, "http://"), ":")
	s.serve(ctx, at, routes(newSite(s.dist, s.examples, sandboxPort, func() []string { return set.Set().IDs() }), s.api(p, set)))
	return nil
}

// secret is the secret's value, as credentials.Credentials reads it.
type secret struct {
	Token string `json:"api_token"`
	Team  string `json:"team_id"`
}

// serve starts an HTTP server that runs until the stack stops.
func (s *stack) serve(ctx context.Context, at net.Listener, h http.Handler) {
	server := &http.Server{
		Handler:           ownHost(h),
		ReadHeaderTimeout: 10 * time.Second,
		// Ends streams when the stack stops.
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.servers = append(s.servers, server)
	s.work.Go(func() {
		if err := server.Serve(at); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("a server ended", "error", err)
		}
	})
}

// stop ends everything. It waits up to shutdownTime for running requests.
func (s *stack) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	s.cancel()
	for _, server := range s.servers {
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
	}
	s.work.Wait()
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
}

// listen opens a port on 127.0.0.1 only, because the sandbox shows contacts. The
// error for a used port names the variable that sets it.
func listen(variable string, port int) (net.Listener, error) {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is in use; choose another: %s=%d make run", port, variable, port+10)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", variable, err)
	}
	return l, nil
}

func localURL(l net.Listener) string {
	return "http://localhost:" + strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// banner returns the URLs and settings of the running stack.
func (s *stack) banner() string {
	var b strings.Builder
	line := func(what, where string) { fmt.Fprintf(&b, "  %-19s%s\n", what, where) }
	b.WriteString("\nthoughtly-form\n\n")
	line("demo site", s.siteURL+"/")
	line("forms", s.siteURL+"/forms/")
	line("API", s.siteURL+"/contacts, /forms, /forms/{id}, /session, /healthz")
	line("widget", s.siteURL+"/widget/thoughtly-form.js")
	line("examples", s.siteURL+"/examples/")
	if s.thoughtlyURL != "" {
		line("Thoughtly", s.thoughtlyURL)
	} else if s.real() {
		line("Thoughtly", "the real API: real people are called")
	} else {
		line("Thoughtly sandbox", s.sandboxURL+"/")
	}
	if len(s.origins) > 0 {
		line("other origins", strings.Join(s.origins, ", "))
	}
	line("ledger, queue", s.store)
	if s.clockAhead.Abs() > time.Minute {
		line("clock", s.now().UTC().Format(time.RFC3339)+", running")
	}
	if s.unguarded {
		line("guard", "off: no spam defence, no limits that refuse or hold leads")
	} else {
		line("guard", "on; GUARD=off turns it off for curl and load tests")
	}
	b.WriteString("\nPress Ctrl-C to stop.\n\n")
	return b.String()
}
