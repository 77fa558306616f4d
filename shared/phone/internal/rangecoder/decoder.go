// Package rangecoder is a small binary arithmetic coder. The decoder reads the
// tables that ship inside the WebAssembly module; the encoder, which only the
// generator links, writes them. Neither knows what the bits mean, nor how
// likely they are: their caller says so, bit by bit.
//
// The coder keeps the interval [low, high] of 32-bit numbers and splits it at
// every bit in proportion to the bit's probability; a byte leaves as soon as
// both ends agree on it (I. H. Witten, R. M. Neal, J. G. Cleary, "Arithmetic
// Coding for Data Compression", CACM 30(6), 1987).
package rangecoder

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

// split is the last number of the part of [low, high] that stands for a 1.
func split(low, high, p16 uint32) uint32 {
	return low + uint32(uint64(high-low)*uint64(p16)>>16)
}
