package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// modes are the faults. All fail before anything is stored, except the last two:
// they store the contact and then fail, so that the outcome is unknown to the
// caller.
var modes = []string{
	"ok", "429", "500", "timeout", "reset", "garbage", "error200", "401", "402", "404", "timeout-after", "reset-after",
}

type faults struct {
	mu    sync.Mutex
	mode  string
	left  int // requests that still fail, if count is not 0
	count int // as it was set; 0 for no limit
}

// take returns the mode for one request.
func (f *faults) take() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	mode := f.mode
	if f.count > 0 {
		if f.left--; f.left <= 0 {
			f.mode, f.count, f.left = "ok", 0, 0
		}
	}
	return mode
}

func (f *faults) set(mode string, count int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mode, f.count, f.left = mode, count, count
}

func (f *faults) get() (mode string, left int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.mode == "" {
		return "ok", 0
	}
	return f.mode, f.left
}

// Operations that can fail.
const (
	Create = "create"
	Call   = "call"
	Search = "search"
)

var operations = []string{Create, Call, Search}

// SetFault makes the next count requests to create a contact fail in a mode, or
// all further ones if count is 0. It panics if the mode is unknown.
func (s *Sandbox) SetFault(mode string, count int) { s.SetFaultOn(Create, mode, count) }

// SetFaultOn is SetFault for an operation: Create, Call or Search.
func (s *Sandbox) SetFaultOn(operation, mode string, count int) {
	if !slices.Contains(modes, mode) || s.faults[operation] == nil {
		panic("sandbox: no fault " + mode + " on " + operation)
	}
	s.faults[operation].set(mode, count)
}

// SetRate limits the requests in any sixty seconds; 0 is no limit.
func (s *Sandbox) SetRate(perMinute int) { s.pace.set(perMinute) }

func (s *Sandbox) putFaults(w http.ResponseWriter, r *http.Request) {
	var change struct {
		Mode          *string `json:"mode"`
		Count         int     `json:"count"`
		On            string  `json:"on"`
		RatePerMinute *int    `json:"rate_per_minute"`
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(&change)
	if err == nil {
		if _, after := d.Token(); after != io.EOF {
			err = fmt.Errorf("the body has data after the JSON value")
		}
	}
	switch {
	case err != nil:
	case change.Mode == nil && change.RatePerMinute == nil:
		err = fmt.Errorf("mode and rate_per_minute are both missing")
	case change.Mode != nil && !slices.Contains(modes, *change.Mode):
		err = fmt.Errorf("mode must be one of %v", modes)
	case change.On != "" && !slices.Contains(operations, change.On):
		err = fmt.Errorf("on must be one of %v", operations)
	case change.Count < 0 || change.RatePerMinute != nil && *change.RatePerMinute < 0:
		err = fmt.Errorf("count and rate_per_minute must not be negative")
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "bad_request", err.Error())
		return
	}
	if change.Mode != nil {
		s.SetFaultOn(cmp.Or(change.On, Create), *change.Mode, change.Count)
	}
	if change.RatePerMinute != nil {
		s.SetRate(*change.RatePerMinute)
	}
	s.getFaults(w, r)
}

func (s *Sandbox) getFaults(w http.ResponseWriter, _ *http.Request) {
	state := map[string]any{"rate_per_minute": s.pace.get()}
	for _, operation := range operations {
		mode, left := s.faults[operation].get()
		if operation == Create {
			state["mode"], state["count"] = mode, left
			continue
		}
		state[operation] = map[string]any{"mode": mode, "count": left}
	}
	writeJSON(w, http.StatusOK, state)
}

// failBefore fails a request in its mode, before anything is stored. It reports
// whether it did.
func (s *Sandbox) failBefore(w http.ResponseWriter, r *http.Request, mode string) bool {
	switch mode {
	case "429":
		tooMany(w, time.Second)
	case "500":
		refuse(w, http.StatusInternalServerError, "internal_error", "The server failed.")
	case "timeout":
		s.keepWaiting(w, r)
	case "reset":
		reset(w)
	case "garbage":
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><title>Oops</title><p>Something went wrong")
	case "error200":
		answer(w, http.StatusOK, map[string]any{}, &apiError{"internal_error", "The request failed."})
	case "402":
		refuse(w, http.StatusPaymentRequired, "payment_required", "The plan has no credit.")
	case "404":
		refuse(w, http.StatusNotFound, "not_found", "The resource does not exist.")
	case "401":
		refuse(w, http.StatusUnauthorized, "unauthorized", "The API key is invalid.")
	default:
		return false
	}
	return true
}

// failAfter fails a request after the contact was stored. It reports whether it
// did.
func (s *Sandbox) failAfter(w http.ResponseWriter, r *http.Request, mode string) bool {
	switch mode {
	case "timeout-after":
		s.keepWaiting(w, r)
	case "reset-after":
		reset(w)
	default:
		return false
	}
	return true
}

// keepWaiting sends no response. It closes the connection when the caller
// disconnects or after Config.Hold.
func (s *Sandbox) keepWaiting(w http.ResponseWriter, r *http.Request) {
	// net/http detects a disconnected caller only after the body was read.
	_, _ = io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, maxBody))
	t := time.NewTimer(s.hold)
	defer t.Stop()
	select {
	case <-r.Context().Done():
	case <-t.C:
	}
	panic(http.ErrAbortHandler)
}

// reset closes the connection with a TCP reset.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

func tooMany(w http.ResponseWriter, wait time.Duration) {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	refuse(w, http.StatusTooManyRequests, "rate_limited", "Too many requests for this key.")
}
