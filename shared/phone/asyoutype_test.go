package phone

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// typing marks the caret with a bar, before and after.
func TestAppendAsYouType(t *testing.T) {
	for _, test := range []struct{ region, input, want string }{
		{"US", "|", "|"},
		{"US", "20|", "20|"},
		{"US", "20155|", "201-55|"},
		{"US", "2015550123|", "(201) 555-0123|"},
		{"US", "201|5550123", "(201|) 555-0123"},
		{"US", "|2015550123", "|(201) 555-0123"},
		{"US", "12015550|", "1 (201) 555-0|"},
		{"US", "20155501234|", "20155501234|"}, // one too many
		{"US", "0114420836|", "011 44 20 836|"},
		{"US", "+4420836|61177", "+44 20 836|6 1177"},
		{"", "+4420836|61177", "+44 20 836|6 1177"},
		{"", "02083661177|", "02083661177|"},
		{"GB", "02083661177|", "020 8366 1177|"},
		{"AR", "+5491123456789|", "+54 9 11 2345-6789|"},
		{"JP", "0312345678|", "03-1234-5678|"},
		{"JP", "٠٣١٢٣٤٥٦٧٨|", "03-1234-5678|"},
		{"GB", "＋44２0|8366", "+44 20| 8366"},
		{"US", "201-|5550123", "201-|5550123"}, // punctuation is left unchanged
		{"US", "201555*|", "201555*|"},
		{"US", "201555é|", "201555é|"},
	} {
		before, after, _ := strings.Cut(test.input, "|")
		out, caret := AppendAsYouType([]byte("x"), []byte(before+after), len(before), ParseRegion(test.region))
		out = out[1:]
		if got := string(out[:caret]) + "|" + string(out[caret:]); got != test.want {
			t.Errorf("%q typed in %q is %q, want %q", test.input, test.region, got, test.want)
		}
	}
}

func TestAppendRetyped(t *testing.T) {
	for _, test := range []struct{ region, input, want string }{
		{"US", "(201) 555-01|", "(201) 555-01|"},
		{"US", "(201) 555-0|", "201-5550|"},        // seven digits may be a local number
		{"US", "(201) 5|55-01234", "2015|5501234"}, // one too many
		{"US", "(201|) 555-012", "(201|) 555-012"},
		{"US", "201-555|0123", "(201) 555|-0123"},
		{"GB", " +44 (20)|8366.1177", "+44 20| 8366 1177"},
		{"US", "(201) 555-0123 ext. 4|", "(201) 555-0123 ext. 4|"},
		{"US", "1 800 FLOW|ERS", "1 800 FLOW|ERS"},
		{"US", "201+|", "201+|"},
		{"US", "| ", "|"},
	} {
		before, after, _ := strings.Cut(test.input, "|")
		out, caret := AppendRetyped(nil, []byte(before+after), len(before), ParseRegion(test.region))
		if got := string(out[:caret]) + "|" + string(out[caret:]); got != test.want {
			t.Errorf("%q typed again in %q is %q, want %q", test.input, test.region, got, test.want)
		}
	}
}

func TestAsYouTypeOfLongInput(t *testing.T) {
	us := ParseRegion("US")
	for _, input := range []string{
		strings.Repeat("1", MaxInput),
		"+" + strings.Repeat("4", MaxInput-1),
		"+44" + strings.Repeat("0", MaxInput-3),
		strings.Repeat("1", MaxInput+1),
	} {
		for i := range RegionCount() {
			out, _ := AppendAsYouType(nil, []byte(input), 0, RegionAt(i))
			if got := dialledDigits(out); got != input {
				t.Errorf("%s: %q became %q", RegionAt(i), input, out)
			}
		}
	}
	if out, caret := AppendAsYouType(nil, []byte("+1201"), 99, us); caret != len(out) {
		t.Errorf("a caret behind the input is at %d of %d", caret, len(out))
	}
	if _, caret := AppendAsYouType(nil, []byte("+1201"), -1, us); caret != 0 {
		t.Errorf("a caret before the input is at %d", caret)
	}
}

func TestAsYouTypeDoesNotAllocate(t *testing.T) {
	input := []byte("+442083661177")
	us := ParseRegion("US")
	var room [64]byte
	if a := testing.AllocsPerRun(100, func() {
		AppendAsYouType(room[:0], input, 3, us)
		AppendRetyped(room[:0], input, 3, us)
	}); a != 0 {
		t.Errorf("%v allocations", a)
	}
}

// dialledDigits returns the digits and plus signs of s.
func dialledDigits(s []byte) string {
	return string(bytes.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s))
}

func FuzzAsYouType(f *testing.F) {
	for _, seed := range []string{"+442083661177", "2015550123", "0114420", "+1 201", "０００", "00000000000000000", "\xff", "8100712"} {
		f.Add([]byte(seed), 3, uint16(ParseRegion("US")))
		f.Add([]byte(seed), 0, uint16(ParseRegion("JP")))
	}
	f.Fuzz(func(t *testing.T, input []byte, caret int, region uint16) {
		ascii := true
		for _, c := range input {
			ascii = ascii && c < utf8.RuneSelf
		}
		for _, typed := range []func(dst, input []byte, caret int, region Region) ([]byte, int){AppendAsYouType, AppendRetyped} {
			out, at := typed(nil, input, caret, Region(region))
			if at < 0 || at > len(out) {
				t.Fatalf("caret %d of %d", at, len(out))
			}
			if !ascii {
				continue
			}
			if got, want := dialledDigits(out), dialledDigits(input); got != want {
				t.Fatalf("%q became %q", input, out)
			}
			if caret = max(0, min(caret, len(input))); dialledDigits(out[:at]) != dialledDigits(input[:caret]) {
				t.Fatalf("%q with the caret at %d became %q with the caret at %d", input, caret, out, at)
			}
		}
	})
}

func BenchmarkAsYouType(b *testing.B) {
	input := []byte("+442083661177")
	us := ParseRegion("US")
	var room [64]byte
	b.ReportAllocs()
	for b.Loop() {
		AppendAsYouType(room[:0], input, 3, us)
	}
}
