package main

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"thoughtlyform/cmd/devstack/gateway"
	"thoughtlyform/lambda/guard"
	"thoughtlyform/lambda/intake"
)

// apiRoutes are the paths of the API; the site serves all others. The handler
// checks the method.
var apiRoutes = []string{
	"ANY /contacts", "ANY /session", "ANY /healthz", "ANY /stop",
	"ANY /forms", "ANY /forms/{id}", "ANY /forms/{id}/markup", "ANY /f/{id}",
}

// intakeTime is the intake function's time limit, as in template.yaml.
const intakeTime = 15 * time.Second

// api returns a gateway to the intake handler.
func (s *stack) api(p parts, set *formSet) http.Handler {
	port := s.siteURL[strings.LastIndexByte(s.siteURL, ':'):]
	own := append([]string{"http://localhost" + port, "http://127.0.0.1" + port}, s.origins...)
	h := intake.New(intake.Config{
		Forms:      set.Set,
		Contacts:   p.contacts,
		Ledger:     p.ledger,
		Queue:      p.queue,
		Review:     p.review,
		Keys:       p.keys,
		Guard:      guard.New(p.ledger, p.keys),
		Unguarded:  s.unguarded,
		AnyHour:    s.anyHour,
		OwnOrigins: own,
		RPM:        s.rpm,
		BaseURL:    s.siteURL,
		Now:        s.now,
		Log:        s.log,
	})
	return gateway.New(gateway.Config{
		Handler:      h.Handle,
		Routes:       apiRoutes,
		FunctionTime: intakeTime,
		CORS: &gateway.CORS{
			Allowed: func(origin string) bool { return slices.Contains(own, origin) || set.embeds(origin) },
			Methods: []string{"GET", "POST", "OPTIONS"},
			Headers: []string{"content-type"},
			Expose:  []string{"retry-after"},
			MaxAge:  2 * time.Hour,
		},
		Log: s.log,
	})
}

// routes sends requests for apiRoutes to the API and all others to the site.
func routes(site, api http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", site)
	for _, key := range apiRoutes {
		mux.Handle(strings.TrimPrefix(key, "ANY "), api)
	}
	return mux
}
