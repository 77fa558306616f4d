package phone

import "thoughtlyform/shared/internal/ascii"

// written describes a text: its digits, its extension, and whether a calling
// code is written. It has indexes into the reader's buffers, since a pointer
// would move them to the heap.
type written struct {
	plus      bool
	beforeEnd int                    // in room: the digits before the last plus sign
	digitsEnd int                    // in room: the others, without the extension's
	extension struct{ from, to int } // in symbols
	letters   Change                 // FromLetters if some of the digits were letters
	groups    [2]int                 // sizes of the first two groups of digits
}

// before returns the digits before the last plus sign.
func (r *reader) before() []byte { return r.room[:r.beforeEnd] }

// digits returns the digits after the last plus sign, without the extension's.
func (r *reader) digits() []byte { return r.room[r.beforeEnd:r.digitsEnd] }

// write splits a text into the parts of written.
func (r *reader) write(text []byte) {
	w := &r.written
	*w = written{}
	if digits, plus, ok := plainDigits(text, r.room[:]); ok {
		w.plus, w.digitsEnd = plus, len(digits)
		w.count(text)
		return
	}
	s := extract(symbols(text, r.symbols[:]))
	sign := -1
	for i, c := range s {
		if isPlus(c) {
			sign = i
		}
	}
	if start, from, to := findExtension(s); start > sign && isViable(s[max(sign, 0):start]) {
		skipped := len(r.symbols) - cap(s)
		w.extension.from, w.extension.to = skipped+from, skipped+to
		s = s[:start]
	}
	if letterCount(s) > 0 {
		w.letters = FromLetters
	}
	w.plus = sign >= 0
	w.beforeEnd = normalize(s[:sign+1], r.room[:])
	w.digitsEnd = w.beforeEnd + normalize(s[sign+1:], r.room[w.beforeEnd:])
	w.count(s[sign+1:])
}

// count sets groups.
func (w *written) count(s []byte) {
	group, inside := -1, false
	for _, c := range s {
		if !isDigit(c) {
			inside = false
			continue
		}
		if !inside {
			inside = true
			if group++; group == len(w.groups) {
				break
			}
		}
		w.groups[group]++
	}
}

func letterCount(s []byte) (n int) {
	for _, c := range s {
		if isLetter(c) {
			n++
		}
	}
	return n
}

// leadingCode returns the calling code with which digits begin, and the rest; 0
// if there is none.
func leadingCode(digits []byte) (code uint16, rest []byte) {
	value := 0
	for i, c := range digits[:min(len(digits), 3)] {
		if c -= '0'; c > 9 || c == 0 && i == 0 {
			break
		}
		value = value*10 + int(c)
		if findCode(value) != nil {
			return uint16(value), digits[i+1:]
		}
	}
	return 0, nil
}

// afterExit returns the digits after 00 or 011, the exit codes that people
// commonly write; nil without one.
func afterExit(digits []byte) []byte {
	switch {
	case ascii.HasPrefix(digits, "00"):
		return digits[2:]
	case ascii.HasPrefix(digits, "011"):
		return digits[3:]
	}
	return nil
}

// repeats reports whether the digits before a plus sign are the calling code
// that follows it, perhaps after an exit code.
func repeats(digits []byte, code uint16) bool {
	if rest := afterExit(digits); rest != nil {
		digits = rest
	}
	for {
		rest := after(code, digits)
		if rest == nil {
			return false
		}
		if len(rest) == 0 {
			return true
		}
		digits = rest
	}
}

// exitCode returns the calling code after an exit code in digits that are no
// valid number of the country, and the rest; 0 if there is none. n is the
// result of Parse. In a country with another exit code the digits may be a
// national number with a mistake, so the rules are stricter.
func (r *reader) exitCode() (code uint16, rest []byte) {
	behind := afterExit(r.digits())
	code, rest = leadingCode(behind)
	if code == 0 || r.own == 0 || r.n.callingCode == code && code != r.own {
		return code, rest
	}
	width := len(behind) - len(rest)
	exit := len(r.digits()) - len(behind)
	switch {
	case exit == len("00"):
		// A national number with a superfluous 0.
		if len(behind) >= 10 && (r.parse(r.digits()[1:]) != 0 || !r.valid) {
			return code, rest
		}
	case r.own == 54:
		// 011 is the area code of Buenos Aires, and 15 follows it.
	case r.own == 1, code != 1 && len(behind) >= 12,
		len(behind) >= 10 && (r.groups[0] == exit && r.groups[1] == width || r.groups[0] == exit+width):
		// 011 begins area codes in many countries: there, the calling code must
		// be a group of its own, or the number longer than any national one.
		return code, rest
	}
	return 0, nil
}

// withoutOldPrefix removes a prefix that mobile numbers of the calling code
// once had; nil if there is none.
//
//   - Mexico, until 2019: 1 from abroad, 044 or 045 within the country, and 01
//     for all long-distance calls. Without a written calling code, 1 may be that
//     of the United States.
//   - Argentina: 15 is dialled within the country only and 9 from abroad only.
//     Numbers that have both are left to the metadata's rule for the 15.
func withoutOldPrefix(code uint16, digits []byte, bare bool) []byte {
	switch code {
	case 52:
		for _, old := range [...]string{"1", "01", "044", "045"} {
			if len(digits) == len(old)+10 && ascii.HasPrefix(digits, old) && !(bare && len(old) == 1) {
				return digits[len(old):]
			}
		}
	case 54:
		if len(digits) > 11 && digits[0] == '9' {
			if len(digits) == 12 && digits[1] == '0' { // the 0 is left out instead
				digits[1] = '9'
			}
			return digits[1:]
		}
	}
	return nil
}
