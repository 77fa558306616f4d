package phone

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"testing"

	"thoughtlyform/shared/phone/internal/table"
)

//go:embed blobs.bin
var blobs []byte

// newStore returns an empty store.
func newStore() *Store {
	s := &Store{codes: make([]table.Code, codeCount), regions: make([]table.Region, regionCount), examples: make([]table.Example, regionCount)}
	for i, c := range codes {
		s.codes[i] = table.Code{Code: c.Code, First: c.First, Count: c.Count}
	}
	for i, r := range regions {
		s.regions[i] = table.Region{Region: r.Region, Code: r.Code}
	}
	return s
}

// split returns the blobs one by one.
func split(t testing.TB) (out [][]byte) {
	for data := blobs; len(data) > 0; {
		h, ok := table.ReadHeader(data, edition)
		if !ok {
			t.Fatalf("blob %d is not well-formed", len(out))
		}
		out = append(out, data[:h.Size:h.Size])
		data = data[h.Size:]
	}
	return out
}

// TestOneTable decodes all blobs and compares them with the tables that are
// linked.
func TestOneTable(t *testing.T) {
	s := newStore()
	memory := make([]byte, len(store))
	for _, blob := range split(t) {
		if n := s.Load(blob, memory); n != len(blob) {
			t.Fatalf("blob of +%d: %d of %d bytes", binary.LittleEndian.Uint16(blob[6:]), n, len(blob))
		}
	}
	if string(memory) != store {
		t.Error("the images differ")
	}
	if !slices.Equal(s.codes, codes[:]) || !slices.Equal(s.regions, regions[:]) {
		t.Error("calling codes or regions differ")
	}
	for i, e := range s.examples {
		want := ""
		if i < countryCount {
			want = exampleNumbers[i][Mobile]
		}
		if string(e[1:1+e[0]]) != want {
			t.Errorf("example of region %d: %q, want %q", i, e[1:1+e[0]], want)
		}
	}
}

// TestPlans compares the lists of calling codes and regions with the tables.
func TestPlans(t *testing.T) {
	geographic := len(plans) / 2
	if geographic+len(worldCodes) != codeCount || len(regionLetters) != 2*countryCount {
		t.Fatalf("%d bytes of plans, %d other codes, %d letters", len(plans), len(worldCodes), len(regionLetters))
	}
	code, r := 0, 0
	for i := range codeCount {
		n := 1
		if i < geographic {
			code += int(plans[2*i])
			n = int(plans[2*i+1])
		} else {
			code = firstWorld + int(worldCodes[i-geographic])
		}
		if c := codes[i]; int(c.Code) != code || int(c.Count) != n || int(c.First) != r {
			t.Errorf("calling code %d: %+v", code, c)
		}
		for range n {
			want := World
			if i < geographic {
				want = Region(regionLetters[2*r])<<8 | Region(regionLetters[2*r+1])
			}
			if RegionAt(r) != want {
				t.Errorf("region %d: %s, want %s", r, RegionAt(r), want)
			}
			r++
		}
	}
	if r != regionCount {
		t.Errorf("%d regions", r)
	}
}

// TestEviction loads all blobs, twice, into little memory.
func TestEviction(t *testing.T) {
	all := split(t)
	s := newStore()
	memory := make([]byte, 40<<10)
	for range 2 {
		for _, blob := range all {
			if s.Load(blob, memory) == 0 {
				t.Fatal("a blob does not fit")
			}
			if s.Load(all[0], memory) == 0 { // the code in use
				t.Fatal("+1 does not fit")
			}
			at := 0
			for i := range s.codes {
				c, want := s.codes[i], codes[i]
				if c.States == 0 {
					continue
				}
				at += int(c.End() - c.Base)
				if string(memory[c.Base:c.End()]) != store[want.Base:want.End()] {
					t.Fatalf("the image of +%d has changed", c.Code)
				}
			}
			if at != s.end || s.codes[0].States == 0 {
				t.Fatalf("%d bytes of images, %d used", at, s.end)
			}
		}
	}
	if s.Need(all[0]) != s.end {
		t.Errorf("%d bytes for what is loaded; there are %d", s.Need(all[0]), s.end)
	}
}

// TestBadBlobs loads truncated and corrupted blobs.
func TestBadBlobs(t *testing.T) {
	all := split(t)
	s := newStore()
	memory := make([]byte, 64<<10)
	refused := func(what string, blob []byte) {
		t.Helper()
		if s.Load(blob, memory) != 0 || s.Need(blob) != 0 {
			t.Errorf("%s was loaded", what)
		}
	}
	de := all[slices.IndexFunc(all, func(b []byte) bool { return b[6] == 49 })]
	refused("nothing", nil)
	refused("HTML", []byte("<!DOCTYPE html><title>Not found</title>"))
	for n := range de {
		refused("a blob cut short", de[:n])
	}
	for i := range de {
		bad := slices.Clone(de)
		bad[i] ^= 1 << (i % 8)
		refused("a blob with a wrong bit", bad)
	}
	other := slices.Clone(de)
	binary.LittleEndian.PutUint32(other, table.Checksum(edition+1, other[4:]))
	refused("a blob of another edition", other)
	if s.Load(de, memory[:100]) != 0 {
		t.Error("a blob was loaded that does not fit")
	}
	if s.end != 0 || s.codes[0].States != 0 {
		t.Error("something is loaded")
	}
}

// FuzzLoad loads bytes with a correct checksum, between two valid blobs, and uses the
// resulting tables.
func FuzzLoad(f *testing.F) {
	all := split(f)
	for _, blob := range all {
		f.Add(blob[4:])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s := newStore()
		memory := make([]byte, 128<<10)
		s.Load(all[1], memory)
		blob := append(make([]byte, 4), body...)
		if len(blob) >= 6 {
			size := min(int(binary.LittleEndian.Uint16(blob[4:])), len(blob))
			if size >= 4 {
				binary.LittleEndian.PutUint32(blob, table.Checksum(edition, blob[4:size]))
			}
		}
		s.Load(blob, memory)
		for i, c := range s.codes {
			if c.States == 0 {
				continue
			}
			if int(c.End()) > s.end {
				t.Fatalf("the image of +%d ends at %d of %d", c.Code, c.End(), s.end)
			}
			image := memory[c.Base:c.End()]
			for k := range 10 * int(c.States) {
				if to := binary.LittleEndian.Uint16(image[2*k:]); to >= c.States {
					t.Fatalf("+%d: state %d leads to %d of %d", c.Code, k/10, to, c.States)
				}
			}
			for _, r := range s.regions[c.First : c.First+c.Count] {
				if max(r.General, r.National, r.IDD, c.Verdict, c.Claims, c.Format) >= c.States || r.InsertLength > table.MaxInsert {
					t.Fatalf("+%d: %+v %+v", c.Code, c, r)
				}
			}
			if want := codes[i]; i == 1 && string(image) != store[want.Base:want.End()] && int(binary.LittleEndian.Uint16(blob[6:])) != int(c.Code) {
				t.Fatal("another code's image has changed")
			}
		}
	})
}
