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
	var old stored
	r := Record{State: Won}
	if found := m.records[c.Key]; found != nil && found.expires.After(now) {
		old = *found
		if r = decideClaim(c, old, now); r.State != Won {
			return r, nil
		}
	}
	next := old.claimed(c, now)
	m.records[c.Key] = &next
	return r, nil
}

// Complete implements Submissions.
func (m *Memory) Complete(_ context.Context, c Claim, a Answer, uses ...Use) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.records[c.Key]
	if r == nil || r.owner != c.Owner {
		return ErrLost
	}
	r.answer, r.unknown, r.trouble = a, c.UnknownOutcomes, c.Trouble
	if !a.Call.keepsLease() {
		r.lease = time.Time{}
	}
	for _, u := range uses {
		m.uses[u.Phone] = append(m.uses[u.Phone], u)
	}
	return nil
}

// Release implements Submissions.
func (m *Memory) Release(_ context.Context, c Claim) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.records[c.Key]
	switch {
	case r == nil || r.owner != c.Owner:
	case c.keepsRecord():
		r.lease, r.unknown, r.trouble = time.Time{}, c.UnknownOutcomes, c.Trouble
	default:
		delete(m.records, c.Key)
	}
	return nil
}

func (c Claim) keepsRecord() bool { return c.Queued || c.Kept || c.UnknownOutcomes > 0 }
