// Command lambda measures the intake function, a minimal Go function and the same
// function written for Node.js: start, first answer, warm latency, throughput,
// memory and size. It prints JSON.
//
// The functions run against a stand-in of Lambda's Runtime API, since the
// emulator's own time is several times a warm invocation's, and then once more
// under the emulator.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// function is one of those that are compared.
type function struct {
	Name    string
	command []string
	status  int // of its answers
	build   func(out string) error
	zipped  func(out string) (int64, error)
}

// figures are what was measured of one function. Times are in milliseconds.
type figures struct {
	Poll        []float64 `json:"poll"`         // process start to the first poll, of each start
	First       []float64 `json:"first"`        // process start to the first answer
	Latency     []float64 `json:"latency"`      // warm, of each invocation
	Overhead    []float64 `json:"overhead"`     // the same without the stand-ins' time
	Calls       float64   `json:"calls"`        // to the stand-ins, an invocation
	Throughput  float64   `json:"throughput"`   // invocations a second on one core
	CPU         float64   `json:"cpu"`          // an invocation
	Resident    int64     `json:"resident"`     // bytes, warm
	Peak        int64     `json:"peak"`         // bytes
	Zip         int64     `json:"zip"`          // bytes
	RIEFirst    []float64 `json:"rie_first"`    // emulator's call to the first answer
	RIELatency  []float64 `json:"rie_latency"`  // warm, under the emulator
	RIEOverhead []float64 `json:"rie_overhead"` // the same without the stand-ins' time
}

type sizes struct{ starts, warmUp, warm, rieStarts, rieWarm int }

func main() {
	quick := flag.Bool("quick", false, "few rounds")
	out := flag.String("out", "out/functions", "directory for what is built")
	flag.Parse()
	n := sizes{starts: 25, warmUp: 300, warm: 2500, rieStarts: 8, rieWarm: 300}
	if *quick {
		n = sizes{starts: 3, warmUp: 50, warm: 200, rieStarts: 1, rieWarm: 30}
	}
	if err := run(*out, n); err != nil {
		fmt.Fprintln(os.Stderr, "bench/lambda:", err)
		os.Exit(1)
	}
}

func run(out string, n sizes) error {
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	list := functions(out)
	results := map[string]*figures{}
	for _, f := range list {
		results[f.Name] = &figures{}
		if err := f.build(out); err != nil {
			return fmt.Errorf("build %s: %w", f.Name, err)
		}
		if results[f.Name].Zip, err = f.zipped(out); err != nil {
			return fmt.Errorf("zip %s: %w", f.Name, err)
		}
	}
	w, err := newWorld()
	if err != nil {
		return err
	}
	defer w.close()
	ctx := context.Background()
	for round := range n.starts {
		for _, f := range list {
			if err := measureStart(ctx, w, f, round, results[f.Name]); err != nil {
				return fmt.Errorf("%s, start: %w", f.Name, err)
			}
		}
	}
	for _, f := range list {
		if err := measureWarm(ctx, w, f, n, results[f.Name]); err != nil {
			return fmt.Errorf("%s, warm: %w", f.Name, err)
		}
	}
	for _, f := range list {
		if err := measureEmulated(ctx, w, f, n, results[f.Name]); err != nil {
			return fmt.Errorf("%s, emulator: %w", f.Name, err)
		}
	}
	delivery, err := zippedGo(out, "delivery", "./lambda/cmd/delivery", root)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"functions": results, "delivery_zip": delivery, "contacts": len(w.sandbox.Contacts()),
	})
}
