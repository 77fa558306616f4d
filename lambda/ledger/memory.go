package ledger

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Memory is a ledger of one process, for a developer's machine and for tests.
// The zero value is ready for use. What has expired is dropped when the maps
// grow, so a long load test does not fill the machine.
type Memory struct {
	Now func() time.Time // nil is time.Now

	mu       sync.Mutex
	records  map[Key]*memoryRecord
	windows  map[memoryWindow]int
	paces    map[string]time.Time
	spent    map[string]memorySpent
	consents map[string][]Consent
	sweep    int // records and windows at which expired ones are next dropped
}

type memoryRecord struct {
	claim   Claim
	answer  Answer
	expires time.Time
}

type memoryWindow struct {
	key  string
	ends time.Time
}

type memorySpent struct {
	by      string
	expires time.Time
}

var _ Ledger = (*Memory)(nil)

func (m *Memory) now() time.Time {
	if m.Now != nil {
		return m.Now()
	}
	return time.Now()
}

// Claim implements Ledger.
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

// Complete implements Ledger.
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

// Release implements Ledger.
func (m *Memory) Release(_ context.Context, c Claim) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.records[c.Key]
	switch {
	case r == nil || r.claim.Owner != c.Owner:
	case c.Queued:
		r.claim.Lease, r.claim.UnknownOutcomes = time.Time{}, c.UnknownOutcomes
	default:
		delete(m.records, c.Key)
	}
	return nil
}

// Count implements Ledger.
func (m *Memory) Count(_ context.Context, windows ...Window) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.init(now)
	for i, w := range windows {
		if m.windows[memoryWindow{w.Key, w.Ends(now)}] >= w.Limit {
			return i, nil
		}
	}
	for _, w := range windows {
		m.windows[memoryWindow{w.Key, w.Ends(now)}]++
	}
	return -1, nil
}

// Uncount implements Ledger.
func (m *Memory) Uncount(_ context.Context, windows ...Window) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range windows {
		if k := (memoryWindow{w.Key, w.Ends(m.now())}); m.windows[k] > 0 {
			m.windows[k]--
		}
	}
	return nil
}

// Take implements Ledger.
func (m *Memory) Take(_ context.Context, p Pace) (time.Duration, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.init(now)
	next, wait := p.next(m.paces[p.Bucket], now)
	if wait > p.MaxWait {
		return wait, false, nil
	}
	m.paces[p.Bucket] = next
	return wait, true, nil
}

// Spend implements Ledger.
func (m *Memory) Spend(_ context.Context, token, by string, expires time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.init(now)
	if s, ok := m.spent[token]; ok && s.expires.After(now) {
		return s.by == by, nil
	}
	m.spent[token] = memorySpent{by, expires}
	return true, nil
}

// RecordConsent implements Ledger.
func (m *Memory) RecordConsent(_ context.Context, c Consent) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init(m.now())
	for _, old := range m.consents[c.Phone] {
		if old.SubmissionID == c.SubmissionID && old.Time.Equal(c.Time) {
			return nil
		}
	}
	m.consents[c.Phone] = append(m.consents[c.Phone], c)
	return nil
}

// Consents implements Ledger.
func (m *Memory) Consents(_ context.Context, phone string) ([]Consent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Clone(m.consents[phone])
	slices.SortStableFunc(list, func(a, b Consent) int { return a.Time.Compare(b.Time) })
	return list, nil
}

// Size is the number of records, windows and tokens that are kept.
func (m *Memory) Size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size()
}

func (m *Memory) size() int { return len(m.records) + len(m.windows) + len(m.spent) }

// init makes the maps and drops what has expired whenever they have doubled.
func (m *Memory) init(now time.Time) {
	if m.records == nil {
		m.records = map[Key]*memoryRecord{}
		m.windows = map[memoryWindow]int{}
		m.paces = map[string]time.Time{}
		m.spent = map[string]memorySpent{}
		m.consents = map[string][]Consent{}
		m.sweep = 1 << 12
	}
	if m.size() < m.sweep {
		return
	}
	for k, r := range m.records {
		if !r.expires.After(now) {
			delete(m.records, k)
		}
	}
	for k := range m.windows {
		if !k.ends.After(now) {
			delete(m.windows, k)
		}
	}
	for k, s := range m.spent {
		if !s.expires.After(now) {
			delete(m.spent, k)
		}
	}
	m.sweep = 2 * max(m.size(), 1<<11)
}
