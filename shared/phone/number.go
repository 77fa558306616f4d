// Package phone judges, parses and formats telephone numbers as Google's
// libphonenumber does, from tables generated out of its metadata. It must not
// know about forms, HTTP or JSON, and it compiles for TinyGo without a heap:
// it imports nothing that allocates, and every result is a value or is
// appended to a slice that the caller brings.
package phone

// Limits of a number, as libphonenumber and E.164 set them.
const (
	MaxInput     = 250 // bytes of input that Parse looks at; longer input is TooLong
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

// CallingCode is the country calling code, 1 to 999, without a plus sign.
func (n *Number) CallingCode() int { return int(n.callingCode) }

// NSN is the national significant number: ASCII digits, Italian leading zeros
// included. The slice aliases n.
func (n *Number) NSN() []byte { return n.nsn[:n.nsnLen] }

// AppendExtension appends the extension's digits.
func (n *Number) AppendExtension(dst []byte) []byte {
	return append(dst, n.extension[:n.extensionLen]...)
}

// Extension is the extension's ASCII digits, empty if there is none. The slice
// aliases n.
func (n *Number) Extension() []byte { return n.extension[:n.extensionLen] }

// AppendE164 appends the number as + and up to 3 + 17 digits, without the
// extension (ITU-T E.164, section 6).
func (n *Number) AppendE164(dst []byte) []byte {
	dst = append(dst, '+')
	dst = appendUint(dst, n.callingCode)
	return append(dst, n.nsn[:n.nsnLen]...)
}

// E164 is AppendE164 as a string.
func (n *Number) E164() string { return string(n.AppendE164(nil)) }

func appendUint(dst []byte, v uint16) []byte {
	if v >= 10 {
		dst = appendUint(dst, v/10)
	}
	return append(dst, '0'+byte(v%10))
}
