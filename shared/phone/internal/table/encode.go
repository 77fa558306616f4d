//go:build !tinygo

package table

import "thoughtlyform/shared/phone/internal/rangecoder"

const encoding = true

type encoder = rangecoder.Encoder

func encodeBit(e *encoder, bit bool, p16 uint32) {
	b := 0
	if bit {
		b = 1
	}
	e.Raw(b, p16)
}

// Pack is the packed form of t, which Unpack reads.
func Pack(t *Tables) []byte {
	p := newPacker()
	p.coder.encoder = rangecoder.NewEncoder()
	p.wantLengths = allLengths(t)
	p.begin(new(Tables), t)
	for p.next() {
	}
	return p.coder.encoder.Finish()
}

// allLengths is, for every state, how many digits may follow to a label.
func allLengths(t *Tables) []uint32 {
	lengths := make([]uint32, t.States)
	done := make([]bool, t.States)
	done[0] = true
	var visit func(s State) uint32
	visit = func(s State) uint32 {
		if !done[s] {
			done[s] = true
			if t.Label[s] != 0 {
				lengths[s] = 1
			}
			for _, next := range t.Next[10*int(s):][:10] {
				lengths[s] |= visit(next) << 1
			}
		}
		return lengths[s]
	}
	for s := range t.States {
		visit(State(s))
	}
	return lengths
}

func newPacker() *packer { return new(packer) }
