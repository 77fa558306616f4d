package ledger

import (
	"context"
	"strings"
	"time"
)

// Stops is the do-not-call list.
type Stops interface {
	// Stopped reports whether a number, in E.164, is on the list, or another number that
	// reaches the same telephone.
	Stopped(ctx context.Context, phone string) (bool, error)
	// ChangeStop puts a number on the list or removes it, and adds the change to
	// the evidence: both are written or neither.
	ChangeStop(ctx context.Context, c StopChange) error
}

// StopChange is an addition to the list or a removal.
type StopChange struct {
	Phone   string    `json:"phone"` // E.164
	Time    time.Time `json:"time"`
	Stopped bool      `json:"stopped"`
	Reason  string    `json:"reason,omitempty"`
	Source  string    `json:"source"` // "page" or "operator"
}

// Telephone returns the E.164 number under which the ledger stores all numbers
// of the same telephone: an Argentine mobile has one with and one without the 9
// after +54.
func Telephone(e164 string) string {
	if rest, ok := strings.CutPrefix(e164, "+549"); ok {
		return "+54" + rest
	}
	return e164
}
