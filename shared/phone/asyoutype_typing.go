package phone

import (
	"thoughtlyform/shared/internal/ascii"
	"thoughtlyform/shared/internal/put"
	"thoughtlyform/shared/phone/internal/table"
)

// typing is the state of libphonenumber's AsYouTypeFormatter between two
// characters. It follows the original step by step, including its quirks, but builds
// the text only after the last character: a step returns only the form of the text.
type typing struct {
	home Region        // of a number without a prefix for calls abroad
	plan *table.Region // the region whose rules apply now; nil if unknown

	digits     [MaxInput]byte // as typed, with the plus sign
	digitCount int

	// The digits are shown in two parts: a prefix, which contains its spaces, and the
	// national number, to which formats apply.
	prefix      [2 * MaxInput]byte
	prefixLen   int
	national    [headroom + MaxInput + longestTemplate]byte // national[from:to]
	from, to    int
	stripped    [headroom]byte // the national prefix that was removed first
	strippedLen int

	missing   bool // the table of the calling code is not loaded: the number stays as typed
	able      bool // false: no format fits the typed digits
	noise     bool // something other than digits was typed: no format will fit
	complete  bool // a prefix was found, so all digits of the number are expected
	wantsCode bool // the calling code comes next
	spaced    bool // the prefix ends in a space

	possible uint32 // formats of the calling code: bit i is the code's format i
	abroad   bool   // the formats are those for calls from abroad
	template int    // the format whose template is being filled, or -1
	grouping int    // the format whose groups the last template had, or -1
	shown    int    // the format that is shown
}

// headroom is the longest national prefix that can be restored; a longer one ends the
// formatting.
const headroom = 64

// longestTemplate is the length of the number from which libphonenumber builds
// templates.
const longestTemplate = 15

// A showing is the form of the text after a character.
type showing uint8

const (
	asTyped  showing = iota
	joined           // prefix and digits
	plain            // prefix, a space if the format wants it, and digits
	whole            // the same, with the digits in format shown
	unfilled         // the same, cut off after the last digit
)

func (t *typing) start(home Region) {
	t.home = home
	t.able = true
	if i := find(home); i >= 0 {
		t.missing = !t.setPlan(planOf(regionAt(i)))
	}
	t.from, t.to = headroom, headroom
	t.template, t.grouping = -1, -1
}

// setPlan sets the plan to the main region of a calling code, or to nil if its
// table is missing. It reports whether the table is loaded.
func (t *typing) setPlan(code *table.Code) bool {
	t.plan = regionAt(int(code.First))
	if missing(int(t.plan.Code)) {
		t.plan = nil
	}
	return t.plan != nil
}

// input processes the next character: a digit, a plus sign, or any other.
func (t *typing) input(c byte) showing {
	if ascii.IsDigit(c) {
		t.national[t.to] = c
		t.to++
	} else if c != '+' || t.digitCount > 0 || t.noise {
		t.able, t.noise = false, true
	}
	if t.noise {
		return asTyped
	}
	t.digits[t.digitCount] = c
	t.digitCount++

	if !t.able {
		if t.stripAbroad() {
			if t.stripCode() {
				return t.restart()
			}
		} else if t.stripLonger() {
			t.addPrefix(' ')
			return t.restart()
		}
		return asTyped
	}
	switch {
	case t.digitCount < 3:
		return asTyped
	case t.digitCount == 3:
		if !t.stripAbroad() {
			t.strippedLen = copy(t.stripped[:], t.stripNational())
			return t.choose()
		}
		t.wantsCode = true
	}
	if t.wantsCode {
		t.wantsCode = !t.stripCode()
		return joined
	}
	if t.possible == 0 {
		return t.choose()
	}
	template := t.template
	if template < 0 || t.to-t.from > t.capacity(template) {
		// There is no template, or it is full.
		if t.possible&(t.possible-1) == 0 {
			t.able = false
		}
		t.grouping = -1
	}
	if t.chooseWhole() {
		return whole
	}
	t.narrow()
	if !t.chooseTemplate() {
		t.shown = template
	}
	return t.unfilledIfAble()
}

func (t *typing) unfilledIfAble() showing {
	if t.able {
		return unfilled
	}
	return asTyped
}

// restart begins again with a new prefix.
func (t *typing) restart() showing {
	t.able, t.wantsCode = true, false
	t.possible = 0
	t.template, t.grouping = -1, -1
	return t.choose()
}

