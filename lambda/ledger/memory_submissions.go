package ledger

import (
	"context"
	"time"
)

// Claim implements Submissions.
func (m *Memory) Claim(_ context.Context, c Claim) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.init(now)
	won := Record{State: Won}
	if old := m.records[c.Key]; old != nil && old.expires.After(now) {
		won = decideClaim(c, old.claim.Payload, old.claim.Owner, old.claim.Lease, old.answer, now)
		if won.State != Won {
			return won, nil
		}
		won.UnknownOutcomes = old.claim.UnknownOutcomes
	}
	m.records[c.Key] = &memoryRecord{c, c.answer(), now.Add(Retention)}
	return won, nil
}

// Complete implements Submissions.
func (m *Memory) Complete(_ context.Context, c Claim, a Answer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.records[c.Key]
	if r == nil || r.claim.Owner != c.Owner {
		return ErrLost
	}
	r.answer = a
	r.claim.Lease, r.claim.UnknownOutcomes = time.Time{}, c.UnknownOutcomes
	return nil
}

// Release implements Submissions.
func (m *Memory) Release(_ context.Context, c Claim) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.records[c.Key]
	switch {
	case r == nil || r.claim.Owner != c.Owner:
	case c.Queued || c.UnknownOutcomes > 0:
		r.claim.Lease, r.claim.UnknownOutcomes = time.Time{}, c.UnknownOutcomes
	default:
		delete(m.records, c.Key)
	}
	return nil
}
