// Package rangecoder is a small adaptive binary arithmetic coder. The decoder
// reads the tables that ship inside the WebAssembly module; the encoder, which
// only the generator links, writes them. Neither knows what the bits mean.
//
// The coder keeps the interval [low, high] of 32-bit numbers and splits it at
// every bit in proportion to the bit's probability; a byte leaves as soon as
// both ends agree on it (I. H. Witten, R. M. Neal, J. G. Cleary, "Arithmetic
// Coding for Data Compression", CACM 30(6), 1987). Probabilities adapt: each
// starts at one half and moves by 1/(n+1.5) of the error after n bits, so a
// rare context learns fast and a frequent one settles.
package rangecoder

// Prob is the adaptive probability that a bit is 1: the upper 22 bits are the
// probability, the lower 10 bits count what it has seen, up to the limit. The
// zero Prob is not ready; use Reset.
type Prob uint32

// Layout of Prob.
const (
	countBits = 10
	countMask = 1<<countBits - 1
	half      = 1 << 31
)

// Reset sets every probability to one half, nothing seen.
func Reset(p []Prob) {
	for i := range p {
		p[i] = half
	}
}

// P16 is the probability of a 1 in units of 1/65536, from 1 to 65535.
func (p Prob) P16() uint32 {
	v := uint32(p) >> 16
	if v == 0 {
		return 1
	}
	return v
}

// Update moves p towards bit. After limit bits the rate stays at 1/(limit+1.5).
func (p *Prob) Update(bit, limit int) {
	v := uint32(*p)
	n := v & countMask
	q := int32(v >> countBits)
	target := int32(0)
	if bit != 0 {
		target = 1<<(32-countBits) - 1
	}
	q += (target - q) * 2 / int32(2*n+3)
	if int(n) < limit {
		n++
	}
	*p = Prob(uint32(q)<<countBits | n)
}

// Decoder reads bits from a string. Reading past its end yields zeros, never a
// trap.
type Decoder struct {
	in        string
	pos       int
	low, high uint32
	code      uint32
}

// Init starts reading in.
func (d *Decoder) Init(in string) {
	d.in, d.pos, d.low, d.high = in, 0, 0, 1<<32-1
	for range 4 {
		d.code = d.code<<8 | d.next()
	}
}

func (d *Decoder) next() uint32 {
	if d.pos >= len(d.in) {
		return 0
	}
	d.pos++
	return uint32(d.in[d.pos-1])
}

// Raw decodes a bit whose probability of being 1 is p16/65536, 1 to 65535.
func (d *Decoder) Raw(p16 uint32) int {
	mid := split(d.low, d.high, p16)
	bit := 0
	if d.code <= mid {
		bit = 1
		d.high = mid
	} else {
		d.low = mid + 1
	}
	for (d.low^d.high)>>24 == 0 {
		d.low <<= 8
		d.high = d.high<<8 | 255
		d.code = d.code<<8 | d.next()
	}
	return bit
}

// Bit decodes a bit with p and updates p.
func (d *Decoder) Bit(p *Prob, limit int) int {
	bit := d.Raw(p.P16())
	p.Update(bit, limit)
	return bit
}

// Tree decodes a number of the given count of bits, most significant bit
// first, each in the context of those before it. It uses p[1] to p[1<<bits-1].
func (d *Decoder) Tree(p []Prob, bits, limit int) int {
	v := 1
	for range bits {
		v = v<<1 | d.Bit(&p[v], limit)
	}
	return v - 1<<bits
}

// split is the last number of the part of [low, high] that stands for a 1.
func split(low, high, p16 uint32) uint32 {
	return low + uint32(uint64(high-low)*uint64(p16)>>16)
}
