package ledger

import "time"

// Priority says how much of a pacer's burst a caller may use.
type Priority uint8

// The priorities.
const (
	Visitor Priority = iota // somebody waits for the answer
	Backlog                 // the lead has waited already
)

// burst is how many calls may be made at once, of those a minute.
const burst = 10

// ThoughtlyPace is the pacer of all calls with one key. Rate and burst
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
