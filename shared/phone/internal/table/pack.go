package table

// Unpack reads what Pack has written into t, which must be zero. It needs no
// heap: its working memory is static in the WebAssembly module.
func Unpack(t *Tables, packed string) {
	u := Begin(t, packed)
	for u.Step() {
	}
}

// Unpacking is Unpack in steps, so that a browser can do other things between
// them. There is one at a time.
type Unpacking struct{ p *packer }

// Begin starts to unpack into t, which must be zero.
func Begin(t *Tables, packed string) Unpacking {
	p := newPacker()
	p.coder.decoder.Init(packed)
	p.begin(t, nil)
	return Unpacking{p}
}

// Step unpacks a part and says whether anything is left.
func (u Unpacking) Step() bool {
	u.p.coder.bits = 0
	for u.p.coder.bits < stepBits {
		if !u.p.next() {
			return false
		}
	}
	return true
}

// stepBits is how many bits a step has at the least: a millisecond or two of
// work.
const stepBits = 1 << 14

// Groups of entries into the automaton: those of one group resemble one
// another.
const (
	rootVerdict = iota
	rootGeneral
	rootNational
	rootIDD
	rootClaims
)

func (p *packer) begin(t, want *Tables) {
	p.t, p.want = t, want
	p.coder.init()
	t.States = 1
	p.verdicts(p.wants())
	p.codes(p.wants())
}

// wants is what to encode. When decoding it is t, and matters to nothing.
func (p *packer) wants() *Tables {
	if encoding && p.want != nil {
		return p.want
	}
	return p.t
}

// next codes the next step, and says whether another one follows: every calling
// code with its regions, then every one's prefixes, then every one's formats,
// then what is left.
func (p *packer) next() bool {
	t, want := p.t, p.wants()
	i := p.step
	p.step++
	switch {
	case i < t.CodeCount:
		p.callingCode(i, want)
	case i < 2*t.CodeCount:
		i -= t.CodeCount
		code := &t.Codes[i]
		if code.Count > 1 {
			code.Claims = p.root(rootClaims, code.Verdict, want.Codes[i].Claims)
		}
		for k := range int(code.Count) {
			k += int(code.First)
			t.Regions[k].National = p.root(rootNational, code.Verdict, want.Regions[k].National)
			p.insert(&t.Regions[k], &want.Regions[k])
		}
	case i < 3*t.CodeCount:
		p.formatPacker.code(p, i-2*t.CodeCount)
	default:
		t.CountryCount = t.RegionCount - p.worldwide
		for i := range t.RegionCount {
			t.Regions[i].IDD = p.root(rootIDD, 0, want.Regions[i].IDD)
			if i < t.CountryCount {
				p.example(i, want)
			}
		}
		return false
	}
	return true
}

// callingCode codes calling code i, its verdicts and its regions.
func (p *packer) callingCode(i int, want *Tables) {
	t := p.t
	code, w := &t.Codes[i], &want.Codes[i]
	code.Verdict = p.root(rootVerdict, 0, w.Verdict)
	code.Count = 1
	for p.more(code, w) {
		code.Count++
	}
	code.First = uint8(t.RegionCount)
	for range code.Count {
		p.region(uint8(i), want)
		t.RegionCount++
	}
}

// verdicts codes which verdicts there are. They ascend by region and type.
func (p *packer) verdicts(want *Tables) {
	n, run := 0, uint32(0)
	for claim := range MaxPerCode {
		for kind := range kinds {
			next := want.Verdicts[min(n+1, MaxVerdicts)]
			p.coder.context(uint32(kind), 4+run)
			is := p.coder.bit(bitVerdict, int(next.Claim) == claim && int(next.Kind) == kind && next != Verdict{} || n == 0 && claim == 0 && kind == 0)
			run = run<<1&7 | flag(is, 0)
			if is {
				n++
				p.t.Verdicts[n] = Verdict{uint8(claim), uint8(kind)}
			}
		}
	}
}

// codes codes which calling codes there are. No code begins another.
func (p *packer) codes(want *Tables) {
	t := p.t
	there := &p.there
	if encoding && p.want != nil {
		for i := range want.CodeCount {
			there[want.Codes[i].Code] = 1
			if want.Regions[want.Codes[i].First].Region == 1 {
				there[want.Codes[i].Code] = 2
			}
		}
	}
	last := uint32(0)
	for one := 1; one < 10; one++ {
		if p.code(one, 1, &last) {
			continue
		}
		for two := 10 * one; two < 10*one+10; two++ {
			if p.code(two, 2, &last) {
				continue
			}
			for three := 10 * two; three < 10*two+10; three++ {
				p.code(three, 3, &last)
			}
		}
	}
	for kind := uint8(1); kind <= 2; kind++ {
		for value := range there {
			if there[value] == kind {
				t.Codes[t.CodeCount].Code = uint16(value)
				t.CodeCount++
				if kind == 2 {
					p.worldwide++
				}
			}
		}
	}
}

// code codes whether the value is a calling code, and of which kind.
//
//go:noinline
func (p *packer) code(value int, digits uint32, last *uint32) bool {
	c, there := &p.coder, &p.there
	is := c.bit(bitCode, there[value] != 0)
	*last = *last<<1 | flag(is, 0)
	if !is {
		return false
	}
	if there[value] == 0 {
		there[value] = 1
	}
	if digits == 3 {
		if c.bit(bitCode, there[value] == 2) {
			there[value] = 2
		}
	}
	return true
}

// more codes whether a calling code has a further region.
func (p *packer) more(code, want *Code) bool {
	return p.coder.bit(bitMore, want.Count > code.Count)
}

