//go:build !tinygo

package form

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// newFolded returns a buffer for foldName. It is inlined, so that the buffer
// stays on the stack.
func newFolded() *[maxFolded]byte { return new([maxFolded]byte) }

// folds is what foldName takes of a name.
func (f *Field) folds(name []byte) []byte { return name }

// appendNFKC appends the ASCII text to which NFKC maps char, up to four bytes,
// or other.
func appendNFKC(dst, char []byte) []byte {
	decomposed := norm.NFKC.Properties(char).Decomposition()
	for _, c := range decomposed {
		if c >= utf8.RuneSelf {
			decomposed = nil
		}
	}
	if len(decomposed) == 0 {
		return append(dst, other)
	}
	return append(dst, decomposed[:min(len(decomposed), utf8.UTFMax)]...)
}
