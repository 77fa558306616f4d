package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"thoughtlyform/lambda/config"
)

// options are the settings in the environment.
type options struct {
	port          int      // PORT: of the site and the API; default 8080, 0 for any free port
	thoughtlyPort int      // THOUGHTLY_PORT: of the sandbox; default 8081, 0 for any free port
	dist          string   // WEB_DIST: the widget's built files
	examples      string   // EXAMPLES: the example pages
	forms         string   // FORMS_DIR: the definitions, reloaded when they change
	moto          bool     // AWS=moto: ledger, queue and secret on a moto server
	unguarded     bool     // GUARD=off
	anyHour       bool     // HOURS=any: calls at any time; for tests
	origins       []string // ORIGINS: further sites that may embed the forms, separated by commas
	rpm           int      // THOUGHTLY_RPM: API requests a minute; default 100
	token, team   string   // THOUGHTLY_API_TOKEN, THOUGHTLY_TEAM_ID: use the real API instead of the sandbox
	thoughtlyURL  string   // THOUGHTLY_URL: use another server instead, with these credentials

	clockAhead time.Duration // CLOCK: difference between the stack's clock and the machine's
}

// now returns the time of the stack's clock.
func (o options) now() time.Time { return time.Now().Add(o.clockAhead) }

func readOptions(getenv func(string) string) (options, error) {
	var errs []error
	text := func(name, otherwise string) string {
		if v := getenv(name); v != "" {
			return v
		}
		return otherwise
	}
	number := func(name string, otherwise, least, most int) int {
		v := getenv(name)
		if v == "" {
			return otherwise
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < least || n > most {
			errs = append(errs, fmt.Errorf("%s=%q is not a number from %d to %d", name, v, least, most))
		}
		return n
	}
	choice := func(name, set string, others ...string) bool {
		v := getenv(name)
		for _, other := range append(others, "") {
			if v == other {
				return false
			}
		}
		if v != set {
			errs = append(errs, fmt.Errorf("%s=%q is not %s", name, v, set))
		}
		return v == set
	}
	o := options{
		port:          number("PORT", 8080, 0, 65535),
		thoughtlyPort: number("THOUGHTLY_PORT", 8081, 0, 65535),
		dist:          text("WEB_DIST", "web/dist"),
		examples:      text("EXAMPLES", "web/examples"),
		forms:         text("FORMS_DIR", "forms"),
		moto:          choice("AWS", "moto", "memory"),
		unguarded:     choice("GUARD", "off", "on"),
		anyHour:       choice("HOURS", "any"),
		rpm:           number("THOUGHTLY_RPM", config.DefaultRPM, 1, 60000),
		token:         getenv("THOUGHTLY_API_TOKEN"),
		team:          getenv("THOUGHTLY_TEAM_ID"),
	}
	if v := getenv("CLOCK"); v != "" {
		at, err := time.Parse(time.RFC3339, v)
		if err != nil {
			errs = append(errs, fmt.Errorf("CLOCK=%q is not a time such as 2026-11-26T03:00:00Z", v))
		}
		o.clockAhead = time.Until(at)
	}
	if o.thoughtlyURL = strings.TrimSuffix(getenv("THOUGHTLY_URL"), "/"); o.thoughtlyURL != "" {
		if u, err := url.Parse(o.thoughtlyURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			errs = append(errs, fmt.Errorf("THOUGHTLY_URL=%q is not a URL such as http://127.0.0.1:9000", o.thoughtlyURL))
		}
		if o.token == "" {
			errs = append(errs, errors.New("THOUGHTLY_URL needs THOUGHTLY_API_TOKEN and THOUGHTLY_TEAM_ID"))
		}
	}
	if list := getenv("ORIGINS"); list != "" {
		for origin := range strings.SplitSeq(list, ",") {
			if o.origins = append(o.origins, strings.TrimSpace(origin)); !isOrigin(o.origins[len(o.origins)-1]) {
				errs = append(errs, fmt.Errorf("ORIGINS: %q is not an origin, such as https://a.example or http://localhost:3000", origin))
			}
		}
	}
	if (o.token == "") != (o.team == "") {
		errs = append(errs, errors.New("set both THOUGHTLY_API_TOKEN and THOUGHTLY_TEAM_ID, or neither"))
	}
	return o, errors.Join(errs...)
}

// isOrigin reports whether s is an origin as browsers send it: scheme and host in
// lower case, and the port unless it is the scheme's default.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" && u.Port() != "443" || u.Scheme == "http" && u.Port() != "80") &&
		u.Hostname() != "" && s == u.Scheme+"://"+strings.ToLower(u.Host)
}

// real reports whether contacts are sent to a server outside this process.
func (o options) real() bool { return o.token != "" }
