package rangecoder

import (
	"math/rand"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	for _, bias := range []float64{0, 0.001, 0.1, 0.5, 0.9, 0.9999, 1} {
		random := rand.New(rand.NewSource(1))
		const n = 20000
		bits := make([]int, n)
		for i := range bits {
			if random.Float64() < bias {
				bits[i] = 1
			}
		}
		e := NewEncoder()
		for i, b := range bits {
			e.Raw(b, uint32(1+i%65535))
		}
		out := e.Finish()

		var d Decoder
		d.Init(string(out))
		for i, b := range bits {
			if got := d.Raw(uint32(1 + i%65535)); got != b {
				t.Fatalf("bias %g: bit %d is %d, want %d", bias, i, got, b)
			}
		}
	}
}

// A coder must cost what the entropy says: 20,000 bits of which one in a
// hundred is set carry 202 bytes.
func TestNearEntropy(t *testing.T) {
	random := rand.New(rand.NewSource(2))
	e := NewEncoder()
	for range 20000 {
		bit := 0
		if random.Intn(100) == 0 {
			bit = 1
		}
		e.Raw(bit, 1<<16/100)
	}
	if n := len(e.Finish()); n > 215 {
		t.Errorf("%d bytes, want at most 215", n)
	}
}

// Reading past the end, or garbage, gives bits and never a trap.
func TestGarbage(t *testing.T) {
	for _, in := range []string{"", "\xff", "\x00\x01", "\xff\xff\xff\xff\xff"} {
		var d Decoder
		d.Init(in)
		for i := range 100000 {
			d.Raw(uint32(1 + i%65535))
		}
	}
}
