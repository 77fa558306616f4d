package form

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/publicsuffix"
)

// lines returns the lines of a file in testdata without its comments.
func lines(t *testing.T, file string) (list []string) {
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
	return list
}

func TestNames(t *testing.T) {
	names := lines(t, "names.txt")
	scripts := map[string]bool{}
	for _, name := range names {
		out, code := (&Field{Kind: Name}).Check(nil, []byte(name))
		if code != OK || string(out) != name {
			t.Errorf("%q: %+q %v", name, out, code)
		}
		for _, r := range name {
			for script, table := range unicode.Scripts {
				if unicode.Is(table, r) && script != "Common" && script != "Inherited" {
					scripts[script] = true
				}
			}
		}
	}
	if len(names) < 300 || len(scripts) < 40 {
		t.Errorf("%d names in %d scripts", len(names), len(scripts))
	}
}

func TestLinks(t *testing.T) {
	links := lines(t, "links.txt")
	for _, link := range links {
		if out, code := (&Field{Kind: Name}).Check(nil, []byte(link)); code != ContainsURL {
			t.Errorf("%q: %+q %v", link, out, code)
		}
	}
	if len(links) < 60 {
		t.Errorf("%d links", len(links))
	}
}

// TestJoiners: a joiner or selector without its context is dropped.
func TestJoiners(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"علی\u200cرضا", "علی\u200cرضا"},
		{"ر\u200cا", "را"}, // reh joins nothing after it
		{"a\u200cb", "ab"},
		{"ශ\u0dca\u200dර", "ශ\u0dca\u200dර"},
		{"ශ\u200dර", "ශර"},
		{"辻\U000e0100本", "辻\U000e0100本"},
		{"辻\U000e0100\U000e0101本", "辻\U000e0100本"},
		{"葛\ufe00城", "葛\ufe00城"},
		{"a\ufe0fb", "ab"},
		{"👨\u200d👩", "👨👩"},
		{"\u200c", ""},
		{"\u200d\ufe0f\U000e0100", ""},
		{"علی \u200cرضا", "علی رضا"},
	} {
		out, _, code := AppendText(nil, []byte(c.in), false)
		if code != OK || string(out) != c.want {
			t.Errorf("%+q: %+q %v, want %+q", c.in, out, code, c.want)
		}
	}
}

// FuzzHasLink: a name in the mathematical alphabets is judged as in ASCII.
func FuzzHasLink(f *testing.F) {
	for _, s := range []string{"evil.com", "K.Dev", "a@b", "www.x", "1.2.3.4/x", "://", ".", "a.", "call 900 555 0100"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		var bold strings.Builder
		for _, r := range s {
			switch {
			case r >= 'a' && r <= 'z':
				r += 0x1d41a - 'a'
			case r >= 'A' && r <= 'Z':
				r += 0x1d400 - 'A'
			case r >= '0' && r <= '9':
				r += 0x1d7ce - '0'
			}
			bold.WriteRune(r)
		}
		if plain, folded := (&Field{}).hasLink([]byte(s)), (&Field{}).hasLink([]byte(bold.String())); plain != folded {
			t.Errorf("%q: %v, and in bold %v", s, plain, folded)
		}
	})
}

// TestCountryDomains compares all labels of two letters with the Public Suffix
// List.
func TestCountryDomains(t *testing.T) {
	for first := byte('a'); first <= 'z'; first++ {
		for second := byte('a'); second <= 'z'; second++ {
			label := string([]byte{first, second})
			_, listed := publicsuffix.PublicSuffix("example." + label)
			for _, label := range []string{label, strings.ToUpper(label)} {
				if got := isTopLevel([]byte(label)); got != listed {
					t.Errorf("%s is a top-level domain: %t, want %t", label, got, listed)
				}
			}
		}
	}
}
