package phone

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
)

// read is a reading in shared/testdata/reads.json, which the module under
// wazero, the TypeScript validator and the form in Chromium make too. E164 is
// empty for an input that is no valid number.
type read struct {
	Input, Country, E164, Extension string
	Changes                         []string
}

func reads(tb testing.TB) (all []read) {
	b, err := os.ReadFile("../testdata/reads.json")
	if err != nil {
		tb.Fatal(err)
	}
	var groups []struct{ Reads []read }
	if err := json.Unmarshal(b, &groups); err != nil {
		tb.Fatal(err)
	}
	for _, g := range groups {
		all = append(all, g.Reads...)
	}
	if len(all) == 0 {
		tb.Fatal("no readings")
	}
	return all
}

// changeNames are the names of the bits of Change in order.
var changeNames = []string{"FromLink", "TextCut", "FromLetters", "ExitCode", "PlusAdded", "Undoubled", "TrunkDropped", "OldPrefix"}

func TestRead(t *testing.T) {
	for _, want := range reads(t) {
		n, reading := Read(want.Input, want.Country)
		got := read{Input: want.Input, Country: want.Country}
		if reading.Err == 0 && n.IsValid() {
			got.E164, got.Extension = n.E164(), string(n.Extension())
			for i, name := range changeNames {
				if reading.Changes>>i&1 == 1 {
					got.Changes = append(got.Changes, name)
				}
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v (%v), want %+v", got, reading.Err, want)
		}
	}
}

// TestReadAgreesWithParse: what Parse accepts in the usual ways of writing
// numbers is read in the same way.
func TestReadAgreesWithParse(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		region := RegionAt(random.IntN(RegionCount()))
		n, ok := randomNumber(random, region)
		if !ok {
			continue
		}
		for _, s := range []string{n.E164(), n.International(), n.National(), n.RFC3966(), n.International() + " ext. 12"} {
			want, err := Parse(s, region.String())
			if err != nil || !want.IsValid() {
				continue
			}
			got, reading := Read(s, region.String())
			if reading.Err != 0 || got != want {
				t.Errorf("%q in %s: %s %v %b, want %s", s, region, got.E164(), reading.Err, reading.Changes, want.E164())
			}
		}
	}
}

// FuzzRead holds Read to what its callers build on: a number that is read as
// valid is the same when it is read again, and has the calling code that is
// written.
func FuzzRead(f *testing.F) {
	for _, c := range reads(f) {
		f.Add(c.Input, c.Country)
	}
	f.Fuzz(func(t *testing.T, input, country string) {
		n, reading := Read(input, country)
		if reading.Err != 0 || !n.IsValid() {
			return
		}
		again, _ := Read(n.E164(), country)
		again.extension, again.extensionLen = n.extension, n.extensionLen
		if again != n {
			t.Errorf("%q, %q: %s becomes %s", input, country, n.E164(), again.E164())
		}
		if rest, ok := strings.CutPrefix(input, "+"); ok && rest != "" && rest[0] >= '1' && rest[0] <= '9' && !strings.Contains(rest, "+") && digitCount([]byte(rest)) == len(rest) {
			if code, _ := leadingCode([]byte(rest)); n.callingCode != code {
				t.Errorf("%q, %q: %s", input, country, n.E164())
			}
		}
	})
}

// TestPlainReading compares the short way of plain input with the long one, over
// the examples of every region and type as they are written, and with a digit
// less, more and changed.
func TestPlainReading(t *testing.T) {
	plain := 0
	check := func(text string, home Region) {
		var quick, slow Number
		input := []byte(text)
		got := quick.Read(input, home)
		want := slow.readAny(input, home, false)
		want.Type, want.Place = Unknown, -1
		if want.Err == 0 {
			want.Type, want.Place = slow.Lookup()
		}
		if got != want || quick != slow {
			t.Errorf("%q in %s: %+v %s, want %+v %s", text, home, got, quick.E164(), want, slow.E164())
		}
		if got.Type != Unknown {
			plain++
		}
	}
	for i := range RegionCount() {
		region := RegionAt(i)
		for kind := FixedLine; kind < Unknown; kind++ {
			n, ok := Example(region, kind)
			if !ok {
				continue
			}
			for _, text := range []string{n.National(), n.International(), n.E164(), n.E164()[1:], "00" + n.E164()[1:], "+" + n.National()} {
				last := len(text) - 1
				for _, text := range []string{text, text[:last], text + "1", "0" + text, text[:last/2] + "5" + text[last/2+1:]} {
					check(text, region)
					check(text, World)
					check(text, Region('U')<<8|'S')
				}
			}
		}
	}
	if plain < 1000 {
		t.Errorf("only %d numbers", plain)
	}
}
