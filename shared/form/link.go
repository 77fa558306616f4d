package form

import (
	"unicode/utf8"

	"thoughtlyform/shared/email"
	"thoughtlyform/shared/internal/ascii"
	"thoughtlyform/shared/phone"
)

// Names must not contain links or telephone numbers: an agent would say them,
// and an operator might click on them.

// hasLink reports whether a name contains a link or a number: a scheme, "www.",
// an address, a host name or IP address, a path after one, or six digits. Host
// names are recognised by their labels; an initial or a title before a dot does
// not make one. Characters are compared after NFKC, and "evil[.]com" and "evil
// dot com" count as evil.com.
func (f *Field) hasLink(name []byte) bool {
	if hasNativeDomain(name) {
		return true
	}
	s := foldName(newFolded()[:0], f.folds(name))
	s = email.Spelled(email.Spelled(s, "dot", '.'), ".", '.')
	digits := 0
	start := 0 // index of the word
	for i, c := range s {
		if ascii.IsDigit(c) {
			if digits++; digits == 6 {
				return true
			}
		} else if isWord(c) {
			digits = 0
		}
		if c != ' ' {
			if i+1 < len(s) {
				continue
			}
			i++
		}
		if isLink(s[start:i]) {
			return true
		}
		start = i + 1
	}
	return false
}

// isLink reports whether one word is or contains a link.
func isLink(word []byte) bool {
	for len(word) > 0 && !isWord(word[0]) {
		word = word[1:]
	}
	if ascii.Prefix(word, "www mailto: tel: http: https: javascript: ") > 0 {
		return true
	}
	// names: every label so far is an initial or a title.
	label, labels, numeric, names := 0, 0, 0, true
	for i := 0; i <= len(word); i++ {
		end := i == len(word)
		if !end && (isWord(word[i]) || word[i] == '-') {
			continue
		}
		if !end && ascii.HasPrefixFold(word[i:], "://") || !end && word[i] == '@' && i > 0 && i+1 < len(word) && isWord(word[i+1]) {
			return true
		}
		if i > label {
			part := word[label:i]
			if labels > 0 && isTopLevel(part) && !(names && isSurname(word, part)) || ascii.HasPrefixFold(part, "xn--") {
				return true
			}
			labels++
			if numeric++; !all(part, ascii.IsDigit) {
				numeric = 0
			} else if numeric == 4 {
				return true // an IP address
			}
			names = names && isInitial(part)
		}
		if end {
			break
		}
		if word[i] == '/' && labels > 1 && i > 0 && isWord(word[i-1]) {
			return true // a path, after a host name of any kind
		}
		if word[i] != '.' {
			labels, numeric, names = 0, 0, true
		}
		label = i + 1
	}
	return false
}

// isInitial reports whether a label is a single letter or a title that people
// write before a name without a space.
func isInitial(label []byte) bool {
	return len(label) == 1 && !ascii.IsDigit(label[0]) || listed(titles, label)
}

// isSurname reports whether a label that is also a top-level domain may be a
// surname after initials or titles: Dev in K.Dev, but not co in t.co. If the
// first letter is in lower case, only a title before it makes it a surname.
func isSurname(word, label []byte) bool {
	if listed(commercial, label) {
		return false
	}
	return word[0] >= 'A' && word[0] <= 'Z' || word[0] >= utf8.RuneSelf || word[1] != '.'
}

// nativeDomains lists the non-ASCII top-level domains with the most
// registrations. No letter may follow one in a host name. None begins with
// another.
const nativeDomains = "рф сайт онлайн ком орг укр 中国 中國 公司 网络 网址 在线 コム みんな 닷컴 닷넷 한국 भारत امارات "

// hasNativeDomain reports whether the name contains a host name in one of
// nativeDomains.
func hasNativeDomain(name []byte) bool {
	for i := range name {
		rest := name[i:]
		switch {
		case i == 0:
			continue
		case rest[0] == '.':
			rest = rest[1:]
		case ascii.Prefix(rest, "\u3002 \uff0e \uff61 ") > 0:
			rest = rest[3:]
		default:
			continue
		}
		if n := ascii.Prefix(rest, nativeDomains); n > 0 && (len(rest) == n || !isWord(rest[n])) {
			return true
		}
	}
	return false
}

// titles lists, in lower case, abbreviations before a name and legal forms of
// companies.
const titles = " dr mr mrs ms mx prof st ste sr jr ph phd msc bsc ing dipl mag rev fr hon lt col gen capt sgt sc ma md mt dra sra srta sig dott mme mlle hr fam san sto sta abd don co pty pvt "

// commercial lists top-level domains that are no surnames.
const commercial = " com net org info biz co "

// generic lists top-level domains of three letters or more that are common in
// spam.
const generic = " com net org info biz edu gov mil int xyz top site online shop club link click app dev vip live icu store space website page web pro name mobi asia tel art blog bot buzz cam cash chat city cloud cyou dating digital email fit fun game games gift group guru help host loan lol ltd media men money monster mom ninja one party pics plus press promo pub pw quest racing red rent rest rocks run sale sbs show stream studio support surf team tech today tokyo tools trade vegas video wang webcam wiki win work works world zip zone " +
	"agency autos beauty berlin best bet bond casino center cfd company design finance global hair homes lat life llc london network news nyc ovh porn services sex skin solutions travel xxx "

// moreCountries lists the country domains whose letters are no region of package
// phone, and noCountries the regions without a domain.
const (
	moreCountries = " aq bv eu gs hm pn su tf uk "
	noCountries   = " bl bq eh mf ta xk "
)

// isTopLevel reports whether a label is a top-level domain.
func isTopLevel(label []byte) bool {
	if len(label) != 2 {
		return listed(generic, label)
	}
	region := phone.Region(label[0]&^0x20)<<8 | phone.Region(label[1]&^0x20)
	return listed(moreCountries, label) || phone.CallingCode(region) != 0 && !listed(noCountries, label)
}

// listed reports whether a label, in either case, is a word of a
// space-separated list.
func listed(list string, label []byte) bool {
	for i := 0; i+len(label)+1 < len(list); i++ {
		if list[i] == ' ' && list[i+1+len(label)] == ' ' && ascii.EqualFold(label, list[i+1:i+1+len(label)]) {
			return true
		}
	}
	return false
}
