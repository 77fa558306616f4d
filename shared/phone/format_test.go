package phone

import "testing"

func TestFormats(t *testing.T) {
	for _, test := range []struct{ e164, national, international, rfc3966 string }{
		{"+12015550123", "(201) 555-0123", "+1 201-555-0123", "tel:+1-201-555-0123"},
		{"+442083661177", "020 8366 1177", "+44 20 8366 1177", "tel:+44-20-8366-1177"},
		{"+390236618300", "02 3661 8300", "+39 02 3661 8300", "tel:+39-02-3661-8300"},
		{"+5491123456789", "011 15-2345-6789", "+54 9 11 2345-6789", "tel:+54-9-11-2345-6789"},
		{"+5511961234567", "(11) 96123-4567", "+55 11 96123-4567", "tel:+55-11-96123-4567"},
		{"+46317001234", "031-700 12 34", "+46 31 700 12 34", "tel:+46-31-700-12-34"},
		{"+431234567890", "01 234567890", "+43 1 234567890", "tel:+43-1-234567890"},
		{"+79123456789", "8 (912) 345-67-89", "+7 912 345-67-89", "tel:+7-912-345-67-89"},
		{"+80012345678", "1234 5678", "+800 1234 5678", "tel:+800-1234-5678"},
		{"+12015550123 ext. 4", "(201) 555-0123 ext. 4", "+1 201-555-0123 ext. 4", "tel:+1-201-555-0123;ext=4"},
		{"+442083661177 x0045", "020 8366 1177 x0045", "+44 20 8366 1177 x0045", "tel:+44-20-8366-1177;ext=0045"},
		{"+1999", "999", "+1 999", "tel:+1-999"}, // no format is so short
	} {
		n, err := Parse(test.e164, "")
		if err != nil {
			t.Errorf("%s: %v", test.e164, err)
			continue
		}
		if got := n.National(); got != test.national {
			t.Errorf("%s: national %q, want %q", test.e164, got, test.national)
		}
		if got := n.International(); got != test.international {
			t.Errorf("%s: international %q, want %q", test.e164, got, test.international)
		}
		if got := n.RFC3966(); got != test.rfc3966 {
			t.Errorf("%s: RFC 3966 %q, want %q", test.e164, got, test.rfc3966)
		}
	}
}

// The zero Number has no calling code, so all its formats are empty.
func TestFormatsOfNoNumber(t *testing.T) {
	var n Number
	if s := n.National() + n.International() + n.RFC3966(); s != "" {
		t.Errorf("the zero Number is written %q", s)
	}
}

func TestFormatsDoNotAllocate(t *testing.T) {
	n, err := Parse("+12015550123;ext=42", "")
	if err != nil {
		t.Fatal(err)
	}
	var room [64]byte
	if a := testing.AllocsPerRun(100, func() {
		n.AppendNational(room[:0])
		n.AppendInternational(room[:0])
		n.AppendRFC3966(room[:0])
	}); a != 0 {
		t.Errorf("%v allocations", a)
	}
}

func BenchmarkNational(b *testing.B) {
	n, _ := Parse("+442083661177", "")
	var room [64]byte
	b.ReportAllocs()
	for b.Loop() {
		n.AppendNational(room[:0])
	}
}
