package table

import "thoughtlyform/shared/phone/internal/rangecoder"

// A coder decodes bits, or encodes them if it has an encoder, with
// probabilities mixed from several contexts: each context's own adaptive
// probability enters on the logistic scale, weighted, and the weights learn
// from the error (M. Mahoney, "Adaptive Weighing of Context Models for Lossless
// Data Compression", Florida Tech CS-2005-16). All arithmetic is on integers,
// so that every machine agrees.
type coder struct {
	decoder rangecoder.Decoder
	encoder *encoder

	cells   [1 << cellBits]uint32 // probability, 22 bits; times seen, 10 bits
	weights [64][maxContexts]int32
	squash  [4096]uint16 // logistic function of (i-2048)/256, times 65536
	stretch [4096]int16  // its inverse
	rate    [cellLimit + 1]int32

	bits     int    // coded so far
	history  uint64 // the last 21 bits, 3 bits each with their kinds
	contexts [maxContexts]uint32
	count    int
}

const (
	cellBits    = 18
	maxContexts = 13
	cellLimit   = 32
)

func (c *coder) init() {
	for i := range c.cells {
		c.cells[i] = 1 << 31
	}
	for i := range c.weights {
		for k := range c.weights[i] {
			c.weights[i][k] = 1 << 14
		}
	}
	// e to the power of i/256, 24 bits behind the point.
	power := uint64(1 << 24)
	for i := range 2048 {
		p := uint16(power * 65535 / (power + 1<<24))
		c.squash[2048+i] = p
		c.squash[(2048-i)&4095] = 65535 - p
		power = power * 16842880 >> 24
	}
	c.squash[0] = c.squash[1]
	x := 0
	for p := range c.stretch {
		for x < 4095 && int(c.squash[x])>>4 < p {
			x++
		}
		c.stretch[p] = int16(x - 2048)
	}
	for n := range c.rate {
		c.rate[n] = int32(65536 * 2 / (2*n + 3))
	}
}

// context adds a context for the next bit.
//
//go:noinline
func (c *coder) context(a, b uint32) {
	c.contexts[c.count] = a*0x9E3779B1 ^ b*0x85EBCA77
	c.count++
}

// bit codes a bit of a kind, below 64, in the contexts added since the last
// one. It returns the bit; want matters to an encoder only.
//
//go:noinline
func (c *coder) bit(kind uint32, want bool) bool {
	c.context(uint32(c.history)&0xFFFFFF, 1)
	c.context(uint32(c.history), uint32(c.history>>32))
	c.context(uint32(c.history)&0xFFF, 2)
	n := c.count
	c.count = 0
	c.bits++
	var index [maxContexts]uint32
	var input [maxContexts]int32
	weights := &c.weights[kind]
	sum := int32(0)
	for i := range n {
		h := (c.contexts[i] ^ kind<<4 ^ uint32(i)) * 0x2C1B3C6D
		h = (h ^ h>>15) * 0x297A2D39 >> (32 - cellBits)
		index[i] = h
		input[i] = int32(c.stretch[c.cells[h]>>20])
		sum += input[i] * (weights[i] >> 2) >> 6
	}
	sum >>= 8
	sum = max(-2047, min(sum, 2047))
	p := uint32(c.squash[sum+2048])
	p = max(16, min(p, 65536-16))
	bit := want
	if encoding && c.encoder != nil {
		encodeBit(c.encoder, want, p)
	} else {
		bit = c.decoder.Raw(p) != 0
	}
	target, err := int32(0), -int32(p)
	if bit {
		target, err = 1<<22-1, 65536-int32(p)
	}
	for i := range n {
		weights[i] += (input[i]*err + 1<<13) >> 14
		cell := &c.cells[index[i]]
		seen := *cell & 1023
		q := int32(*cell >> 10)
		q += (target - q) >> 6 * c.rate[seen] >> 10
		if seen < cellLimit {
			seen++
		}
		*cell = uint32(q)<<10 | seen
	}
	c.history = c.history<<3 | uint64(kind&3)<<1
	if bit {
		c.history |= 1
	}
	return bit
}

// number codes a number of the given count of bits, most significant first.
//
//go:noinline
func (c *coder) number(kind uint32, bits int, a uint32, want int) int {
	v := 1
	for i := bits - 1; i >= 0; i-- {
		c.context(uint32(v), a)
		c.context(uint32(v), 0)
		v <<= 1
		if c.bit(kind, want>>i&1 != 0) {
			v |= 1
		}
	}
	return v - 1<<bits
}
