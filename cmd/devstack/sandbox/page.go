package sandbox

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

//go:embed page
var pageFiles embed.FS

// shown is the number of contacts on the page, the newest ones.
const shown = 200

// heartbeat is the interval of comments in an idle stream, so that a page detects
// a lost connection.
const heartbeat = 15 * time.Second

func servePage(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if name == "" {
		name = "page.html"
	}
	w.Header().Set("Content-Security-Policy",
		"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "+
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeFileFS(w, r, pageFiles, "page/"+name)
}

// streamContacts sends server-sent events (HTML Standard, section 9.2). The event
// reset clears the page, with the number of earlier contacts that are not shown;
// contact and call add one.
func (s *Sandbox) streamContacts(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w).Flush
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	sent, rung, emptied := 0, 0, -1
	for {
		contacts, now, changed := s.store.since(sent)
		if now != emptied {
			contacts, now, changed = s.store.since(0)
			sent, rung, emptied = max(0, len(contacts)-shown), 0, now
			contacts = contacts[sent:]
			if _, err := fmt.Fprintf(w, "event: reset\ndata: {\"earlier\":%d}\n\n", sent); err != nil {
				return
			}
		}
		for _, c := range contacts {
			// The contact is compact JSON, which has no line break.
			data, err := json.Marshal(c)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "event: contact\ndata: %s\n\n", data); err != nil {
				return
			}
		}
		sent += len(contacts)
		calls := s.Calls()
		for _, c := range calls[min(rung, len(calls)):] {
			data, err := json.Marshal(c)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "event: call\ndata: %s\n\n", data); err != nil {
				return
			}
		}
		rung = len(calls)
		if flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-beat.C:
			if _, err := fmt.Fprint(w, ": alive\n\n"); err != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
