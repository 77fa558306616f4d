package phone

import "thoughtlyform/shared/internal/ascii"

// Links that contain a number, as people paste them from a messenger or an
// address book.

type linkKind uint8

const (
	noLink        linkKind = iota
	dialLink               // tel:, sms: and the like: any spelling of a number
	messengerLink          // the number is international without a plus sign
)

// The prefixes of links, in lower case. The number follows.
const (
	messengerLinks = "wa.me/ whatsapp.com/ whatsapp:// signal.me/#p/ t.me/+ tg:// viber:// "
	dialLinks      = "callto: sms: smsto: skype: facetime: facetime-audio: tel: "
)

// cutLink returns the number in a link. It decodes escapes (RFC 3986, section
// 2.1) in place. A tel: URI with parameters is left to Parse.
func cutLink(text []byte) (number []byte, kind linkKind) {
	for i := range text {
		if i > 0 && (isLetter(text[i-1]) || ascii.IsDigit(text[i-1])) {
			continue
		}
		if n := ascii.Prefix(text[i:], messengerLinks); n > 0 {
			return linkNumber(text[i+n:], messengerLink), messengerLink
		}
		if n := ascii.Prefix(text[i:], dialLinks); n > 0 {
			if ascii.HasPrefixFold(text[i:], "tel:") && index(text, ";") >= 0 {
				return text, dialLink
			}
			return linkNumber(text[i+n:], dialLink), dialLink
		}
	}
	return text, noLink
}

// linkNumber returns the number in the rest of a link: the parameter "phone" or
// "number", or else the part before the query. After tel: a slash may be a
// separator and a number sign the start of an extension.
func linkNumber(rest []byte, kind linkKind) []byte {
	for _, name := range [...]string{"phone=", "number="} {
		if i := index(rest, name); i >= 0 {
			rest = rest[i+len(name):]
			break
		}
	}
	for len(rest) > 0 && rest[0] == '/' {
		rest = rest[1:]
	}
	n := 0
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		if c == '%' && i+2 < len(rest) {
			high, ok := hexDigit(rest[i+1])
			low, also := hexDigit(rest[i+2])
			if ok && also {
				c = high<<4 | low
				i += 2
			}
		}
		if c == '?' || c == '&' || c == '"' || kind == messengerLink && (c == '#' || c == '/') {
			break
		}
		rest[n] = c
		n++
	}
	return rest[:n]
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case ascii.IsDigit(c):
		return c - '0', true
	case fold(c)-'a' < 6:
		return fold(c) - 'a' + 10, true
	}
	return 0, false
}

// withPlus prefixes the number of a messenger's link, which is international,
// with a plus sign. text is a part of r.text.
func (r *reader) withPlus(text []byte) []byte {
	i := 0
	for i < len(text) && !ascii.IsDigit(text[i]) && text[i] != '+' {
		i++
	}
	if i == len(text) || text[i] == '+' {
		return text
	}
	n := copy(r.text[1:], text[i:])
	r.text[0] = '+'
	return r.text[:n+1]
}
