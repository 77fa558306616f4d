//go:build integration

package e2e

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// trouble makes everything fail, at random, until its context ends. Then all
// is well again.
type trouble struct {
	world     *world
	functions []*function // to kill
	rand      func() *rand.Rand

	mu     sync.Mutex
	counts map[string]int
}

// The sandbox's faults, by how often they are set. One that keeps its caller
// waiting is rarer, or the test would mostly wait.
var faultModes = []string{
	"429", "429", "500", "500", "reset", "reset", "garbage", "error200", "401", "timeout", "timeout-after", "reset-after",
}

func (x *trouble) run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { x.every(ctx, 200*time.Millisecond, 600*time.Millisecond, x.fault) })
	all.Go(func() { x.every(ctx, 500*time.Millisecond, 1500*time.Millisecond, x.kill) })
	all.Go(func() { x.every(ctx, 7*time.Second, 12*time.Second, x.pause) })
	all.Wait()
	x.world.sandbox.SetFault("ok", 0)
}

// every does a thing again and again, with a pause between the bounds.
func (x *trouble) every(ctx context.Context, least, most time.Duration, do func(*rand.Rand)) {
	r := x.rand()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(least + time.Duration(r.Int64N(int64(most-least)))):
			do(r)
		}
	}
}

func (x *trouble) fault(r *rand.Rand) {
	mode := faultModes[r.IntN(len(faultModes))]
	count := 1 + r.IntN(6)
	if mode == "timeout" || mode == "timeout-after" {
		count = 1 + r.IntN(2)
	}
	x.world.sandbox.SetFault(mode, count)
	x.count("fault " + mode)
}

func (x *trouble) kill(r *rand.Rand) {
	x.functions[r.IntN(len(x.functions))].kill()
	x.count("function killed")
}

// pause puts AWS out of reach: for a moment, or longer than anybody waits.
func (x *trouble) pause(r *rand.Rand) {
	if err := cloud.Pause(); err != nil {
		x.world.Errorf("moto does not pause: %v", err)
	}
	time.Sleep(300*time.Millisecond + time.Duration(r.Int64N(int64(2500*time.Millisecond))))
	if err := cloud.Resume(); err != nil {
		x.world.Errorf("moto does not go on: %v", err)
	}
	x.count("AWS paused")
}

func (x *trouble) count(what string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.counts == nil {
		x.counts = map[string]int{}
	}
	x.counts[what]++
}
