package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"

	"thoughtlyform/lambda/proof"
	"thoughtlyform/shared/challenge"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// results are medians-to-be: one figure a round.
type results struct {
	Engines map[string]*engine `json:"engines"`
	Numbers int                `json:"numbers"`
	// Package initialisation, in milliseconds.
	Init       map[string]float64 `json:"init"`
	VerifyNano []float64          `json:"verify"` // a proof of work, ns
}

type engine struct {
	Nanos       []float64 `json:"nanos"`  // a call, ns
	Allocations float64   `json:"allocs"` // a call
	Bytes       float64   `json:"bytes"`  // allocated, a call
	Agree       int       `json:"agree"`  // of the corpus's verdicts
}

const fieldJob = "ours: a form's phone field"

// job is one call; it reports whether the number is valid.
type job struct {
	name string
	call func(e *entry) bool
}

// The jobs. A job's answer is used, so that no compiler takes the call out.
func jobs() []job {
	field := form.Field{Kind: form.Tel, Required: true, Types: allTypes()}
	var room [64]byte
	return []job{
		{"ours: parse, validity", func(e *entry) bool {
			n, err := phone.Parse(e.Input, e.Region)
			return err == nil && n.IsValid()
		}},
		{"nyaruka: parse, validity", func(e *entry) bool {
			n, err := phonenumbers.Parse(e.Input, e.Region)
			return err == nil && phonenumbers.IsValidNumber(n)
		}},
		{"ours: parse, validity, region, type", func(e *entry) bool {
			n, err := phone.Parse(e.Input, e.Region)
			if err != nil {
				return false
			}
			_, _ = n.Region(), n.Type()
			return n.IsValid()
		}},
		{"nyaruka: parse, validity, region, type", func(e *entry) bool {
			n, err := phonenumbers.Parse(e.Input, e.Region)
			if err != nil {
				return false
			}
			_, _ = phonenumbers.GetRegionCodeForNumber(n), phonenumbers.GetNumberType(n)
			return phonenumbers.IsValidNumber(n)
		}},
		{fieldJob, func(e *entry) bool {
			field.Region = phone.ParseRegion(e.Region)
			_, code := field.Check(room[:0], e.raw)
			return code == form.OK
		}},
	}
}

func measure(numbers []entry, rounds int) (*results, error) {
	r := &results{Engines: map[string]*engine{}, Numbers: len(numbers), Init: map[string]float64{}}
	for i := range numbers {
		numbers[i].raw = []byte(numbers[i].Input)
	}
	list := jobs()
	for _, j := range list {
		e := &engine{}
		r.Engines[j.name] = e
		for i := range numbers {
			n := &numbers[i]
			valid := j.call(n)
			if valid == n.Valid {
				e.Agree++
				continue
			}
			// A field also reads numbers with slips that libphonenumber refuses.
			if strings.HasPrefix(j.name, "ours") && (n.Valid || j.name != fieldJob) {
				return nil, fmt.Errorf("%s: %s (%s) is valid: %t, libphonenumber says %t", j.name, n.Input, n.Region, valid, n.Valid)
			}
		}
	}
	for round := range rounds {
		for i := range list {
			j := list[(i+round)%len(list)]
			r.Engines[j.name].add(numbers, j.call)
		}
		r.VerifyNano = append(r.VerifyNano, verify())
	}
	return r, initialisation(r.Init)
}

// add measures one round over the corpus.
func (e *engine) add(numbers []entry, call func(*entry) bool) {
	const least = 50 * time.Millisecond
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	calls, valid := 0, 0
	began := time.Now()
	for time.Since(began) < least {
		for i := range numbers {
			if call(&numbers[i]) {
				valid++
			}
		}
		calls += len(numbers)
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if valid == 0 {
		panic("no number of the corpus is valid")
	}
	e.Nanos = append(e.Nanos, float64(took.Nanoseconds())/float64(calls))
	// What the runtime itself allocates in a round is far below one a call.
	e.Allocations = float64((after.Mallocs - before.Mallocs) / uint64(calls))
	e.Bytes = float64((after.TotalAlloc - before.TotalAlloc) / uint64(calls))
}

func allTypes() (set form.TypeSet) {
	for t := phone.FixedLine; t < phone.Unknown; t++ {
		set |= 1 << t
	}
	return set
}

// verify returns what the function pays to check a proof of work.
func verify() float64 {
	key := make([]byte, 32)
	now := time.Now()
	token := proof.Issue(key, "contact", now, 8)
	nonce, ok := challenge.Solve([]byte(token), 0, 1<<20)
	if !ok {
		panic("no proof of 8 bits within a million tries")
	}
	solved := string(challenge.AppendProof(nil, []byte(token), nonce))
	terms := proof.Terms{Scope: "contact", Now: now, MaxAge: time.Hour}
	const times = 20_000
	began := time.Now()
	for range times {
		if _, code := proof.Verify(key, solved, terms); code != proof.OK {
			panic("the proof is refused")
		}
	}
	return float64(time.Since(began).Nanoseconds()) / times
}

// initialisation reads the runtime's report on each package's init. A package
// without init is not listed and costs nothing.
func initialisation(to map[string]float64) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	c := exec.Command(self, "-init")
	c.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := c.CombinedOutput()
	if err != nil {
		return err
	}
	to["thoughtlyform"], to["nyaruka"] = 0, 0
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) < 5 || f[0] != "init" {
			continue
		}
		took, err := strconv.ParseFloat(f[4], 64)
		if err != nil {
			return err
		}
		switch {
		case strings.HasPrefix(f[1], "thoughtlyform/shared"):
			to["thoughtlyform"] += took
		case strings.HasPrefix(f[1], "github.com/nyaruka/"):
			to["nyaruka"] += took
		}
	}
	return nil
}
