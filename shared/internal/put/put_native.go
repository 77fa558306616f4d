//go:build !tinygo

// Package put appends to byte slices. It exists for the browser's module, where
// append is large: it returns three words through memory and handles growth,
// which does not occur there.
package put

// Byte appends a byte.
func Byte(dst []byte, c byte) []byte { return append(dst, c) }

// Text appends a text.
func Text[T string | []byte](dst []byte, text T) []byte { return append(dst, text...) }
