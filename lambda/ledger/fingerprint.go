package ledger

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"thoughtlyform/shared"
)

// NewOwner returns a unique token for one attempt: 128 random bits in hex.
func NewOwner() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	return hex.EncodeToString(b[:])
}

// Fingerprint returns the SHA-256, in hex, of the form and the validated contact.
// Two submissions under one id with the same fingerprint are one lead.
func Fingerprint(form string, c shared.Contact) string {
	// Strings and maps of strings always encode, and map keys are sorted.
	b, _ := json.Marshal(struct {
		Form    string
		Contact shared.Contact
	}{form, c})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
