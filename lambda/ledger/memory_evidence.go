package ledger

import (
	"context"
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
