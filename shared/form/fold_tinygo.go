//go:build tinygo

package form

import "thoughtlyform/shared/internal/put"

// The module has no threads: one array of each serves all.
var (
	onlyFolded [maxFolded]byte
	onlyNFKC   [MaxValue]byte
)

func newFolded() *[maxFolded]byte { return &onlyFolded }

// folds is the name as the browser folded it, which has Unicode's tables.
func (f *Field) folds(name []byte) []byte {
	if f.Folded == "" || len(f.Folded) > MaxValue {
		return name
	}
	n := copy(onlyNFKC[:], f.Folded)
	text, _, code := AppendText(onlyNFKC[:0], onlyNFKC[:n], false)
	if code != OK {
		return name
	}
	return text
}

func appendNFKC(dst, _ []byte) []byte { return put.Byte(dst, other) }
