// Package challenge is the proof of work that a form asks of a browser: the
// function issues a token and verifies the proof, the browser's module solves
// it. A token carries its difficulty and the time of issue under a signature
// that also covers the form, so that nothing about it needs to be remembered
// until it is spent. The package must not know about HTTP, clocks or sources
// of randomness: time, salt and key are the caller's. It compiles for TinyGo
// without a heap.
//
// A token is TokenLen characters:
//
//	'1'        the version
//	'i'–'y'    the difficulty, from 'a' for no bits
//	24         base64url of: time of issue, Unix seconds, 4 bytes; the form's
//	           tag, 4 bytes; the salt, 10 bytes
//	22         base64url of the first 16 bytes of HMAC-SHA-256, by the
//	           function's key, over the characters before it and the form's id
//
// A proof is the token and a nonce as 8 lower-case hexadecimal digits, such
// that SHA-256 over the token's characters and the nonce's 4 bytes, big-endian,
// begins with as many zero bits as the difficulty says. Token, nonce and
// SHA-256's own padding make one block, so that a try costs one compression.
package challenge

// Sizes of the parts, in bytes.
const (
	TokenLen = signed + 22
	ProofLen = TokenLen + 8
	KeyLen   = 32
	SaltLen  = 10

	signed = 2 + 24 // the characters under the signature
)

// The difficulties that can be issued, in leading zero bits.
const (
	MinBits = 8
	MaxBits = 24
)

// Code says why a proof does not hold.
type Code uint8

// The codes. A proof that fails in several ways gets the first of these.
const (
	OK        Code = iota
	Malformed      // not of the form above
	WrongForm      // issued for another form
	Forged         // not signed by the key
	Expired        // older than allowed, or from the future
	TooEarly       // younger than allowed: filled in by a robot
	Unsolved       // the nonce does not solve it
	codes
)

var codeNames = [codes]string{"ok", "malformed", "wrong_form", "forged", "expired", "too_early", "unsolved"}

// String is the code in lower snake case; "" for a value that is no code.
func (c Code) String() string {
	if c >= codes {
		return ""
	}
	return codeNames[c]
}

// Terms are what a proof must meet.
type Terms struct {
	Form   string // the id of the form that is submitted
	Now    int64  // Unix seconds
	MinAge int64  // seconds from issue that a person needs at least
	MaxAge int64  // seconds from issue after which a proof is stale
}

// Append appends the token for a form. issued is in Unix seconds up to the year
// 2106; bits outside MinBits to MaxBits are brought inside. Tokens are told
// apart by their salt, which must be random.
func Append(dst []byte, key *[KeyLen]byte, form string, issued int64, bits int, salt *[SaltLen]byte) []byte {
	start := len(dst)
	dst = append(dst, '1', 'a'+byte(min(max(bits, MinBits), MaxBits)))
	var body [18]byte
	putUint32(body[0:], uint32(issued))
	putUint32(body[4:], tag(form))
	copy(body[8:], salt[:])
	dst = appendBase64(dst, body[:])
	mac := sign(key, dst[start:], form)
	return appendBase64(dst, mac[:16])
}

// Verify judges a proof, and returns the part of it that is spent with it: the
// token, which is the same whatever nonce was found. It does not know whether
// the token has been spent before.
func Verify(proof []byte, key *[KeyLen]byte, terms Terms) (token []byte, code Code) {
	if len(proof) != ProofLen {
		return nil, Malformed
	}
	token = proof[:TokenLen]
	var body [18]byte
	nonce, ok := hex(proof[TokenLen:])
	if !ok || token[0] != '1' || token[1] < 'a'+MinBits || token[1] > 'a'+MaxBits || !decodeBase64(body[:], token[2:signed]) {
		return nil, Malformed
	}
	if uint32At(body[4:]) != tag(terms.Form) {
		return nil, WrongForm
	}
	var want [22]byte
	mac := sign(key, token[:signed], terms.Form)
	appendBase64(want[:0], mac[:16])
	if !equal(want[:], token[signed:]) {
		return nil, Forged
	}
	age := terms.Now - int64(uint32At(body[0:]))
	switch {
	case age > terms.MaxAge || age < -maxSkew:
		return nil, Expired
	case age < terms.MinAge:
		return nil, TooEarly
	}
	var s solver
	s.begin(token)
	if !s.try(nonce) {
		return nil, Unsolved
	}
	return token, OK
}

// maxSkew is how many seconds the clocks of two instances may differ.
const maxSkew = 5

// sign is the signature of a token's first characters for a form. The id comes
// last and everything before it is of fixed length, so that no two pairs read
// the same.
func sign(key *[KeyLen]byte, token []byte, form string) [32]byte {
	var m mac
	m.begin(key)
	m.inner.write(token)
	for i := range len(form) {
		m.inner.writeByte(form[i])
	}
	return m.sum()
}

// tag is a form's id in 32 bits (FNV-1a). It names the form to WrongForm and
// protects nothing: the signature covers the id itself.
func tag(form string) uint32 {
	h := uint32(2166136261)
	for i := range len(form) {
		h = (h ^ uint32(form[i])) * 16777619
	}
	return h
}

// equal compares in a time that does not depend on where the first difference
// is. Both are of the same length.
func equal(a, b []byte) bool {
	var diff byte
	for i := range a {
		diff |= a[i] ^ b[i]
	}
	return diff == 0
}
