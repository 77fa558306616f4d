package wasmtest

import (
	"encoding/binary"
	"strconv"
	"testing"
)

// FuzzABI calls every export that takes input with any bytes and any numbers.
// A trap fails in call, a result past the output in read.
func FuzzABI(f *testing.F) {
	modules := append(newLoadedModules(f), loadAll(instantiate(f, checked)))
	f.Add([]byte("+14155550123"), uint32(4), uint32(0), uint32(12), uint32(0), uint32(0x5553))
	f.Add([]byte("ada@example.com"), uint32(3), uint32(1), uint32(1<<31), uint32(1<<32-1), uint32(0))
	f.Add([]byte("small\x00large"), uint32(5), uint32(255), uint32(5), uint32(6), uint32(1<<32-1))
	f.Fuzz(func(t *testing.T, input []byte, kind, pattern, length, extra, region uint32) {
		for _, m := range modules {
			m.tb = t
			m.callAll(input, kind, pattern, length, extra, region)
		}
	})
}

// callAll calls every export that takes input.
func (m *module) callAll(input []byte, kind, pattern, length, extra, region uint32) {
	m.write(0, input)
	result := m.call("check", kind, pattern, extra&1, pattern, extra, length, region, length, extra)
	size := lengthOf(result)
	if result&0xff != 0 && size != 0 {
		m.tb.Errorf("refused with %d, and yet left %d bytes", result&0xff, size)
	}
	m.read(0, size)
	result = m.call("number", length, region)
	m.read(0, result>>12&31+result>>17&31)
	m.read(0, lengthOf(m.call("written", length, region, kind)))
	m.read(0, lengthOf(m.call("example", region)))
	size = lengthOf(m.call("format", length, extra, region))
	if caret := binary.LittleEndian.Uint16(m.read(caretAt, 2)); uint32(caret) > size {
		m.tb.Errorf("the caret is at %d of %d bytes", caret, size)
	}
	m.read(0, size)
	m.call("solve", length, extra, region&0xff)
	m.read(0, lengthOf(m.call("countries")))
}

// FuzzBlob loads a table that is not well-formed, but has the right checksum,
// beside a good one, and asks every question that reads it. A trap fails in
// call, a result past the output in read; the good table must answer as before.
func FuzzBlob(f *testing.F) {
	all := blobs(f)
	for _, code := range []int{1, 7, 33, 44, 49, 52, 54, 81, 800, 998} {
		for _, text := range []string{"+54 9 11 2345 6789", "0049301234567", "15551234"} {
			f.Add(all[code][4:], text)
		}
	}
	modules := []*module{newModule(f), instantiate(f, forForm), instantiate(f, checked)}
	f.Fuzz(func(t *testing.T, body []byte, text string) {
		for _, m := range modules {
			m.tb = t
			m.askWith(all[1], body, text)
		}
	})
}

// askWith loads the table of +1 and one made of body, and asks for text wherever
// that is read.
func (m *module) askWith(good, body []byte, text string) {
	m.load(good)
	places := m.read(0, lengthOf(m.call("countries")))
	blob := append(make([]byte, 4), body...)
	if len(blob) < 12 || len(blob) > inputSize || binary.LittleEndian.Uint16(blob[6:]) == 1 {
		return
	}
	binary.LittleEndian.PutUint16(blob[4:], uint16(len(blob)))
	binary.LittleEndian.PutUint32(blob, checksum(good, blob[4:]))
	m.load(blob)
	for at := 0; at < len(places); at += 4 {
		code := binary.LittleEndian.Uint16(places[at+2:])
		if code != binary.LittleEndian.Uint16(blob[6:]) || code == 1 {
			continue
		}
		r := uint32(binary.LittleEndian.Uint16(places[at:]))
		for _, input := range []string{text, "+" + strconv.Itoa(int(code)) + text, "+" + strconv.Itoa(int(code)) + "2015550123"} {
			n := m.write(0, []byte(input))
			result := m.call("number", n, r)
			m.read(0, result>>12&31+result>>17&31)
			m.read(0, lengthOf(m.call("written", n, r, 0)))
			m.read(0, lengthOf(m.call("written", n, r, 1)))
			m.read(0, lengthOf(m.call("format", n, n, r)))
			m.call("check", 4, 0, 1, 0, 0, 0, r, n, 0)
			m.read(0, lengthOf(m.call("example", r)))
		}
	}
	if got := m.number("(415) 555-0123", "US"); got["e164"] != "+14155550123" || got["error"] != "" {
		m.tb.Fatalf("another table has changed: %v", got)
	}
}

// checksum is that of table.Checksum. Its edition is worked out from a good
// blob, byte by byte from the end.
func checksum(good, body []byte) uint32 {
	const prime, inverse = 16777619, 899433627 // the product is 1 modulo 2**32
	sum := binary.LittleEndian.Uint32(good)
	for i := len(good) - 1; i >= 4; i-- {
		sum = sum*inverse ^ uint32(good[i])
	}
	for _, b := range body {
		sum = (sum ^ uint32(b)) * prime
	}
	return sum
}
