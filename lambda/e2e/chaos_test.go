//go:build integration

package e2e

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/lambda/queue"
)

var (
	chaosLeads = flag.Int("chaos.leads", 2000, "leads that the chaos test sends")
	chaosSeed  = flag.Uint64("chaos.seed", 0, "seed of the chaos test; 0 takes the time")
)

func leadName(n int) string { return fmt.Sprintf("Lead %06d", n) }

// Every lead that was accepted becomes a contact, and one contact, whatever
// fails: except where somebody cannot know what happened, for Thoughtly has no
// idempotency key. Each of those cases has to be accounted for.
func TestChaos(t *testing.T) {
	seed := *chaosSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d (-chaos.seed)", seed)
	var seeds sync.Mutex
	source := rand.New(rand.NewPCG(seed, 0))
	random := func() *rand.Rand {
		seeds.Lock()
		defer seeds.Unlock()
		return rand.New(rand.NewPCG(source.Uint64(), source.Uint64()))
	}

	doubt := &doubts{causes: map[string]map[string]int{}}
	w := newWorld(t, sandbox.Config{Hold: 2 * time.Second, Called: doubt.called})
	w.failed = doubt.died
	// Two clocks are a second and a half behind the others; a lease allows for
	// two. They have the pacer think that slots are taken, so those functions
	// queue what they get.
	behind := map[string]string{"CLOCK_SKEW": "-1500ms"}
	intakes := []*function{w.start("skewed", behind), w.start("skewed", behind)}
	for range 6 {
		intakes = append(intakes, w.start("intake", nil))
	}
	deliveries := []*function{w.start("delivery", nil), w.start("delivery", nil)}
	w.deliver(deliveries...)

	started := time.Now()
	x := &trouble{world: w, functions: slices.Concat(intakes, deliveries), rand: random}
	v := &visitors{world: w, api: w.gateway(intakes...), rand: random, turns: make(chan struct{}, 2*len(intakes)), statuses: map[int]int{}}
	ctx, calm := context.WithCancel(t.Context())
	storm := make(chan struct{})
	go func() {
		defer close(storm)
		x.run(ctx)
	}()
	v.send(*chaosLeads, 64)
	sent := time.Since(started)
	calm()
	<-storm
	atCalm := len(w.arrived())
	// A call that was answered with an error twice lies among the dead
	// letters until an operator has looked; nothing there is lost.
	dead := w.settle(*chaosLeads)
	for _, f := range w.functions {
		doubt.read(f.log.String())
	}

	judge(t, w, v, doubt)
	t.Logf("%d leads in %d requests within %.1f s (%.0f a second), all contacts %.1f s later", *chaosLeads, v.requests(), sent.Seconds(), float64(v.requests())/sent.Seconds(), (time.Since(started) - sent).Seconds())
	t.Logf("answers: %v", v.statuses)
	t.Logf("trouble: %v", x.counts)
	t.Logf("contacts when the storm ended: %d; dead letters redriven: %d", atCalm, dead)
}

// settle waits until every lead has arrived and nothing waits, redriving what
// is dead, and says how many letters that were. It also ends where nothing has
// waited for a while: what is missing then is lost.
func (w *world) settle(leads int) (dead int) {
	box := w.leadQueue()
	empty := time.Now()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		d, err := box.Depth(w.Context())
		if err != nil || d != (queue.Depth{}) {
			empty = time.Now()
		}
		if err == nil && d.Dead > 0 {
			n, err := box.Redrive(w.Context())
			if err != nil {
				w.Errorf("redrive: %v", err)
			}
			dead += n
		}
		quiet := time.Since(empty)
		if len(w.arrived()) >= leads && quiet > time.Second || quiet > 10*time.Second {
			return dead
		}
	}
	w.Errorf("leads still wait after %s", patience)
	return dead
}

// judge compares what was accepted with what arrived.
func judge(t *testing.T, w *world, v *visitors, d *doubts) {
	t.Helper()
	for _, refused := range v.refused {
		t.Errorf("a visitor was refused: %s", refused)
	}
	arrived := w.arrived()
	lost, doubled, unexplained := 0, 0, 0
	byCause := map[string]int{}
	for n := range *chaosLeads {
		contacts := arrived[leadName(n)]
		switch len(contacts) {
		case 0:
			lost++
			t.Errorf("%s was accepted and is lost", leadName(n))
		case 1:
		default:
			doubled++
			causes := d.of(n)
			for cause := range causes {
				byCause[cause]++
			}
			if total(causes) < len(contacts)-1 {
				unexplained++
				t.Errorf("%s arrived %d times, with doubt about %v", leadName(n), len(contacts), causes)
			}
		}
	}
	t.Logf("accepted %d = arrived %d + lost %d; doubled %d, of them unexplained %d; causes %v", *chaosLeads, len(arrived), lost, doubled, unexplained, byCause)
	t.Logf("leads with an outcome that somebody could not know: %d", d.leads())
}

func total(causes map[string]int) (n int) {
	for c := range maps.Values(causes) {
		n += c
	}
	return n
}

// doubts are the occasions, by lead and cause, on which somebody could not
// know whether a contact was made.
type doubts struct {
	mu     sync.Mutex
	causes map[string]map[string]int // by submission id
}

// called notes a contact whose maker was not told.
func (d *doubts) called(c sandbox.Call) {
	var lead contact
	// A caller who stops waiting just as the answer comes may miss it.
	late := c.Took > 500*time.Millisecond
	if c.Told && !late || json.Unmarshal(c.Contact.Contact, &lead) != nil {
		return
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(lead.Name, "Lead ")); err == nil {
		d.add(id(n), "Thoughtly's answer lost")
	}
}

var submissionID = regexp.MustCompile(`018f3a6e-0000-4000-8000-\d{12}`)

// died notes the leads that a function held when it died.
func (d *doubts) died(event any) {
	b, err := json.Marshal(event)
	if err != nil {
		return
	}
	found := submissionID.FindAllString(string(b), -1)
	slices.Sort(found)
	for _, id := range slices.Compact(found) {
		d.add(id, "function died")
	}
}

// read notes what the functions report themselves. A lost lease is no excuse:
// a function does not outlive its own.
func (d *doubts) read(log string) {
	for line := range strings.Lines(log) {
		var said struct{ Message, Submission string }
		if !strings.HasPrefix(line, "{") || json.Unmarshal([]byte(line), &said) != nil || said.Submission == "" {
			continue
		}
		switch said.Message {
		case "ledger out of reach", "the ledger will not know of a contact":
			d.add(said.Submission, said.Message)
		}
	}
}

func (d *doubts) add(id, cause string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.causes[id] == nil {
		d.causes[id] = map[string]int{}
	}
	d.causes[id][cause]++
}

func (d *doubts) of(lead int) map[string]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.causes[id(lead)]
}

func (d *doubts) leads() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.causes)
}
