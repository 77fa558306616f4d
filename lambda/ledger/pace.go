package ledger

import (
	"context"
	"time"
)

// Pacer spaces out the calls that all machines make together.
type Pacer interface {
	// Take asks for leave to make one call. It reserves the next slot and
	// returns how long the caller must wait for it. If that is longer than
	// p.MaxWait, nothing is reserved and ok is false.
	Take(ctx context.Context, p Pace) (wait time.Duration, ok bool, err error)
}

// Pace is a token bucket that callers share by its name. Those who are to be
// served first bring the larger Burst: the others then leave them that many
// tokens.
type Pace struct {
	Bucket  string
	Every   time.Duration // between two calls in the long run
	Burst   int           // calls that may be made at once after a pause, 1 or more
	MaxWait time.Duration
}

// next returns the pacer's step, the generic cell rate algorithm (ITU-T I.371): at
// is the time at which the bucket is full again. A caller may go when that is
// no more than Burst-1 intervals away.
func (p Pace) next(at, now time.Time) (time.Time, time.Duration) {
	if at.Before(now) {
		at = now
	}
	wait := at.Sub(now) - time.Duration(max(p.Burst, 1)-1)*p.Every
	return at.Add(p.Every), max(wait, 0)
}

// Priority is how much of a pacer's burst a caller may use.
type Priority uint8

// The priorities.
const (
	Visitor Priority = iota // somebody waits for the answer
	Backlog                 // the lead has waited already
)

// burst is how many calls may be made at once, of those a minute.
const burst = 10

// ThoughtlyPace returns the pacer of all calls with one key. Rate and burst
// together stay within rpm in any minute, however the minutes are cut. The
// backlog leaves half of the burst to visitors.
func ThoughtlyPace(rpm int, who Priority) Pace {
	n := max(1, min(burst, rpm/5))
	p := Pace{Bucket: "thoughtly", Every: time.Minute / time.Duration(max(rpm-n, 1)), Burst: n}
	if who == Backlog {
		p.Burst = max(1, n/2)
	}
	return p
}
