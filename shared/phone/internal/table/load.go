package table

// A blob is, in bytes, numbers little-endian:
//
//	4  checksum of everything behind it; see Checksum
//	2  length of the whole blob
//	2  calling code
//	2  states, the zero state among them
//	1  sets
//	1  formats, whose top bit is set if some differ for calls from abroad
//
// and then the runs; the regions, sets and formats. The automaton is written in
// pre-order from the entries of the code, verdicts, claims, formats, and of each
// region, general description, national and international prefix. A new state is
// the targets of its ten digits, equal neighbours in one run. A run is one byte,
// target*10 + digits-1. The target 0 is the zero state, 1 a new state, which
// follows at once, and 2 a new state after its label. Any other is 3 plus a rank
// among the states of the same depth that were targets before, the last one
// first. A rank from NearRanks on is NearRanks and the rest in the bytes that
// follow, the last of which is below 255.
const (
	HeaderSize = 12
	NearRanks  = 21
)

// The targets of runs.
const (
	ToZero     = iota
	ToNew      // a new state without a label
	ToLabelled // a new state with a label
	ToKnown    // plus the rank, at most NearRanks
)

// Header is the fixed part of a blob.
type Header struct {
	Size, Code, States, Sets, Formats int
	Abroad                            bool
}

// ReadHeader reads the header of the blob at the beginning of data. It returns false if
// the blob is truncated or its checksum is wrong.
func ReadHeader(data []byte, edition uint32) (h Header, ok bool) {
	if len(data) < HeaderSize {
		return h, false
	}
	u16 := func(at int) int { return int(data[at]) | int(data[at+1])<<8 }
	h = Header{
		Size: u16(4), Code: u16(6), States: u16(8),
		Sets: int(data[10]), Formats: int(data[11] & 0x7F), Abroad: data[11]&0x80 != 0,
	}
	if h.States == 0 || h.States > MaxStates || h.Sets > MaxSets || h.Formats > MaxFormats ||
		h.Size > len(data) || h.Size < HeaderSize {
		return h, false
	}
	sum := Checksum(edition, data[4:h.Size])
	return h, sum == uint32(u16(0))|uint32(u16(2))<<16
}

// Checksum returns the 32-bit FNV-1a hash of the tables' edition and data, so that a
// blob of another edition is refused.
func Checksum(edition uint32, data []byte) uint32 {
	sum := 2166136261 ^ edition
	for _, b := range data {
		sum = (sum ^ uint32(b)) * 16777619
	}
	return sum
}

// ImageSize returns the bytes of the blob's image.
func (h *Header) ImageSize() int { return 21*h.States + 4*h.Sets + FormatSize*h.Formats }

// Limits are the lengths of package phone's lists, which a blob refers to.
type Limits struct{ Styles, Usages uint8 }

// A Loader decodes blobs. It is large, and has no state between two blobs.
type Loader struct {
	image  []byte
	code   *Code
	rest   []byte // of the blob
	states int    // decoded so far, with the zero state
	bad    bool
	first  [MaxDepth + 1]State // the latest target at each depth
	after  [MaxStates]State    // the target before it at the same depth
}

// Load decodes the blob in data, whose header is h, into image, whose length is
// h.ImageSize, and sets code, whose image begins at base, its regions and their
// examples. It returns false for a malformed blob; the contents of image, code, regions
// and examples are then undefined. For any data, Load stays within its arguments and
// takes at most time proportional to the square of the number of states.
func (l *Loader) Load(data []byte, h *Header, limits Limits, image []byte, base uint32, code *Code, regions []Region, examples []Example) bool {
	if len(image) != h.ImageSize() || len(regions) != len(examples) || h.Size > len(data) {
		return false
	}
	l.image, l.code, l.bad = image, code, false
	clear(image)
	l.rest = data[HeaderSize:h.Size]
	l.first = [MaxDepth + 1]State{}
	l.states = 1
	code.Base, code.States, code.Sets, code.Formats, code.Abroad = base, uint16(h.States), uint8(h.Sets), uint8(h.Formats), h.Abroad
	code.Verdict, code.Claims, code.Format = l.entry(), l.entry(), l.entry()
	for i := range regions {
		r := &regions[i]
		r.General, r.National, r.IDD = l.entry(), l.entry(), l.entry()
	}
	for i := range regions {
		l.region(&regions[i], &examples[i])
	}
	at := 21 * h.States
	for range h.Sets {
		for k := range (h.Formats + 7) / 8 {
			image[at+k] = l.next()
		}
		at += 4
	}
	for range h.Formats {
		l.format(image[at:at+FormatSize], limits)
		at += FormatSize
	}
	return !l.bad && l.states == h.States && len(l.rest) == 0
}

