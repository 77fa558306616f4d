package main

import (
	"testing"
	"time"
)

func TestUnion(t *testing.T) {
	start := time.Now()
	at := func(from, to int) span {
		return span{start.Add(time.Duration(from)), start.Add(time.Duration(to))}
	}
	for name, c := range map[string]struct {
		spans []span
		want  time.Duration
	}{
		"none":      {nil, 0},
		"apart":     {[]span{at(0, 10), at(20, 25)}, 15},
		"overlap":   {[]span{at(0, 10), at(5, 20)}, 20},
		"contained": {[]span{at(5, 10), at(0, 20)}, 20},
		"behind":    {[]span{at(0, 10), at(2, 20), at(30, 31)}, 21},
	} {
		if got := union(c.spans); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
