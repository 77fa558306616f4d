package form

import "unicode/utf8"

// belongs reports whether an invisible character has a meaning between the
// character before it and the text after it: a joiner in a context of RFC 5892
// (appendix A.1 and A.2, CONTEXTJ), or the first variation selector after a Han
// character.
func belongs(r, before rune, behind []byte) bool {
	switch {
	case r == 0x200c || r == 0x200d:
		next, _ := utf8.DecodeRune(behind)
		// Bengali writes ra, a joiner, the virama and ya, which CONTEXTJ misses.
		return isVirama(before) || before == 0x9b0 && next == 0x9cd ||
			r == 0x200c && joinsNext(before) && joinsPrevious(next)
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef:
		return isHan(before)
	}
	return false
}

// viramas lists the characters of combining class 9 in the Basic Multilingual
// Plane, two bytes each.
const viramas = "" +
	"\x09\x4d\x09\xcd\x0a\x4d\x0a\xcd\x0b\x4d\x0b\xcd\x0c\x4d\x0c\xcd\x0d\x3b\x0d\x3c\x0d\x4d\x0d\xca" +
	"\x0e\x3a\x0e\xba\x0f\x84\x10\x39\x10\x3a\x17\x14\x17\x34\x17\xd2\x1a\x60\x1b\x44\x1b\xaa\x1b\xab" +
	"\x1b\xf2\x1b\xf3\x2d\x7f\xa8\x06\xa8\x2c\xa8\xc4\xa9\x53\xa9\xc0\xaa\xf6\xab\xed"

func isVirama(r rune) bool {
	for i := 0; i < len(viramas); i += 2 {
		if rune(viramas[i])<<8|rune(viramas[i+1]) == r {
			return true
		}
	}
	return false
}

// isArabic reports whether r is a letter of the Arabic blocks or of Syriac,
// Mandaic or N'Ko, which join as Arabic does.
func isArabic(r rune) bool {
	return r >= 0x620 && r <= 0x64a || r >= 0x66e && r <= 0x6d3 || r == 0x6d5 || r == 0x6ee || r == 0x6ef ||
		r >= 0x6fa && r <= 0x6fc || r == 0x6ff || r >= 0x710 && r <= 0x77f || r >= 0x7ca && r <= 0x7ea || r >= 0x840 && r <= 0x858 || r >= 0x8a0 && r <= 0x8c7
}

// joinsPrevious reports whether r is a letter of Joining_Type D or R.
func joinsPrevious(r rune) bool { return isArabic(r) && r != 0x621 && r != 0x674 }

// joinsNext reports whether r is a letter of Joining_Type D or L, which excludes
// those of type R, such as alef, dal, reh and waw.
func joinsNext(r rune) bool {
	switch {
	case r >= 0x622 && r <= 0x625, r == 0x627, r == 0x629, r >= 0x62f && r <= 0x632, r == 0x648,
		r >= 0x671 && r <= 0x673, r >= 0x675 && r <= 0x677, r >= 0x688 && r <= 0x699, r == 0x6c0,
		r >= 0x6c3 && r <= 0x6cb, r == 0x6cd, r == 0x6cf, r == 0x6d2, r == 0x6d3, r == 0x6d5, r == 0x6ee, r == 0x6ef:
		return false
	}
	return joinsPrevious(r)
}

// isHan reports whether r is a unified or compatibility ideograph.
func isHan(r rune) bool {
	return r >= 0x3400 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff
}
