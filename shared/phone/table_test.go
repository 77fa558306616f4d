package phone

import (
	"testing"

	"thoughtlyform/shared/phone/internal/table"
)

// TestOneTable unpacks the browser's tables and compares them with the plain
// ones.
func TestOneTable(t *testing.T) {
	got := new(table.Tables)
	table.Unpack(got, packed)
	if got.States != stateCount || got.CodeCount != codeCount || got.RegionCount != regionCount || got.CountryCount != countryCount {
		t.Fatalf("%d states, %d codes, %d regions, %d countries", got.States, got.CodeCount, got.RegionCount, got.CountryCount)
	}
	for s := range state(stateCount) {
		if got.Label[s] != label(s) {
			t.Fatalf("label of state %d", s)
		}
		for d := range byte(10) {
			if got.Next[10*int(s)+int(d)] != step(s, d) {
				t.Fatalf("state %d, digit %d", s, d)
			}
		}
	}
	if [codeCount]table.Code(got.Codes[:]) != codes || [regionCount]table.Region(got.Regions[:]) != regions {
		t.Error("calling codes or regions differ")
	}
	for i, v := range got.Verdicts {
		if i < len(verdicts) && v != verdicts[i] || i >= len(verdicts) && v != (table.Verdict{}) {
			t.Errorf("verdict %d differs", i)
		}
	}
	if got.Formats != formatTable {
		t.Error("formats differ")
	}
	for i, e := range got.Examples[:regionCount] {
		want := ""
		if i < countryCount {
			want = exampleNumbers[i][Mobile]
		}
		if string(e[1:1+e[0]]) != want {
			t.Errorf("example of region %d: %q, want %q", i, e[1:1+e[0]], want)
		}
	}
}

func BenchmarkUnpack(b *testing.B) {
	got := new(table.Tables)
	for range b.N {
		*got = table.Tables{}
		table.Unpack(got, packed)
	}
}
