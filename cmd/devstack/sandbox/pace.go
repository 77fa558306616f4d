package sandbox

import (
	"sync"
	"time"
)

// pace bounds the calls in any sixty seconds, as Thoughtly bounds those of a
// key. Refused calls do not count.
type pace struct {
	mu    sync.Mutex
	limit int         // 0 is none
	times []time.Time // of the calls let through in the last minute, oldest first
}

// take accepts a call, or returns how long it is until one may pass.
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
