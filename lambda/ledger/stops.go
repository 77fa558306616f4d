package ledger

import (
	"context"
	"time"
)

// Stops is the do-not-call list.
type Stops interface {
	// Stopped reports whether a number, in E.164, is on the list.
	Stopped(ctx context.Context, phone string) (bool, error)
	// ChangeStop puts a number on the list or takes it off, and keeps the change
	// with the evidence: both are written or neither.
	ChangeStop(ctx context.Context, c StopChange) error
}

// StopChange is a stop, or its lifting.
type StopChange struct {
	Phone   string    `json:"phone"` // E.164
	Time    time.Time `json:"time"`
	Stopped bool      `json:"stopped"`
	Reason  string    `json:"reason,omitempty"`
	Source  string    `json:"source"` // "page" or "operator"
}
