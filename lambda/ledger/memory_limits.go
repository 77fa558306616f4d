package ledger

import (
	"context"
	"time"
)

// Count implements Limits.
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

// Uncount implements Limits.
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

// Counts implements Limits.
func (m *Memory) Counts(_ context.Context, windows ...Window) ([]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var counts []int
	for _, w := range windows {
		counts = append(counts, m.windows[memoryWindow{w.Key, w.Ends(m.now())}])
	}
	return counts, nil
}

// Take implements Pacer.
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

// Spend implements Proofs.
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
