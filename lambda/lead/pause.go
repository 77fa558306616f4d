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

// Backoff returns the pause after a failure, by how long the trouble has
// lasted: a quarter of that, so that a lead is late by no more than a quarter
// after a short outage, from 5 s to 30 min. It has jitter in its upper half.
func Backoff(lasted time.Duration) time.Duration {
	d := min(max(lasted/4, firstBackoff), maxBackoff)
	return d/2 + rand.N(d/2)
}

// hold defers a lead until its calling hours begin. Leads of the same hour are
// spread over its first seconds, each by a hash of its id; the pace limits them
// beyond that.
func hold(l *Lead, wait time.Duration) Outcome {
	l.Count("Held")
	return Outcome{Next: Later, Wait: wait + spread(l.SubmissionID), Exact: true}
}

// spread returns a pause below maxSpread that depends on the submission only.
func spread(submissionID string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(submissionID))
	return time.Duration(h.Sum32()) % maxSpread
}

const maxSpread = 4 * time.Second
