package phone

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, test := range []struct{ input, region, e164, extension string }{
		{"(201) 555-0123", "US", "+12015550123", ""},
		{"1 201 555 0123", "US", "+12015550123", ""},
		{"+1 201-555-0123 ext. 42", "", "+12015550123", "42"},
		{"00 44 121 234 5678", "DE", "+441212345678", ""},
		{"011 44 121 234 5678", "US", "+441212345678", ""},
		{"0121 234 5678", "GB", "+441212345678", ""},
		{"+44 (0)121 234 5678", "", "+441212345678", ""},
		{"02 1234 5678", "IT", "+390212345678", ""},
		{"011 15-2345-6789", "AR", "+5491123456789", ""},
		{"0 15 11 2345-6789", "BR", "+551123456789", ""},
		{"555 0123", "BB", "+12465550123", ""},
		{"1800 FLOWERS", "US", "+18003569377", ""},
		{"tel:201-555-0123;phone-context=+1;isub=9", "", "+12015550123", ""},
		{"tel:0121-234-5678;phone-context=example.co.uk", "GB", "+441212345678", ""},
		{"+٤٤ ١٢١ ٢٣٤ ٥٦٧٨", "", "+441212345678", ""},
		{"＋４４ １２１ ２３４ ５６７８ ｅｘｔ ９", "", "+441212345678", "9"},
		{"Call me: 0121 234 5678 x302/x2303", "GB", "+441212345678", "302"},
		{"+800 1234 5678", "", "+80012345678", ""},
		{"০১৭১২৩৪৫৬৭৮", "BD", "+8801712345678", ""},
		{"\u202d(415) 555-0123\u202c\";", "US", "+14155550123", ""},
	} {
		n, err := Parse(test.input, test.region)
		if err != nil || n.E164() != test.e164 || string(n.Extension()) != test.extension {
			t.Errorf("Parse(%q, %q) = %s extension %q, %v; want %s extension %q",
				test.input, test.region, n.E164(), n.Extension(), err, test.e164, test.extension)
		}
	}
}

