package ledger

import (
	"context"
	"time"
)

// Limits counts submissions in fixed windows.
type Limits interface {
	// Count adds one to each window, or to none of them if any is full. full
	// is the index of the first full window, or -1.
	Count(ctx context.Context, windows ...Window) (full int, err error)
	// Uncount takes back what Count added, for a submission that was not accepted.
	Uncount(ctx context.Context, windows ...Window) error
	// Counts returns the current count of each window.
	Counts(ctx context.Context, windows ...Window) ([]int, error)
}

// Window is a fixed window of time with a maximum count of Limit. It begins at
// a multiple of Length since the Unix epoch, so one of 24 hours is a UTC day.
type Window struct {
	Key    string        `json:"key"`    // what is counted; without personal data in plain text
	Length time.Duration `json:"length"` // in nanoseconds where it is JSON
	Limit  int           `json:"limit"`
}

// Ends returns the end of the current window.
func (w Window) Ends(now time.Time) time.Time { return w.start(now).Add(w.Length) }

func (w Window) start(now time.Time) time.Time {
	length := max(int64(w.Length/time.Second), 1)
	return time.Unix(now.Unix()/length*length, 0).UTC()
}
