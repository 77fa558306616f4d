package email

import (
	"regexp"
	"strings"
	"testing"
)

// html is the regular expression that the HTML Standard prints beside its rule.
var html = regexp.MustCompile("^[a-zA-Z0-9.!#$%&'*+\\/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$")

func TestAppend(t *testing.T) {
	label := strings.Repeat("a", 63)
	for _, c := range []struct {
		in, out string
		err     Error
	}{
		{"ada@Example.COM", "ada@example.com", 0},
		{"Ada.Lovelace+form@sub.example.co.uk", "Ada.Lovelace+form@sub.example.co.uk", 0},
		{"..@example.com", "..@example.com", 0},
		{"a@" + label + ".com", "a@" + label + ".com", 0},
		{"", "", Malformed},
		{"@example.com", "", Malformed},
		{"ada", "", Malformed},
		{"ada@", "", Malformed},
		{"ada@-example.com", "", Malformed},
		{"ada@example-.com", "", Malformed},
		{"ada@example..com", "", Malformed},
		{"ada@example.com.", "", Malformed},
		{"ada@exa mple.com", "", Malformed},
		{"ada@a" + label + ".com", "", Malformed},
		{"ada lovelace@example.com", "", Malformed},
		{"ada@bücher.example", "", Malformed},
		{"ada@localhost", "", NoDot},
		{"{name}@example.com", "", Braces},
		{strings.Repeat("a", 65) + "@example.com", "", TooLong},
		{"a@" + strings.Repeat(label+".", 4) + "com", "", TooLong},
	} {
		out, err := Append(nil, []byte(c.in))
		if string(out) != c.out || err != c.err {
			t.Errorf("Append(%q) = %q, %d; want %q, %d", c.in, out, err, c.out, c.err)
		}
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	dst, in := make([]byte, 0, MaxLength), []byte("ada.lovelace@example.com")
	if n := testing.AllocsPerRun(100, func() { Append(dst, in) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func FuzzAppend(f *testing.F) {
	for _, s := range []string{"ada@example.com", "a@b", "@", "a@b-.c", "{a}@b.c", "a@b..c", "a\x00@b.c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, err := Append(nil, []byte(s))
		if valid := html.MatchString(s) && !strings.HasSuffix(s, "\n"); valid == (err == Malformed) {
			t.Errorf("Append(%q) = %d, but the HTML Standard says valid=%v", s, err, valid)
		}
		if err == 0 && !strings.EqualFold(string(out), s) {
			t.Errorf("Append(%q) wrote %q", s, out)
		}
	})
}
