package email

import (
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		in, out string
		err     Error
	}{
		{"ada@example.com", "ada@example.com", 0},
		{"Ada@EXAMPLE.com", "Ada@example.com", 0},
		{"user@münchen.de", "user@xn--mnchen-3ya.de", 0},
		{"user@MÜNCHEN.de", "user@xn--mnchen-3ya.de", 0},
		{"user@mu\u0308nchen.de", "user@xn--mnchen-3ya.de", 0}, // decomposed
		{"user@straße.de", "user@xn--strae-oqa.de", 0},
		{"user@βόλος.com", "user@xn--nxasmm1c.com", 0}, // with a final sigma
		{"user@пример.рф", "user@xn--e1afmkfd.xn--p1ai", 0},
		{"user@例え.テスト", "user@xn--r8jz45g.xn--zckzah", 0},
		{"user@例え。テスト", "user@xn--r8jz45g.xn--zckzah", 0},
		{"user@نامه\u200cای.com", "user@xn--mgba3gch31f060k.com", 0}, // with a joiner
		{"ada@example.com,", "ada@example.com", 0},
		{"ada@example.com.", "ada@example.com", 0},
		{"ada@example.com。", "ada@example.com", 0},
		{"ada@example.com ;", "ada@example.com", 0},
		{"mailto:ada@example.com", "ada@example.com", 0},
		{"MAILTO:ada@example.com?subject=Hi", "ada@example.com", 0},
		{"<ada@example.com>", "ada@example.com", 0},
		{"Ada Lovelace <ada@example.com>", "ada@example.com", 0},
		{"<mailto:ada@example.com>", "ada@example.com", 0},
		{`"ada@example.com"`, "ada@example.com", 0},
		{"'ada@example.com'", "ada@example.com", 0},
		{"(ada@example.com)", "ada@example.com", 0},
		{"o'hara@example.com", "o'hara@example.com", 0},
		{"ada＠example.com", "ada@example.com", 0},
		{"ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com", 0},
		{"ada @ example.com", "ada@example.com", 0},
		{"ada@example. com", "ada@example.com", 0},
		{"ada@example .com", "ada@example.com", 0},
		{"ada. lovelace@example.com", "ada.lovelace@example.com", 0},
		{"ada@exam ple.com", "ada@example.com", 0},
		{"ada@example,com", "ada@example.com", 0},
		{"ada@example.com'", "ada@example.com", 0},
		{"ada@example.com/", "ada@example.com", 0},
		{"ada@example.com”", "ada@example.com", 0},
		{"“ada@example.com”", "ada@example.com", 0},
		{"«ada@example.com»", "ada@example.com", 0},
		{"*ada@example.com*", "ada@example.com", 0},
		{"ada@example.com、", "ada@example.com", 0},
		{"ada@example.com…", "ada@example.com", 0},
		{"ada@example․com", "ada@example.com", 0},
		{"o’hara@example.com", "o'hara@example.com", 0}, // typographic, by a keyboard
		{"ada@exa–mple.com", "ada@exa-mple.com", 0},
		{"ada‑b@example.com", "ada-b@example.com", 0},
		{"ada..b@example.com", "ada..b@example.com", 0}, // may be the address
		{"mailto: ada@example.com", "ada@example.com", 0},
		{"mailto://ada@example.com", "ada@example.com", 0},
		{"mailto:ada@example.com?cc=bob@example.com", "ada@example.com", 0},
		{"E-Mail: ada@example.com", "ada@example.com", 0},
		{"ada@example.com <ada@example.com>", "ada@example.com", 0},
		{"ada@example.com (Ada)", "ada@example.com", 0},
		{"ada (at) example.com", "ada@example.com", 0},
		{"ada(at)example(dot)com", "ada@example.com", 0},
		{"ada [at] example [dot] co [dot] uk", "ada@example.co.uk", 0},
		{"ada at example dot com", "ada@example.com", 0},
		{"matt.dot@atom.com", "matt.dot@atom.com", 0},
		{"Ada <ada@example.com>, Bob <bob@example.com>", "", Malformed},
		{"ada@example.com mailto:bob@example.com", "", Malformed},
		{"ada@example.com or bob@example.com", "", Malformed},
		{"ada@@example.com", "", Malformed},
		{"ada@example..com", "", Malformed},
		{"matt", "", Malformed},
		{"at", "", Malformed},
		{" at ", "", Malformed},
		{"{ada@example.com}", "", Malformed},
		{"user@[127.0.0.1]", "", Malformed},
		{"ada lovelace@example.com", "", Malformed},
		{"ada@example.com please", "", Malformed},
		{"ada@example.com, bob@example.com", "", Malformed},
		{"josé@example.com", "", Malformed},
		{"ada@example", "", NoDot},
		{"@", "", Malformed},
		{" ", "", Malformed},
		{"", "", Malformed},
		{"mailto:", "", Malformed},
		{"ada@" + strings.Repeat("ü", 64) + ".de", "", Malformed},
		{strings.Repeat("a", 600) + "@example.com", "", TooLong},
	} {
		out, err := Read(nil, []byte(c.in))
		if err != c.err || err == 0 && string(out) != c.out {
			t.Errorf("Read(%q) = %q, %d; want %q, %d", c.in, out, err, c.out, c.err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"ada@example.com", "mailto:ada@example.com?x", "A <a@b.c>", "a@ü.de,", "'/a@b.c'", "a at b dot c", "a:b@c.d (e)", "“a–b@c..d”", "＠", "'a@b.c'", "a @ b . c", "a@b,c", "<>@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, err := Read(nil, []byte(s))
		if err != 0 {
			return
		}
		if !html.Match(out) {
			t.Errorf("Read(%q) = %q", s, out)
		}
		if again, err := Read(nil, out); err != 0 || string(again) != string(out) {
			t.Errorf("Read(%q) = %q, and read again %q, %d", s, out, again, err)
		}
	})
}
