package table

// packer codes Tables: it fills t, bit by bit. When it encodes, the bits come
// from want; when it decodes, they come from the packed string. Both go the
// same way.
//
// A state is coded when something first leads to it, so that its number needs
// no bits. What leads to it says its class, the set of lengths of what may
// follow; a known state is found by its place in the class's list, last used
// first. Many contexts look at the sibling, the last state of the same class,
// and at the companion, the state that the same digits reach in the automaton
// that this one resembles.
type packer struct {
	coder coder
	t     *Tables

	want        *Tables // what to encode; nil when decoding
	wantLengths []uint32
	step        int // of next

	lengths [MaxStates]uint32 // bit n: n digits may follow to a label
	class   [MaxStates]uint16
	shape   [MaxStates]uint8
	uses    [MaxStates]uint8
	behind  [MaxStates]State // the next in the list of its class

	classes      int // class i is i's, from 1
	classLengths [MaxClasses]uint32
	classOf      [2 * MaxClasses]uint16 // by hash of the lengths
	first        [MaxClasses][2]State   // the list of simple states, and of others
	size         [MaxClasses][2]uint16
	last         [MaxClasses]State

	slots [MaxNSN + 2]slot // of the states being coded, and one of an entry
	depth int

	roots     [rootGroups][maxRootGroup]State // last used first
	rootCount [rootGroups]int
	there     [MaxCallCode]uint8 // calling codes: 1 a country's, 2 a non-geographic one
	worldwide int                // non-geographic calling codes

	formatPacker formatPacker
}

// Kinds of bits, so that their contexts stay apart. The two low bits enter the
// history.
const (
	bitSame = iota
	bitDead
	bitNew
	bitPlace
	bitFull
	bitLength
	bitSimple
	bitEscape
	bitLabel
	bitRoot
	bitRootReuse
	bitRootPlace
	bitRootLength
	bitCode
	bitMore
	bitLetter
	bitPossible
	bitLocal
	bitInsert
	bitVerdict
	bitExample
	bitExampleDigit
)

// Shapes of states. Up to uniform they are simple.
const (
	shapeNone = iota
	shapeLeaf
	shapeAny     // any digits, as many as remain
	shapeUniform // all digits lead to one state
	shapeTwo     // two different ones
	shapeThree
	shapeMany
)

// slot is one of the ten ways out of a state while it is coded.
type slot struct {
	state, prev       State // the state, and where the digit before leads
	sibling, sibPrev  State // where the sibling's digits lead
	companion, before State // where the companion's digits lead
	hasCompanion      bool
	digit             uint32
	distinct, run     uint32
	pattern           uint32 // the same-bits so far
	sawDead           bool
}

func flag(b bool, shift uint) uint32 {
	if b {
		return 1 << shift
	}
	return 0
}

//go:noinline
func bucket(n uint8) uint32 {
	switch {
	case n < 4:
		return uint32(n)
	case n < 8:
		return 4
	case n < 16:
		return 5
	case n < 64:
		return 6
	}
	return 7
}

// wanted is what the encoder wants at the place of s.
func (p *packer) wanted(s *slot) State {
	if encoding && p.want != nil {
		return p.want.Next[10*int(s.state)+int(s.digit)]
	}
	return 0
}

// wantedLengths is p.lengths for what an encoder wants.
func (p *packer) wantedLengths(s State) uint32 {
	if encoding && p.want != nil {
		return p.wantLengths[s]
	}
	return 0
}

// newState codes a state that nothing has led to yet.
func (p *packer) newState(class uint16, companion State) State {
	t := p.t
	id := State(t.States)
	t.States++
	lengths := p.classLengths[class]
	p.lengths[id], p.class[id] = lengths, class
	if lengths&1 != 0 {
		want := 0
		if encoding && p.want != nil {
			want = int(p.want.Label[id])
		}
		t.Label[id] = uint8(p.coder.number(bitLabel, 7, flag(lengths == 1, 0)+1, want))
	}
	p.shape[id] = shapeLeaf
	if lengths != 1 {
		s := &p.slots[p.depth]
		*s = slot{state: id, hasCompanion: companion != 0}
		p.depth++
		sibling := 10 * int(p.last[class])
		beside := 10 * int(companion)
		for d := range 10 {
			s.digit = uint32(d)
			s.sibling, s.companion = t.Next[sibling+d], t.Next[beside+d]
			target := p.target(s, lengths>>1, companion)
			t.Next[10*int(id)+d] = target
			s.prev, s.sibPrev, s.before = target, s.sibling, s.companion
		}
		p.depth--
		p.shape[id] = p.shapeOf(id)
		p.last[class] = id
	}
	p.pushFront(class, id)
	return id
}

