package lead

import (
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// Backoff bounds: with the ceiling a message is received about 900 times in
// the queue's 14 days, fewer than the redrive policy allows.
const (
	firstBackoff = 5 * time.Second
	maxBackoff   = 30 * time.Minute
)

// backoff doubles with each receipt, with jitter in its upper half.
func backoff(received int) time.Duration {
	d := min(firstBackoff<<min(max(received-1, 0), 12), maxBackoff)
	return d/2 + rand.N(d/2)
}

// spread is a pause below maxSpread that depends on the submission only.
func spread(submissionID string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(submissionID))
	return time.Duration(h.Sum32()) % maxSpread
}

const maxSpread = 45 * time.Second
