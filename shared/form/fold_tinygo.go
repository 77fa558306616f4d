//go:build tinygo

package form

import "unicode/utf8"

func appendNFKC(dst, char []byte) []byte {
	r, _ := utf8.DecodeRune(char)
	return append(dst, foldRune(r))
}
