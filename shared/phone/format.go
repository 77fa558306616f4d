package phone

// A number is written by the first format of its calling code whose leading
// digits the number has and whose groups its length fills. An automaton over
// the leading digits names the formats that they allow; see formatTables.

// A numberFormat is one way of writing a national significant number: its
// digits in groups, and a style that sets the groups apart.
type numberFormat struct {
	widths        [maxGroups]uint8 // digits in each group, 0 behind the last
	flexible      uint8            // the group that may be wider
	extra         uint8            // by how many digits
	style         uint8            // within the country: formatStyles[style]
	international uint8            // the same for calls from abroad, or notAbroad; bare in the top bit
	usage         uint8            // how national prefixes go with it: formatUsages[usage]
}

const (
	maxGroups = 5
	notAbroad = 0x7F // in international: not a format for calls from abroad
	bare      = 0x80 // in international: written abroad without formatUsages
)

// A formatUsage says how a format goes with the national prefix.
type formatUsage struct {
	rule     string // what stands for the first group, "$1" in it; empty for the group alone
	prefix   bool   // the rule puts more than brackets round the group
	spaced   bool   // the rule has a space or hyphen
	optional bool   // the prefix may be left out
	carrier  bool   // there is a rule for carrier codes
}

// codeFormats are the formats of a calling code.
type codeFormats struct {
	first  uint16 // formats[first:first+count], in libphonenumber's order
	count  uint8
	abroad bool   // some formats differ for calls from abroad
	root   uint16 // where the automaton starts
}

// AppendNational appends the number as it is written within its country, with
// national prefix and extension: (201) 555-0123 ext. 4.
func (n *Number) AppendNational(dst []byte) []byte {
	code := n.formats()
	if code == nil {
		return append(dst, n.nsn[:n.nsnLen]...)
	}
	if f := code.choose(n.nsn[:n.nsnLen], false); f != nil {
		dst = f.write(dst, n.nsn[:n.nsnLen], f.style, formatUsages[f.usage].rule)
	} else {
		dst = append(dst, n.nsn[:n.nsnLen]...)
	}
	return n.appendMarkedExtension(dst)
}

// AppendInternational appends the number as it is written for calls from
// abroad, with its extension: +1 201-555-0123 ext. 4.
func (n *Number) AppendInternational(dst []byte) []byte {
	code := n.formats()
	if code == nil {
		return append(dst, n.nsn[:n.nsnLen]...)
	}
	dst = append(dst, '+')
	dst = appendUint(dst, n.callingCode)
	dst = append(dst, ' ')
	if f := code.choose(n.nsn[:n.nsnLen], true); f != nil {
		dst = f.write(dst, n.nsn[:n.nsnLen], f.abroadStyle(code), "")
	} else {
		dst = append(dst, n.nsn[:n.nsnLen]...)
	}
	return n.appendMarkedExtension(dst)
}

// AppendRFC3966 appends the number as a tel: URI with hyphens between its
// groups (RFC 3966, section 3): tel:+1-201-555-0123;ext=4.
func (n *Number) AppendRFC3966(dst []byte) []byte {
	code := n.formats()
	if code == nil {
		return append(dst, n.nsn[:n.nsnLen]...)
	}
	dst = append(dst, "tel:+"...)
	dst = appendUint(dst, n.callingCode)
	dst = append(dst, '-')
	start := len(dst)
	if f := code.choose(n.nsn[:n.nsnLen], true); f != nil {
		dst = f.write(dst, n.nsn[:n.nsnLen], f.abroadStyle(code), "")
	} else {
		dst = append(dst, n.nsn[:n.nsnLen]...)
	}
	// Every run of punctuation becomes one hyphen, none at the ends.
	end := start
	gap := false
	for _, c := range dst[start:] {
		if c-'0' > 9 {
			gap = end > start
			continue
		}
		if gap {
			dst[end] = '-'
			end++
			gap = false
		}
		dst[end] = c
		end++
	}
	dst = dst[:end]
	if n.extensionLen > 0 {
		dst = append(dst, ";ext="...)
		dst = append(dst, n.extension[:n.extensionLen]...)
	}
	return dst
}

// National is AppendNational as a string.
func (n *Number) National() string { return string(n.AppendNational(nil)) }

// International is AppendInternational as a string.
func (n *Number) International() string { return string(n.AppendInternational(nil)) }

// RFC3966 is AppendRFC3966 as a string.
func (n *Number) RFC3966() string { return string(n.AppendRFC3966(nil)) }

// formats are those of the number's calling code, nil if there is no such
// code.
func (n *Number) formats() *codeFormats {
	code := findCode(int(n.callingCode))
	if code == nil {
		return nil
	}
	return &formatTable.codes[regionAt(int(code.First)).Code]
}

// appendMarkedExtension appends the extension, if there is one, after the
// words that the number's country puts before it.
func (n *Number) appendMarkedExtension(dst []byte) []byte {
	if n.extensionLen == 0 {
		return dst
	}
	dst = append(dst, extensionMark(n.callingCode)...)
	return append(dst, n.extension[:n.extensionLen]...)
}

// matching is the set of formats that the digits allow: bit i is the code's
// format i. For fewer than three digits it may be short of some: no format is
// for so few.
func (c *codeFormats) matching(digits []byte) uint32 {
	at := c.root
	for i := 0; at < formatLeaf; i++ {
		if i == len(digits) {
			return formatTable.sets[formatTable.own[at]]
		}
		at = formatTable.next[at][digits[i]-'0']
	}
	return formatTable.sets[at-formatLeaf]
}

// choose is the first format for the digits, nil if there is none.
func (c *codeFormats) choose(digits []byte, abroad bool) *numberFormat {
	set := c.matching(digits)
	for i := uint16(0); set != 0; i++ {
		if set&1 != 0 {
			f := &formatTable.formats[c.first+i]
			if f.fits(len(digits)) && !(abroad && c.abroad && f.international == notAbroad) {
				return f
			}
		}
		set >>= 1
	}
	return nil
}

// abroadStyle is the style for calls from abroad.
func (f *numberFormat) abroadStyle(c *codeFormats) uint8 {
	if c.abroad {
		return f.international &^ bare
	}
	return f.style
}

// digits is the greatest number of digits that the groups take.
func (f *numberFormat) digits() int {
	n := f.extra
	for _, w := range f.widths {
		n += w
	}
	return int(n)
}

// fits says whether n digits fill the groups.
func (f *numberFormat) fits(n int) bool {
	most := f.digits()
	return n <= most && n >= most-int(f.extra)
}

// write appends digits, which fit, in a style. rule is a formatUsage's, or
// empty.
func (f *numberFormat) write(dst, digits []byte, style uint8, rule string) []byte {
	var ends [maxGroups]int
	end, wider := 0, len(digits)-f.digits()+int(f.extra)
	for i, w := range f.widths {
		end += int(w)
		if i == int(f.flexible) {
			end += wider
		}
		ends[i] = end
	}
	text := formatStyles[style]
	for i := 0; i < len(text); i++ {
		if text[i] != '$' {
			dst = append(dst, text[i])
			continue
		}
		i++
		start, group := 0, text[i]-'1'
		if group > 0 {
			start = ends[group-1]
		}
		for rule != "" && rule[0] != '$' {
			dst = append(dst, rule[0])
			rule = rule[1:]
		}
		dst = append(dst, digits[start:ends[group]]...)
		if rule != "" {
			dst = append(dst, rule[len("$1"):]...)
			rule = ""
		}
	}
	return dst
}
