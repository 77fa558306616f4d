package ledger

import (
	"testing"
	"time"
)

func TestShardsHaveTheWholeLimit(t *testing.T) {
	for limit, want := range map[int]int{0: 1, 1: 1, 5000: 1, 19_999: 1, 20_001: 2, 100_007: 10, 1 << 30: maxShards} {
		w := Window{Key: "day#", Length: time.Hour, Limit: limit}
		sum, keys := 0, map[string]bool{}
		for _, s := range w.shards() {
			sum += s.Limit
			keys[s.Key] = true
			if s.Length != w.Length {
				t.Errorf("limit %d: a shard of %s", limit, s.Length)
			}
		}
		if sum != limit || len(keys) != want || !keys[w.Key] {
			t.Errorf("limit %d: %d shards with %d in all, want %d; keys %v", limit, len(keys), sum, want, keys)
		}
	}
}
