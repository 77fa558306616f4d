package challenge

import "math/bits"

// Solve tries up to budget nonces from start on and returns the first that
// solves the token. If ok is false, call it again with start+budget; between
// calls the caller can stop or handle events. It returns false for an invalid
// token.
//
// A token of n bits takes 2ⁿ tries on average: half are done after 0.7 times
// as many, 95% after 3 times.
func Solve(token []byte, start, budget uint32) (nonce uint32, ok bool) {
	if len(token) != TokenLen || token[1] < 'a'+MinBits || token[1] > 'a'+MaxBits {
		return 0, false
	}
	if derived && k[0] == 0 {
		derive(&k)
	}
	var s solver
	s.begin(token)
	for nonce = start; budget > 0; budget-- {
		if s.try(nonce) {
			return nonce, true
		}
		nonce++
	}
	return 0, false
}

// AppendProof appends the proof: a token and the nonce that solves it.
func AppendProof(dst, token []byte, nonce uint32) []byte {
	dst = append(dst, token...)
	for shift := 28; shift >= 0; shift -= 4 {
		dst = append(dst, "0123456789abcdef"[nonce>>shift&15])
	}
	return dst
}

// tokenWords are the words of the block that the token fills; the nonce is the
// word after them.
const tokenWords = TokenLen / 4

// solver holds what all tries for a token share: the token's words, and
// SHA-256's state after the rounds that use only them.
type solver struct {
	w     [64]uint32
	state [8]uint32
	limit uint32 // the digest's first word must be below it
}

func (s *solver) begin(token []byte) {
	for i := range tokenWords {
		s.w[i] = uint32At(token[4*i:])
	}
	s.w[tokenWords+1] = 1 << 31
	s.w[tokenWords+2] = 0
	s.w[15] = (TokenLen + 4) * 8
	s.state = initial
	rounds(&s.state, &s.w, 0, tokenWords)
	s.limit = 1 << (32 - (token[1]-'a')&31)
}

func (s *solver) try(nonce uint32) bool {
	s.w[tokenWords] = nonce
	schedule(&s.w)
	state := s.state
	rounds(&state, &s.w, tokenWords, 64)
	return state[0]+initial[0] < s.limit
}

// schedule fills words 16 to 63 from those before (FIPS 180-4, 6.2.2, step 1).
func schedule(w *[64]uint32) {
	for i := 16; i < 64; i++ {
		x, y := w[i-2], w[i-15]
		w[i] = w[i-16] + w[i-7] +
			(bits.RotateLeft32(x, -17) ^ bits.RotateLeft32(x, -19) ^ x>>10) +
			(bits.RotateLeft32(y, -7) ^ bits.RotateLeft32(y, -18) ^ y>>3)
	}
}

// rounds is step 3 of the same, from one round up to another.
func rounds(s *[8]uint32, w *[64]uint32, from, to int) {
	a, b, c, d, e, f, g, h := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
	for i := from; i < to; i++ {
		t := h + k[i&63] + w[i&63] + (g ^ e&(f^g)) +
			(bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25))
		u := (a&b | c&(a|b)) +
			(bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22))
		h, g, f, e, d, c, b, a = g, f, e, d+t, c, b, a, t+u
	}
	s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7] = a, b, c, d, e, f, g, h
}

// initial is SHA-256's first state: the square roots of the first 8 primes.
var initial = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

func uint32At(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
