package table

// Limits of the formats.
const (
	MaxFormats      = 1024
	MaxFormatStates = 2048
	MaxFormatSets   = 2048
	MaxPerCodeSets  = 256 // sets of one calling code
	MaxGroups       = 5

	FormatLeaf = 1 << 15 // plus a set: a target from which no digit leads on
	NotAbroad  = 0x7F    // in Format.Abroad: not a format for calls from abroad
	Bare       = 0x80    // in Format.Abroad: written there without national prefix
	firstAsked = 3       // digits before which the formats are not asked for
)

// Format is a way to write a national significant number: its digits in groups,
// and a style that sets the groups apart. Styles and usages are lists of
// package phone.
type Format struct {
	Widths   [MaxGroups]uint8 // digits in each group, 0 behind the last
	Flexible uint8            // the group that may be wider
	Extra    uint8            // by how many digits
	Style    uint8            // within the country
	Abroad   uint8            // the style for calls from abroad, or NotAbroad; Bare in the top bit
	Usage    uint8            // how national prefixes go with it
}

// CodeFormats are the formats of a calling code.
type CodeFormats struct {
	First  uint16 // Formats[First:First+Count], in libphonenumber's order
	Count  uint8
	Abroad bool   // some formats differ for calls from abroad
	Root   uint16 // where the automaton starts
}

// Formats is what formatting reads. The automaton reads leading digits: a
// target below FormatLeaf is a state, from 1; FormatLeaf plus i says that no
// further digit matters and that Sets[i], bit k for the code's format k, are the
// formats that the digits allow. A state's own set holds for digits that end
// there. libphonenumber keeps several patterns of growing precision for some
// formats, one for each length of a partly typed number; the automaton has
// resolved which of them applies after how many digits.
type Formats struct {
	Codes   [MaxCodes]CodeFormats // in the order of Tables.Codes
	Formats [MaxFormats]Format
	Next    [MaxFormatStates][10]uint16
	Own     [MaxFormatStates]uint16 // the state's own set
	Sets    [MaxFormatSets]uint32   // Sets[0] is empty

	FormatCount, StateCount, SetCount int
}

// Kinds of bits; see packer.
const (
	bitFormatCount = 40 + iota
	bitFormatAbroad
	bitFormatWidth
	bitFormatExtra
	bitFormatStyle
	bitFormatUsage
	bitFormatPredicted
	bitFormatSame
	bitFormatState
	bitFormatKnown
	bitFormatDistance
	bitFormatOwn
	bitFormatSet
	bitFormatNewSet
)

// What the digit before leads to.
const (
	nowhere = iota
	toState
	toLeaf
	toOwnLeaf // with the state's own set
)

// formatPacker codes Formats after everything else: the automaton of leading
// digits resembles that of the calling code's verdicts, since digits that have
// the same numbers behind them are written alike, and most of its targets can
// be predicted from it.
type formatPacker struct {
	*packer
	f, want *Formats

	first     uint16                 // the code's first format
	count     uint8                  // and how many it has
	recent    [MaxPerCodeSets]uint16 // sets, the last one used first
	sets      int
	predicted [MaxStates]uint16 // the last target beside a state of the verdicts, or 0
}

// code codes the formats of calling code i. The calling codes come in order.
func (p *formatPacker) code(parent *packer, i int) {
	p.packer, p.f, p.want = parent, &parent.t.Formats, &parent.wants().Formats
	if i == 0 {
		p.f.StateCount, p.f.SetCount = 1, 1
	}
	c := &p.coder
	code, w := &p.f.Codes[i], &p.want.Codes[i]
	code.First = uint16(p.f.FormatCount)
	code.Count = uint8(c.number(bitFormatCount, 5, 0, int(w.Count)))
	code.Root = FormatLeaf
	if code.Count == 0 {
		return
	}
	c.context(min(uint32(code.Count), 8), 3)
	code.Abroad = c.bit(bitFormatAbroad, w.Abroad)
	for range code.Count {
		p.format(code.Abroad)
	}
	p.first, p.count = code.First, code.Count
	p.recent[0], p.sets = 0, 1
	clear(p.predicted[:])
	verdict := p.t.Codes[i].Verdict
	c.context(uint32(code.Count), 4)
	if c.bit(bitFormatState, w.Root < FormatLeaf) {
		code.Root = p.state(0, 0, verdict)
	} else {
		code.Root |= p.set(nowhere, verdict, 0, 0, 0, w.Root&^FormatLeaf)
	}
}

