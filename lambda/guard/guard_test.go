package guard

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared"
	"thoughtlyform/shared/challenge"
)

type testKeys struct{ err error }

func (k testKeys) Key(context.Context, string) ([]byte, error) {
	return make([]byte, 32), k.err
}

// fixture is a guard with a settable clock.
type fixture struct {
	*Guard
	now    time.Time
	form   *forms.Form
	keys   testKeys
	serial int
}

func newFixture() *fixture {
	f := &fixture{now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), form: &forms.Form{}}
	f.form.ID = "contact"
	f.form.Guard.Difficulty = 8
	f.Guard = New(&ledger.Memory{Now: func() time.Time { return f.now }}, &f.keys)
	return f
}

func (f *fixture) visit(id, proof string) intake.Attempt {
	return intake.Attempt{Form: f.form, Now: f.now, Network: "network", Submission: shared.Submission{SubmissionID: id, Proof: proof}}
}

func (f *fixture) trapped(id, proof string) intake.Attempt {
	v := f.visit(id, proof)
	v.Submission.Website = "https://x"
	return v
}

func (f *fixture) challenge(t testing.TB) string {
	t.Helper()
	token, _ := f.Session(t.Context(), f.visit("", ""))["challenge"].(string)
	if token == "" {
		t.Fatal("the session has no challenge")
	}
	return token
}

func solve(t testing.TB, token string) string {
	t.Helper()
	nonce, ok := challenge.Solve([]byte(token), 0, 1<<24)
	if !ok {
		t.Fatalf("%s is not solved", token)
	}
	return string(challenge.AppendProof(nil, []byte(token), nonce))
}

func TestDecide(t *testing.T) {
	f := newFixture()
	token := f.challenge(t)
	proof := solve(t, token)
	f.now = f.now.Add(5 * time.Second)
	other := f.visit("a", proof)
	other.Form = &forms.Form{}
	other.Form.ID = "other"
	trapped := f.trapped("a", proof)
	off := false
	untrapped := trapped
	untrapped.Form = &forms.Form{}
	untrapped.Form.ID = "contact"
	untrapped.Form.Guard.Difficulty = 8
	untrapped.Form.Guard.Honeypot = &off
	early := f.visit("e", solve(t, f.challenge(t)))
	moved := f.visit("a", proof)
	moved.Network = "another"
	stale := f.visit("a", proof)
	stale.Now = f.now.Add(Lifetime)
	for _, c := range []struct {
		name    string
		visit   intake.Attempt
		verdict intake.Verdict
		defence string
	}{
		{"good", f.visit("a", proof), intake.Allow, ""},
		{"the same submission again", f.visit("a", proof), intake.Allow, ""},
		{"another submission", f.visit("b", proof), intake.Refused, Replay},
		{"another form", other, intake.Refused, Proof},
		{"forged", f.visit("a", "x"+proof[1:]), intake.Refused, Proof},
		{"none", f.visit("a", ""), intake.Allow, Unproved},
		{"stale", stale, intake.Allow, Unproved},
		{"from another network", moved, intake.Refused, Proof},
		{"too early", early, intake.Hold, FillTime},
		{"too early and used before", f.visit("f", early.Submission.Proof), intake.Refused, Replay},
		{"hidden field", trapped, intake.Hold, Honeypot},
		{"hidden field with the proof of another submission", f.trapped("b", proof), intake.Refused, Replay},
		{"hidden field without a proof", f.trapped("t", ""), intake.Hold, Honeypot},
		{"form without the hidden field", untrapped, intake.Allow, ""},
	} {
		j := f.Decide(t.Context(), c.visit)
		if j.Verdict != c.verdict || j.Defence != c.defence {
			t.Errorf("%s: %v by %q, want %v by %q", c.name, j.Verdict, j.Defence, c.verdict, c.defence)
		}
		if (j.Code == Refusal) != (c.verdict == intake.Refused) {
			t.Errorf("%s: code %q", c.name, j.Code)
		}
	}
}

func TestNoMinimumFillTime(t *testing.T) {
	f := newFixture()
	none := 0
	f.form.Guard.MinSeconds = &none
	if j := f.Decide(t.Context(), f.visit("a", solve(t, f.challenge(t)))); j.Verdict != intake.Allow {
		t.Errorf("judged %+v", j)
	}
}

// TestLimits shows that submissions without a proof get stricter limits.
func TestLimits(t *testing.T) {
	f := newFixture()
	f.form.Limits.PerAddress = forms.Limit{Count: 50, Seconds: 60}
	f.form.Limits.PerMinute = 40
	proof := solve(t, f.challenge(t))
	f.now = f.now.Add(5 * time.Second)
	proved := f.Decide(t.Context(), f.visit("a", proof))
	if l := proved.Limits; l.PerPhone != defaultPerPhone || l.PerAddress.Count != 50 || len(proved.Windows) != 0 {
		t.Errorf("with a proof: %+v", proved)
	}
	unproved := f.Decide(t.Context(), f.visit("a", ""))
	if l := unproved.Limits; l.PerPhone.Count != 1 || l.PerPhone.Seconds != defaultPerPhone.Seconds || l.PerAddress != (forms.Limit{Count: 5, Seconds: 60}) {
		t.Errorf("without: %+v", unproved.Limits)
	}
	if w := unproved.Windows; len(w) != 2 || w[0].Limit != 4 || w[0].Length != time.Minute || w[1].Limit != unprovedPerDay || w[1].Length != 24*time.Hour || !unproved.Unproved {
		t.Errorf("without: %+v", unproved)
	}
	if f.form.Limits.PerPhone.Count != 0 {
		t.Error("the form was changed")
	}
}

