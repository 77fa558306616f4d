package ledger

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"thoughtlyform/shared"
)

// NewOwner is a token that no other attempt has: 128 random bits in hex.
func NewOwner() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	return hex.EncodeToString(b[:])
}

// Fingerprint tells whether two submissions under one id are the same lead:
// SHA-256, in hex, over the form and the validated contact.
func Fingerprint(form string, c shared.Contact) string {
	// Strings and maps of strings always encode, and map keys are sorted.
	b, _ := json.Marshal(struct {
		Form    string
		Contact shared.Contact
	}{form, c})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
