package form

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestFoldRune compares the module's table with NFKC for every character.
func TestFoldRune(t *testing.T) {
	count := 0
	for r := rune(0x80); r <= 0x10ffff; r++ {
		nfkc := norm.NFKC.String(string(r))
		want := byte(other)
		if len(nfkc) == 1 && nfkc[0] > ' ' {
			want = nfkc[0]
			count++
		}
		if got := foldRune(r); got != want && (want != other || norm.NFKC.PropertiesString(string(r)).Decomposition() != nil) {
			t.Errorf("%U: %q, want %q", r, got, want)
		}
	}
	if count < 1000 {
		t.Errorf("only %d characters fold", count)
	}
}
