// Package phone validates, parses and formats telephone numbers as Google's
// libphonenumber does, from tables generated from its metadata. It must not
// know about forms, HTTP or JSON. It compiles for TinyGo without a heap: it
// imports nothing that allocates, and every result is a value or is appended to
// a slice of the caller.
package phone

import "thoughtlyform/shared/internal/put"

// The limits of a number, from libphonenumber and E.164.
const (
	MaxInput     = 250 // bytes of input; longer input is TooLong
	MaxNSN       = 17  // digits of a national significant number (E.164 says 15; libphonenumber allows 17)
	MaxExtension = 20  // digits of an extension
)

// Number is a parsed telephone number: calling code, national significant
// number with its leading zeros, and extension. The zero Number is no number.
// A Number is a plain value: it holds no pointer and may be compared with ==.
type Number struct {
	callingCode  uint16
	nsnLen       uint8
	extensionLen uint8
	nsn          [MaxNSN]byte // ASCII digits, leading zeros kept
	extension    [MaxExtension]byte
}

// CallingCode returns the country calling code, 1 to 999, without a plus sign.
func (n *Number) CallingCode() int { return int(n.callingCode) }

// NSN returns the national significant number: ASCII digits, Italian leading
// zeros included. The slice aliases n.
func (n *Number) NSN() []byte { return n.nsn[:n.nsnLen] }

// AppendExtension appends the extension's digits.
func (n *Number) AppendExtension(dst []byte) []byte {
	return put.Text(dst, n.extension[:n.extensionLen])
}

// Extension returns the extension's ASCII digits, empty if there is none. The
// slice aliases n.
func (n *Number) Extension() []byte { return n.extension[:n.extensionLen] }

// AppendE164 appends the number as + and up to 3 + 17 digits, without the
// extension (ITU-T E.164, section 6).
func (n *Number) AppendE164(dst []byte) []byte {
	at := len(dst) + 1
	// One append, since each costs the module a call.
	dst = put.Text(dst, "+00000000000000000000"[:1+uintWidth(n.callingCode)+int(n.nsnLen)])
	at += putUint(dst[at:], n.callingCode)
	for i, d := range n.nsn[:n.nsnLen] {
		dst[at+i] = d
	}
	return dst
}

// E164 returns the result of AppendE164 as a string.
func (n *Number) E164() string { return string(n.AppendE164(nil)) }

func appendUint(dst []byte, v uint16) []byte {
	at := len(dst)
	dst = put.Text(dst, "000"[:uintWidth(v)])
	putUint(dst[at:], v)
	return dst
}

// putUint writes a number below 1000 to dst and returns its digits.
func putUint(dst []byte, v uint16) int {
	width := uintWidth(v)
	for i := width - 1; i >= 0; i-- {
		dst[i] = '0' + byte(v%10)
		v /= 10
	}
	return width
}

func uintWidth(v uint16) int {
	if v < 10 {
		return 1
	}
	if v < 100 {
		return 2
	}
	return 3
}
