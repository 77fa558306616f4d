package hours

import (
	"testing"
	"time"

	"thoughtlyform/forms/week"
)

func TestReadWall(t *testing.T) {
	for name, c := range map[string]struct{ text, zone, now, want string }{
		"a date":                     {"2026-11-27T14:00", "America/New_York", "2026-11-24T12:00:00Z", "2026-11-27T14:00:00-05:00"},
		"a weekday":                  {"fri 14:00", "America/New_York", "2026-11-24T12:00:00Z", "2026-11-27T14:00:00-05:00"},
		"later today":                {"tue 14:00", "America/New_York", "2026-11-24T12:00:00Z", "2026-11-24T14:00:00-05:00"},
		"half an hour ago":           {"tue 14:00", "America/New_York", "2026-11-24T14:30:00-05:00", "2026-11-24T14:00:00-05:00"},
		"two hours ago":              {"tue 14:00", "America/New_York", "2026-11-24T16:00:00-05:00", "2026-12-01T14:00:00-05:00"},
		"yesterday, half an hour":    {"mon 23:45", "America/New_York", "2026-11-24T00:15:00-05:00", "2026-11-23T23:45:00-05:00"},
		"another day than in UTC":    {"tue 20:00", "Pacific/Auckland", "2026-11-23T20:00:00Z", "2026-11-24T20:00:00+13:00"},
		"skipped":                    {"2027-03-14T02:30", "America/New_York", "2027-03-12T12:00:00Z", "2027-03-14T03:30:00-04:00"},
		"skipped, a weekday":         {"sun 02:30", "America/New_York", "2027-03-12T12:00:00Z", "2027-03-14T03:30:00-04:00"},
		"after the gap":              {"2027-03-14T03:00", "America/New_York", "2027-03-12T12:00:00Z", "2027-03-14T03:00:00-04:00"},
		"after the gap, over":        {"2027-03-14T03:00", "America/New_York", "2027-03-14T10:00:00-04:00", "2027-03-14T03:00:00-04:00"},
		"before the gap":             {"2027-03-14T01:59", "America/New_York", "2027-03-12T12:00:00Z", "2027-03-14T01:59:00-05:00"},
		"shown twice":                {"2026-11-01T01:30", "America/New_York", "2026-10-30T12:00:00Z", "2026-11-01T01:30:00-04:00"},
		"shown twice, once over":     {"sun 01:30", "America/New_York", "2026-11-01T01:10:00-05:00", "2026-11-01T01:30:00-05:00"},
		"shown twice, a week before": {"sun 01:30", "America/New_York", "2026-10-25T03:00:00-04:00", "2026-11-01T01:30:00-04:00"},
		"before it repeats":          {"2026-11-01T00:59", "America/New_York", "2026-10-30T12:00:00Z", "2026-11-01T00:59:00-04:00"},
		"after it repeats":           {"2026-11-01T02:00", "America/New_York", "2026-10-30T12:00:00Z", "2026-11-01T02:00:00-05:00"},
		"a gap of half an hour":      {"2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-01T00:00:00Z", "2026-10-04T02:45:00+11:00"},
		"midnight is skipped":        {"2026-03-29T00:30", "Asia/Beirut", "2026-03-27T00:00:00Z", "2026-03-29T01:30:00+03:00"},
		"far future":                 {"9999-12-31T23:59", "UTC", "2026-11-24T12:00:00Z", "9999-12-31T23:59:00Z"},
		"no such day":                {"2026-02-30T10:00", "UTC", "2026-11-24T12:00:00Z", ""},
		"no such hour":               {"fri 24:00", "UTC", "2026-11-24T12:00:00Z", ""},
		"no such weekday":            {"fry 10:00", "UTC", "2026-11-24T12:00:00Z", ""},
		"short":                      {"fri 9:00", "UTC", "2026-11-24T12:00:00Z", ""},
		"with a zone":                {"2026-11-27T14:00Z", "UTC", "2026-11-24T12:00:00Z", ""},
		"words":                      {"now", "UTC", "2026-11-24T12:00:00Z", ""},
	} {
		zone, err := time.LoadLocation(c.zone)
		now, err2 := time.Parse(time.RFC3339, c.now)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		at, ok := ReadWall(c.text, zone, now)
		if ok != (c.want != "") {
			t.Errorf("%s: %v", name, ok)
			continue
		}
		if want, _ := time.Parse(time.RFC3339, c.want); !at.Equal(want) {
			t.Errorf("%s: %s, want %s", name, at.In(zone).Format(time.RFC3339), c.want)
		}
	}
}

// TestWeekTimesAreNear shows that a time of the week is within the next seven days
// and at most Grace in the past, for every hour of a year.
func TestWeekTimesAreNear(t *testing.T) {
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for hour := range 366 * 24 {
			now := time.Date(2026, 1, 1, hour, 7, 0, 0, time.UTC)
			text := week.WriteTime(time.Weekday(hour%7), hour*17%(24*60))
			at, ok := ReadWall(text, zone, now)
			if ahead := at.Sub(now); !ok || ahead < -Grace || ahead > 7*24*time.Hour {
				t.Fatalf("%s at %s: %q is %s, %v", name, now.Format(time.RFC3339), text, at.In(zone).Format(time.RFC3339), ok)
			}
		}
	}
}

func FuzzReadWall(f *testing.F) {
	for _, text := range []string{"2026-11-27T14:00", "fri 14:00", "sun 02:30", "", " ", "0000-01-01T00:00", "mon\x0010:00"} {
		f.Add(text, int64(1795000000))
	}
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%(1<<33), 0)
		at, ok := ReadWall(text, zone, now)
		if ok && len(text) < 10 && (at.Sub(now) < -Grace || at.Sub(now) > 7*24*time.Hour+time.Hour) {
			t.Errorf("%q at %v is %v", text, now, at)
		}
	})
}
