package ledger

import (
	"sync"
	"time"
)

// Memory is a ledger within one process, for development and tests. The zero
// value is ready for use. Expired entries are deleted when the maps grow, so
// memory stays bounded in a long load test.
type Memory struct {
	Now func() time.Time // nil is time.Now

	mu       sync.Mutex
	records  map[Key]*stored
	windows  map[memoryWindow]int
	paces    map[string]time.Time
	spent    map[string]memorySpent
	consents map[string][]Consent
	chains   map[string]memoryChain
	uses     map[string][]Use
	stops    map[string][]StopChange
	sweep    int // records and windows at which expired ones are next dropped
}

type memoryWindow struct {
	key  string
	ends time.Time
}

type memoryChain struct {
	head    head
	digests []string
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

// Size returns the number of stored records, windows and tokens.
func (m *Memory) Size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size()
}

func (m *Memory) size() int { return len(m.records) + len(m.windows) + len(m.spent) }

// init makes the maps. Whenever they have doubled, it deletes expired entries.
func (m *Memory) init(now time.Time) {
	if m.records == nil {
		m.records = map[Key]*stored{}
		m.windows = map[memoryWindow]int{}
		m.paces = map[string]time.Time{}
		m.spent = map[string]memorySpent{}
		m.consents = map[string][]Consent{}
		m.chains = map[string]memoryChain{}
		m.uses = map[string][]Use{}
		m.stops = map[string][]StopChange{}
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