// choose selects the possible formats if there are enough digits.
func (t *typing) choose() showing {
	if t.to-t.from < 3 {
		return plain
	}
	t.collect()
	if t.chooseWhole() {
		return whole
	}
	if !t.chooseTemplate() {
		return asTyped
	}
	return t.unfilledIfAble()
}

func (t *typing) format(i int) numberFormat { return formatAt(planOf(t.plan), i) }

func (t *typing) style(f numberFormat) uint8 {
	if t.abroad {
		return f.abroad() &^ table.Bare
	}
	return f.style()
}

func (t *typing) usage(f numberFormat) *formatUsage {
	if t.abroad && f.abroad()&table.Bare != 0 {
		return &formatUsages[0]
	}
	return f.usage()
}

// collect sets the possible formats: those that match the typed prefix and the digits.
func (t *typing) collect() {
	if t.plan == nil {
		return
	}
	code := planOf(t.plan)
	t.abroad = code.Abroad && t.complete && t.strippedLen == 0
	for i := range int(code.Formats) {
		f := t.format(i)
		if t.abroad && f.abroad() == table.NotAbroad {
			continue
		}
		u := t.usage(f)
		switch style := formatStyles[t.style(f)]; {
		case style[0] == '$' && style[1] != '1': // the groups change places
		case t.strippedLen > 0:
			if u.prefix || u.optional || u.carrier {
				t.possible |= 1 << i
			}
		case t.complete || !u.prefix || u.optional:
			t.possible |= 1 << i
		}
	}
	t.narrow()
}

// narrow removes the formats that do not match the digits.
func (t *typing) narrow() {
	if t.possible != 0 {
		t.possible &= matching(planOf(t.plan), t.national[t.from:t.to])
	}
}

// chooseWhole selects the first possible format whose groups the digits fill.
func (t *typing) chooseWhole() bool {
	for i, set := 0, t.possible; set != 0; i, set = i+1, set>>1 {
		if set&1 == 0 {
			continue
		}
		f := t.format(i)
		if f.fits(t.to - t.from) {
			t.spaced = t.usage(f).spaced
			if t.shownInFull() {
				t.shown = i
				return true
			}
		}
	}
	return false
}

// shownInFull reports whether prefix and national number have all typed digits. They
// can differ after a prefix was restored: libphonenumber stores only the first one.
func (t *typing) shownInFull() bool {
	at := 0
	for _, c := range t.prefix[:t.prefixLen] {
		if c == ' ' {
			continue
		}
		if at == t.digitCount || t.digits[at] != c {
			return false
		}
		at++
	}
	return t.digitCount-at == t.to-t.from && ascii.HasPrefix(t.digits[at:t.digitCount], t.national[t.from:t.to])
}

// capacity returns the number of digits in a format's template, 0 if it has none.
func (t *typing) capacity(i int) int {
	f := t.format(i)
	most := f.digits()
	if most-f.extra() > longestTemplate {
		return 0
	}
	return min(most, longestTemplate)
}

// chooseTemplate selects the first possible format with room for the digits, unless its
// groups are those of the current template.
func (t *typing) chooseTemplate() bool {
	for i, set := 0, t.possible; set != 0; i, set = i+1, set>>1 {
		if set&1 == 0 {
			continue
		}
		f := t.format(i)
		if t.grouping >= 0 && f.sameGroups(t.format(t.grouping)) {
			return false
		}
		t.template = -1
		if t.capacity(i) >= t.to-t.from {
			t.template, t.grouping, t.shown = i, i, i
			t.spaced = t.usage(f).spaced
			return true
		}
	}
	t.able = false
	return false
}

// show appends the text.
func (t *typing) show(dst []byte, s showing) []byte {
	dst = put.Text(dst, t.prefix[:t.prefixLen])
	if s != joined && t.spaced && t.prefixLen > 0 && t.prefix[t.prefixLen-1] != ' ' {
		dst = put.Byte(dst, ' ')
	}
	n := t.to - t.from
	if s < whole {
		return put.Text(dst, t.national[t.from:t.to])
	}
	f := t.format(t.shown)
	if s == whole {
		return f.write(dst, t.national[t.from:t.to], t.style(f), "")
	}
	// The digits after the last one are arbitrary, since the text is truncated there.
	start := len(dst)
	dst = f.write(dst, t.national[t.from:][:t.capacity(t.shown)], t.style(f), "")
	end := start
	for ; end < len(dst) && n > 0; end++ {
		if ascii.IsDigit(dst[end]) {
			n--
		}
	}
	return dst[:end]
}
