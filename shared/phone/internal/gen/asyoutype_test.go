package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"thoughtlyform/shared/phone"
)

// The oracle is Google's own formatter in Node, which asyoutype/oracle.js
// feeds. It is given the metadata of the pinned module, so every difference is
// one of logic.

type typed struct {
	region string
	input  string
	caret  int // behind so many characters; the input is ASCII
}

func (q typed) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{q.region, q.input, q.caret})
}

// ask puts all questions to the oracle and calls check for each with what it
// shows after every character.
func ask(t *testing.T, questions []typed, check func(typed, []shown)) {
	t.Helper()
	if _, err := os.Stat("asyoutype/node_modules"); err != nil {
		t.Fatalf("%v; run npm ci in internal/gen/asyoutype", err)
	}
	cmd := exec.Command("node", "oracle.js")
	cmd.Dir = "asyoutype"
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	sent := make(chan error, 1)
	go func() {
		sent <- send(in, t, questions)
	}()
	lines := bufio.NewReader(out)
	for _, q := range questions {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatal(err)
		}
		var answer []shown
		if err := json.Unmarshal(line, &answer); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		check(q, answer)
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

func send(in io.WriteCloser, t *testing.T, questions []typed) error {
	w := bufio.NewWriter(in)
	enc := json.NewEncoder(w)
	if err := enc.Encode(oracleMetadata(t)); err != nil {
		return err
	}
	for _, q := range questions {
		if err := enc.Encode(q); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return in.Close()
}

// shown is a text and where the caret is in it.
type shown struct {
	text  string
	caret int
}

func (s *shown) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&s.text, &s.caret})
}

// oracleMetadata returns the pinned metadata in the form of google-libphonenumber:
// messages are arrays indexed by field number.
func oracleMetadata(t testing.TB) any {
	all, err := loadMetadata()
	if err != nil {
		t.Error(err)
	}
	codes := map[string][]string{}
	regions := map[string]any{}
	for _, r := range all.regions {
		code := strconv.Itoa(r.callingCode)
		codes[code] = append(codes[code], r.code)
		name := r.code
		if name == world {
			name = code
		}
		regions[name] = indexed(reflect.ValueOf(*r.meta))
	}
	return map[string]any{"countryCodeToRegionCodeMap": codes, "countryToMetadata": regions}
}

// indexed returns a message as an array of its members by field number.
func indexed(m reflect.Value) []any {
	var out []any
	for i := range m.NumField() {
		value := m.Field(i)
		if value.IsZero() {
			continue
		}
		number, err := strconv.Atoi(m.Type().Field(i).Tag.Get("field"))
		if err != nil {
			panic(err)
		}
		for len(out) <= number {
			out = append(out, nil)
		}
		switch {
		case value.Kind() == reflect.Struct:
			out[number] = indexed(value)
		case value.Kind() == reflect.Bool:
			out[number] = 1
		case value.Kind() == reflect.Slice && value.Type().Elem().Kind() == reflect.Struct:
			list := []any{}
			for k := range value.Len() {
				list = append(list, indexed(value.Index(k)))
			}
			out[number] = list
		default:
			out[number] = value.Interface()
		}
	}
	return out
}

// checkTyping compares what package phone shows after each character.
func checkTyping(t *testing.T) func(typed, []shown) {
	failures := 0
	return func(q typed, want []shown) {
		for i, w := range want {
			if w.caret < 0 {
				return // it failed; see differences_test.go
			}
			n := i + 1
			out, caret := phone.AppendAsYouType(nil, []byte(q.input[:n]), min(q.caret, n), phone.ParseRegion(q.region))
			if q.caret > n {
				caret = w.caret // not there yet
			}
			if string(out) == w.text && (caret == w.caret || w.caret == q.caret && caret == behind(w.text, q.caret)) {
				continue
			}
			if string(out) == q.input[:n] && diallable(w.text) != diallable(q.input[:n]) {
				continue // it loses digits; see differences_test.go
			}
			t.Errorf("%s typed in %q with the caret at %d is %q, %d; want %q, %d", q.input[:n], q.region, q.caret, out, caret, w.text, w.caret)
			if failures++; failures > 20 {
				t.Fatal("more were not tried")
			}
			return
		}
	}
}

// behind returns the place in text behind its first n digits and plus signs; see
// differences_test.go.
func behind(text string, n int) int {
	for i, c := range text {
		if n == 0 {
			return i
		}
		if c == '+' || c >= '0' && c <= '9' {
			n--
		}
	}
	return len(text)
}

// diallable returns the digits and plus signs of text.
func diallable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// TestAsYouTypeAgrees types every example of every region, in the spellings in
// which people type them, with the caret at every place.
func TestAsYouTypeAgrees(t *testing.T) {
	var questions []typed
	for _, e := range examples(t) {
		region := e.region
		if region == world {
			region = "ZZ"
		}
		for _, input := range spellings(e, e.nsn) {
			for caret := range len(input) + 1 {
				questions = append(questions, typed{region, input, caret})
			}
		}
		// From elsewhere, and with more digits than the number has.
		code := strconv.Itoa(e.callingCode)
		for _, other := range []string{"US", "GB", "DE", "BR", "ZZ"} {
			questions = append(questions,
				typed{other, "+" + code + e.nsn, 4},
				typed{other, iddOf(other) + code + e.nsn, 7})
		}
		for _, input := range spellings(e, e.nsn) {
			questions = append(questions, typed{region, input + "1234567", 5})
		}
	}
	t.Logf("%d questions", len(questions))
	ask(t, questions, checkTyping(t))
}

// TestRandomAsYouTypeAgrees types prefixes and digits at random, and sometimes
// something else.
func TestRandomAsYouTypeAgrees(t *testing.T) {
	random := rand.New(rand.NewSource(20261124))
	base := examples(t)
	regions := []string{"ZZ"}
	for region := range phone.Regions {
		regions = append(regions, region.String())
	}
	slices.Sort(regions)
	var questions []typed
	for range randomInputs() / 4 {
		e := base[random.Intn(len(base))]
		region := e.region
		if random.Intn(4) == 0 || region == world {
			region = regions[random.Intn(len(regions))]
		}
		var b strings.Builder
		switch random.Intn(6) {
		case 0:
			b.WriteString("+" + strconv.Itoa(e.callingCode))
		case 1:
			b.WriteString(iddOf(region) + strconv.Itoa(e.callingCode))
		case 2:
			b.WriteString(nationalPrefixes[region])
		case 3:
			b.WriteString("+")
		}
		b.WriteString(e.nsn[:random.Intn(len(e.nsn)+1)])
		for range random.Intn(12) {
			fmt.Fprint(&b, random.Intn(10))
		}
		if random.Intn(20) == 0 {
			b.WriteString([]string{"+", "*", "#", " ", "-", "(", "x", "a"}[random.Intn(8)])
			fmt.Fprint(&b, random.Intn(1000))
		}
		input := b.String()
		questions = append(questions, typed{region, input, random.Intn(len(input) + 1)})
	}
	ask(t, questions, checkTyping(t))
}
