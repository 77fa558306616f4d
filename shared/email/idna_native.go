//go:build !tinygo

package email

import "golang.org/x/net/idna"

var profile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(true), idna.BidiRule(), idna.CheckJoiners(true))

// newRoom is inlined, so that the buffer stays on the stack.
func newRoom() *room { return new(room) }

// appendASCII appends a domain by UTS 46 with Transitional_Processing false.
func appendASCII(dst, domain []byte) ([]byte, bool) {
	ascii, err := profile.ToASCII(string(domain))
	return append(dst, ascii...), err == nil
}