// format codes the next format.
func (p *formatPacker) format(abroad bool) {
	c := &p.coder
	f, w := &p.f.Formats[p.f.FormatCount], &p.want.Formats[p.f.FormatCount]
	before := &p.f.Formats[max(p.f.FormatCount-1, 0)]
	p.f.FormatCount++
	last := uint32(0)
	for i := range MaxGroups {
		f.Widths[i] = uint8(c.number(bitFormatWidth, 4, uint32(i)|last<<3, int(w.Widths[i])))
		if f.Widths[i] == 0 {
			break
		}
		last = uint32(f.Widths[i])
	}
	groups := uint32(0)
	for groups < MaxGroups && f.Widths[groups] > 0 {
		groups++
	}
	f.Extra = uint8(c.number(bitFormatExtra, 4, 0, int(w.Extra)))
	if f.Extra > 0 {
		// The flexible group is the last one or not far from it.
		f.Flexible = uint8(groups) - 1 - uint8(c.number(bitFormatExtra, 2, groups|8, int(uint8(groups)-1-w.Flexible)))
	}
	f.Style = uint8(c.number(bitFormatStyle, 5, groups, int(w.Style)))
	f.Usage = uint8(c.number(bitFormatUsage, 5, uint32(before.Usage), int(w.Usage)))
	f.Abroad = f.Style
	if !abroad {
		return
	}
	if c.bit(bitFormatAbroad, w.Abroad == NotAbroad) {
		f.Abroad = NotAbroad
		return
	}
	c.context(flag(before.Abroad == before.Style, 0), 6)
	if !c.bit(bitFormatAbroad, w.Abroad == w.Style) {
		f.Abroad = uint8(c.number(bitFormatStyle, 5, uint32(f.Style)|1<<10, int(w.Abroad&^Bare)))
		if c.bit(bitFormatAbroad, w.Abroad&Bare != 0) {
			f.Abroad |= Bare
		}
	}
}

// state codes a new state at a depth, beside a state of the verdicts. before is
// the set of the state that leads to it.
func (p *formatPacker) state(depth int, before uint16, verdict State) uint16 {
	c := &p.coder
	at := p.f.StateCount
	p.f.StateCount++
	w := &p.want.Next[at]
	own := uint16(0)
	if depth >= firstAsked {
		own = before
		c.context(uint32(depth), 8)
		if !c.bit(bitFormatOwn, p.want.Own[at] == before) {
			own = p.set(nowhere, verdict, depth, before, before, p.want.Own[at])
		}
	}
	p.f.Own[at] = own
	layer := uint32(min(depth, 3))
	kind := uint32(nowhere)
	target := uint16(0)
	last := State(0)
	for d := range 10 {
		beside := State(0)
		if verdict != 0 {
			beside = p.t.Next[10*int(verdict)+d]
		}
		lengths := p.lengths[beside]
		dead := flag(beside == 0, 0)
		alike := dead | flag(beside == last, 1)
		last = beside
		guess := p.predicted[beside]
		done := false
		if guess != 0 {
			again := flag(guess == target, 0)
			c.context(alike|again<<3|layer<<6, 9)
			c.context(lengths|1<<21, again)
			c.context(uint32(guess)|1<<22, uint32(target)|uint32(own)<<16)
			done = c.bit(bitFormatPredicted, w[d] == guess)
		}
		if !done && d > 0 && guess != target {
			c.context(alike|kind<<3|layer<<5, 10)
			c.context(lengths|1<<21, kind|uint32(d)<<3)
			c.context(lengths|1<<22, uint32(target))
			done = c.bit(bitFormatSame, w[d] == target)
			guess = target
		}
		if done {
			target = guess
		} else {
			target = p.target(depth, kind, layer, own, target, beside, w[d])
		}
		p.predicted[beside] = target
		switch {
		case target < FormatLeaf:
			kind = toState
		case target&^FormatLeaf == own:
			kind = toOwnLeaf
		default:
			kind = toLeaf
		}
		p.f.Next[at][d] = target
	}
	return uint16(at)
}

