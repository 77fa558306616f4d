package email

import "unicode/utf8"

// appendPunycode is appendASCII for the browser's module, which does not contain
// the tables of UTS 46. The domain must be in NFKC, and in lower case except for
// the capitals that lower converts. It appends each label that is not ASCII as
// xn-- and its Punycode (RFC 3492). ok is false for a label that is too long.
func appendPunycode(dst, domain []byte) (out []byte, ok bool) {
	for start, i := 0, 0; i <= len(domain); i++ {
		if i < len(domain) && domain[i] != '.' {
			continue
		}
		label := domain[start:i]
		switch {
		case isASCII(label):
			dst = append(dst, label...)
		default:
			if dst, ok = appendLabel(dst, label); !ok {
				return dst, false
			}
		}
		if i < len(domain) {
			dst = append(dst, '.')
		}
		start = i + 1
	}
	return dst, true
}

func appendLabel(dst, label []byte) ([]byte, bool) {
	var runes [maxLabel]rune
	count := 0
	for len(label) > 0 {
		r, size := utf8.DecodeRune(label)
		if count == len(runes) {
			return dst, false
		}
		runes[count] = lower(r)
		count++
		label = label[size:]
	}
	dst = append(dst, "xn--"...)
	basic := 0
	for _, r := range runes[:count] {
		if r < utf8.RuneSelf {
			dst = append(dst, byte(r))
			basic++
		}
	}
	if basic > 0 {
		dst = append(dst, '-')
	}
	// RFC 3492, section 6.3.
	n, delta, bias, first := rune(128), 0, 72, true
	for done := basic; done < count; {
		next := rune(utf8.MaxRune + 1)
		for _, r := range runes[:count] {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range runes[:count] {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := 36; ; k += 36 {
				t := min(max(k-bias, 1), 26)
				if q < t {
					dst = append(dst, digit(q))
					break
				}
				dst = append(dst, digit(t+(q-t)%(36-t)))
				q = (q - t) / (36 - t)
			}
			done++
			bias = adapt(delta, done, first)
			delta, first = 0, false
		}
		delta++
		n++
	}
	return dst, true
}

// adapt is RFC 3492, section 6.1.
func adapt(delta, points int, first bool) int {
	if first {
		delta /= 700
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > 35*26/2; k += 36 {
		delta /= 35
	}
	return k + 36*delta/(delta+38)
}

func digit(d int) byte {
	if d < 26 {
		return 'a' + byte(d)
	}
	return '0' + byte(d-26)
}

// lower returns r in lower case if it is ASCII, Latin-1, Greek or Cyrillic, else r.
func lower(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z', r >= 0xc0 && r <= 0xde && r != 0xd7, r >= 0x391 && r <= 0x3a9, r >= 0x410 && r <= 0x42f:
		return r + 0x20
	case r >= 0x400 && r <= 0x40f:
		return r + 0x50
	}
	return r
}
