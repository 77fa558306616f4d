//go:build integration

package e2e

import (
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/internal/emulator"
)

// trouble makes parts fail at random. The number of responses to visitors triggers
// the failures, not time, so that slow and fast machines have equally many.
type trouble struct {
	world     *world
	functions []*emulator.Function // to kill
	kinds     []*kind
	paused    sync.WaitGroup

	mu      sync.Mutex
	rand    *rand.Rand
	modes   []string // remaining faults of this round
	answers int
	counts  map[string]int
	ended   bool
}

// kind is one kind of failure, which occurs every least to most responses.
type kind struct {
	do                func()
	least, most, next int
}

// faultModes are the sandbox's faults with their numbers in a round. Timeouts are
// rarer, since otherwise the test would mostly wait.
var faultModes = map[string]int{
	"429": 2, "500": 2, "reset": 2, "garbage": 1, "error200": 1, "401": 1, "402": 1, "404": 1, "timeout": 1, "timeout-after": 1, "reset-after": 1,
}

func newTrouble(w *world, functions []*emulator.Function, r *rand.Rand) *trouble {
	x := &trouble{world: w, functions: functions, rand: r, counts: map[string]int{}}
	x.kinds = []*kind{{do: x.fault, least: 3, most: 7}, {do: x.kill, least: 8, most: 18}, {do: x.pause, least: 80, most: 160}}
	for _, k := range x.kinds {
		k.next = x.between(k.least, k.most)
	}
	return x
}

func (x *trouble) between(least, most int) int { return least + x.rand.IntN(most-least+1) }

// answered counts a response and starts the failures that are due.
func (x *trouble) answered() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.answers++
	for _, k := range x.kinds {
		if !x.ended && x.answers >= k.next {
			k.next = x.answers + x.between(k.least, k.most)
			k.do()
		}
	}
}

// end ends all failures and waits until AWS is reachable.
func (x *trouble) end() {
	x.mu.Lock()
	x.ended = true
	x.mu.Unlock()
	x.paused.Wait()
	for _, on := range []string{sandbox.Create, sandbox.Call, sandbox.Search} {
		x.world.sandbox.SetFaultOn(on, "ok", 0)
	}
}

func (x *trouble) fault() {
	if len(x.modes) == 0 {
		for _, mode := range slices.Sorted(maps.Keys(faultModes)) {
			x.modes = append(x.modes, slices.Repeat([]string{mode}, faultModes[mode])...)
		}
		x.rand.Shuffle(len(x.modes), func(i, j int) { x.modes[i], x.modes[j] = x.modes[j], x.modes[i] })
	}
	mode := x.modes[0]
	x.modes = x.modes[1:]
	count := x.between(1, 6)
	if mode == "timeout" || mode == "timeout-after" {
		count = x.between(1, 2)
	}
	on := []string{sandbox.Create, sandbox.Create, sandbox.Call, sandbox.Search}[x.rand.IntN(4)]
	x.world.sandbox.SetFaultOn(on, mode, count)
	x.counts["fault "+mode+" on "+on]++
}

func (x *trouble) kill() {
	x.functions[x.rand.IntN(len(x.functions))].Kill()
	x.counts["function killed"]++
}

// pause makes AWS unreachable, for a moment or for longer than clients wait. A pause
// during another one does not extend it.
func (x *trouble) pause() {
	length := time.Duration(x.between(300, 2800)) * time.Millisecond
	x.counts["AWS paused"]++
	x.paused.Go(func() {
		cloud.Pause()
		time.Sleep(length)
		cloud.Resume()
	})
}
