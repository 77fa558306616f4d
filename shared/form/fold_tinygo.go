//go:build tinygo

package form

import "unicode/utf8"

// The module has no threads: one array serves all.
var onlyFolded [maxFolded]byte

func newFolded() *[maxFolded]byte { return &onlyFolded }

func appendNFKC(dst, char []byte) []byte {
	r, _ := utf8.DecodeRune(char)
	return append(dst, foldRune(r))
}
