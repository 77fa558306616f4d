package wasmtest

import (
	"strings"
	"testing"

	"thoughtlyform/shared/challenge"
)

// The module finds the very nonces that the function verifies.
func TestSolve(t *testing.T) {
	m := newModule(t)
	for i := range 20 {
		token := append([]byte{'1', 'a' + 12}, strings.Repeat(string(rune('A'+i)), challenge.TokenLen-2)...)
		want, ok := challenge.Solve(token, 0, 1<<20)
		if !ok {
			t.Fatalf("%s is not solved natively", token)
		}
		n := m.write(0, token)
		if got := m.call("solve", n, 0, 1<<20); got != want {
			t.Errorf("%s: %d, want %d", token, got, want)
		}
		if got := m.call("solve", n, 0, want); got != want {
			t.Errorf("%s: solved by %d within %d tries", token, got, want)
		}
		if got := m.call("solve", n, want-1, 1<<20); got != 1 {
			t.Errorf("%s: from the nonce before the solution, solved after %d failed tries", token, got)
		}
	}
	if got := m.call("solve", m.write(0, []byte("no token")), 0, 1000); got != 1000 {
		t.Errorf("solved an invalid token with %d", got)
	}
}
