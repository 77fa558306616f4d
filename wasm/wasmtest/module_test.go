// Package wasmtest proves the committed module under wazero: what it exports,
// how large it is, that it gives the answers the rules give natively, and that
// no input makes it trap or grow. It is a module of its own so that nothing
// shipped links a WebAssembly runtime.
package wasmtest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"thoughtlyform/shared/form"
)

// maxGzip bounds the modules' sizes in bytes as gzip makes them, which is at hand
// here; brotli is about a tenth better.
var maxGzip = map[string]int{validator: 29_000, forForm: 21_000}

// The modules that are downloaded, by programs and by the form, and one with
// checks, which traps where it would read or write out of bounds.
const (
	validator = "../validator.wasm"
	forForm   = "../form.wasm"
	checked   = "testdata/checked.wasm"
)

func readModule(tb testing.TB, path string) []byte {
	b, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// module is an instance and the buffers of wasm/abi.go.
type module struct {
	api.Module
	tb            testing.TB
	input, output uint32
}

const inputSize, outputSize = 12 << 10, 8 << 10

// codeOf and lengthOf are the parts of a result.
func codeOf(result uint32) uint32   { return result & 0xff }
func lengthOf(result uint32) uint32 { return result << 1 >> 9 }

// compiled keeps the module's machine code for all tests.
var compiled = wazero.NewCompilationCache()

func newModule(tb testing.TB) *module { return instantiate(tb, validator) }

func instantiate(tb testing.TB, path string) *module {
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCompilationCache(compiled))
	tb.Cleanup(func() { runtime.Close(ctx) })
	instance, err := runtime.InstantiateWithConfig(ctx, readModule(tb, path), wazero.NewModuleConfig().WithStartFunctions("_initialize"))
	if err != nil {
		tb.Fatal(err)
	}
	m := &module{Module: instance, tb: tb}
	m.call("setup")
	m.input, m.output = m.call("input"), m.call("output")
	return m
}

// newLoadedModule is a module with the tables of all calling codes.
func newLoadedModule(tb testing.TB) *module {
	return loadAll(newModule(tb))
}

// newLoadedModules is the modules that are downloaded, each with all tables.
func newLoadedModules(tb testing.TB) []*module {
	return []*module{newLoadedModule(tb), loadAll(instantiate(tb, forForm))}
}

func loadAll(m *module) *module {
	tb := m.tb
	for code, blob := range blobs(tb) {
		if m.load(blob) != len(blob) {
			tb.Fatalf("the table of +%d is refused", code)
		}
	}
	return m
}

// load calls load with a blob and returns its length, 0 if it is refused.
func (m *module) load(blob []byte) int {
	result := m.call("load", m.write(0, blob))
	if (codeOf(result) == 0) != (lengthOf(result) > 0) {
		m.tb.Fatalf("load returned %#x", result)
	}
	return int(lengthOf(result))
}

// blobs is the committed table of each calling code.
func blobs(tb testing.TB) map[int][]byte {
	data, err := os.ReadFile("../../shared/phone/blobs.bin")
	if err != nil {
		tb.Fatal(err)
	}
	all := map[int][]byte{}
	for len(data) > 0 {
		size, code := binary.LittleEndian.Uint16(data[4:]), binary.LittleEndian.Uint16(data[6:])
		all[int(code)] = data[:size:size]
		data = data[size:]
	}
	return all
}

// call calls an export; a trap fails the test.
func (m *module) call(name string, args ...uint32) uint32 {
	params := make([]uint64, len(args))
	for i, a := range args {
		params[i] = uint64(a)
	}
	results, err := m.ExportedFunction(name).Call(context.Background(), params...)
	if err != nil {
		m.tb.Fatalf("%s%v: %v", name, args, err)
	}
	if len(results) == 0 {
		return 0
	}
	return uint32(results[0])
}

func (m *module) write(at int, b []byte) uint32 {
	if n := max(inputSize-at, 0); len(b) > n {
		b = b[:n]
	}
	if !m.Memory().Write(m.input+uint32(at), b) {
		m.tb.Fatal("input lies outside of the memory")
	}
	return uint32(len(b))
}

func (m *module) read(at, n uint32) []byte {
	if at+n > outputSize {
		m.tb.Fatalf("%d bytes at %d are past the output", n, at)
	}
	b, ok := m.Memory().Read(m.output+at, n)
	if !ok {
		m.tb.Fatal("output lies outside of the memory")
	}
	return slices.Clone(b)
}

