package phone

import (
	"thoughtlyform/shared/internal/ascii"
	"unicode/utf8"

	"thoughtlyform/shared/internal/put"
)

// This file prepares the text of a field before it is read as a number.

// minDigits is the number of digits from which a part of a text is a number of
// its own.
const minDigits = 6

// clean appends input with all Unicode decimal digits, spaces, dashes, plus
// signs and full-width letters in ASCII, and without invisible characters.
// Other characters that have no meaning in a number become wordRune, invalid
// UTF-8 becomes a question mark. The result is never longer than the input.
func clean(dst, input []byte) []byte {
	for i := 0; i < len(input); {
		r, size := rune(input[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(input[i:])
		}
		switch c := cleanRune(r); c {
		case symBad:
		case symKeep:
			dst = put.Text(dst, input[i:i+size])
		case symWord:
			if size == 1 {
				dst = put.Byte(dst, '?')
			} else {
				dst = put.Text(dst, wordRune)
			}
		default:
			dst = put.Byte(dst, c)
		}
		i += size
	}
	return dst
}

// symKeep is the result of cleanRune for a rune that clean does not change.
const symKeep = 0xff

// wordRune is a letter that occurs in no number.
const wordRune = "é"

// cleanRune returns the ASCII character for r, symBad for one that is left out,
// symKeep, or symWord for one that becomes wordRune.
func cleanRune(r rune) byte {
	if r < utf8.RuneSelf {
		switch r {
		case '\t', '_', '\'', '`':
			return ' '
		}
		return byte(r)
	}
	if isHidden(r) {
		return symBad
	}
	if digit := Digit(r); digit >= 0 {
		return '0' + byte(digit)
	}
	if r >= 0xff01 && r <= 0xff5e {
		return cleanRune(r - 0xfee0)
	}
	for i := 0; i < len(lookalike); i += 4 {
		first := rune(lookalike[i+1])<<8 | rune(lookalike[i+2])
		if r >= first && r <= first+rune(lookalike[i+3]) {
			return lookalike[i]
		}
	}
	if s := symbolOf(uint32(r)); s == symBad || s == symWord {
		return symWord
	}
	return symKeep
}

// isHidden reports whether r is invisible: marks of direction, joiners,
// selectors, the keycap of an emoji digit.
func isHidden(r rune) bool {
	return r == 0xad || r == 0x34f || r == 0x61c || r == 0x180e || r == 0x20e3 || r == 0xfeff ||
		r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f ||
		r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0000 && r <= 0xe0fff
}

// lookalike lists ranges of the Basic Multilingual Plane that mean an ASCII
// character in a number: Unicode's spaces (Zs), dashes (Pd and others of that
// shape), stops, slashes, brackets and plus signs. An entry is the character, the
// range's first rune in two bytes, and the number of further runes.
const lookalike = "" +
	" \x00\xa0\x00 \x16\x80\x00 \x20\x00\x0a \x20\x28\x01 \x20\x2f\x00 \x20\x5f\x00 \x30\x00\x00 \x00\x85\x00" +
	"-\x05\x8a\x00-\x05\xbe\x00-\x14\x00\x00-\x18\x06\x00-\x20\x10\x05-\x20\x43\x00-\x20\x53\x00-\x20\x7b\x00-\x20\x8b\x00-\x22\x12\x00-\x22\x3c\x00" +
	"-\x25\x00\x01-\x27\x96\x00-\x2e\x17\x00-\x2e\x1a\x00-\x2e\x3a\x01-\x2e\x40\x00-\x2e\x5d\x00-\x30\x1c\x00-\x30\x30\x00-\x30\xa0\x00-\x30\xfc\x00" +
	"-\x02\xd7\x00-\xfe\x31\x01-\xfe\x58\x00-\xfe\x63\x00-\xff\x70\x00" +
	".\x00\xb7\x00.\x20\x22\x00.\x20\x24\x00.\x20\x27\x00.\x22\x19\x00.\x22\xc5\x00.\x30\x02\x00.\x30\xfb\x00.\xfe\x52\x00.\xff\x61\x00.\xff\x65\x00" +
	"/\x20\x44\x00/\x22\x15\x00/\x29\xf8\x00" +
	"(\x20\x7d\x00(\x20\x8d\x00(\x27\x68\x00(\xfe\x59\x00(\xfe\x5d\x00(\x30\x10\x00(\x30\x14\x00" +
	")\x20\x7e\x00)\x20\x8e\x00)\x27\x69\x00)\xfe\x5a\x00)\xfe\x5e\x00)\x30\x11\x00)\x30\x15\x00" +
	"+\x20\x7a\x00+\x20\x8a\x00+\x27\x95\x00+\xfb\x29\x00+\xfe\x62\x00" +
	" \x20\x18\x03" + ",\x30\x01\x00"

// isWordByte reports whether c belongs to a word: a letter, or a part of a
// character beyond ASCII.
func isWordByte(c byte) bool { return isLetter(c) || c >= utf8.RuneSelf }

// afterLabel returns the text after the last colon of a label such as "Phone
// 2:", nil without a label.
func afterLabel(text []byte) []byte {
	at := len(text) - 1
	for at > 0 && text[at] != ':' {
		at--
	}
	if at <= 0 || digitCount(text[:at]) >= minDigits || digitCount(text[at:]) < minDigits {
		return nil
	}
	for _, c := range text[:at] {
		if isWordByte(c) {
			return text[at+1:]
		}
	}
	return nil
}

// wordsAfter returns the index of the words after a number: after a space or a
// bracket, unlike the letters of 1-800-FLOWERS, or at a character that occurs
// in no number. If an extension follows, it returns the length of the text.
func (r *reader) wordsAfter(text []byte) int {
	digits := 0
	for i, c := range text {
		if ascii.IsDigit(c) {
			digits++
			continue
		}
		if digits < 5 || !isWordByte(c) || isLetter(c) && text[i-1] != ' ' && text[i-1] != '(' && text[i-1] != '[' && text[i-1] != ',' {
			continue
		}
		if start, _, _ := findExtension(symbols(text[i:], r.symbols[:])); start == 0 {
			return len(text)
		}
		return i
	}
	return len(text)
}

// extensionBehind returns the digits of an extension in the words after a
// number: two to five digits after one word of any language. It is empty for
// other words.
func extensionBehind(words []byte) []byte {
	at := len(words)
	for at > 0 && ascii.IsDigit(words[at-1]) {
		at--
	}
	end := at
	for end > 0 && !isWordByte(words[end-1]) {
		end--
	}
	count := len(words) - at
	if count < 2 || count >= minDigits || count != digitCount(words) {
		return nil
	}
	for _, c := range words[:end] {
		if !isWordByte(c) {
			return nil
		}
	}
	return words[at:]
}

// withoutName returns text, in dst, without the words between a calling code
// and its number, such as a country's name: +1 USA 415-555-0123. It returns nil
// if there are none.
func withoutName(text, dst []byte) []byte {
	at := 0
	for at < len(text) && text[at] != '+' {
		at++
	}
	for at < len(text) && !isWordByte(text[at]) {
		at++
	}
	if number := text[at:]; digitCount(text[:at]) > 3 || digitCount(text[:at]) == 0 || digitCount(number) < minDigits {
		return nil
	}
	n := copy(dst, text[:at])
	for at < len(text) && !ascii.IsDigit(text[at]) {
		at++
	}
	return dst[:n+copy(dst[n:], text[at:])]
}

// withoutDecimal returns text without the ".0" that a spreadsheet appends to
// digits.
func withoutDecimal(text []byte) []byte {
	n := len(text) - 2
	if n > minDigits && text[n] == '.' && text[n+1] == '0' && digitCount(text[:n]) >= n-1 {
		return text[:n]
	}
	return text
}

// trimEnd cuts text after its last letter, digit or number sign, as
// libphonenumber for Java does.
func trimEnd(text []byte) []byte {
	for len(text) > 0 {
		c := text[len(text)-1]
		if ascii.IsDigit(c) || isWordByte(c) || c == '#' {
			break
		}
		text = text[:len(text)-1]
	}
	return text
}

func digitCount(text []byte) (n int) {
	for _, c := range text {
		if ascii.IsDigit(c) {
			n++
		}
	}
	return n
}

// lookalikes returns text, in dst, with O as 0 and l or I as 1. It returns nil
// if there is none of these, if there are other letters, or if there are more
// letters than digits.
func lookalikes(text, dst []byte) []byte {
	letters := 0
	for i, c := range text {
		if isWordByte(c) {
			letters++
			switch c {
			case 'o', 'O':
				c = '0'
			case 'l', 'I':
				c = '1'
			default:
				return nil
			}
		}
		dst[i] = c
	}
	if letters == 0 || letters > digitCount(text) {
		return nil
	}
	return dst[:len(text)]
}

// isTwoNumbers reports whether a text has two numbers: valid ones separated by
// a slash, or any separated by a comma or a similar character.
func (r *reader) isTwoNumbers(text []byte) bool {
	for i, c := range text {
		switch c {
		case '/', ',', ';', '&', '|', '\n':
		default:
			continue
		}
		if digitCount(text[:i]) < minDigits || digitCount(text[i:]) < minDigits {
			continue
		}
		if c != '/' {
			r.parse(text)
			return !r.valid // not a number and an extension
		}
		r.parse(text[:i])
		first := r.valid
		r.parse(text[i+1:])
		return first && r.valid
	}
	return false
}
