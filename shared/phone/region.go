package phone

import "thoughtlyform/shared/internal/put"

// Region is a country or territory by its ISO 3166-1 alpha-2 code, as
// libphonenumber names regions: 'U'<<8 | 'S'. The zero Region is none.
type Region uint16

// World is the region of calling codes of no country, such as 800.
// libphonenumber and UN M.49 write it 001.
const World Region = 1

// ParseRegion returns the region of two ASCII letters in either case. It returns
// 0 for anything else, including 001 and regions without telephone numbers.
func ParseRegion(s string) Region {
	if len(s) != 2 {
		return 0
	}
	r := Region(s[0]&^0x20)<<8 | Region(s[1]&^0x20)
	if find(r) < 0 {
		return 0
	}
	return r
}

// RegionOfCallingCode returns the main region of a calling code, which may have
// a plus sign: the United States for 1. It returns World for a non-geographic
// code and 0 for an unknown one.
func RegionOfCallingCode(s string) Region {
	if len(s) > 0 && s[0] == '+' {
		s = s[1:]
	}
	if len(s) == 0 || len(s) > 3 || s[0] == '0' {
		return 0
	}
	value := 0
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0
		}
		value = value*10 + int(d)
	}
	code := findCode(value)
	if code == nil {
		return 0
	}
	return Region(regionAt(int(code.First)).Region)
}

// Append appends two letters, 001, or nothing.
func (r Region) Append(dst []byte) []byte {
	switch r {
	case 0:
		return dst
	case World:
		return put.Text(dst, "001")
	}
	return put.Byte(put.Byte(dst, byte(r>>8)), byte(r))
}

// String returns what Append appends.
func (r Region) String() string { return string(r.Append(nil)) }

// Alpha2 returns the ISO 3166-1 code, empty for World, which has none.
func (r Region) Alpha2() string {
	if r == World {
		return ""
	}
	return r.String()
}

// CallingCode returns the region's calling code, or 0 for a region that the tables
// do not have and for World, which has several.
func CallingCode(r Region) int {
	i := find(r)
	if i < 0 {
		return 0
	}
	return int(codeAt(int(regionAt(i).Code)).Code)
}

// RegionAt is region i, below RegionCount. Calling codes ascend, and the main
// region of a calling code comes before the others.
func RegionAt(i int) Region { return Region(regionAt(i).Region) }

// PlaceCount returns the number of places: one for each region, as in RegionAt,
// then one for each calling code of World.
func PlaceCount() int { return regionCount }

// Place returns the region and calling code at a place.
func Place(i int) (Region, int) {
	r := regionAt(i)
	return Region(r.Region), int(planOf(r).Code)
}

// Places returns the places of the regions with the number's calling code, from
// first up to end.
func (n *Number) Places() (first, end int) {
	code := findCode(int(n.callingCode))
	if code == nil {
		return 0, 0
	}
	return int(code.First), int(code.First) + int(code.Count)
}

// Regions yields every region and its calling code in the order of RegionAt.
func Regions(yield func(region Region, callingCode int) bool) {
	for i := range RegionCount() {
		r := RegionAt(i)
		if !yield(r, CallingCode(r)) {
			return
		}
	}
}

// find returns a region's number in the tables, or -1; for World always -1.
func find(r Region) int {
	hi, lo := byte(r>>8)-'A', byte(r)-'A'
	if hi > 25 || lo > 25 {
		return -1
	}
	return int(regionIndex[int(hi)*26+int(lo)]) - 1
}
