//go:build !tinygo

package phone

// Both are inlined, and what they make then stays on the stack.

func newTyping() *typing { return new(typing) }

func newTyped() *[MaxInput]byte { return new([MaxInput]byte) }
