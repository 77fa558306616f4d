package hours

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"thoughtlyform/forms/week"
)

func rules(t *testing.T, source string) (h week.Hours) {
	t.Helper()
	if source == "" {
		return h
	}
	if err := json.Unmarshal([]byte(source), &h); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestNext(t *testing.T) {
	for name, c := range map[string]struct {
		phone, browser, hours string
		now, want             string // RFC 3339; want "" is never
	}{
		"day in California":           {phone: "+14155550123", now: "2026-11-24T20:00:00Z", want: "2026-11-24T20:00:00Z"},
		"night in California":         {phone: "+14155550123", now: "2026-11-26T11:00:00Z", want: "2026-11-26T08:00:00-08:00"},
		"a second before nine":        {phone: "+12125550123", now: "2026-11-24T20:59:59-05:00", want: "2026-11-24T20:59:59-05:00"},
		"nine":                        {phone: "+12125550123", now: "2026-11-24T21:00:00-05:00", want: "2026-11-25T08:00:00-05:00"},
		"Sunday in New York":          {phone: "+12125550123", now: "2026-11-29T08:00:00-05:00", want: "2026-11-29T08:00:00-05:00"},
		"Idaho, both zones":           {phone: "+12085550123", now: "2026-11-25T08:30:00-07:00", want: "2026-11-25T08:00:00-08:00"},
		"Idaho, evening":              {phone: "+12085550123", now: "2026-11-25T20:30:00-08:00", want: "2026-11-26T08:00:00-08:00"},
		"Pensacola is Central":        {phone: "+18502340123", now: "2026-11-25T08:30:00-05:00", want: "2026-11-25T08:00:00-06:00"},
		"Florida closes at eight":     {phone: "+13052340123", now: "2026-11-25T20:00:00-05:00", want: "2026-11-26T08:00:00-05:00"},
		"Oklahoma closes at eight":    {phone: "+14052340123", now: "2026-11-25T20:15:00-06:00", want: "2026-11-26T08:00:00-06:00"},
		"Washington closes at eight":  {phone: "+12062340123", now: "2026-11-25T20:15:00-08:00", want: "2026-11-26T08:00:00-08:00"},
		"Texas opens at nine":         {phone: "+12142340123", now: "2026-11-25T08:00:00-06:00", want: "2026-11-25T09:00:00-06:00"},
		"Texas on Sunday":             {phone: "+12142340123", now: "2026-11-29T09:00:00-06:00", want: "2026-11-29T12:00:00-06:00"},
		"visitor elsewhere":           {phone: "+12125550123", browser: "America/Los_Angeles", now: "2026-11-25T09:00:00-05:00", want: "2026-11-25T08:00:00-08:00"},
		"visitor abroad":              {phone: "+12125550123", browser: "Europe/Berlin", now: "2026-11-25T16:00:00-05:00", want: "2026-11-26T08:00:00-05:00"},
		"unknown browser zone":        {phone: "+12125550123", browser: "Mars/Olympus", now: "2026-11-25T09:00:00-05:00", want: "2026-11-25T09:00:00-05:00"},
		"browser hides its zone":      {phone: "+12125550123", browser: "UTC", now: "2026-11-25T19:00:00-05:00", want: "2026-11-25T19:00:00-05:00"},
		"hostile zone":                {phone: "+12125550123", browser: "../../etc/passwd", now: "2026-11-25T19:00:00-05:00", want: "2026-11-25T19:00:00-05:00"},
		"toll-free is everywhere":     {phone: "+18002345678", now: "2026-11-25T08:00:00-05:00", want: "2026-11-25T09:00:00-10:00"},
		"Germany, Saturday night":     {phone: "+4930123456", now: "2026-11-28T20:00:00+01:00", want: "2026-11-30T08:00:00+01:00"},
		"India, half an hour":         {phone: "+919876543210", now: "2026-11-25T02:00:00Z", want: "2026-11-25T08:00:00+05:30"},
		"Lord Howe, half an hour":     {phone: "+61894012345", browser: "Australia/Lord_Howe", now: "2026-07-06T09:30:00Z", want: "2026-07-07T00:00:00Z"},
		"United Kingdom":              {phone: "+442079460958", now: "2026-07-06T06:30:00Z", want: "2026-07-06T07:00:00Z"},
		"any":                         {phone: "+4930123456", hours: `"any"`, now: "2026-11-29T03:00:00Z", want: "2026-11-29T03:00:00Z"},
		"own hours":                   {phone: "+4930123456", hours: `{"DE":{"mon-fri":"09:00-12:00,13:00-18:00"}}`, now: "2026-11-27T12:00:00+01:00", want: "2026-11-27T13:00:00+01:00"},
		"own hours of another":        {phone: "+4930123456", hours: `{"FR":{"mon-fri":"10:00-12:00"}}`, now: "2026-11-27T08:00:00+01:00", want: "2026-11-27T08:00:00+01:00"},
		"own hours elsewhere":         {phone: "+4930123456", hours: `{"*":{"sun":"10:00-12:00"}}`, now: "2026-11-27T08:00:00+01:00", want: "2026-11-29T10:00:00+01:00"},
		"own hours do not loosen law": {phone: "+12125550123", hours: `{"US":{"sun-sat":"00:00-24:00"}}`, now: "2026-11-25T22:00:00-05:00", want: "2026-11-26T08:00:00-05:00"},
		"closed":                      {phone: "+12125550123", hours: `{"closed":["2026-11-26","2026-11-27"]}`, now: "2026-11-25T22:00:00-05:00", want: "2026-11-28T08:00:00-05:00"},
		"hour that is skipped":        {phone: "+12125550123", hours: `"any"`, now: "2026-03-08T07:00:00Z", want: "2026-03-08T07:00:00Z"},
		"opens within the gap":        {phone: "+4930123456", hours: `{"DE":{"sun":"02:30-04:00"}}`, now: "2026-03-29T00:00:00Z", want: "2026-03-29T01:00:00Z"},
		"the hour that repeats":       {phone: "+4930123456", hours: `{"DE":{"sun":"02:30-02:45"}}`, now: "2026-10-25T00:50:00Z", want: "2026-10-25T01:30:00Z"},
		"never":                       {phone: "+4930123456", hours: `{"DE":{"mon":"09:00-09:15"}}`, browser: "America/New_York", now: "2026-11-25T08:00:00Z"},
		"no place":                    {phone: "+870773111632", now: "2026-11-25T08:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			at, ok := Next(Callee{Phone: c.phone, Browser: c.browser}, rules(t, c.hours), now)
			if !ok {
				if c.want != "" {
					t.Errorf("never, want %s", c.want)
				}
				return
			}
			if want, err := time.Parse(time.RFC3339, c.want); err != nil || !at.Equal(want) {
				t.Errorf("%s, want %s", at.Format(time.RFC3339), c.want)
			}
		})
	}
}

