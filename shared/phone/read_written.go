package phone

// written is what a text consists of: its digits, its extension, and whether a
// calling code was written.
type written struct {
	plus      bool
	exit      bool   // the calling code was read after an exit code
	before    []byte // digits before the last plus sign
	digits    []byte // the others, without the extension's
	extension []byte // ASCII digits
	letters   Change // FromLetters if some of the digits were letters
	groups    [2]int // sizes of the first two groups of digits
}

// write takes a text apart. The result aliases the room.
func (r *reader) write(text []byte) (w written) {
	s := extract(symbols(text, r.room.symbols[:]))
	sign := -1
	for i, c := range s {
		if isPlus(c) {
			sign = i
		}
	}
	if start, from, to := findExtension(s); start > sign && isViable(s[max(sign, 0):start]) {
		for i := from; i < to; i++ {
			s[i] = '0' | s[i]&15
		}
		w.extension = s[from:to]
		s = s[:start]
	}
	if letterCount(s) > 0 {
		w.letters = FromLetters
	}
	w.plus = sign >= 0
	room := r.room.digits[:]
	n := normalize(s[:sign+1], room)
	w.before = room[:n]
	w.digits = room[n : n+normalize(s[sign+1:], room[n:])]
	group, inside := -1, false
	for _, c := range s[sign+1:] {
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
	return w
}

func letterCount(s []byte) (n int) {
	for _, c := range s {
		if isLetter(c) {
			n++
		}
	}
	return n
}

// leadingCode is the calling code that digits begin with and what follows it; 0
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

// afterExit is what follows 00 or 011, the exit codes that people know from
// writing; nil without one.
func afterExit(digits []byte) []byte {
	switch {
	case hasPrefix(digits, "00"):
		return digits[2:]
	case hasPrefix(digits, "011"):
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

// exitCode finds an exit code in front of digits that are no valid number of
// the country: how long it is, the calling code after it and the rest. Where
// the country dials another exit code, the digits may be a national number
// with a slip in it, so more is asked of them.
func (r *reader) exitCode(w *written, national *Number) (exit int, code uint16, rest []byte) {
	behind := afterExit(w.digits)
	code, rest = leadingCode(behind)
	if code == 0 {
		return 0, 0, nil
	}
	exit = len(w.digits) - len(behind)
	if r.own == 0 || national.callingCode == code && code != r.own {
		return exit, code, rest // Parse has found the same
	}
	if exit == len("00") {
		// One 0 too many in a national number.
		if n, err := r.parse(w.digits[1:]); len(behind) < 10 || err == 0 && n.IsValid() {
			return 0, 0, nil
		}
		return exit, code, rest
	}
	// 011 begins area codes in many countries: there, the calling code must be
	// a group of its own, or the number longer than any national one.
	width := len(behind) - len(rest)
	switch {
	case r.own == 54: // 011 is Buenos Aires, and 15 comes after it
		return 0, 0, nil
	case r.own == 1, code != 1 && len(behind) >= 12,
		len(behind) >= 10 && (w.groups[0] == exit && w.groups[1] == width || w.groups[0] == exit+width):
		return exit, code, rest
	}
	return 0, 0, nil
}

// withoutOldPrefix takes off a prefix that mobile numbers of the calling code
// once had; nil if there is none.
//
//   - Mexico, until 2019: 1 from abroad, 044 or 045 within the country, and 01
//     for all long-distance calls.
//   - Argentina: 15 is dialled within the country only and 9 from abroad only.
//     Numbers that have both are left to the metadata's rule for the 15.
func withoutOldPrefix(code uint16, digits []byte) []byte {
	switch code {
	case 52:
		for _, old := range [...]string{"1", "01", "044", "045"} {
			if len(digits) == len(old)+10 && hasPrefix(digits, old) {
				return digits[len(old):]
			}
		}
	case 54:
		if len(digits) > 11 && digits[0] == '9' {
			return digits[1:]
		}
	}
	return nil
}
