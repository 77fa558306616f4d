package proof

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"thoughtlyform/shared/challenge"
)

var (
	testKey  = bytes.Repeat([]byte{7}, 32)
	testTime = time.Unix(1_764_000_000, 0)
)

func testTerms() Terms {
	return Terms{Scope: "contact", Now: testTime.Add(10 * time.Second), MinAge: 2 * time.Second, MaxAge: 15 * time.Minute, Bits: 10}
}

func solved(t testing.TB, token string) string {
	t.Helper()
	nonce, ok := challenge.Solve([]byte(token), 0, 1<<24)
	if !ok {
		t.Fatalf("%s is not solved", token)
	}
	return string(challenge.AppendProof(nil, []byte(token), nonce))
}

func TestVerify(t *testing.T) {
	token := Issue(testKey, "contact", testTime, 10)
	if len(token) != challenge.TokenLen {
		t.Fatalf("the token has %d characters", len(token))
	}
	proof := solved(t, token)
	with := func(i int, c byte) string { return proof[:i] + string(c) + proof[i+1:] }
	other := func(i int) string {
		if proof[i] == 'A' {
			return with(i, 'B')
		}
		return with(i, 'A')
	}
	later := func(edit func(*Terms)) Terms {
		terms := testTerms()
		edit(&terms)
		return terms
	}
	at := func(d time.Duration) Terms { return later(func(t *Terms) { t.Now = testTime.Add(d) }) }
	unsolved := uint32(0)
	for _, ok := challenge.Solve([]byte(token), unsolved, 1); ok; _, ok = challenge.Solve([]byte(token), unsolved, 1) {
		unsolved++
	}
	for _, c := range []struct {
		name  string
		proof string
		terms Terms
		want  Code
	}{
		{"good", proof, testTerms(), OK},
		{"at the minimum age", proof, at(2 * time.Second), OK},
		{"at the maximum age", proof, at(15 * time.Minute), OK},
		{"issued by a clock ahead", proof, later(func(t *Terms) { t.Now, t.MinAge = testTime.Add(-3*time.Second), -maxSkew }), OK},
		{"harder than asked", proof, later(func(t *Terms) { t.Bits = 9 }), OK},
		{"required difficulty below the least", solved(t, Issue(testKey, "contact", testTime, 10)), later(func(t *Terms) { t.Bits = 1 }), OK},
		{"empty", "", testTerms(), Malformed},
		{"truncated", proof[:challenge.ProofLen-1], testTerms(), Malformed},
		{"longer", proof + "0", testTerms(), Malformed},
		{"version", with(0, '2'), testTerms(), Malformed},
		{"alphabet of the body", with(10, '+'), testTerms(), Malformed},
		{"line break in the body", with(10, '\n'), testTerms(), Malformed},
		{"nonce of other letters", with(challenge.ProofLen-1, 'g'), testTerms(), Malformed},
		{"too easy to be issued", with(1, 'b'), testTerms(), Malformed},
		{"too hard to be issued", with(1, 'z'), testTerms(), Malformed},
		{"another scope", proof, later(func(t *Terms) { t.Scope = "other" }), Forged},
		{"made easier", with(1, 'a'+challenge.MinBits), testTerms(), Forged},
		{"made younger", other(2), testTerms(), Forged},
		{"other salt", other(20), testTerms(), Forged},
		{"other signature", other(signed), testTerms(), Forged},
		{"signed by another key", solved(t, Issue(testKey[1:], "contact", testTime, 10)), testTerms(), Forged},
		{"stale", proof, at(15*time.Minute + time.Second), Expired},
		{"from the future", proof, at(-6 * time.Second), Expired},
		{"another nonce", string(challenge.AppendProof(nil, []byte(token), unsolved)), testTerms(), Unsolved},
		{"easier than asked now", proof, later(func(t *Terms) { t.Bits = 11 }), TooEasy},
		{"too early", proof, at(time.Second), TooEarly},
		{"too early and easier than asked now", proof, later(func(t *Terms) { t.Now, t.Bits = testTime, 11 }), TooEasy},
	} {
		got, code := Verify(testKey, c.proof, c.terms)
		if code != c.want {
			t.Errorf("%s: %v, want %v", c.name, code, c.want)
		}
		if (code == OK || code == TooEarly) != (got != "") || got != "" && got != c.proof[:challenge.TokenLen] {
			t.Errorf("%s: the token returned is %q", c.name, got)
		}
	}
	for bits, want := range map[int]byte{-1: 8, 0: 8, 12: 12, 24: 24, 99: 24} {
		if got := Issue(testKey, "", testTime, bits)[1] - 'a'; got != want {
			t.Errorf("%d bits became %d", bits, got)
		}
	}
}

// FuzzVerify checks that Verify does not panic and accepts only the issued token.
func FuzzVerify(f *testing.F) {
	token := Issue(testKey, "contact", testTime, 8)
	f.Add(solved(f, token))
	f.Add(token)
	f.Add(strings.Repeat("1i", challenge.ProofLen/2))
	f.Fuzz(func(t *testing.T, p string) {
		terms := testTerms()
		terms.Bits = 0
		if got, code := Verify(testKey, p, terms); code == OK && got != token {
			t.Fatalf("accepted %q", p)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	proof := solved(b, Issue(testKey, "contact", testTime, 8))
	terms := testTerms()
	terms.Bits = 8
	b.ReportAllocs()
	for b.Loop() {
		if _, code := Verify(testKey, proof, terms); code != OK {
			b.Fatal(code)
		}
	}
}