// TestNewRanges asks for numbers that were opened in 2026.
func TestNewRanges(t *testing.T) {
	for _, e164 := range []string{"+12743201237", "+12732671234", "+816012345678", "+4768012345", "+46781234567"} {
		if n, err := Parse(e164, ""); err != nil || !n.IsValid() {
			t.Errorf("%s: %v, type %s; want a valid number", e164, err, n.Type())
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct {
		input, region string
		err           Error
	}{
		{"", "US", NotANumber},
		{"call me", "US", NotANumber},
		{"1", "US", NotANumber},
		{"123\xff\xfe45", "US", NotANumber},
		{"tel:123;phone-context=", "US", NotANumber},
		{"0121 234 5678", "", InvalidCallingCode},
		{"0121 234 5678", "gb", InvalidCallingCode},
		{"0121 234 5678", "001", InvalidCallingCode},
		{"+999 1234567", "GB", InvalidCallingCode},
		{"01112", "US", TooShortAfterIDD},
		{"+442", "GB", TooShort},
		{"+44 1234567890 1234567890", "GB", TooLong},
		{strings.Repeat("1", MaxInput+1), "US", TooLong},
	} {
		n, err := Parse(test.input, test.region)
		if !errors.Is(err, test.err) || n != (Number{}) {
			t.Errorf("Parse(%q, %q) = %+v, %v; want %v", test.input, test.region, n, err, test.err)
		}
	}
}

func TestVerdicts(t *testing.T) {
	for _, test := range []struct {
		input    string
		region   string
		kind     Type
		possible Possibility
	}{
		{"+12015550123", "US", FixedLineOrMobile, Possible},
		{"+15062345678", "CA", FixedLineOrMobile, Possible},
		{"+12423456789", "BS", FixedLine, Possible},
		{"+1242345", "BS", Unknown, PossibleTooShort},
		{"+18002345678", "US", TollFree, Possible},
		{"+447400123456", "GB", Mobile, Possible},
		{"+447781123456", "GG", Mobile, Possible},
		{"+77710009998", "KZ", Mobile, Possible},
		{"+79123456789", "RU", Mobile, Possible},
		{"+390669812345", "VA", FixedLine, Possible},
		{"+80012345678", "001", TollFree, Possible},
		{"+4412345", "", Unknown, PossibleLocalOnly},
		{"+491", "", Unknown, PossibleTooShort},
	} {
		n, err := Parse(test.input, "")
		if test.input == "+491" {
			if !errors.Is(err, TooShort) {
				t.Errorf("Parse(%s): %v", test.input, err)
			}
			continue
		}
		if err != nil || n.Region().String() != test.region || n.Type() != test.kind || n.Possibility() != test.possible || n.IsValid() != (test.kind != Unknown) {
			t.Errorf("%s: %s %s %s valid %t, %v; want %+v", test.input, n.Region(), n.Type(), n.Possibility(), n.IsValid(), err, test)
		}
	}
	var zero Number
	if zero.IsValid() || zero.Region() != 0 || zero.Possibility() != InvalidCountryCode || zero.IsPossible() {
		t.Error("the zero Number is judged to be a number")
	}
}

func TestRegions(t *testing.T) {
	count := 0
	last := 0
	for r, code := range Regions {
		if ParseRegion(r.String()) != r || ParseRegion(string(byte(r>>8)|0x20)+string(byte(r))) != r || CallingCode(r) != code {
			t.Errorf("%s: calling code %d, want %d", r, CallingCode(r), code)
		}
		if code < last {
			t.Errorf("%d comes after %d", code, last)
		}
		last = code
		n, ok := ExampleFor(code)
		if !ok || !n.IsValid() {
			t.Errorf("calling code %d: example %s", code, n.E164())
		}
		count++
	}
	if count != RegionCount() {
		t.Errorf("%d regions, want %d", count, RegionCount())
	}
	for _, s := range []string{"", "U", "USA", "U1", "ZZ", "001", "\xff\xff"} {
		if ParseRegion(s) != 0 {
			t.Errorf("%q is a region", s)
		}
	}
	for s, want := range map[string]Region{"1": 'U'<<8 | 'S', "+44": 'G'<<8 | 'B', "800": World, "0": 0, "999": 0, "": 0, "+": 0, "1x": 0, "0044": 0} {
		if got := RegionOfCallingCode(s); got != want {
			t.Errorf("RegionOfCallingCode(%q) = %s, want %s", s, got, want)
		}
	}
	if World.String() != "001" || World.Alpha2() != "" || Region(0).String() != "" {
		t.Error("World or no region is written wrongly")
	}
	for typ := FixedLine; typ <= Unknown; typ++ {
		if got, ok := ParseType(typ.String()); !ok || got != typ {
			t.Errorf("ParseType(%s) = %s", typ, got)
		}
	}
	if n, ok := Example(ParseRegion("US"), TollFree); !ok || n.Type() != TollFree {
		t.Errorf("Example: %s", n.E164())
	}
}

func TestNoAllocations(t *testing.T) {
	input := []byte("+44 (0)121 234 5678 ext. 9")
	text := string(input)
	gb := ParseRegion("GB")
	for name, f := range map[string]func(){
		"ParseBytes": func() {
			n, err := ParseBytes(input, gb)
			if err != 0 || !n.IsValid() || n.Region() != gb {
				t.Error(err)
			}
		},
		"Parse": func() {
			n, err := Parse(text, "GB")
			if err != nil || n.Type() != FixedLine || !n.IsPossible() {
				t.Error(err)
			}
		},
		"errors": func() {
			if _, err := Parse("call me", "GB"); err == nil {
				t.Error("no error")
			}
		},
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %g allocations", name, n)
		}
	}
}

// FuzzParse finds traps, and results that are not numbers.
func FuzzParse(f *testing.F) {
	f.Add("+1 (201) 555-0123 x9", "US")
	f.Add("tel:1;phone-context=+1-2", "")
	f.Fuzz(func(t *testing.T, input, region string) {
		n, err := Parse(input, region)
		if err != nil {
			return
		}
		if len(n.NSN()) < 1 || len(n.NSN()) > MaxNSN || len(n.Extension()) > MaxExtension || findCode(n.CallingCode()) == nil {
			t.Fatalf("%q, %q: %+v", input, region, n)
		}
		for _, d := range append(n.NSN(), n.Extension()...) {
			if d < '0' || d > '9' {
				t.Fatalf("%q, %q: %+v", input, region, n)
			}
		}
		n.IsValid()
		n.Region()
		n.IsPossible()
	})
}
