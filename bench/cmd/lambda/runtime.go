package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// runtimeAPI is Lambda's Runtime API for one process of a function, one event
// at a time: what the emulator does, without the emulator's own time.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type runtimeAPI struct {
	address string
	server  *http.Server

	polled  chan time.Time // the function asks for its first event
	events  chan []byte
	handed  chan time.Time // the function got an event
	answers chan answer
	asked   bool
	next    int
}

type answer struct {
	at   time.Time
	body []byte
	err  error
}

const runtimePath = "/2018-06-01/runtime/"

func newRuntimeAPI() (*runtimeAPI, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := &runtimeAPI{
		address: l.Addr().String(),
		polled:  make(chan time.Time, 1), events: make(chan []byte, 1),
		handed: make(chan time.Time, 1), answers: make(chan answer, 1),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+runtimePath+"invocation/next", a.nextInvocation)
	mux.HandleFunc("POST "+runtimePath+"invocation/{id}/response", a.response)
	mux.HandleFunc("POST "+runtimePath+"invocation/{id}/error", a.failure)
	mux.HandleFunc("POST "+runtimePath+"init/error", a.failure)
	a.server = &http.Server{Handler: mux}
	go func() { _ = a.server.Serve(l) }()
	return a, nil
}

func (a *runtimeAPI) close() { _ = a.server.Close() }

// nextInvocation is never called twice at a time: the function has one loop.
func (a *runtimeAPI) nextInvocation(w http.ResponseWriter, r *http.Request) {
	if !a.asked {
		a.asked = true
		a.polled <- time.Now()
	}
	select {
	case event := <-a.events:
		a.next++
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", "request-"+strconv.Itoa(a.next))
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(15*time.Second).UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:000000000000:function:bench")
		h.Set("Lambda-Runtime-Trace-Id", "Root=1-67440f1a-000000000000000000000000")
		h.Set("Content-Length", strconv.Itoa(len(event)))
		a.handed <- time.Now()
		_, _ = w.Write(event)
	case <-r.Context().Done():
	}
}

func (a *runtimeAPI) response(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	a.answers <- answer{time.Now(), body, err}
	w.WriteHeader(http.StatusAccepted)
}

func (a *runtimeAPI) failure(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a.answers <- answer{err: fmt.Errorf("the function failed: %.300s", body)}
	w.WriteHeader(http.StatusAccepted)
}

var errSilent = errors.New("the function does not answer within 20 s")

// invoke hands over an event and waits for the answer, which must have the
// status. It returns when the event was handed over and when answered.
func (a *runtimeAPI) invoke(ctx context.Context, event []byte, status int) (from, to time.Time, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, 20*time.Second, errSilent)
	defer cancel()
	a.events <- event
	select {
	case got := <-a.answers:
		if got.err == nil {
			got.err = hasStatus(got.body, status)
		}
		return <-a.handed, got.at, got.err
	case <-ctx.Done():
		return from, to, context.Cause(ctx)
	}
}

func hasStatus(body []byte, status int) error {
	var res struct{ StatusCode int }
	if err := json.Unmarshal(body, &res); err != nil || res.StatusCode != status {
		return fmt.Errorf("want %d, got %.300s", status, strings.TrimSpace(string(body)))
	}
	return nil
}
