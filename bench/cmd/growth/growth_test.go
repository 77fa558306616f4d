package main

import "testing"

func TestSubjectsWork(t *testing.T) {
	for name, c := range map[string]struct {
		make        subject
		least, most int
	}{
		"body":       {body, 256, 32000},
		"fields":     {fields, 1, 20},
		"attributes": {attributes, 1, 20},
		"forms":      {forms, 1, 16},
		"queue":      {queued, 10, 40},
		"typed":      {typed, 16, 16384},
	} {
		for _, size := range []int{c.least, c.most} {
			call, err := c.make(size)
			if err != nil {
				t.Fatalf("%s, %d: %v", name, size, err)
			}
			if err := call(); err != nil {
				t.Errorf("%s, %d: %v", name, size, err)
			}
		}
	}
}
