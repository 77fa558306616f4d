package phone

import "thoughtlyform/shared/internal/ascii"

// This file moves the digits before the national number into the prefix while they
// are typed.

// addPrefix appends to the prefix.
func (t *typing) addPrefix(c byte) {
	if t.prefixLen == len(t.prefix) {
		t.able, t.noise = false, true
		return
	}
	t.prefix[t.prefixLen] = c
	t.prefixLen++
}

// stripAbroad splits the digits after their plus sign or international prefix.
func (t *typing) stripAbroad() bool {
	end := 0
	plus := t.digits[0] == '+'
	if plus {
		end = 1
	} else if t.plan != nil {
		_, end = prefix(planOf(t.plan), t.plan.IDD, t.digits[:t.digitCount])
	}
	if end == 0 {
		return false
	}
	t.complete = true
	t.from = headroom
	t.to = headroom + copy(t.national[headroom:], t.digits[end:t.digitCount])
	t.prefixLen = copy(t.prefix[:], t.digits[:end])
	if !plus {
		t.addPrefix(' ')
	}
	return true
}

// stripCode moves the calling code into the prefix.
func (t *typing) stripCode() bool {
	value := 0
	for i := t.from; i < t.to && i < t.from+3; i++ {
		c := t.national[i] - '0'
		if value == 0 && c == 0 {
			return false
		}
		value = value*10 + int(c)
		code := findCode(value)
		if code == nil {
			continue
		}
		for _, c := range t.national[t.from : i+1] {
			t.addPrefix(c)
		}
		t.addPrefix(' ')
		t.from = i + 1
		t.strippedLen = 0
		if main := regionAt(int(code.First)); Region(main.Region) != t.home {
			t.missing = !t.setPlan(code)
		}
		return true
	}
	return false
}

// stripNational moves the national prefix into the prefix and returns it.
func (t *typing) stripNational() []byte {
	end := 0
	digits := t.national[t.from:t.to]
	switch {
	case t.plan == nil || len(digits) == 0:
	case planOf(t.plan).Code == 1 && digits[0] == '1' && (len(digits) == 1 || digits[1] > '1'):
		// Only the North American plan separates it.
		t.addPrefix('1')
		t.addPrefix(' ')
		t.complete = true
		end = 1
	default:
		if _, end = prefix(planOf(t.plan), t.plan.National, digits); end > 0 {
			t.complete = true
			for _, c := range digits[:end] {
				t.addPrefix(c)
			}
		}
	}
	t.from += end
	return digits[:end]
}

// stripLonger restores the national prefix and removes a longer one, if the digits now
// begin with one.
func (t *typing) stripLonger() bool {
	first := t.stripped[:t.strippedLen]
	if len(first) > 0 {
		if t.from < len(first) {
			t.noise = true
			return false
		}
		t.from -= len(first)
		copy(t.national[t.from:], first)
		at := t.prefixLen - len(first)
		for at > 0 && !ascii.HasPrefix(t.prefix[at:], first) {
			at--
		}
		t.prefixLen = max(at, 0)
	}
	now := t.stripNational()
	return len(now) != len(first) || !ascii.HasPrefix(now, first)
}
