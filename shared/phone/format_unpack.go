package phone

import (
	model "thoughtlyform/shared/phone/internal/formatmodel"
	"thoughtlyform/shared/phone/internal/rangecoder"
)

// formatUnpacker reads the packed form of formatTables, a string of
// range-coded bits. Its twin, which writes, is internal/gen/format_pack.go.
type formatUnpacker struct {
	in    rangecoder.Decoder
	prob  [model.Count]rangecoder.Prob
	to    *formatTables
	state uint16 // states so far
	set   uint16 // sets so far

	// Of the calling code at hand.
	count  uint8
	used   uint32            // formats that occur in a set so far
	recent [maxRecent]uint16 // sets, the last one read first
	sets   int               // how many
	known  [maxRecent]uint16 // states, the last one read first
	states int               // how many
}

const maxRecent = 256 // sets or states of a calling code

func (u *formatUnpacker) bit(kind int) bool {
	return u.in.Bit(&u.prob[kind], model.Limit) != 0
}

func (u *formatUnpacker) tree(kind, bits int) uint8 {
	return uint8(u.in.Tree(u.prob[kind:kind+1<<bits], bits, model.Limit))
}

// unpack fills to from packed.
func (u *formatUnpacker) unpack(packed string, to *formatTables) {
	u.in.Init(packed)
	rangecoder.Reset(u.prob[:])
	u.to = to
	u.state, u.set = 0, 1
	first, usage := uint16(0), uint8(0)
	for i := range to.codes {
		c := &to.codes[i]
		c.first = first
		c.count = u.tree(model.FormatCount, 5)
		c.root = formatLeaf
		if c.count == 0 {
			continue
		}
		c.abroad = u.bit(model.Abroad)
		for range c.count {
			f := &to.formats[first]
			first++
			usage = u.format(f, c.abroad, usage)
		}
		u.count, u.used = c.count, 0
		u.recent[0], u.sets, u.states = 0, 1, 0
		if u.bit(model.IsState) {
			c.root = u.node(0, 0)
		} else {
			c.root = formatLeaf | u.nextSet(model.None, 0, 0, 0)
		}
	}
}

func (u *formatUnpacker) format(f *numberFormat, abroad bool, usage uint8) uint8 {
	groups := u.tree(model.Groups, 3)
	for i := range groups {
		f.widths[i] = u.tree(model.Width+16*int(i), 4)
	}
	if fromEnd := u.tree(model.Flexible, 2); fromEnd > 0 {
		f.flexible = groups - fromEnd
		f.extra = u.tree(model.Extra, 4)
	}
	f.style = u.tree(model.Style+32*int(groups), 5)
	if !u.bit(model.SameUsage) {
		usage = u.tree(model.Usage, 5)
	}
	f.usage = usage
	f.international = f.style
	if abroad {
		switch {
		case u.bit(model.NotAbroad):
			f.international = notAbroad
		case !u.bit(model.SameAbroad):
			f.international = u.tree(model.Style, 5)
			if u.bit(model.Bare) {
				f.international |= bare
			}
		}
	}
	return usage
}

// node reads a state at a depth, and the states behind it that are new. before
// is the set of the state that leads to it.
func (u *formatUnpacker) node(depth int, before uint16) uint16 {
	at := u.state
	u.state++
	own := uint16(0)
	if depth >= 3 {
		own = before
		if !u.bit(model.SameSet) {
			own = u.nextSet(4, before, before, before)
		}
	}
	u.to.own[at] = own
	layer := min(depth, 3)
	kind, run := model.None, 0
	target := uint16(0)
	for d := range 10 {
		if d > 0 && u.bit(model.SameTarget+(layer*4+kind)*3+run) {
			run = min(run+1, 2)
			u.to.next[at][d] = target
			continue
		}
		run = 0
		if u.bit(model.IsState + layer*4 + kind) {
			kind = model.State
			if u.bit(model.IsKnown + layer) {
				target = u.knownState()
			} else {
				target = u.node(depth+1, own)
				front(u.known[:], u.states, target)
				u.states++
			}
		} else {
			if kind != model.OwnLeaf && u.bit(model.IsOwn+layer*4+kind) {
				kind = model.OwnLeaf
				target = formatLeaf | own
			} else {
				not := own
				if kind == model.Leaf {
					not = target &^ formatLeaf
				}
				target = formatLeaf | u.nextSet(kind, own, own, not)
				kind = model.Leaf
			}
		}
		u.to.next[at][d] = target
	}
	return at
}

// front puts v before the first n of list, in place of list[n].
func front(list []uint16, n int, v uint16) {
	copy(list[1:n+1], list[:n])
	list[0] = v
}

func (u *formatUnpacker) knownState() uint16 {
	bits := 0
	for u.bit(model.Distance + bits) {
		bits++
	}
	distance := 1
	for range bits {
		distance = distance<<1 | u.in.Raw(1<<15)
	}
	s := u.known[distance-1]
	front(u.known[:], distance-1, s)
	return s
}

// nextSet reads a set that is neither of two: one of the recent ones, or a new
// one that resembles before.
func (u *formatUnpacker) nextSet(kind int, before, not, nor uint16) uint16 {
	rank := 0
	for i, s := range u.recent[:u.sets] {
		if s == not || s == nor {
			continue
		}
		if u.bit(model.IsThis + kind*6 + rank) {
			front(u.recent[:], i, s)
			return s
		}
		rank = min(rank+1, 5)
	}
	old, set, added := u.to.sets[before], uint32(0), 0
	for i := range u.count {
		in := old >> i & 1
		if u.bit(model.InNewSet + (int(in)*3+added)*2 + int(u.used>>i&1)) {
			set |= 1 << i
			if in == 0 {
				added = min(added+1, 2)
			}
		}
	}
	u.used |= set
	u.to.sets[u.set] = set
	front(u.recent[:], u.sets, u.set)
	u.sets++
	u.set++
	return u.set - 1
}