func TestExportsMatchTheContract(t *testing.T) {
	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	defer runtime.Close(ctx)
	contract, err := os.ReadFile("../exports.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Fields(string(contract))
	slices.Sort(all)
	ofContacts := func(name string) bool { return strings.HasPrefix(name, "contact_") }
	for path, want := range map[string][]string{
		validator: all,
		forForm:   slices.DeleteFunc(slices.Clone(all), ofContacts),
	} {
		compiled, err := runtime.CompileModule(ctx, readModule(t, path))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(compiled.ImportedFunctions()) + len(compiled.ImportedMemories()); n != 0 {
			t.Errorf("%s: %d imports, want none", path, n)
		}
		got := slices.Collect(maps.Keys(compiled.ExportedFunctions()))
		got = slices.AppendSeq(got, maps.Keys(compiled.ExportedMemories()))
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: exports %v, want %v", path, got, want)
		}
	}
}

func TestModuleIsSmallAndNamesNoHost(t *testing.T) {
	for name, limit := range maxGzip {
		b := readModule(t, name)
		for _, path := range []string{"/home/", "/root/", "/tmp/", "/usr/", "/src/", ".go\x00", "go/pkg", "producers"} {
			if bytes.Contains(b, []byte(path)) {
				t.Errorf("%s holds %q", name, path)
			}
		}
		var packed bytes.Buffer
		w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		w.Write(b)
		w.Close()
		if packed.Len() > limit {
			t.Errorf("%s: %d bytes gzipped, want at most %d", name, packed.Len(), limit)
		}
	}
}

// TestMemory holds the module to 256 KiB with one country's table and 768 KiB
// with all, and to no growth by anything but load.
func TestMemory(t *testing.T) {
	for _, path := range []string{validator, forForm} {
		t.Run(path, func(t *testing.T) { testMemory(t, path) })
	}
}

func testMemory(t *testing.T, path string) {
	m := instantiate(t, path)
	all := blobs(t)
	m.load(all[1])
	before := m.Memory().Size()
	if before > 256<<10 {
		t.Errorf("%d bytes of memory with the table of +1", before)
	}
	n := m.write(0, []byte("+1 (415) 555-0123"))
	us := uint32('U')<<8 | 'S'
	for range 100_000 {
		m.call("number", n, us)
	}
	for range 100 {
		m.load(all[1])
	}
	if after := m.Memory().Size(); after != before {
		t.Errorf("the memory grew from %d to %d bytes", before, after)
	}
	if size := loadAll(instantiate(t, path)).Memory().Size(); size > 768<<10 {
		t.Errorf("%d bytes of memory with all tables", size)
	}
}

// TestNotLoaded asks for numbers whose table is missing, and then loads it.
func TestNotLoaded(t *testing.T) {
	m := newModule(t)
	all := blobs(t)
	for _, test := range []struct {
		input, country string
		wanted         int
	}{
		{"+49 30 123456", "US", 49},
		{"030 123456", "DE", 49},
		{"(415) 555-0123", "US", 1},
	} {
		m.call("wanted")
		if got := m.number(test.input, test.country); got["error"] != "phone_not_loaded" || m.call("wanted") != uint32(test.wanted) {
			t.Errorf("%s: %v, wanted not +%d", test.input, got, test.wanted)
		}
		if out, code := m.check(test.input, "", kinds["tel"], 0, 1, 0, 0, 0, region(test.country)); code != "phone_not_loaded" || out != "" {
			t.Errorf("%s: %q, %s", test.input, out, code)
		}
		n := m.write(0, []byte(test.input))
		m.call("contact_begin", 0, 0, 0, 0)
		name := m.write(int(m.write(0, []byte(test.input))), []byte("phone_number"))
		size := lengthOf(m.call("contact_field", kinds["tel"], 0, 1, 0, 0, 0, region(test.country), n, 0, name, 1))
		if finding := m.read(0, size); len(finding) == 0 || form.Code(finding[0]) != form.PhoneNotLoaded {
			t.Errorf("%s: the contact's finding is %q", test.input, finding)
		}
		m.write(0, []byte(test.input))
		size = lengthOf(m.call("format", n, n, region(test.country)))
		if got := string(m.read(0, size)); got != test.input {
			t.Errorf("%s: formatted as %q", test.input, got)
		}
	}
	m.load(all[49])
	if got := m.number("+49 30 123456", "US"); got["e164"] != "+4930123456" || got["error"] != "" {
		t.Errorf("%v", got)
	}
	if got := m.number("(415) 555-0123", "US"); got["error"] != "phone_not_loaded" {
		t.Errorf("%v", got)
	}
}
