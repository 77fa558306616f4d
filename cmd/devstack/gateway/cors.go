package gateway

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// CORS is the CorsConfiguration of an HTTP API. With it, the gateway answers
// OPTIONS requests and ignores the CORS headers of the handler.
type CORS struct {
	Allowed func(origin string) bool // scheme://host[:port]
	Methods []string
	Headers []string // that a page may send, in lower case
	Expose  []string // that a page may read
	MaxAge  time.Duration
}

func (c *CORS) preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if r.Header.Get("Access-Control-Request-Method") != "" && c.answer(h, r) {
		h.Set("Access-Control-Allow-Methods", strings.Join(c.Methods, ","))
		h.Set("Access-Control-Allow-Headers", strings.Join(c.Headers, ","))
		h.Set("Access-Control-Max-Age", strconv.Itoa(int(c.MaxAge.Seconds())))
	}
	w.WriteHeader(http.StatusNoContent)
}

// answer sets the CORS headers of a response and reports whether the origin is
// allowed.
func (c *CORS) answer(h http.Header, r *http.Request) bool {
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin == "" || !c.Allowed(origin) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	if len(c.Expose) > 0 {
		h.Set("Access-Control-Expose-Headers", strings.Join(c.Expose, ","))
	}
	return true
}

func isCORS(header string) bool {
	return strings.HasPrefix(strings.ToLower(header), "access-control-")
}
