package ledger

import (
	"context"
	"time"
)

// Proofs stores used proofs of work.
type Proofs interface {
	// Spend marks a token as used by one submission until expires. It returns
	// true each time for that submission, and false for any other.
	Spend(ctx context.Context, token, by string, expires time.Time) (bool, error)
}
