package sandbox

import (
	"sync"
	"time"
)

// pace limits the requests in any sixty seconds, as Thoughtly limits those of an
// API key. Refused requests do not count.
type pace struct {
	mu    sync.Mutex
	limit int         // 0 for no limit
	times []time.Time // of the accepted requests in the last minute, oldest first
}

// take accepts a request, or returns the time until the next one is accepted.
func (p *pace) take(now time.Time) (time.Duration, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.limit == 0 {
		return 0, true
	}
	old := 0
	for old < len(p.times) && now.Sub(p.times[old]) >= time.Minute {
		old++
	}
	p.times = p.times[old:]
	if len(p.times) >= p.limit {
		return p.times[len(p.times)-p.limit].Add(time.Minute).Sub(now), false
	}
	p.times = append(p.times, now)
	return 0, true
}

func (p *pace) set(limit int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit, p.times = limit, nil
}

func (p *pace) get() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.limit
}
