//go:build !tinygo

package rangecoder

// Encoder appends bits to Out; call Finish once at the end. Raw is the
// twin of the Decoder's.
type Encoder struct {
	Out       []byte
	low, high uint32
}

// NewEncoder returns an Encoder with nothing written.
func NewEncoder() *Encoder { return &Encoder{high: 1<<32 - 1} }

// Raw encodes a bit whose probability of being 1 is p16/65536, 1 to 65535.
func (e *Encoder) Raw(bit int, p16 uint32) {
	mid := split(e.low, e.high, p16)
	if bit != 0 {
		e.high = mid
	} else {
		e.low = mid + 1
	}
	for (e.low^e.high)>>24 == 0 {
		e.Out = append(e.Out, byte(e.high>>24))
		e.low <<= 8
		e.high = e.high<<8 | 255
	}
}

// Finish writes the bytes that settle the last bits. The Decoder reads zeros
// past the end, so trailing zeros are left out.
func (e *Encoder) Finish() []byte {
	// The shortest number in [low, high] when zeros follow it.
	for n := 1; n <= 4; n++ {
		shift := uint(32 - 8*n)
		v := (uint64(e.low) + 1<<shift - 1) >> shift << shift
		if v <= uint64(e.high) {
			for i := range n {
				e.Out = append(e.Out, byte(v>>(24-8*i)))
			}
			break
		}
	}
	for len(e.Out) > 0 && e.Out[len(e.Out)-1] == 0 {
		e.Out = e.Out[:len(e.Out)-1]
	}
	return e.Out
}
