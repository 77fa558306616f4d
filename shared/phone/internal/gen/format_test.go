package main

import (
	"math/rand"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"google.golang.org/protobuf/proto"

	"thoughtlyform/shared/phone"
)

// toOracle is a number as the oracle keeps it.
func toOracle(t testing.TB, n *phone.Number) *phonenumbers.PhoneNumber {
	nsn := string(n.NSN())
	value, err := strconv.ParseUint(nsn, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	out := &phonenumbers.PhoneNumber{
		CountryCode:    proto.Int32(int32(n.CallingCode())),
		NationalNumber: proto.Uint64(value),
	}
	if e := string(n.Extension()); e != "" {
		out.Extension = proto.String(e)
	}
	zeros := len(nsn) - len(strings.TrimLeft(nsn, "0"))
	if zeros == len(nsn) {
		zeros--
	}
	if zeros > 0 {
		out.ItalianLeadingZero = proto.Bool(true)
		out.NumberOfLeadingZeros = proto.Int32(int32(zeros))
	}
	return out
}

// argentine is the oracle's national form of an Argentine mobile number,
// corrected; see differences_test.go.
func argentine(national, nsn string) string {
	if rest, ok := strings.CutPrefix(national, "09 15-"); ok && nsn[0] == '9' {
		number, _, _ := strings.Cut(rest, " ")
		area := len(nsn) - len(strings.ReplaceAll(number, "-", ""))
		return "0" + nsn[1:area] + " 15-" + rest
	}
	return national
}

// compareFormats reports a difference between the three forms of a number that
// package phone reads from input, and the oracle's forms of the same number.
func compareFormats(t testing.TB, input, region string) (same bool) {
	n, err := phone.Parse(input, region)
	if err != nil {
		return true
	}
	want := toOracle(t, &n)
	national := phonenumbers.Format(want, phonenumbers.NATIONAL)
	if n.CallingCode() == 54 {
		national = argentine(national, string(n.NSN()))
	}
	same = true
	for _, form := range []struct{ name, got, want string }{
		{"National", n.National(), national},
		{"International", n.International(), phonenumbers.Format(want, phonenumbers.INTERNATIONAL)},
		{"RFC3966", n.RFC3966(), phonenumbers.Format(want, phonenumbers.RFC3966)},
	} {
		if form.got != form.want {
			t.Errorf("%s of %s extension %q is %q, want %q", form.name, n.E164(), n.Extension(), form.got, form.want)
			same = false
		}
	}
	return same
}

func TestFormatsAgree(t *testing.T) {
	failures := 0
	for _, e := range examples(t) {
		code := "+" + strconv.Itoa(e.callingCode)
		for i, nsn := range mutations(e.nsn) {
			if i%10 == 0 {
				nsn += ";ext=0" + strconv.Itoa(i)
			}
			if !compareFormats(t, code+nsn, e.region) {
				failures++
			}
		}
		if failures > 20 {
			t.Fatal("more were not tried")
		}
	}
}

// TestRandomFormatsAgree formats random digits of every calling code.
func TestRandomFormatsAgree(t *testing.T) {
	random := rand.New(rand.NewSource(20261124))
	all, err := loadMetadata()
	if err != nil {
		t.Fatal(err)
	}
	failures := 0
	for i := range randomInputs(t) {
		code := all.callingCodes[i%len(all.callingCodes)]
		input := []byte("+" + strconv.Itoa(code.code))
		for range 2 + random.Intn(phone.MaxNSN-1) {
			input = append(input, '0'+byte(random.Intn(10)))
		}
		if !compareFormats(t, string(input), "ZZ") {
			failures++
		}
		if failures > 20 {
			t.Fatal("more were not tried")
		}
	}
}
