package main

import (
	"bufio"
	"encoding/json"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"thoughtlyform/shared/phone"
)

// The oracle is the Python package whose metadata the tables are made of. One
// process of oracle.py answers all questions of a run. Package phone must
// answer the same; differences_test.go lists what is different on purpose.
//
//	PHONE_ORACLE=full   ask all questions, as the nightly job does, not a sample
//	PHONE_PYTHON=…      a Python that has the package; make test sets it

// full reports whether all questions are asked.
func full() bool { return os.Getenv("PHONE_ORACLE") == "full" }

// sample returns all questions, or one of n.
func sample(questions []question, n int) []question {
	if full() {
		return questions
	}
	random := rand.New(rand.NewSource(int64(len(questions))))
	var out []question
	for _, q := range questions {
		if random.Intn(n) == 0 {
			out = append(out, q)
		}
	}
	return out
}

type question struct{ input, region string }

func (q question) MarshalJSON() ([]byte, error) { return json.Marshal([]string{q.input, q.region}) }

// outcome is everything that is compared for one question. Where err is not
// empty, nothing else is set.
type outcome struct {
	err                                string
	e164, extension                    string
	valid                              bool
	possible, kind, region             string
	callingCode, nsnDigits             int
	national, international, asRFC3966 string
	unassigned                         bool // the oracle does not know a character of the input
}

func (o *outcome) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case 'n':
		o.unassigned = true
		return nil
	case '"':
		return json.Unmarshal(b, &o.err)
	}
	return json.Unmarshal(b, &[]any{&o.e164, &o.extension, &o.valid, &o.possible, &o.kind, &o.region,
		&o.callingCode, &o.nsnDigits, &o.national, &o.international, &o.asRFC3966})
}

// A process is a running oracle.py.
type process struct {
	in  *bufio.Writer
	out *bufio.Reader
}

// oracle starts the process once for all tests.
var oracle = sync.OnceValues(func() (*process, error) {
	python := os.Getenv("PHONE_PYTHON")
	if python == "" {
		python, _ = filepath.Abs("../../../../.cache/phonenumbers/bin/python")
	}
	cmd := exec.Command(python, "oracle.py")
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &process{bufio.NewWriterSize(in, 1<<16), bufio.NewReaderSize(out, 1<<16)}, nil
})

var checkVersion = sync.OnceFunc(func() {
	all, err := loadMetadata()
	if err != nil {
		panic(err)
	}
	p, _ := oracle()
	if version, _ := p.out.ReadString('\n'); strings.TrimSpace(version) != all.version {
		panic("the oracle is phonenumbers " + version + ", the tables are of " + all.version + "; run make metadata")
	}
})

// compare asks the oracle and reports differences, up to twenty.
func compare(t testing.TB, questions []question) {
	t.Helper()
	p, err := oracle()
	if err != nil {
		t.Fatalf("%v; run make test-nested, which installs the oracle", err)
	}
	checkVersion()
	sent := make(chan error, 1)
	go func() {
		enc := json.NewEncoder(p.in)
		for _, q := range questions {
			if err := enc.Encode(q); err != nil {
				sent <- err
				return
			}
		}
		sent <- p.in.Flush()
	}()
	failures := 0
	for _, q := range questions {
		line, err := p.out.ReadBytes('\n')
		if err != nil {
			t.Fatalf("%q: the oracle stopped: %v", q.input, err)
		}
		var want outcome
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, s := range []*string{&want.extension, &want.national, &want.international, &want.asRFC3966} {
			*s = asciiDigits(*s)
		}
		got := ours(q)
		if got == want || want.unassigned || differs(q.input) {
			continue
		}
		if failures++; failures <= 20 {
			t.Errorf("Parse(%q, %q)\n got %+v\nwant %+v", q.input, q.region, got, want)
		}
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if failures > 0 {
		t.Errorf("%d of %d differ", failures, len(questions))
	} else if len(questions) > 1 {
		t.Logf("%d inputs agree", len(questions))
	}
}

// differs reports whether an input is one that is read differently on purpose; see
// differences_test.go.
func differs(input string) bool {
	if len(input) > phone.MaxInput && utf8.RuneCountInString(input) <= phone.MaxInput {
		return true
	}
	return strings.ContainsFunc(input, func(r rune) bool { return r > 0xFFFF && !unicode.IsDigit(r) })
}

func ours(q question) outcome {
	n, err := phone.Parse(q.input, q.region)
	if err != nil {
		return outcome{err: err.Error()}
	}
	return outcome{
		e164:          n.E164(),
		extension:     string(n.Extension()),
		valid:         n.IsValid(),
		possible:      n.Possibility().String(),
		kind:          n.Type().String(),
		region:        n.Region().String(),
		callingCode:   n.CallingCode(),
		nsnDigits:     len(n.NSN()),
		national:      n.National(),
		international: n.International(),
		asRFC3966:     n.RFC3966(),
	}
}

// asciiDigits writes digits of any script in ASCII.
func asciiDigits(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > unicode.MaxASCII && unicode.IsDigit(r) {
			zero := r
			for _, z := range digitZeros() {
				if z <= r {
					zero = z
				}
			}
			r = r - zero + '0'
		}
		b.WriteRune(r)
	}
	return b.String()
}
