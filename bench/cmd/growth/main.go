// Command growth measures how cost grows: of the intake handler with the size of
// a body and with fields, attributes and forms, of delivery with the depth of the
// queue, and of the phone rules with the length of the input. Ledger and queue
// are in memory and Thoughtly answers at once, so that only our own cost grows.
// It prints JSON: for each curve, points of size and nanoseconds.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"
)

// curve is the cost of one thing at several sizes.
type curve struct {
	Name   string  `json:"name"`
	Unit   string  `json:"unit"` // of a size
	Per    string  `json:"per"`  // what the cost is of
	Points []point `json:"points"`
}

type point struct {
	Size  int     `json:"size"`
	Nanos float64 `json:"nanos"`
}

// subject returns the function that is measured at a size. It is called many
// times.
type subject func(size int) (func() error, error)

func main() {
	quick := flag.Bool("quick", false, "fewer rounds")
	flag.Parse()
	rounds := 11
	if *quick {
		rounds = 3
	}
	if err := run(rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench/growth:", err)
		os.Exit(1)
	}
}

func run(rounds int) error {
	var curves []curve
	for _, c := range []struct {
		name, unit, per string
		sizes           []int
		make            subject
	}{
		{"body", "bytes of the request's body", "request", []int{256, 512, 1024, 2048, 4096, 8192, 16384, 32000}, body},
		{"fields", "fields of the form", "request", []int{1, 2, 4, 8, 16, 20}, fields},
		{"attributes", "attributes sent", "request", []int{1, 2, 4, 8, 16, 20}, attributes},
		{"forms", "forms in the deployment", "request", []int{1, 4, 16, 64, 256}, forms},
		{"queue", "messages that wait", "all of them delivered", []int{10, 40, 160, 640, 2560}, queued},
		{"phone", "characters typed", "number judged", []int{16, 32, 64, 128, 250}, typed},
		{"hostile phone", "characters sent", "number judged", []int{256, 1024, 4096, 16384}, typed},
	} {
		points, err := measure(c.sizes, rounds, c.make)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		curves = append(curves, curve{c.name, c.unit, c.per, points})
	}
	return json.NewEncoder(os.Stdout).Encode(curves)
}

// measure takes the median over rounds that go through all sizes.
func measure(sizes []int, rounds int, make subject) ([]point, error) {
	took := map[int][]float64{}
	for range rounds {
		for _, size := range sizes {
			call, err := make(size)
			if err != nil {
				return nil, err
			}
			nanos, err := once(call)
			if err != nil {
				return nil, err
			}
			took[size] = append(took[size], nanos)
		}
	}
	var points []point
	for _, size := range sizes {
		slices.Sort(took[size])
		points = append(points, point{size, took[size][rounds/2]})
	}
	return points, nil
}

// once returns a call's time, averaged over at least 10 ms.
func once(call func() error) (float64, error) {
	if err := call(); err != nil {
		return 0, err
	}
	calls := 0
	began := time.Now()
	for time.Since(began) < 10*time.Millisecond {
		if err := call(); err != nil {
			return 0, err
		}
		calls++
	}
	return float64(time.Since(began).Nanoseconds()) / float64(calls), nil
}
