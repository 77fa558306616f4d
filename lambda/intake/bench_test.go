package intake

import (
	"fmt"
	"log/slog"
	"testing"
)

// BenchmarkCreated measures the handler's own time for a new lead; its services respond
// at once.
func BenchmarkCreated(b *testing.B) {
	s := newStack(b)
	s.Log, s.Metrics, s.Unguarded = slog.New(slog.DiscardHandler), nil, true
	f := must(s.Forms().Form("lead"))
	f.Limits.PerDay, f.Limits.PerMinute = 0, 0
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		e := post(jsonType, fmt.Sprintf(`{"form":"lead","submission_id":"018f3a6e-0000-4000-8000-%012d","phone_number":"+1415555%04d","name":"Ada","consent":true,"email":"ada@example.com","attributes":{"plan":"pro"},"page":{"url":"https://own.example/"}}`, n, n%10000))
		if res, _ := s.Handle(b.Context(), e); res.StatusCode != 201 {
			b.Fatal(res.StatusCode, res.Body)
		}
	}
}