func (p *packer) shapeOf(id State) uint8 {
	ways := p.t.Next[10*int(id):][:10]
	distinct := uint8(0)
	for i, x := range ways {
		fresh := uint8(1)
		for _, y := range ways[:i] {
			if x == y {
				fresh = 0
			}
		}
		distinct += fresh
	}
	if distinct > 1 {
		return min(shapeTwo+distinct-2, shapeMany)
	}
	if p.shape[ways[0]] <= shapeAny {
		return shapeAny
	}
	return shapeUniform
}

func (p *packer) list(s State) int {
	if p.shape[s] <= shapeUniform {
		return 0
	}
	return 1
}

func (p *packer) pushFront(class uint16, s State) {
	list := p.list(s)
	p.behind[s] = p.first[class][list]
	p.first[class][list] = s
	p.size[class][list]++
}

// target codes where a digit leads. available is the set of lengths that may
// follow the digit.
//
//go:noinline
func (p *packer) target(s *slot, available uint32, parent State) State {
	c := &p.coder
	want := p.wanted(s)
	class := uint32(p.class[s.state])
	dead := flag(s.prev == 0, 0)
	siblingSame := flag(s.sibling == s.sibPrev, 0)
	shapes := uint32(p.shape[s.prev]) | uint32(p.shape[s.sibling])<<3
	companion := flag(s.hasCompanion, 0) | uint32(p.shape[s.companion])<<1
	if s.digit > 0 {
		sibling := flag(s.sibling == s.prev, 0)
		c.context(2, dead<<8|s.digit)
		c.context(4, siblingSame<<17|dead<<16|class)
		c.context(6, s.run<<8|s.digit<<4|dead|s.distinct<<16)
		c.context(7, s.pattern&63<<20|dead)
		c.context(8, uint32(p.shape[s.prev])<<8|bucket(p.uses[s.prev])<<4|siblingSame<<12|sibling<<13)
		c.context(9, shapes|uint32(p.shape[s.sibPrev])<<6)
		covered := p.lengths[s.prev]&p.lengths[s.companion] == p.lengths[s.companion]
		c.context(10, flag(s.companion == s.before, 0)|dead<<1|flag(covered, 3)|companion<<4)
		if c.bit(bitSame, want == s.prev) {
			s.run++
			s.pattern = s.pattern<<1 | 1
			return s.prev
		}
		s.run = 0
		s.pattern <<= 1
	}
	if s.prev != 0 || s.digit == 0 {
		sibling := flag(s.sibling == 0, 0)
		c.context(3, class)
		c.context(4, sibling<<16|class)
		c.context(5, s.digit|s.distinct<<4|sibling<<8|flag(s.sawDead, 9))
		c.context(6, companion<<1|flag(s.sawDead, 0))
		if c.bit(bitDead, want == 0) {
			s.sawDead = true
			return 0
		}
	}
	lengths := available
	if available&(available-1) != 0 {
		lengths = p.lengthsOf(s, available, p.wantedLengths(want))
	}
	beside := s.companion
	if beside == 0 {
		beside = parent
	}
	target := p.member(s, p.findClass(lengths), want, beside)
	for _, x := range p.t.Next[10*int(s.state):][:s.digit] {
		if x == target {
			s.distinct--
			break
		}
	}
	s.distinct++
	return target
}

// lengthsOf codes which of the available lengths the target has.
//
//go:noinline
func (p *packer) lengthsOf(s *slot, available, want uint32) uint32 {
	c := &p.coder
	companion := p.lengths[s.companion]<<1 | flag(s.hasCompanion, 0)
	c.context(available, p.lengths[s.prev])
	c.context(4, s.digit<<4|s.distinct)
	c.context(available, companion)
	if c.bit(bitFull, want == available) {
		return available
	}
	lengths, path := uint32(0), uint32(1)
	for i := range uint32(18) {
		if available>>i&1 == 0 {
			continue
		}
		c.context(available, path)
		c.context(i|p.lengths[s.prev]>>i&1<<5, path|1<<20)
		c.context(i|p.lengths[s.companion]>>i&1<<5, flag(s.hasCompanion, 0)|1<<21)
		path <<= 1
		if c.bit(bitLength, want>>i&1 != 0) {
			path |= 1
			lengths |= 1 << i
		}
	}
	return lengths
}

