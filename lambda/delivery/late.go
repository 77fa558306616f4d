package delivery

import (
	"context"
	"slices"
	"strings"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
)

// countLate counts a lead that came in while the ledger was out of reach, once
// however often its message is received. It returns the kind of a full window,
// "" if there is none.
func (m *message) countLate(ctx context.Context) (full string, err error) {
	u := m.lead.Uncounted
	if u == nil {
		return "", nil
	}
	once := ledger.Window{Key: "late#" + m.lead.Form + "#" + m.lead.SubmissionID, Length: ledger.Retention, Limit: 1}
	windows := slices.Concat([]ledger.Window{once}, u.Windows)
	n, err := m.Ledger.Count(ctx, windows...)
	if err != nil || n <= 0 { // the first is full where the lead is counted already
		return "", err
	}
	full, _, _ = strings.Cut(windows[n].Key, "#")
	return full, nil
}

// holdForReview moves the message to the review queue. Its lead was accepted,
// so it cannot be refused any more.
func (m *message) holdForReview(ctx context.Context, reason string) bool {
	held := m.lead.Message
	held.Review, held.Uncounted = &queue.Review{Reason: reason, Network: held.Uncounted.Network}, nil
	if err := m.Review.Send(ctx, held); err != nil {
		m.count("QueueFailures")
		m.Log.ErrorContext(ctx, "review queue out of reach", "submission", m.lead.SubmissionID, "error", err)
		return m.putOff(ctx, ledgerPause)
	}
	m.metrics = append(m.metrics, metrics.Count("HeldForReview").By("Reason", reason))
	m.Log.InfoContext(ctx, "held for review", "form", held.Form, "submission", held.SubmissionID, "reason", reason)
	return true
}
