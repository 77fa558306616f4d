package form

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

func TestAppendText(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		multiline      bool
		code           Code
	}{
		{name: "empty", in: "", want: ""},
		{name: "plain", in: "Ada Lovelace", want: "Ada Lovelace"},
		{name: "white space at the ends", in: " \t Ada\u3000\u00a0", want: "Ada"},
		{name: "white space inside", in: "Ada \t\u2003 Lovelace", want: "Ada Lovelace"},
		{name: "white space alone", in: " \t\u2028\u3000\n", want: ""},
		{name: "line ends in one line", in: "Ada\r\nLovelace\u2029King", want: "Ada Lovelace King"},
		{name: "line ends in several lines", in: "\n one \r\n\r\n two\u2028three \u0085\n", want: "one\ntwo\nthree", multiline: true},
		{name: "spaces around a line feed", in: "one \n \n two", want: "one\ntwo", multiline: true},
		{name: "characters that show nothing", in: "A\u200bd\u00ada\ufeff \u202eL\u2066o\U000e0041v", want: "Ada Lov"},
		{name: "combining marks stay", in: "e\u0301", want: "e\u0301"},
		{name: "a control character", in: "a\x00b", code: InvalidText},
		{name: "an escape", in: "a\x1b[0m", code: InvalidText},
		{name: "delete", in: "a\x7f", code: InvalidText},
		{name: "a C1 control", in: "a\u0090", code: InvalidText},
		{name: "a noncharacter", in: "a\uffff", code: InvalidText},
		{name: "another noncharacter", in: "\ufdd0", code: InvalidText},
		{name: "half a character", in: "\xc3", code: InvalidText},
		{name: "a surrogate", in: "\xed\xa0\x80", code: InvalidText},
		{name: "the replacement character as such", in: "a\ufffd", want: "a\ufffd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, chars, code := AppendText([]byte("x"), []byte(c.in), c.multiline)
			if string(out) != "x"+c.want || code != c.code {
				t.Errorf("%q: %q %v, want %q %v", c.in, out[1:], code, c.want, c.code)
			}
			if chars != utf8.RuneCountInString(c.want) {
				t.Errorf("%q: %d characters", c.in, chars)
			}
		})
	}
}

func FuzzAppendText(f *testing.F) {
	for _, s := range []string{"", " a  b ", "a\r\n\nb", "\u200b\u202e", "\u3164\ufe0f", "\xff", "a\x00"} {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, value []byte, multiline bool) {
		out, chars, code := AppendText(nil, value, multiline)
		if code != OK {
			if len(out) > 0 || chars != 0 {
				t.Fatalf("refused with %v and left %q", code, out)
			}
			return
		}
		switch {
		case !utf8.Valid(out):
			t.Fatalf("%q is not UTF-8", out)
		case len(out) > len(value):
			t.Fatalf("%d bytes of %d", len(out), len(value))
		case chars != utf8.RuneCount(out):
			t.Fatalf("%d characters, said %d", utf8.RuneCount(out), chars)
		case !bytes.Equal(bytes.TrimSpace(out), out):
			t.Fatalf("%q is not trimmed", out)
		case bytes.ContainsAny(out, "\u200b\u202e\x00\r\t") || !multiline && bytes.ContainsRune(out, '\n'):
			t.Fatalf("%q holds what it must not", out)
		}
		again, _, code := AppendText(nil, out, multiline)
		if code != OK || !bytes.Equal(again, out) {
			t.Fatalf("%q becomes %q, %v, when done again", out, again, code)
		}
	})
}
