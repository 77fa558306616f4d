package wasmtest

import "testing"

// FuzzABI calls every export that takes input with any bytes and any numbers.
// A trap fails in call, a result past the output in read.
func FuzzABI(f *testing.F) {
	m := newModule(f)
	f.Add([]byte("+14155550123"), uint32(4), uint32(0), uint32(12), uint32(0), uint32(0x5553))
	f.Add([]byte("ada@example.com"), uint32(3), uint32(1), uint32(1<<31), uint32(1<<32-1), uint32(0))
	f.Add([]byte("small\x00large"), uint32(5), uint32(255), uint32(5), uint32(6), uint32(1<<32-1))
	f.Fuzz(func(t *testing.T, input []byte, kind, pattern, length, extra, region uint32) {
		m.tb = t
		m.write(0, input)
		result := m.call("check", kind, pattern, extra&1, pattern, extra, length, region, length, extra)
		if result&0xff != 0 && result>>8 != 0 {
			t.Errorf("refused with %d, and yet left %d bytes", result&0xff, result>>8)
		}
		m.read(0, result>>8)
		m.read(0, m.call("number", length, region))
		result = m.call("format", length, extra, region)
		size, caret := result&0xffff, result>>16
		if caret > size {
			t.Errorf("the caret is at %d of %d bytes", caret, size)
		}
		m.read(0, size)
		m.call("solve", length, extra, region&0xff)
		m.read(0, m.call("code_name", kind))
		m.read(0, m.call("type_name", kind))
		m.read(0, m.call("countries"))
	})
}
