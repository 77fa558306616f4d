package phone

import "thoughtlyform/shared/phone/internal/table"

// A Store keeps the images of calling codes in memory, one after the other. A
// new image replaces the least recently used ones.
type Store struct {
	codes    []table.Code
	regions  []table.Region
	examples []table.Example
	used     [codeCount]uint32 // time of each code's last use
	clock    uint32
	end      int // of the images
	loader   table.Loader
}

// touch marks calling code i as used.
func (s *Store) touch(i int) {
	s.clock++
	s.used[i] = s.clock
}

// Need returns the memory, in bytes, that holds the images and that of the blob that
// data begins with. It is 0 for a blob that Load refuses.
func (s *Store) Need(data []byte) int {
	h, i := s.header(data)
	if i < 0 {
		return 0
	}
	need := s.end + h.ImageSize()
	if c := &s.codes[i]; c.States > 0 {
		need -= int(c.End() - c.Base)
	}
	return need
}

// header reads a blob's header; i is the number of its calling code, or -1.
func (s *Store) header(data []byte) (h table.Header, i int) {
	h, ok := table.ReadHeader(data, edition)
	if !ok || h.Code >= table.MaxCallCode {
		return h, -1
	}
	return h, int(codeIndex[h.Code]) - 1
}

// Load decodes the blob that data begins with into memory, which holds the
// images that were loaded before. It returns the bytes of the blob, or 0 for one
// that is malformed, of another edition, or too large. The other codes' tables
// stay as they are, except for those that are replaced.
func (s *Store) Load(data, memory []byte) int {
	h, i := s.header(data)
	if i < 0 || h.ImageSize() > len(memory) {
		return 0
	}
	s.remove(i, memory)
	for s.end+h.ImageSize() > len(memory) {
		s.remove(s.oldest(), memory)
	}
	c := &s.codes[i]
	first, last := int(c.First), int(c.First)+int(c.Count)
	limits := table.Limits{Styles: uint8(len(formatStyles)), Usages: uint8(len(formatUsages))}
	if !s.loader.Load(data, &h, limits, memory[s.end:s.end+h.ImageSize()], uint32(s.end), c, s.regions[first:last], s.examples[first:last]) {
		s.forget(i)
		return 0
	}
	s.end += h.ImageSize()
	s.touch(i)
	return h.Size
}

// oldest returns the number of the least recently used code.
func (s *Store) oldest() int {
	found := -1
	for i := range s.codes {
		if s.codes[i].States > 0 && (found < 0 || s.clock-s.used[i] > s.clock-s.used[found]) {
			found = i
		}
	}
	return found
}

// remove deletes the image of code i and moves the later ones to its place.
func (s *Store) remove(i int, memory []byte) {
	if i < 0 || s.codes[i].States == 0 {
		return
	}
	from, to := s.codes[i].End(), s.codes[i].Base
	s.forget(i)
	copy(memory[to:], memory[from:s.end])
	s.end -= int(from - to)
	for k := range s.codes {
		if c := &s.codes[k]; c.States > 0 && c.Base >= from {
			c.Base -= from - to
		}
	}
}

// forget resets code i to what is known without its blob.
func (s *Store) forget(i int) {
	c := &s.codes[i]
	*c = table.Code{Code: c.Code, First: c.First, Count: c.Count}
	for k := range c.Count {
		r := &s.regions[c.First+k]
		*r = table.Region{Region: r.Region, Code: r.Code}
		s.examples[c.First+k] = table.Example{}
	}
}
