package guard

import (
	"context"
	"strconv"
	"sync"
	"time"

	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
)

// load raises the difficulty of a form that gets many submissions: by one bit
// for each half of its leads a minute. Only those count that have paid for it
// with a proof, or anybody could make everybody's phone work harder. Counted is
// in the ledger, so that all copies of the function see the whole; the result
// is remembered here, so that a session costs no call. A copy that answers
// sessions under load answers submissions too, and so hears of it.
type load struct {
	mu    sync.Mutex
	forms map[string]raised
}

type raised struct {
	bits  int
	until time.Time
}

const (
	mostRaised = 4               // bits: a phone that takes half a second then takes eight
	holdRaised = 5 * time.Minute // after the last minute that called for it
)

// note counts a submission with a good proof.
func (l *load) note(ctx context.Context, counters ledger.Ledger, v intake.Attempt) {
	bits := 0
	for bits < mostRaised {
		full, err := counters.Count(ctx, ledger.Window{
			Key:    "load" + strconv.Itoa(bits) + "#" + v.Form.ID,
			Length: time.Minute,
			Limit:  max(perMinute(v.Form)/2, 1),
		})
		if err != nil || full < 0 {
			break
		}
		bits++
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := l.forms[v.Form.ID]; bits == 0 || bits < now.bits && v.Now.Before(now.until) {
		return
	}
	if l.forms == nil {
		l.forms = map[string]raised{}
	}
	l.forms[v.Form.ID] = raised{bits, v.Now.Add(holdRaised)}
}

// bits is by how much a form's difficulty is raised now.
func (l *load) bits(v intake.Attempt) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r := l.forms[v.Form.ID]; v.Now.Before(r.until) {
		return r.bits
	}
	return 0
}