// region codes the next region of code i.
func (p *packer) region(i uint8, want *Tables) {
	t := p.t
	code, r, w := &t.Codes[i], &t.Regions[t.RegionCount], &want.Regions[t.RegionCount]
	r.Code = i
	r.Region = 1
	if int(i) < t.CodeCount-p.worldwide {
		before := uint32(0)
		if t.RegionCount > int(code.First)+1 {
			before = uint32(t.Regions[t.RegionCount-1].Region>>8) - 'A' + 1
		}
		hi := p.coder.number(bitLetter, 5, before, int(w.Region>>8)-'A')
		lo := p.coder.number(bitLetter, 5, uint32(hi)+32, int(w.Region&255)-'A')
		r.Region = uint16(hi+'A')<<8 | uint16(lo+'A')
	}
	r.General = p.root(rootGeneral, code.Verdict, w.General)
	general, verdict := p.lengths[r.General], p.lengths[code.Verdict]
	if r.General == 0 {
		general = verdict
	}
	for n := uint32(1); n <= MaxNSN; n++ {
		p.coder.context(general>>n&1|verdict>>n&1<<1, 2)
		if p.coder.bit(bitPossible, w.Possible>>n&1 != 0) {
			r.Possible |= 1 << n
		}
	}
	for n := uint32(2); r.Possible>>n > 1 && n < 10; n++ {
		if r.Possible>>n&1 != 0 {
			continue
		}
		below := flag(r.Possible&(1<<n-1) == 0, 4)
		p.coder.context(n|below|flag(r.Local != 0, 5), r.Local<<8>>n)
		if p.coder.bit(bitLocal, w.Local>>n&1 != 0) {
			r.Local |= 1 << n
		}
	}
}

// insert codes the digits that a transforming cut puts in front.
func (p *packer) insert(r, want *Region) {
	if r.National == 0 {
		return
	}
	for r.InsertLength < MaxInsert {
		n := uint32(r.InsertLength)
		if !p.coder.bit(bitInsert, want.InsertLength > r.InsertLength) {
			break
		}
		r.Insert[n] = uint8(p.coder.number(bitInsert, 4, n+1, int(want.Insert[n])&15)) | '0'
		r.InsertLength++
	}
}

// root codes an entry into the automaton: none, one of the group's that was
// there before, or another.
//
//go:noinline
func (p *packer) root(group int, companion, want State) State {
	c := &p.coder
	g := uint32(group)
	c.context(g, 2)
	if c.bit(bitRoot, want == 0) {
		return 0
	}
	roots := p.roots[group][:]
	count := p.rootCount[group]
	at := count
	if encoding && p.want != nil {
		for i, s := range roots[:count] {
			if s == want {
				at = i
				break
			}
		}
	}
	c.context(g, min(uint32(count), 8)|1<<20)
	if c.bit(bitRootReuse, at < count) {
		i := 0
		for i < count-1 {
			c.context(g, uint32(roots[i])|1<<20)
			if c.bit(bitRootPlace, i == at) {
				break
			}
			i++
		}
		s := roots[i]
		copy(roots[1:i+1], roots[:i])
		roots[0] = s
		return s
	}
	lengths := uint32(0)
	beside := p.lengths[companion]
	for n := range uint32(18) {
		c.context(g|lengths<<1>>n<<3, n|1<<20)
		c.context(g|beside>>n&7<<3, 1<<21)
		c.context(g|lengths<<3>>n<<3, beside<<3>>n&15)
		if c.bit(bitRootLength, p.wantedLengths(want)>>n&1 != 0) {
			lengths |= 1 << n
		}
	}
	s := &p.slots[MaxNSN+1]
	*s = slot{hasCompanion: companion != 0, companion: companion}
	root := p.member(s, p.findClass(lengths), want, companion)
	copy(roots[1:count+1], roots[:count])
	roots[0] = root
	p.rootCount[group]++
	return root
}

// example codes a mobile number of region i as a way through the automaton of
// its calling code.
func (p *packer) example(i int, want *Tables) {
	c := &p.coder
	t := p.t
	out, w := &t.Examples[i], &want.Examples[i]
	c.context(2, 2)
	if !c.bit(bitExample, w[0] != 0) {
		return
	}
	s := t.Codes[t.Regions[i].Code].Verdict
	last := uint32(0)
	for n := uint32(1); n <= MaxNSN; n++ {
		ways := t.Next[10*int(s):][:10]
		left := 0
		for _, x := range ways {
			if x != 0 {
				left++
			}
		}
		if left == 0 {
			break
		}
		if t.Label[s] != 0 {
			if c.bit(bitExample, uint32(w[0]) < n) {
				break
			}
		}
		// Digits mostly count up.
		next := (last + 1) % 10
		d := next
		if left > 1 && ways[next] != 0 {
			c.context(min(n, 6), last)
			if c.bit(bitExampleDigit, uint32(w[n]) == '0'+next) {
				left = 0
			} else {
				left--
			}
		} else if ways[next] != 0 {
			left = 0
		}
		if left > 0 {
			d = 0
			for k := uint32(0); ; k++ {
				if ways[k] == 0 || k == next {
					continue
				}
				d = k
				left--
				if left == 0 {
					break
				}
				c.context(k, 1<<21)
				if c.bit(bitExampleDigit, uint32(w[n]) == '0'+k) {
					break
				}
			}
		}
		out[n] = '0' + uint8(d)
		out[0] = uint8(n)
		last = d
		s = ways[d]
	}
}
