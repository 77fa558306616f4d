// Package proof issues challenges for the proof of work and verifies proofs.
// Package challenge has the part that the browser runs. A challenge contains its
// difficulty and time of issue with a signature, so that nothing needs to be
// stored until its proof is spent. The package must not know about HTTP or about
// limits.
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
	signed  = 2 + 24          // number of signed characters
	maxSkew = 5 * time.Second // largest difference between the clocks of two machines
)

// Code is the result of verifying a proof.
type Code uint8

// The codes. A proof with several faults gets the first of these.
const (
	OK        Code = iota
	Malformed      // does not have the format above
	Forged         // not signed with the key for the scope
	Expired        // older than MaxAge, or from the future
	Unsolved       // the nonce does not solve the challenge
	TooEasy        // fewer bits than required
	TooEarly       // younger than MinAge
)

// Terms are the requirements of a proof.
type Terms struct {
	Scope  string // as given to Issue
	Now    time.Time
	MinAge time.Duration // since the issue
	MaxAge time.Duration // since the issue
	Bits   int           // least difficulty
}

// Issue returns the token of a new challenge. Its proof is valid only for the
// scope, such as a form and a network. The difficulty is Clamp(bits).
func Issue(key []byte, scope string, issued time.Time, bits int) string {
	token := []byte{'1', 'a' + byte(Clamp(bits))}
	var body [bodyLen]byte
	binary.BigEndian.PutUint32(body[:], uint32(issued.Unix()))
	_, _ = rand.Read(body[4:]) // documented never to fail
	token = base64.RawURLEncoding.AppendEncode(token, body[:])
	return string(append(token, sign(key, token, scope)...))
}

// Clamp limits bits to challenge.MinBits to challenge.MaxBits.
func Clamp(bits int) int { return min(max(bits, challenge.MinBits), challenge.MaxBits) }

// Verify checks a proof. For OK and TooEarly it returns the token, which the
// caller must spend: Verify does not detect a second use, and a token can have
// several valid nonces.
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

// sign returns the signature of a token's first characters and the scope. The
// characters have a fixed length, so that no two different pairs have the same
// concatenation.
func sign(key, token []byte, scope string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(token)
	m.Write([]byte(scope))
	return base64.RawURLEncoding.AppendEncode(nil, m.Sum(nil)[:16])
}
