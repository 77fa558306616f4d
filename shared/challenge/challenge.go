// Package challenge is the work of the proof of work: it finds the nonce that
// solves a token. The function issues tokens and verifies proofs (package
// proof, which describes both); here they are bytes with a difficulty. The
// package must not know about keys, clocks or HTTP. It compiles for TinyGo
// without a heap.
//
// A token is TokenLen characters, of which the second is the difficulty: 'a'
// and the number of leading zero bits. A nonce solves it if SHA-256 over the
// token's characters and the nonce's 4 bytes, big-endian, begins with as many
// zero bits. Token, nonce and SHA-256's own padding make one block, so that a
// try costs one compression.
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
