// Package hours tells when a phone may ring: at the place of the called party,
// by the form's hours and by law. Zones come from the number's prefix and from
// the visitor's browser; the data are places.txt, which people edit, and
// zones.txt, which generate.py writes. The package must not know about
// submissions, queues or calls.
package hours

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the functions' machines have no zone files to rely on

	"thoughtlyform/forms/week"
	"thoughtlyform/shared/phone"
)

// Horizon is how far ahead Next looks: a message waits no longer than the
// queue keeps it.
const Horizon = 13 * 24 * time.Hour

// Callee is whom a call goes to.
type Callee struct {
	Phone     string    // E.164
	Browser   string    // the visitor's IANA zone, reported by the browser and untrusted; "" if unknown
	NotBefore time.Time // the time that the visitor chose; zero if none
}

// Next returns the first time from now and from c.NotBefore on at which a call may
// be placed: that time itself, or a quarter of an hour. It must be within hours in every zone that
// the number's prefix has, and in the browser's. ok is false if there is no such
// time within the Horizon, or if nothing is known of where the number is.
func Next(c Callee, h week.Hours, now time.Time) (at time.Time, ok bool) {
	if c.NotBefore.After(now) {
		now = c.NotBefore
	}
	if h.Any {
		return now, true
	}
	place := locate(c.Phone)
	zones := slices.Clone(place.zones)
	if z := BrowserZone(c.Browser); z != nil {
		zones = append(zones, z)
	}
	if len(zones) == 0 {
		return time.Time{}, false
	}
	weeks := place.weeks(h)
	for at = now; at.Sub(now) < Horizon; at = at.Truncate(week.Step * time.Minute).Add(week.Step * time.Minute) {
		if allOpen(at, zones, weeks, h.Closed) {
			return at, true
		}
	}
	return time.Time{}, false
}

func allOpen(at time.Time, zones []*time.Location, weeks []week.Week, closed []string) bool {
	for _, z := range zones {
		local := at.In(z)
		minute := local.Hour()*60 + local.Minute()
		for i := range weeks {
			if !weeks[i].Open(local.Weekday(), minute) {
				return false
			}
		}
		if len(closed) > 0 && slices.Contains(closed, local.Format(time.DateOnly)) {
			return false
		}
	}
	return true
}

// Zone returns the zone in which a visitor reads a time: the browser's, or
// else the first of the number's, or UTC.
func Zone(c Callee) *time.Location {
	if z := BrowserZone(c.Browser); z != nil {
		return z
	}
	if p := locate(c.Phone); len(p.zones) > 0 {
		return p.zones[0]
	}
	return time.UTC
}

// BrowserZone returns the zone of a name that a browser sent, or nil if there
// is no such zone or if it names no place: browsers that hide where they are
// report UTC.
func BrowserZone(name string) *time.Location {
	if len(name) > 64 || !strings.Contains(name, "/") || strings.HasPrefix(name, "Etc/") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") {
		return nil
	}
	return load(name)
}

// loaded caches zones; only names that exist are kept, so it is bounded.
var loaded sync.Map

func load(name string) *time.Location {
	if z, ok := loaded.Load(name); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	loaded.Store(name, z)
	return z
}

// place is what is known of where a number is.
type place struct {
	country string // alpha-2, "" if unknown
	state   string // of the United States; "" if unknown, "*" if it may be any
	zones   []*time.Location
}

//go:embed zones.txt
var zoneRows string

// locate finds the row with the longest prefix of the number.
func locate(e164 string) place {
	n, err := phone.Parse(e164, "")
	if err != nil {
		return place{}
	}
	p := place{country: n.Region().Alpha2()}
	digits := strings.TrimPrefix(e164, "+")
	for end := min(len(digits), maxPrefix); end > 0; end-- {
		prefix := digits[:end]
		names, state, ok := row(prefix)
		if !ok {
			continue
		}
		if prefix == "1" {
			if of, _, ok := row(p.country); ok {
				names, state = of, anyState // a toll-free number, or an area code opened later
			}
		}
		p.state = state
		for name := range strings.SplitSeq(names, ",") {
			if z := load(name); z != nil {
				p.zones = append(p.zones, z)
			}
		}
		return p
	}
	return p
}

const anyState = "*"

// maxPrefix is the longest prefix in zones.txt, in digits.
const maxPrefix = 9

// row finds a prefix's row.
func row(prefix string) (zones, state string, ok bool) {
	if prefix == "" {
		return "", "", false
	}
	_, rest, ok := strings.Cut(zoneRows, "\n"+prefix+" ")
	if !ok {
		return "", "", false
	}
	line, _, _ := strings.Cut(rest, "\n")
	zones, state, _ = strings.Cut(line, " ")
	return zones, state, true
}

//go:embed places.txt
var placeRows string

// law holds places.txt by place.
var law = sync.OnceValue(func() map[string]week.Week {
	table, err := readPlaces(placeRows)
	if err != nil {
		panic(err) // a test reads the file
	}
	return table
})

func readPlaces(text string) (map[string]week.Week, error) {
	table := map[string]week.Week{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) != 5 || cells[3] == "" || cells[4] == "" {
			return nil, &rowError{line}
		}
		w := table[cells[0]]
		if w.Add(cells[1], cells[2]) != nil {
			return nil, &rowError{line}
		}
		table[cells[0]] = w
	}
	return table, nil
}

type rowError struct{ line string }

func (e *rowError) Error() string { return "places.txt: cannot read the row " + e.line }

// weeks returns the hours that all apply: the law's, and the form's; the default
// where there are neither.
func (p place) weeks(h week.Hours) []week.Week {
	var list []week.Week
	for key, w := range law() {
		country, state, _ := strings.Cut(key, "-")
		if country == p.country && (state == "" || state == p.state || p.state == anyState) {
			list = append(list, w)
		}
	}
	own, ok := h.Countries[p.country]
	if !ok {
		own, ok = h.Countries[week.Elsewhere]
	}
	if ok {
		return append(list, own)
	}
	if len(list) == 0 {
		list = append(list, week.Default())
	}
	return list
}
