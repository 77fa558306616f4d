package intake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"math/rand/v2"
	"strings"
)

// fakeContactID returns the id of a contact that does not exist. It is always
// the same for a submission, and has the format of the last ids that Thoughtly
// returned.
func (l *lead) fakeContactID(ctx context.Context) string {
	sum := hmac.New(sha256.New, l.key(ctx, "fakeContactID"))
	sum.Write([]byte(l.form.ID + "/" + l.sub.SubmissionID))
	seed := [32]byte(sum.Sum(nil))
	ids := l.upstream.lastIDs()
	if ids[0] == "" {
		return uuidFrom([16]byte(seed[:16]), 4)
	}
	return inTheFormOf(ids[0], ids[1], seed)
}

// inTheFormOf returns an id with the length, the alphabet and the prefix of two
// others. The prefix ends at the first "_", or where the ids begin to differ,
// since ids may begin with a time. The second may be "". The version of a UUID
// is kept.
func inTheFormOf(id, other string, seed [32]byte) string {
	if _, ok := canonicalUUID(id); ok && id[14] >= '1' && id[14] <= '8' && id == strings.ToLower(id) {
		made := uuidFrom([16]byte(seed[:16]), id[14]-'0')
		kept := agreement(id, other)
		return id[:kept] + made[kept:]
	}
	kept := max(strings.IndexByte(id, '_')+1, agreement(id, other))
	alphabet := alphabetOf(id[kept:])
	random := rand.New(rand.NewChaCha8(seed))
	b := []byte(id)
	for i := kept; i < len(b); i++ {
		if strings.IndexByte(alphabet, b[i]) >= 0 {
			b[i] = alphabet[random.IntN(len(alphabet))]
		}
	}
	return string(b)
}

// agreement returns the length of the common prefix of two ids of one length.
func agreement(a, b string) int {
	n := 0
	for len(a) == len(b) && n < len(a)-1 && a[n] == b[n] {
		n++
	}
	return n
}

// alphabetOf returns the characters for an id: digits, and the letters of the
// cases that the given id has. For a hexadecimal id these are hexadecimal
// digits only.
func alphabetOf(id string) string {
	const digits, lower, upper = "0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	letters := len(lower)
	if strings.Trim(id, digits+lower[:6]+upper[:6]+"-") == "" {
		letters = 6
	}
	alphabet := ""
	for _, part := range []string{digits, lower[:letters], upper[:letters]} {
		if strings.ContainsAny(id, part) {
			alphabet += part
		}
	}
	return alphabet
}
