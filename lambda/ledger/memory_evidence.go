package ledger

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// RecordConsent implements Evidence.
func (m *Memory) RecordConsent(_ context.Context, c Consent) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init(m.now())
	for _, old := range m.consents[c.Phone] {
		if old.SubmissionID == c.SubmissionID && old.Time.Equal(c.Time) {
			return nil
		}
	}
	name := chainOf(c, "")
	chain := m.chains[name]
	record, digest, next, err := chain.head.append(name, c)
	if err != nil {
		return wrap("consent", err)
	}
	chain.head, chain.digests = next, append(chain.digests, hex.EncodeToString(digest[:]))
	m.chains[name] = chain
	if err := json.Unmarshal(record, &c); err != nil {
		return wrap("consent", err)
	}
	m.consents[c.Phone] = append(m.consents[c.Phone], c)
	return nil
}

// Consents implements Evidence.
func (m *Memory) Consents(_ context.Context, phone string) ([]Consent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Clone(m.consents[phone])
	slices.SortStableFunc(list, func(a, b Consent) int { return a.Time.Compare(b.Time) })
	return list, nil
}

// Bundle implements Evidence.
func (m *Memory) Bundle(ctx context.Context, phone string) (Bundle, error) {
	list, _ := m.Consents(ctx, phone)
	b := Bundle{Phone: phone, Printed: m.now().UTC()}
	for _, c := range list {
		record, err := json.Marshal(c)
		if err != nil {
			return b, wrap("bundle", err)
		}
		b.Records = append(b.Records, record)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, from := range firstLinks(list) {
		chain, err := newChain(from.Chain, from.Sequence, from.Previous, m.chains[from.Chain].digests[from.Sequence-1:])
		if err != nil {
			return b, wrap("bundle", err)
		}
		b.Chains = append(b.Chains, chain)
	}
	return b, nil
}

// Uses implements Evidence.
func (m *Memory) Uses(_ context.Context, phone string) ([]Use, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.uses[phone]), nil
}

// Stopped implements Stops.
func (m *Memory) Stopped(_ context.Context, phone string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	changes := m.stops[Telephone(phone)]
	return len(changes) > 0 && changes[len(changes)-1].Stopped, nil
}

// ChangeStop implements Stops.
func (m *Memory) ChangeStop(_ context.Context, c StopChange) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init(m.now())
	m.stops[Telephone(c.Phone)] = append(m.stops[Telephone(c.Phone)], c)
	return nil
}

// StopChanges implements Evidence.
func (m *Memory) StopChanges(_ context.Context, phone string) ([]StopChange, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.stops[Telephone(phone)]), nil
}
