package challenge

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"strings"
	"testing"
)

var (
	testKey  = [KeyLen]byte{1, 2, 3, 30: 4, 31: 5}
	testSalt = [SaltLen]byte{9, 8, 7, 9: 6}
)

const testTime = 1_764_000_000

func testTerms() Terms { return Terms{Form: "contact", Now: testTime + 10, MinAge: 2, MaxAge: 900} }

func solved(t testing.TB, token []byte) []byte {
	t.Helper()
	for start := uint32(0); ; start += 1000 {
		if nonce, ok := Solve(token, start, 1000); ok {
			return AppendProof(nil, token, nonce)
		}
		if start > 1<<28 {
			t.Fatal("no nonce solves it")
		}
	}
}

func TestProof(t *testing.T) {
	token := Append(nil, &testKey, "contact", testTime, 10, &testSalt)
	if len(token) != TokenLen {
		t.Fatalf("the token has %d characters", len(token))
	}
	proof := solved(t, token)
	with := func(i int, c byte) []byte {
		p := bytes.Clone(proof)
		p[i] = c
		return p
	}
	other := func(i int) []byte {
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
	otherKey := testKey
	otherKey[0]++
	forgedByOther := solved(t, Append(nil, &otherKey, "contact", testTime, 10, &testSalt))
	for _, c := range []struct {
		name  string
		proof []byte
		terms Terms
		want  Code
	}{
		{"good", proof, testTerms(), OK},
		{"at the minimum age", proof, later(func(t *Terms) { t.Now = testTime + 2 }), OK},
		{"at the maximum age", proof, later(func(t *Terms) { t.Now = testTime + 900 }), OK},
		{"issued by a clock ahead", proof, later(func(t *Terms) { t.Now = testTime - 3; t.MinAge = -5 }), OK},
		{"empty", nil, testTerms(), Malformed},
		{"cut", proof[:ProofLen-1], testTerms(), Malformed},
		{"longer", append(bytes.Clone(proof), '0'), testTerms(), Malformed},
		{"version", with(0, '2'), testTerms(), Malformed},
		{"alphabet of the body", with(10, '+'), testTerms(), Malformed},
		{"upper-case nonce", with(ProofLen-1, 'A'), testTerms(), Malformed},
		{"too easy to be issued", with(1, 'b'), testTerms(), Malformed},
		{"too hard to be issued", with(1, 'z'), testTerms(), Malformed},
		{"another form", proof, later(func(t *Terms) { t.Form = "other" }), WrongForm},
		{"made easier", with(1, 'a'+MinBits), testTerms(), Forged},
		{"made younger", other(2), testTerms(), Forged},
		{"other salt", other(20), testTerms(), Forged},
		{"other signature", other(signed), testTerms(), Forged},
		{"not of the signature's alphabet", with(TokenLen-1, '+'), testTerms(), Forged},
		{"signed by another key", forgedByOther, testTerms(), Forged},
		{"stale", proof, later(func(t *Terms) { t.Now = testTime + 901 }), Expired},
		{"from the future", proof, later(func(t *Terms) { t.Now = testTime - 6 }), Expired},
		{"too early", proof, later(func(t *Terms) { t.Now = testTime + 1 }), TooEarly},
		{"another nonce", AppendProof(nil, token, 0xfffffffe), testTerms(), Unsolved},
	} {
		got, code := Verify(c.proof, &testKey, c.terms)
		if code != c.want {
			t.Errorf("%s: %v, want %v", c.name, code, c.want)
		}
		if (code == OK) != (string(got) == string(token)) {
			t.Errorf("%s: the token returned is %q", c.name, got)
		}
	}
}

// The whole scheme, written again with the standard library.
func TestAgainstStandardLibrary(t *testing.T) {
	for n, form := range []string{"", "contact", strings.Repeat("long-", 40)} {
		for _, difficulty := range []int{-1, 0, 8, 9, 12, 24, 25} {
			salt := testSalt
			salt[0] = byte(n)
			token := Append([]byte("before"), &testKey, form, testTime+int64(n), difficulty, &salt)[len("before"):]
			m := hmac.New(sha256.New, testKey[:])
			m.Write(token[:signed])
			m.Write([]byte(form))
			if want := appendBase64(nil, m.Sum(nil)[:16]); string(token[signed:]) != string(want) {
				t.Fatalf("form %q: signed %s, want %s", form, token[signed:], want)
			}
			want := min(max(difficulty, MinBits), MaxBits)
			if int(token[1]-'a') != want {
				t.Fatalf("%d bits became %d", difficulty, token[1]-'a')
			}
			var s solver
			s.begin(token)
			for nonce := range uint32(3000) {
				sum := sha256.Sum256(binary.BigEndian.AppendUint32(bytes.Clone(token), nonce))
				solves := bits.LeadingZeros32(binary.BigEndian.Uint32(sum[:])) >= want
				if s.try(nonce) != solves {
					t.Fatalf("token %s, nonce %d: %v, want %v", token, nonce, !solves, solves)
				}
			}
		}
	}
}

func TestSolveInSlices(t *testing.T) {
	token := Append(nil, &testKey, "contact", testTime, 12, &testSalt)
	first, ok := Solve(token, 0, 1<<20)
	if !ok {
		t.Fatal("not solved")
	}
	if n, ok := Solve(token, 0, first); ok {
		t.Errorf("solved by %d before the first solution %d", n, first)
	}
	if n, ok := Solve(token, first, 1); !ok || n != first {
		t.Errorf("a slice of one try at the solution gave %d, %v", n, ok)
	}
	if _, ok := Solve(token, 0, 0); ok {
		t.Error("solved without a try")
	}
	// The nonce wraps rather than ending the search.
	if n, ok := Solve(token, 1<<32-2, first+3); !ok || n > first && n < 1<<32-2 {
		t.Errorf("around the end of the range: %d, %v", n, ok)
	}
	for _, bad := range [][]byte{nil, token[:TokenLen-1], append([]byte("1a"), token[2:]...), append([]byte("1z"), token[2:]...)} {
		if _, ok := Solve(bad, 0, 10000); ok {
			t.Errorf("solved %q", bad)
		}
	}
}

func TestDigest(t *testing.T) {
	message := bytes.Repeat([]byte("0123456789"), 30)
	for n := range len(message) {
		var d digest
		d.begin()
		d.write(message[:n])
		if got, want := d.sum(), sha256.Sum256(message[:n]); got != want {
			t.Fatalf("of %d bytes: %x, want %x", n, got, want)
		}
	}
}

func TestDerivedConstants(t *testing.T) {
	var got [64]uint32
	if derive(&got); got != k {
		t.Errorf("derived %x, want %x", got, k)
	}
}

func TestCodesHaveNames(t *testing.T) {
	for c := range codes {
		if c.String() == "" {
			t.Errorf("code %d has no name", c)
		}
	}
	if codes.String() != "" {
		t.Error("what is no code has a name")
	}
}

func TestAllocations(t *testing.T) {
	token := Append(nil, &testKey, "contact", testTime, 8, &testSalt)
	proof := solved(t, token)
	buf := make([]byte, 0, ProofLen)
	for name, f := range map[string]func(){
		"Append": func() { Append(buf, &testKey, "contact", testTime, 8, &testSalt) },
		"Verify": func() { Verify(proof, &testKey, testTerms()) },
		"Solve":  func() { Solve(token, 0, 100) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

// Whatever the bytes, Verify answers; and what it accepts is what was issued.
func FuzzVerify(f *testing.F) {
	token := Append(nil, &testKey, "contact", testTime, 8, &testSalt)
	proof := solved(f, token)
	f.Add(proof)
	f.Add(proof[:TokenLen])
	f.Add([]byte(strings.Repeat("1i", ProofLen/2)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, p []byte) {
		got, code := Verify(p, &testKey, testTerms())
		if code == OK && !bytes.Equal(got, token) {
			t.Fatalf("accepted %q", p)
		}
		Solve(p, 0, 2)
	})
}

func BenchmarkVerify(b *testing.B) {
	proof := solved(b, Append(nil, &testKey, "contact", testTime, 8, &testSalt))
	b.ReportAllocs()
	for b.Loop() {
		if _, code := Verify(proof, &testKey, testTerms()); code != OK {
			b.Fatal(code)
		}
	}
}

func BenchmarkIssue(b *testing.B) {
	buf := make([]byte, 0, TokenLen)
	b.ReportAllocs()
	for b.Loop() {
		Append(buf, &testKey, "contact", testTime, 17, &testSalt)
	}
}

// BenchmarkTry is one try of Solve.
func BenchmarkTry(b *testing.B) {
	token := Append(nil, &testKey, "contact", testTime, MaxBits, &testSalt)
	start := uint32(0)
	b.ReportAllocs()
	for b.Loop() {
		Solve(token, start, 1000)
		start += 1000
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/try")
}