func TestSession(t *testing.T) {
	f := newFixture()
	data := f.Session(t.Context(), f.visit("", ""))
	if data["ready_in"] != int64(DefaultMinSeconds) || data["expires_in"] != int64(900) {
		t.Errorf("answered %v", data)
	}
	if first, second := f.challenge(t), f.challenge(t); first == second {
		t.Error("two sessions got one challenge")
	}
	unnamed := f.visit("", "")
	unnamed.Form = nil
	if data := f.Session(t.Context(), unnamed); data != nil {
		t.Errorf("without a form: %v", data)
	}
	f.keys.err = errors.New("unreachable")
	if data := f.Session(t.Context(), f.visit("", "")); data != nil {
		t.Errorf("without a key: %v", data)
	}
	if j := f.Decide(t.Context(), f.visit("a", "anything")); j.Verdict != intake.Allow {
		t.Errorf("without a key: judged %+v", j)
	}
}

type downLedger struct{ ledger.Ledger }

func (downLedger) Spend(context.Context, string, string, time.Time) (bool, error) {
	return false, errors.New("unreachable")
}
func (downLedger) Counts(context.Context, ...ledger.Window) ([]int, error) {
	return nil, errors.New("unreachable")
}
func (downLedger) Count(context.Context, ...ledger.Window) (int, error) {
	return 0, errors.New("unreachable")
}

func TestUnreachableLedger(t *testing.T) {
	f := newFixture()
	proof := solve(t, f.challenge(t))
	f.now = f.now.Add(5 * time.Second)
	f.ledger = downLedger{}
	if j := f.Decide(t.Context(), f.visit("a", proof)); j.Verdict != intake.Allow {
		t.Errorf("judged %+v", j)
	}
}

func TestDifficultyFollowsLoad(t *testing.T) {
	f := newFixture()
	none := 0
	f.form.Guard.MinSeconds = &none
	f.form.Limits.PerMinute = 10
	difficulty := func() int { return int(f.challenge(t)[1] - 'a') }
	submit := func(proof string) intake.Decision {
		t.Helper()
		f.serial++
		return f.Decide(t.Context(), f.visit(fmt.Sprint(f.serial), proof))
	}
	cheap := solve(t, f.challenge(t))
	for range 100 {
		f.Decide(t.Context(), f.visit("a", "")) // costs nothing
		submit(solve(t, f.challenge(t)))        // is refused by a limit afterwards
	}
	for i, want := range []int{8, 8, 8, 8, 9, 9, 9, 9, 9, 10} {
		d := submit(solve(t, f.challenge(t)))
		if d.Verdict != intake.Allow {
			t.Fatalf("judged %+v", d)
		}
		d.Accepted(t.Context())
		if got := difficulty(); got != want {
			t.Fatalf("after %d accepted in a minute: %d bits, want %d", i+1, got, want)
		}
	}
	// A proof of the former difficulty is refused, and its token is not spent.
	if d := submit(cheap); d.Verdict != intake.Refused || d.Defence != Price || d.Code != Refusal {
		t.Errorf("a proof made in advance: %+v", d)
	}
	for range 30 {
		submit(solve(t, f.challenge(t))).Accepted(t.Context())
	}
	if got := difficulty(); got != 8+mostRaised {
		t.Errorf("after a flood: %d bits", got)
	}
	f.now = f.now.Add(time.Minute)
	if got := difficulty(); got != 8+mostRaised {
		t.Errorf("a minute after: %d bits", got)
	}
	f.now = f.now.Add(time.Minute)
	if got := difficulty(); got != 8 {
		t.Errorf("two minutes after: %d bits", got)
	}
	if d := submit(cheap); d.Verdict != intake.Allow {
		t.Errorf("the proof made in advance, after the flood: %+v", d)
	}
}

// TestLoadIsShared shows that two instances of the function require the same
// difficulty.
func TestLoadIsShared(t *testing.T) {
	f := newFixture()
	f.form.Limits.PerMinute = 2
	other := New(f.ledger, &f.keys)
	f.Decide(t.Context(), f.visit("a", "")) // adds no load
	f.proved(f.visit("a", "")).Accepted(t.Context())
	token, _ := other.Session(t.Context(), f.visit("", ""))["challenge"].(string)
	if got := token[1] - 'a'; got != 9 {
		t.Errorf("the other instance requires %d bits", got)
	}
}

func TestChallengesAreLimitedByNetwork(t *testing.T) {
	f := newFixture()
	for range sessionsAnHour {
		f.challenge(t)
	}
	if data := f.Session(t.Context(), f.visit("", "")); data != nil {
		t.Errorf("one more: %v", data)
	}
	other := f.visit("", "")
	other.Network = "another"
	if data := f.Session(t.Context(), other); data == nil {
		t.Error("another network has no challenge")
	}
}

func BenchmarkDecide(b *testing.B) {
	f := newFixture()
	proof := solve(b, f.challenge(b))
	f.now = f.now.Add(5 * time.Second)
	visit := f.visit("a", proof)
	b.ReportAllocs()
	for b.Loop() {
		if j := f.Decide(b.Context(), visit); j.Verdict != intake.Allow {
			b.Fatal(j)
		}
	}
}
