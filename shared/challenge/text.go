package challenge

// base64url is RFC 4648's alphabet for URLs and file names; there is no
// padding.
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func appendBase64(dst, src []byte) []byte {
	var acc, n uint32
	for _, c := range src {
		acc, n = acc<<8|uint32(c), n+8
		for n >= 6 {
			n -= 6
			dst = append(dst, base64url[acc>>n&63])
		}
	}
	if n > 0 {
		dst = append(dst, base64url[acc<<(6-n)&63])
	}
	return dst
}

// decodeBase64 fills dst from text of the exact length, a multiple of four
// characters. It reports whether all of them are of the alphabet.
func decodeBase64(dst, text []byte) bool {
	var acc, n uint32
	for _, c := range text {
		v, ok := sextet(c)
		if !ok {
			return false
		}
		acc, n = acc<<6|v, n+6
		if n >= 8 {
			n -= 8
			dst[0], dst = byte(acc>>n), dst[1:]
		}
	}
	return true
}

func sextet(c byte) (uint32, bool) {
	switch {
	case c >= 'A' && c <= 'Z':
		return uint32(c - 'A'), true
	case c >= 'a' && c <= 'z':
		return uint32(c-'a') + 26, true
	case c >= '0' && c <= '9':
		return uint32(c-'0') + 52, true
	case c == '-':
		return 62, true
	case c == '_':
		return 63, true
	}
	return 0, false
}

// hex reads 8 lower-case hexadecimal digits.
func hex(text []byte) (v uint32, ok bool) {
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | uint32(c-'0')
		case c >= 'a' && c <= 'f':
			v = v<<4 | uint32(c-'a'+10)
		default:
			return 0, false
		}
	}
	return v, true
}

func uint32At(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

func putUint32(b []byte, v uint32) {
	b[0], b[1], b[2], b[3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
}
