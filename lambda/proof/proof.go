// Package proof issues the challenges of the proof of work and verifies the
// proofs; package challenge describes the work and is what the browser runs. A
// challenge carries its difficulty and the time of issue under a signature, so
// that nothing about it is stored until its proof is spent. The package must
// not know about HTTP or about limits.
//
// A challenge is a token of challenge.TokenLen characters:
//
//	'1'        the version
//	'i'–'y'    the difficulty, from 'a' for no bits
//	24         base64url of: time of issue, Unix seconds, 4 bytes; 14 random bytes
//	22         base64url of the first 16 bytes of HMAC-SHA-256, by the
//	           function's key, over the characters before it and the scope
//
// A proof is the token and a nonce as 8 lower-case hexadecimal digits, such
// that SHA-256 over the token's characters and the nonce's 4 bytes, big-endian,
// begins with as many zero bits as the difficulty.
package proof

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"time"

	"thoughtlyform/shared/challenge"
)

const (
	bodyLen = 18
	signed  = 2 + 24          // the characters under the signature
	maxSkew = 5 * time.Second // between the clocks of two machines
)

// Code is the reason why a proof is refused.
type Code uint8

// The codes. A proof that fails in several ways gets the first of these.
const (
	OK        Code = iota
	Malformed      // not of the form above
	Forged         // not signed by the key for the scope
	Expired        // older than allowed, or from the future
	Unsolved       // the nonce does not solve it
	TooEasy        // of fewer bits than are asked now
	TooEarly       // younger than allowed: filled in by a robot
)

// Terms are what a proof must meet.
type Terms struct {
	Scope  string // the scope of issue
	Now    time.Time
	MinAge time.Duration // from issue: what a person needs at least
	MaxAge time.Duration // from issue
	Bits   int           // asked now
}

// Issue returns the token of a challenge. Its proof is good for the scope,
// such as a form and a network, only. bits outside MinBits to MaxBits are
// brought inside.
func Issue(key []byte, scope string, issued time.Time, bits int) string {
	token := []byte{'1', 'a' + byte(Clamp(bits))}
	var body [bodyLen]byte
	binary.BigEndian.PutUint32(body[:], uint32(issued.Unix()))
	_, _ = rand.Read(body[4:]) // never fails, by its documentation
	token = base64.RawURLEncoding.AppendEncode(token, body[:])
	return string(append(token, sign(key, token, scope)...))
}

// Clamp returns the difficulty that is issued where bits are asked for.
func Clamp(bits int) int { return min(max(bits, challenge.MinBits), challenge.MaxBits) }

// Verify checks a proof. It returns the token, which is what is spent with the
// proof whatever nonce was found, for OK and TooEarly. It does not know whether
// the token has been spent before.
func Verify(key []byte, proof string, terms Terms) (token string, code Code) {
	if len(proof) != challenge.ProofLen {
		return "", Malformed
	}
	token = proof[:challenge.TokenLen]
	var nonce [4]byte
	_, err := hex.Decode(nonce[:], []byte(proof[challenge.TokenLen:]))
	body, errBody := base64.RawURLEncoding.Strict().DecodeString(token[2:signed])
	if err != nil || errBody != nil || len(body) != bodyLen || token[0] != '1' || token[1] < 'a'+challenge.MinBits || token[1] > 'a'+challenge.MaxBits {
		return "", Malformed
	}
	if subtle.ConstantTimeCompare(sign(key, []byte(token[:signed]), terms.Scope), []byte(token[signed:])) != 1 {
		return "", Forged
	}
	age := terms.Now.Sub(time.Unix(int64(binary.BigEndian.Uint32(body)), 0))
	if age > terms.MaxAge || age < -maxSkew {
		return "", Expired
	}
	difficulty := int(token[1] - 'a')
	sum := sha256.Sum256(append([]byte(token), nonce[:]...))
	switch {
	case bits.LeadingZeros32(binary.BigEndian.Uint32(sum[:])) < difficulty:
		return "", Unsolved
	case difficulty < Clamp(terms.Bits):
		return "", TooEasy
	case age < terms.MinAge:
		return token, TooEarly
	}
	return token, OK
}

// sign returns the signature of a token's first characters. The scope comes
// last and everything before it is of fixed length, so that no two pairs read
// the same.
func sign(key, token []byte, scope string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(token)
	m.Write([]byte(scope))
	return base64.RawURLEncoding.AppendEncode(nil, m.Sum(nil)[:16])
}