// TestNextIsTheFirst shows that the result is within hours, and that no earlier
// quarter of an hour is.
func TestNextIsTheFirst(t *testing.T) {
	start := time.Date(2026, 10, 20, 0, 7, 0, 0, time.UTC)
	for _, number := range []string{"+12085550123", "+12142340123", "+442079460958", "+61491570156", "+5511912345678"} {
		p := locate(number)
		weeks := p.weeks(week.Hours{})
		for n := range 24 * 20 {
			now := start.Add(time.Duration(n) * time.Hour)
			at, ok := Next(Callee{Phone: number}, week.Hours{}, now)
			if !ok || at.Before(now) || !allOpen(at, p.zones, weeks, nil) {
				t.Fatalf("%s at %v: %v, %v", number, now, at, ok)
			}
			for before := now; before.Before(at); before = before.Add(week.Step * time.Minute) {
				if allOpen(before, p.zones, weeks, nil) {
					t.Fatalf("%s at %v: %v, but %v is within hours", number, now, at, before)
				}
			}
		}
	}
}

func TestDataIsValid(t *testing.T) {
	if _, err := readPlaces(placeRows); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(zoneRows) {
		if line[0] == '#' {
			continue
		}
		rows++
		cells := strings.Fields(line)
		if len(cells[0]) > maxPrefix {
			t.Errorf("%s is longer than maxPrefix", cells[0])
		}
		if zones, _, ok := row(cells[0]); !ok || zones != cells[1] {
			t.Errorf("the row of %s is not found", cells[0])
		}
		if _, _, ok := row(cells[0] + "x"); ok {
			t.Errorf("%sx has a row", cells[0])
		}
		for name := range strings.SplitSeq(cells[1], ",") {
			if load(name) == nil {
				t.Errorf("there is no zone %s", name)
			}
		}
	}
	if rows < 1000 {
		t.Errorf("%d rows", rows)
	}
	if _, err := readPlaces("US | mon | 8-20 | x | y"); err == nil {
		t.Error("an invalid row is accepted")
	}
}

func FuzzBrowserZone(f *testing.F) {
	for _, name := range []string{"America/New_York", "Local", "UTC", "../x", "Etc/GMT+5", "Europe/../Europe/Berlin", "a/b\x00"} {
		f.Add(name)
	}
	now := time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, name string) {
		z := BrowserZone(name)
		if z != nil && (z.String() != name || strings.Contains(name, "..")) {
			t.Errorf("%q is the zone %v", name, z)
		}
		if at, ok := Next(Callee{Phone: "+12125550123", Browser: name}, week.Hours{}, now); ok && at.Before(now) {
			t.Errorf("%q: %v is before now", name, at)
		}
	})
}

func TestNextIsNotBeforeTheChosenTime(t *testing.T) {
	now := time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC) // 10:00 in New York
	for chosen, want := range map[time.Time]time.Time{
		now.Add(-time.Hour):     now,
		now.Add(2 * time.Hour):  now.Add(2 * time.Hour),
		now.Add(17 * time.Hour): now.Add(22 * time.Hour), // 3:00 waits until 8:00
	} {
		if at, ok := Next(Callee{Phone: "+12125550123", NotBefore: chosen}, week.Hours{}, now); !ok || !at.Equal(want) {
			t.Errorf("chosen %v: %v, %v; want %v", chosen, at, ok, want)
		}
	}
	later := now.Add(17 * time.Hour)
	if at, ok := Next(Callee{Phone: "+12125550123", NotBefore: later}, week.AnyTime(), now); !ok || !at.Equal(later) {
		t.Errorf("at any hour: %v, %v", at, ok)
	}
}
