//go:build tinygo

package put

// Byte is append without growth: every buffer of the module has room for the
// longest result.
func Byte(dst []byte, c byte) []byte {
	n := len(dst)
	dst = dst[:n+1]
	dst[n] = c
	return dst
}

// Text is like Byte, for a text.
func Text[T string | []byte](dst []byte, text T) []byte {
	n := len(dst)
	dst = dst[:n+len(text)]
	copy(dst[n:], text)
	return dst
}
