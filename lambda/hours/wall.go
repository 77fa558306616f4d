package hours

import (
	"time"

	"thoughtlyform/forms/week"
)

// Grace is how long a chosen time may be over: the visitor chose it before it
// was, or the submission waited for a connection.
const Grace = time.Hour

// ReadWall reads a time by the clock of a zone: "2026-11-27T14:00", as an input
// of type datetime-local sends it (HTML Standard, section 2.3.5.5, without
// seconds), or "fri 14:00", the next such time that is not over for more than
// Grace. A time that the clock shows twice is the first that is not over; one
// that the clock skips is as long after the gap's start as it is written after
// it (RFC 5545, section 3.3.5).
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
	for ahead := -1; ; ahead++ { // the hour of grace may have begun yesterday
		written := time.Date(y, m, today+ahead, 0, minute, 0, 0, time.UTC)
		if written.Weekday() != day {
			continue
		}
		if at = wall(written, zone, now); !at.Before(now.Add(-Grace)) {
			return at, true
		}
	}
}

// wall returns when the zone's clock shows what written shows in UTC.
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
