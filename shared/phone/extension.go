package phone

// This file finds the extensions that libphonenumber's pattern for parsing finds. Every
// spelling ends in a run of digits with an optional number sign, so that one backward
// scan from the end is enough:
//
//	;ext=              up to 20 digits, nothing after them
//	ext. extn xtn      up to 20 digits, also extension, extensión, anexo, доб
//	x # ~ int          up to 9 digits
//	dashes or spaces   up to 6 digits, with a number sign after them
//	,, or ;            up to 15 digits
//	,                  up to 9 digits
//
// Most labels can have spaces and commas before them, and a full stop or colon, spaces,
// commas and dashes after them.

// findExtension returns where the extension of s begins, its label included, and
// where its digits begin and end; start is -1 if there is none.
func findExtension(s []byte) (start, digits, end int) {
	end = len(s)
	sign := end > 0 && s[end-1] == '#'
	if sign {
		end--
	}
	digits = end
	for digits > 0 && isDigit(s[digits-1]) {
		digits--
	}
	count := end - digits
	if count == 0 || count > MaxExtension {
		return -1, 0, 0
	}
	start = len(s)
	at := func(i int) {
		start = min(start, i)
	}

	if !sign && hasSuffixFold(s[:digits], ";ext=") {
		at(digits - 5)
	}
	// The separators between label and digits, without and with the stop.
	run := digits
	for run > 0 && isExtensionSpace(s[run-1], true, true) {
		run--
	}
	stop := run
	if stop > 0 && (s[stop-1] == '.' || s[stop-1] == ':' || s[stop-1] == symStop) {
		stop--
	}
	if stop > 0 && endsLabel(s[stop-1]) {
		if label := labelBefore(s[:stop], count > 9); label > 0 {
			at(skipBack(s, stop-label, true))
		}
	}
	if sign && count <= 6 {
		dash := digits
		for dash > 0 && (s[dash-1] == '-' || s[dash-1] == ' ') {
			dash--
		}
		if dash < digits {
			at(dash)
		}
	}
	if count <= 15 {
		if stop > 0 && s[stop-1] == ';' {
			at(skipBack(s, stop-1, false))
		}
		// Commas may be among the separators, or be the only ones before a stop.
		if stop < run && stop > 0 && s[stop-1] == ',' {
			first := stop - 1
			if count <= 9 {
				for first > 0 && s[first-1] == ',' {
					first--
				}
				at(skipBack(s, first, false))
			} else if first > 0 && s[first-1] == ',' {
				at(skipBack(s, first-1, false))
			}
		}
		for i := run; i < digits; i++ {
			if s[i] == ',' && (count <= 9 || s[i+1] == ',') {
				at(skipBack(s, i, false))
				break
			}
		}
	}
	if start == len(s) {
		return -1, 0, 0
	}
	return start, digits, end
}

// isExtensionSpace reports whether the symbol may separate an extension's parts.
func isExtensionSpace(c byte, comma, dash bool) bool {
	return c == ' ' || c == symNBSP || c == '\t' || comma && c == ',' || dash && c == '-'
}

// skipBack returns where the spaces, and commas if allowed, that end at i begin.
func skipBack(s []byte, i int, comma bool) int {
	for i > 0 && isExtensionSpace(s[i-1], comma, false) {
		i--
	}
	return i
}

// hasSuffixFold reports whether s ends in the lower-case suffix, in either case.
func hasSuffixFold(s []byte, suffix string) bool {
	if len(s) < len(suffix) {
		return false
	}
	s = s[len(s)-len(suffix):]
	for i := range len(suffix) {
		if fold(s[i]) != suffix[i] {
			return false
		}
	}
	return true
}

// labels are the extension labels in lower case, each with a line break at its end. The
// labels before the empty one are ambiguous.
const labels = "x\n#\n~\nint\n\x11\n\x06\n\x04\n\x0e\x0f\x10\n" + "\n" +
	"xt\next\nxtn\nextn\n" +
	"xtensio\nextensio\nxtension\nextension\n" +
	"xtensi\x15\nextensi\x15\nxtensi\x15n\nextensi\x15n\n" +
	"xtensio\x16\nextensio\x16\nxtensio\x16n\nextensio\x16n\n" +
	"\x11\x10\n\x07\x11\x10\n\x11\x10\x0f\n\x07\x11\x10\x0f\n" +
	"\x12\x13\x14\nanexo\n"

// endsLabel reports whether the symbol can be the last one of a label. This check
// excludes most numbers quickly.
func endsLabel(c byte) bool {
	return isLetter(c) || c == '#' || c == '~' || c >= symTilde && c < ' '
}

// labelBefore returns the length of the longest extension label at the end of s, or 0.
// With explicit it ignores ambiguous labels.
func labelBefore(s []byte, explicit bool) int {
	longest := 0
	for start, i := 0, 0; i < len(labels); i++ {
		if labels[i] != '\n' {
			continue
		}
		n := i - start
		if n == 0 && explicit {
			longest = 0
		}
		if n > longest && hasSuffixFold(s, labels[start:i]) {
			longest = n
		}
		start = i + 1
	}
	return longest
}
