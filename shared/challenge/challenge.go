// Package challenge does the proof of work: it finds the nonce that solves a
// token. Package proof, in the function, issues tokens and verifies proofs. This
// package must not know about keys, clocks or HTTP. It compiles for TinyGo
// without a heap.
//
// A token is TokenLen characters, of which the second is the difficulty: 'a'
// and the number of leading zero bits. A nonce solves it if SHA-256 over the
// token's characters and the nonce's 4 bytes, big-endian, begins with as many
// zero bits. Token, nonce and the padding of SHA-256 are one block, so that a try
// is one compression.
package challenge

// Lengths in characters.
const (
	TokenLen = 48
	ProofLen = TokenLen + 8 // a token and its nonce in hexadecimal
)

// The difficulties that can be issued, in leading zero bits.
const (
	MinBits = 8
	MaxBits = 24
)
