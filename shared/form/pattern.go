package form

import "thoughtlyform/shared/internal/ascii"

// matches reports whether text, which is not empty, matches the pattern.
func (p Pattern) matches(text []byte) bool {
	switch p {
	case Digits:
		return all(text, ascii.IsDigit)
	case Alphanumeric:
		return all(text, func(c byte) bool { return ascii.IsDigit(c) || ascii.IsLetter(c) })
	case Postcode:
		return all(text, func(c byte) bool { return ascii.IsDigit(c) || ascii.IsLetter(c) || c == ' ' || c == '-' }) && !all(text, func(c byte) bool { return !ascii.IsDigit(c) })
	case Number:
		return isNumber(text)
	case Date:
		return isDate(text)
	}
	return true
}

func all(text []byte, is func(byte) bool) bool {
	for _, c := range text {
		if !is(c) {
			return false
		}
	}
	return true
}

func isNumber(text []byte) bool {
	if text[0] == '-' || text[0] == '+' {
		text = text[1:]
	}
	point := -1
	for i, c := range text {
		if c == '.' && point < 0 {
			point = i
		} else if !ascii.IsDigit(c) {
			return false
		}
	}
	return len(text) > 0 && point != 0 && point != len(text)-1
}

func isDate(text []byte) bool {
	if len(text) != len("YYYY-MM-DD") || text[4] != '-' || text[7] != '-' ||
		!all(text[:4], ascii.IsDigit) || !all(text[5:7], ascii.IsDigit) || !all(text[8:], ascii.IsDigit) {
		return false
	}
	year, month, day := decimal(text[:4]), decimal(text[5:7]), decimal(text[8:])
	days := 31
	switch month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		days = 28
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			days = 29
		}
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= days
}

func decimal(digits []byte) int {
	n := 0
	for _, c := range digits {
		n = 10*n + int(c-'0')
	}
	return n
}
