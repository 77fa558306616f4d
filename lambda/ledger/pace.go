package ledger

import (
	"context"
	"time"
)

// Pacer limits the rate of requests of all machines together.
type Pacer interface {
	// Take reserves the next slot for one request and returns how long the caller
	// must wait for it. If that is longer than p.MaxWait, nothing is reserved and
	// ok is false.
	Take(ctx context.Context, p Pace) (wait time.Duration, ok bool, err error)
}

// Pace is a token bucket that callers share by its name. A larger Burst gives
// priority: callers with a smaller one leave the difference in tokens to the
// others.
type Pace struct {
	Bucket  string
	Every   time.Duration // average interval between two requests
	Burst   int           // requests without an interval after a pause, 1 or more
	MaxWait time.Duration
}

// next returns the pacer's step by the generic cell rate algorithm (ITU-T
// I.371). at is the time at which the bucket is full again; a caller may go if
// that is at most Burst-1 intervals ahead.
func (p Pace) next(at, now time.Time) (time.Time, time.Duration) {
	if at.Before(now) {
		at = now
	}
	wait := at.Sub(now) - time.Duration(max(p.Burst, 1)-1)*p.Every
	return at.Add(p.Every), max(wait, 0)
}

// Priority selects the share of a pacer's burst.
type Priority uint8

// The priorities.
const (
	Visitor Priority = iota // a visitor waits for the answer
	Backlog                 // the lead comes from the queue
)

// burst returns the number of requests without an interval, for a rate per
// minute.
const burst = 10

// ThoughtlyPace returns the pacer of all requests with one key. Rate and burst
// together stay within rpm in any period of one minute. The backlog leaves half
// of the burst to visitors.
func ThoughtlyPace(rpm int, who Priority) Pace {
	n := max(1, min(burst, rpm/5))
	p := Pace{Bucket: "thoughtly", Every: time.Minute / time.Duration(max(rpm-n, 1)), Burst: n}
	if who == Backlog {
		p.Burst = max(1, n/2)
	}
	return p
}
