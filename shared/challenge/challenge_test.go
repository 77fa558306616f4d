package challenge

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"strings"
	"testing"
)

// testToken returns a token of so many bits.
func testToken(bits byte) []byte {
	return append([]byte{'1', 'a' + bits}, strings.Repeat("Zx-9", 12)[:TokenLen-2]...)
}

func TestAgainstStandardLibrary(t *testing.T) {
	for _, difficulty := range []byte{8, 9, 12, 24} {
		token := testToken(difficulty)
		var s solver
		s.begin(token)
		for nonce := range uint32(3000) {
			sum := sha256.Sum256(binary.BigEndian.AppendUint32(bytes.Clone(token), nonce))
			solves := bits.LeadingZeros32(binary.BigEndian.Uint32(sum[:])) >= int(difficulty)
			if s.try(nonce) != solves {
				t.Fatalf("token %s, nonce %d: %v, want %v", token, nonce, !solves, solves)
			}
		}
	}
}

func TestSolveDoesNotAllocate(t *testing.T) {
	token := testToken(8)
	if n := testing.AllocsPerRun(100, func() { Solve(token, 0, 100) }); n != 0 {
		t.Errorf("allocates %v times", n)
	}
}

// Solve returns for any bytes.
func FuzzSolve(f *testing.F) {
	f.Add(testToken(8))
	f.Add([]byte{})
	f.Fuzz(func(_ *testing.T, token []byte) { Solve(token, 0, 2) })
}

func TestSolveInSlices(t *testing.T) {
	token := testToken(12)
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

func TestDerivedConstants(t *testing.T) {
	var got [64]uint32
	if derive(&got); got != k {
		t.Errorf("derived %x, want %x", got, k)
	}
}

// BenchmarkTry is one try of Solve.
func BenchmarkTry(b *testing.B) {
	token := testToken(MaxBits)
	start := uint32(0)
	b.ReportAllocs()
	for b.Loop() {
		Solve(token, start, 1000)
		start += 1000
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/try")
}
