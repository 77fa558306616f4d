package phone

import "thoughtlyform/shared/phone/internal/table"

// A number is written by the first format of its calling code whose leading
// digits the number has and whose groups its length fills. An automaton over
// the leading digits names the formats that they allow; see table.Formats.

// A numberFormat is one way of writing a national significant number.
type numberFormat table.Format

// A formatUsage says how a format goes with the national prefix.
type formatUsage struct {
	rule     string // what stands for the first group, "$1" in it; empty for the group alone
	prefix   bool   // the rule puts more than brackets round the group
	spaced   bool   // the rule has a space or hyphen
	optional bool   // the prefix may be left out
	carrier  bool   // there is a rule for carrier codes
}

// codeFormats are the formats of a calling code.
type codeFormats table.CodeFormats

// AppendNational appends the number as it is written within its country, with
// national prefix and extension: (201) 555-0123 ext. 4.
func (n *Number) AppendNational(dst []byte) []byte {
	return n.appendMarkedExtension(n.appendFormatted(dst, false))
}

// AppendInternational appends the number as it is written for calls from
// abroad, with its extension: +1 201-555-0123 ext. 4.
func (n *Number) AppendInternational(dst []byte) []byte {
	if n.callingCode == 0 {
		return dst
	}
	dst = append(dst, '+')
	dst = appendUint(dst, n.callingCode)
	dst = append(dst, ' ')
	return n.appendMarkedExtension(n.appendFormatted(dst, true))
}

// AppendRFC3966 appends the number as a tel: URI with hyphens between its
// groups (RFC 3966, section 3): tel:+1-201-555-0123;ext=4.
func (n *Number) AppendRFC3966(dst []byte) []byte {
	if n.callingCode == 0 {
		return dst
	}
	dst = append(dst, "tel:+"...)
	dst = appendUint(dst, n.callingCode)
	dst = append(dst, '-')
	start := len(dst)
	dst = n.appendFormatted(dst, true)
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

// appendFormatted appends the national significant number in the first format
// that there is for it, else its digits alone.
func (n *Number) appendFormatted(dst []byte, abroad bool) []byte {
	digits := n.nsn[:n.nsnLen]
	code := findCode(int(n.callingCode))
	if code == nil {
		return append(dst, digits...)
	}
	formats := formatsOf(code)
	set := formats.matching(digits)
	for i := 0; set != 0; i, set = i+1, set>>1 {
		f := formats.at(i)
		if set&1 == 0 || !f.fits(len(digits)) {
			continue
		}
		if !abroad {
			return f.write(dst, digits, f.Style, formatUsages[f.Usage].rule)
		}
		if f.Abroad != table.NotAbroad {
			return f.write(dst, digits, f.Abroad&^table.Bare, "")
		}
	}
	return append(dst, digits...)
}

// formatsOf are the formats of a calling code.
func formatsOf(code *table.Code) *codeFormats {
	return (*codeFormats)(&formatTable.Codes[regionAt(int(code.First)).Code])
}

// at is format i.
func (c *codeFormats) at(i int) *numberFormat {
	return (*numberFormat)(&formatTable.Formats[int(c.First)+i])
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
	at := c.Root
	for i := 0; at < table.FormatLeaf; i++ {
		if i == len(digits) {
			return formatTable.Sets[formatTable.Own[at]]
		}
		at = formatTable.Next[at][digits[i]-'0']
	}
	return formatTable.Sets[at-table.FormatLeaf]
}

// digits is the greatest number of digits that the groups take.
func (f *numberFormat) digits() int {
	n := f.Extra
	for _, w := range f.Widths {
		n += w
	}
	return int(n)
}

// fits says whether n digits fill the groups.
func (f *numberFormat) fits(n int) bool {
	most := f.digits()
	return n <= most && n >= most-int(f.Extra)
}

// write appends digits, which fit, in a style. rule is a formatUsage's, or
// empty.
func (f *numberFormat) write(dst, digits []byte, style uint8, rule string) []byte {
	var ends [table.MaxGroups]int
	end, wider := 0, len(digits)-f.digits()+int(f.Extra)
	for i, w := range f.Widths {
		end += int(w)
		if i == int(f.Flexible) {
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
