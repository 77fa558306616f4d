package phone

import (
	"thoughtlyform/shared/internal/ascii"
	"thoughtlyform/shared/internal/put"
	"thoughtlyform/shared/phone/internal/table"
)

// A number is written in the first format of its calling code that matches its leading
// digits and whose groups its length fills. An automaton over the leading digits gives
// the matching formats; see matching.

// A numberFormat is one way to write a national significant number: the offset of a
// table.Format in store.
type numberFormat uint32

// A formatUsage is the treatment of the national prefix in a format.
type formatUsage struct {
	rule     string // replaces the first group, which is "$1" in it; empty for only the group
	prefix   bool   // the rule adds more than brackets
	spaced   bool   // the rule has a space or hyphen
	optional bool   // the prefix can be omitted
	carrier  bool   // a rule for carrier codes exists
}

// AppendNational appends the number in the format for calls within its country, with
// national prefix and extension: (201) 555-0123 ext. 4.
func (n *Number) AppendNational(dst []byte) []byte {
	return n.appendMarkedExtension(n.appendFormatted(dst, false))
}

// AppendInternational appends the number in the format for calls from abroad, with its
// extension: +1 201-555-0123 ext. 4.
func (n *Number) AppendInternational(dst []byte) []byte {
	if n.callingCode == 0 {
		return dst
	}
	dst = put.Byte(dst, '+')
	dst = appendUint(dst, n.callingCode)
	dst = put.Byte(dst, ' ')
	return n.appendMarkedExtension(n.appendFormatted(dst, true))
}

// AppendRFC3966 appends the number as a tel: URI with hyphens between its
// groups (RFC 3966, section 3): tel:+1-201-555-0123;ext=4.
func (n *Number) AppendRFC3966(dst []byte) []byte {
	if n.callingCode == 0 {
		return dst
	}
	dst = put.Text(dst, "tel:+")
	dst = appendUint(dst, n.callingCode)
	dst = put.Byte(dst, '-')
	start := len(dst)
	dst = n.appendFormatted(dst, true)
	// Every run of punctuation becomes one hyphen, none at the ends.
	end := start
	gap := false
	for _, c := range dst[start:] {
		if !ascii.IsDigit(c) {
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
		dst = put.Text(dst, ";ext=")
		dst = put.Text(dst, n.extension[:n.extensionLen])
	}
	return dst
}

// National returns the text of AppendNational.
func (n *Number) National() string { return string(n.AppendNational(nil)) }

// International returns the text of AppendInternational.
func (n *Number) International() string { return string(n.AppendInternational(nil)) }

// RFC3966 returns the text of AppendRFC3966.
func (n *Number) RFC3966() string { return string(n.AppendRFC3966(nil)) }

// appendFormatted appends the national significant number in the first matching format,
// or only its digits if none matches.
func (n *Number) appendFormatted(dst []byte, abroad bool) []byte {
	digits := n.nsn[:n.nsnLen]
	code := findCode(int(n.callingCode))
	if code == nil {
		return put.Text(dst, digits)
	}
	set := matching(code, digits)
	for i := 0; set != 0; i, set = i+1, set>>1 {
		if set&1 == 0 {
			continue
		}
		f := formatAt(code, i)
		if !f.fits(len(digits)) {
			continue
		}
		if !abroad {
			return f.write(dst, digits, f.style(), f.usage().rule)
		}
		if style := f.abroad(); style != table.NotAbroad {
			return f.write(dst, digits, style&^table.Bare, "")
		}
	}
	return put.Text(dst, digits)
}

// formatAt is format i of a calling code.
func formatAt(c *table.Code, i int) numberFormat { return numberFormat(c.FormatAt(i)) }

// field returns the byte at an offset of the format.
func (f numberFormat) field(offset uint32) uint8 { return store[uint32(f)+offset] }

func (f numberFormat) extra() int { return int(f.field(table.FormatExtra)) }

// style returns the style within the country.
func (f numberFormat) style() uint8 { return f.field(table.FormatStyle) }

// abroad returns the style for calls from abroad; see table.Format.
func (f numberFormat) abroad() uint8 { return f.field(table.FormatAbroad) }

func (f numberFormat) usage() *formatUsage { return &formatUsages[f.field(table.FormatUsage)] }

// appendMarkedExtension appends the extension, if any, after the usual label of the
// number's country.
func (n *Number) appendMarkedExtension(dst []byte) []byte {
	if n.extensionLen == 0 {
		return dst
	}
	dst = put.Text(dst, extensionMark(n.callingCode))
	return put.Text(dst, n.extension[:n.extensionLen])
}

// matching returns the set of formats that the digits allow: bit i is the code's
// format i. For fewer than three digits it may lack some; no format is for so
// few. For some formats libphonenumber has several patterns of growing
// precision, one for each length of a partly typed number; the automaton
// contains which of them applies after how many digits. The walk ends at a state
// without transitions.
func matching(c *table.Code, digits []byte) uint32 {
	s := c.Format
	for _, d := range digits {
		next := state(0)
		if d -= '0'; d <= 9 && s != 0 {
			next = step(c, s, d)
		}
		if next == 0 {
			break
		}
		s = next
	}
	l := uint8(0)
	if s != 0 {
		l = label(c, s)
	}
	if l == 0 || l > c.Sets {
		return 0
	}
	at := c.SetAt(l)
	set := uint32(store[at]) | uint32(store[at+1])<<8 | uint32(store[at+2])<<16 | uint32(store[at+3])<<24
	return set & (1<<c.Formats - 1)
}

// digits returns the greatest number of digits that the groups take.
func (f numberFormat) digits() int {
	n := f.extra()
	for i := range uint32(table.MaxGroups) {
		n += int(f.field(i))
	}
	return n
}

// sameGroups reports whether two formats have the same groups.
func (f numberFormat) sameGroups(g numberFormat) bool {
	for i := range uint32(table.FormatStyle) {
		if f.field(i) != g.field(i) {
			return false
		}
	}
	return true
}

// fits reports whether n digits fill the groups.
func (f numberFormat) fits(n int) bool {
	most := f.digits()
	return n <= most && n >= most-f.extra()
}

// write appends digits, which fit, in a style. rule is that of a formatUsage, or
// empty.
func (f numberFormat) write(dst, digits []byte, style uint8, rule string) []byte {
	var ends [table.MaxGroups]int
	end, wider := 0, len(digits)-f.digits()+f.extra()
	for i := range uint32(table.MaxGroups) {
		end += int(f.field(i))
		if i == uint32(f.field(table.FormatFlexible)) {
			end += wider
		}
		ends[i] = end
	}
	text := formatStyles[style]
	for i := 0; i < len(text); i++ {
		if text[i] != '$' {
			dst = put.Byte(dst, text[i])
			continue
		}
		i++
		start, group := 0, text[i]-'1'
		if group > 0 {
			start = ends[group-1]
		}
		for rule != "" && rule[0] != '$' {
			dst = put.Byte(dst, rule[0])
			rule = rule[1:]
		}
		dst = put.Text(dst, digits[start:ends[group]])
		if rule != "" {
			dst = put.Text(dst, rule[len("$1"):])
			rule = ""
		}
	}
	return dst
}