// target codes where a digit leads that was not foreseen.
func (p *formatPacker) target(depth int, kind, layer uint32, own, last uint16, beside State, want uint16) uint16 {
	c := &p.coder
	lengths := p.lengths[beside]
	dead := flag(beside == 0, 0)
	c.context(layer|kind<<2|dead<<5, 11)
	c.context(lengths|1<<20, layer)
	if c.bit(bitFormatState, want < FormatLeaf) {
		c.context(layer|dead<<3, 12)
		if !c.bit(bitFormatKnown, int(want) < p.f.StateCount) {
			return p.state(depth+1, own, beside)
		}
		return uint16(p.f.StateCount - 1 - c.number(bitFormatDistance, 8, 0, p.f.StateCount-1-int(want)))
	}
	not := own
	if kind != toOwnLeaf {
		c.context(layer|kind<<2|dead<<5, 13)
		if c.bit(bitFormatOwn, want&^FormatLeaf == own) {
			return FormatLeaf | own
		}
		if kind == toLeaf {
			not = last &^ FormatLeaf
		}
	}
	return FormatLeaf | p.set(kind, beside, depth+1, own, not, want&^FormatLeaf)
}

// fitting is the set of formats that numbers fill which pass a state of the
// verdicts after depth digits.
func (p *formatPacker) fitting(beside State, depth int) (set uint32) {
	lengths := p.lengths[beside] << depth
	for i := range p.count {
		f := &p.f.Formats[p.first+uint16(i)]
		least := 0
		for _, w := range f.Widths {
			least += int(w)
		}
		if lengths>>least&(2<<f.Extra-1) != 0 {
			set |= 1 << i
		}
	}
	return set
}

// set codes a set other than own and nor: one that the calling code has
// already, or a new one that resembles own.
func (p *formatPacker) set(kind uint32, beside State, depth int, own, nor, want uint16) uint16 {
	c := &p.coder
	fit := p.fitting(beside, depth)
	dead := flag(fit == 0, 1)
	rank := uint32(0)
	// What is passed moves back by one, so that what is found can go in front.
	passed := uint16(0)
	for i := range p.sets {
		s := p.recent[i]
		p.recent[i] = passed
		passed = s
		if s == own || s == nor {
			continue
		}
		fits := flag(p.f.Sets[s]&fit != 0, 0) | dead
		c.context(rank|kind<<2|fits<<5, 14)
		c.context(uint32(s)|1<<21, uint32(nor))
		c.context(rank|fits<<3, p.lengths[beside]|1<<22)
		if c.bit(bitFormatSet, s == want) {
			p.recent[0] = s
			return s
		}
		rank = min(rank+1, 3)
	}
	made := uint16(p.f.SetCount)
	p.f.SetCount++
	p.recent[p.sets] = passed
	p.recent[0] = made
	p.sets++
	added := uint32(0)
	set := &p.f.Sets[made]
	for i := range p.count {
		in := p.f.Sets[own] >> i & 1
		fits := fit>>i&1 | dead
		c.context(in|added<<1|fits<<3, 15)
		c.context(uint32(i)|1<<20, in|added<<1|uint32(p.count)<<3)
		if c.bit(bitFormatNewSet, p.want.Sets[want]>>i&1 != 0) {
			*set |= 1 << i
			added = 1
		}
	}
	return made
}
