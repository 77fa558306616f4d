package hours

import (
	"time"

	"thoughtlyform/forms/week"
)

// Grace is how long a chosen time may be in the past: the time can pass while the
// visitor fills in the form or while the browser waits for a connection.
const Grace = time.Hour

// ReadWall parses a local time in a zone. The text is either a date and time,
// "2026-11-27T14:00" (HTML Standard, section 2.3.5.5, without seconds), or a time
// of the week, "fri 14:00", which means the next such time that is at most Grace
// in the past. If the local time occurs twice, the result is the first occurrence
// that is not in the past. If it is skipped, the result is as far after the
// transition as the text is after the start of the gap (RFC 5545, section 3.3.5).
func ReadWall(text string, zone *time.Location, now time.Time) (at time.Time, ok bool) {
	const layout = "2006-01-02T15:04"
	if written, err := time.Parse(layout, text); err == nil && len(text) == len(layout) {
		return wall(written, zone, now), true
	}
	day, minute, ok := week.ReadTime(text)
	if !ok {
		return time.Time{}, false
	}
	y, m, today := now.In(zone).Date()
	for ahead := -1; ; ahead++ { // Grace can begin on the previous day
		written := time.Date(y, m, today+ahead, 0, minute, 0, 0, time.UTC)
		if written.Weekday() != day {
			continue
		}
		if at = wall(written, zone, now); !at.Before(now.Add(-Grace)) {
			return at, true
		}
	}
}

// wall returns the instant at which the zone's local time equals written's time in
// UTC.
func wall(written time.Time, zone *time.Location, now time.Time) (at time.Time) {
	for i, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := written.Add(near).In(zone).Zone()
		candidate := written.Add(-time.Duration(offset) * time.Second)
		_, shown := candidate.In(zone).Zone()
		if shown == offset && !candidate.Before(now) {
			return candidate
		}
		if i == 0 || shown == offset {
			at = candidate
		}
	}
	return at
}