// next reads a byte of the blob. At its end it returns 0 and sets the error.
func (l *Loader) next() byte {
	if len(l.rest) == 0 {
		l.bad = true
		return 0
	}
	b := l.rest[0]
	l.rest = l.rest[1:]
	return b
}

// entry decodes an entry into the automaton and the new states behind it.
func (l *Loader) entry() State {
	var path [MaxDepth + 1]struct {
		state State
		digit uint8
	}
	target, _, isNew := l.run(0)
	if !isNew {
		return target
	}
	path[0].state = target
	for depth := 0; depth >= 0 && !l.bad; {
		at := &path[depth]
		if at.digit == 10 {
			depth--
			continue
		}
		if depth == MaxDepth {
			l.bad = true
			break
		}
		next, digits, isNew := l.run(depth + 1)
		if digits > 10-at.digit {
			l.bad = true
			break
		}
		for range digits {
			i := (int(at.state)*10 + int(at.digit)) * 2
			l.image[i], l.image[i+1] = byte(next), byte(next>>8)
			at.digit++
		}
		if isNew {
			depth++
			path[depth].state, path[depth].digit = next, 0
		}
	}
	return target
}

// run decodes a run whose target is at a depth.
func (l *Loader) run(depth int) (target State, digits uint8, isNew bool) {
	b := l.next()
	digits = b%10 + 1
	switch kind := int(b / 10); kind {
	case ToZero:
		return 0, digits, false
	case ToNew, ToLabelled:
		if l.states == int(l.code.States) {
			l.bad = true
			return 0, digits, false
		}
		target = State(l.states)
		if kind == ToLabelled {
			l.image[20*int(l.code.States)+l.states] = l.next()
		}
		l.states++
		isNew = true
	default:
		rank := kind - ToKnown
		if rank > NearRanks {
			l.bad = true
			return 0, digits, false
		}
		for more := byte(255); rank >= NearRanks && more == 255; {
			more = l.next()
			rank += int(more)
		}
		before := State(0)
		target = l.first[depth]
		for ; rank > 0 && target != 0; rank-- {
			before, target = target, l.after[target]
		}
		if target == 0 {
			l.bad = true
			return 0, digits, false
		}
		if before == 0 {
			return target, digits, false
		}
		l.after[before] = l.after[target]
	}
	l.after[target] = l.first[depth]
	l.first[depth] = target
	return target, digits, isNew
}

// region decodes the fields of a region that are not entries.
func (l *Loader) region(r *Region, e *Example) {
	r.Possible = uint32(l.next()) | uint32(l.next())<<8 | uint32(l.next())<<16
	r.Local = uint32(l.next()) << 2
	r.InsertLength = l.next()
	n := l.next()
	if r.InsertLength > MaxInsert || n > MaxNSN {
		l.bad = true
		return
	}
	r.Insert, *e = [MaxInsert]byte{}, Example{n}
	for i := range r.InsertLength {
		r.Insert[i] = l.digit()
	}
	for i := range n {
		e[1+i] = l.digit()
	}
}

// digit reads a digit, 0 to 9, and returns it in ASCII.
func (l *Loader) digit() byte {
	d := l.next()
	if d > 9 {
		l.bad = true
		return '0'
	}
	return '0' + d
}

// format decodes a format into its place in the image: the number of groups
// plus 8 times the flexible one, and the other fields.
func (l *Loader) format(f []byte, limits Limits) {
	groups := l.next()
	flexible := groups >> 3
	groups &= 7
	if groups > MaxGroups || flexible >= MaxGroups {
		l.bad = true
		return
	}
	for i := range groups {
		f[i] = l.next() & 15
	}
	extra, style, usage := l.next()&15, l.next(), l.next()
	abroad := style
	if l.code.Abroad {
		abroad = l.next()
	}
	if style >= limits.Styles || usage >= limits.Usages || abroad != NotAbroad && abroad&^Bare >= limits.Styles {
		l.bad = true
		return
	}
	f[FormatFlexible], f[FormatExtra], f[FormatStyle], f[FormatAbroad], f[FormatUsage] = flexible, extra, style, abroad, usage
}