// findClass is the class of a set of lengths.
//
//go:noinline
func (p *packer) findClass(lengths uint32) uint16 {
	h := lengths * 0x9E3779B1 >> 22
	for p.classOf[h] != 0 {
		if i := p.classOf[h]; p.classLengths[i] == lengths {
			return i
		}
		h = (h + 1) & (2*MaxClasses - 1)
	}
	p.classes++
	i := uint16(p.classes)
	p.classOf[h] = i
	p.classLengths[i] = lengths
	return i
}

// member codes which state of a class it is, or that it is a new one, and then
// the new one.
//
//go:noinline
func (p *packer) member(s *slot, class uint16, want, companion State) State {
	c := &p.coder
	shapes := uint32(p.shape[s.prev]) | uint32(p.shape[s.sibling])<<3
	size := uint32(p.size[class][0]) + uint32(p.size[class][1])
	fresh := size == 0
	if !fresh {
		size = min(size, 20)
		c.context(3, uint32(class))
		c.context(4, size|s.distinct<<8)
		c.context(5, uint32(class)|uint32(p.class[s.state])<<16)
		c.context(7, shapes)
		fresh = c.bit(bitNew, int(want) == p.t.States)
	}
	if fresh {
		return p.newState(class, companion)
	}

	// Only states of a class are in its lists, and the one before is not asked
	// for again.
	left := [2]int{int(p.size[class][0]), int(p.size[class][1])}
	if s.prev != 0 && p.class[s.prev] == class {
		left[p.list(s.prev)]--
	}
	list := 0
	if left[0] == 0 {
		list = 1
	} else if left[1] != 0 {
		c.context(2, uint32(class))
		c.context(4, shapes)
		c.context(5, s.digit|s.distinct<<4)
		if c.bit(bitSimple, p.list(want) == 1) {
			list = 1
		}
	}
	target := p.place(s, class, list, left[list], want)
	if p.uses[target] < 255 {
		p.uses[target]++
	}
	return target
}

// tries is how many states of a list are asked for one by one.
const tries = 8

// place codes a place in a class's list and moves the state there to the
// front. left is how many it may be.
//
//go:noinline
func (p *packer) place(s *slot, class uint16, list, left int, want State) State {
	c := &p.coder
	before, x := State(0), p.first[class][list]
	for n := uint32(0); ; n++ {
		if x == s.prev {
			before, x = x, p.behind[x]
		}
		left--
		if left == 0 {
			break
		}
		if n == tries {
			n := p.escape(left, s, x, want)
			for range n {
				before, x = x, p.behind[x]
				if x == s.prev {
					before, x = x, p.behind[x]
				}
			}
			break
		}
		seen := uint32(0)
		for _, y := range p.t.Next[10*int(s.state):][:s.digit] {
			if x == y {
				seen = 1
			}
		}
		shape := uint32(p.shape[x])
		c.context(4, n<<2|flag(x == s.sibling, 0)|seen<<1)
		c.context(5, uint32(x))
		c.context(7, shape<<8|bucket(p.uses[x])<<4|n)
		c.context(8, shape<<8|uint32(p.shape[s.prev])<<4|seen)
		if c.bit(bitPlace, x == want) {
			break
		}
		before, x = x, p.behind[x]
	}
	if before != 0 {
		p.behind[before] = p.behind[x]
		p.behind[x] = p.first[class][list]
		p.first[class][list] = x
	}
	return x
}

// escape codes how far behind x the wanted state is; left are.
func (p *packer) escape(left int, s *slot, x, want State) int {
	distance := 0
	if encoding && p.want != nil {
		for ; x != want; x = p.behind[x] {
			if x != s.prev {
				distance++
			}
		}
	}
	bits := 0
	for 1<<bits <= left {
		bits++
	}
	return min(p.coder.number(bitEscape, bits, uint32(bits), distance), left)
}
