package delivery

import (
	"context"
	"slices"
	"strings"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
)

// countLate counts a lead that was submitted while the ledger was unavailable.
// It counts the lead once, however often the message is received, and returns
// the kind of a full window, or "".
func (m *message) countLate(ctx context.Context) (full string, err error) {
	u := m.lead.Uncounted
	if u == nil {
		return "", nil
	}
	once := ledger.Window{Key: "late#" + m.lead.Form + "#" + m.lead.SubmissionID, Length: ledger.Retention, Limit: 1}
	windows := slices.Concat([]ledger.Window{once}, u.Windows)
	n, err := m.Ledger.Count(ctx, windows...)
	if err != nil || n <= 0 { // the first window is full if the lead is counted already
		return "", err
	}
	full, _, _ = strings.Cut(windows[n].Key, "#")
	return full, nil
}

// holdForReview moves the message to the review queue. The lead was accepted,
// so it can no longer be refused.
func (m *message) holdForReview(ctx context.Context, reason string) bool {
	held := m.lead.Message
	held.Review, held.Uncounted = &queue.Review{Reason: reason, Network: held.Uncounted.Network}, nil
	if err := m.Review.Send(ctx, held); err != nil {
		m.count("QueueFailures")
		m.Log.ErrorContext(ctx, "review queue unreachable", "submission", m.lead.SubmissionID, "error", err)
		return m.putOff(ctx, ledgerPause)
	}
	m.metrics = append(m.metrics, metrics.Count("HeldForReview").By("Reason", reason))
	m.Log.InfoContext(ctx, "held for review", "form", held.Form, "submission", held.SubmissionID, "reason", reason)
	return true
}
