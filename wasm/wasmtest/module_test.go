// Package wasmtest proves the committed module under wazero: what it exports,
// how large it is, that it gives the answers the rules give natively, and that
// no input makes it trap or grow. It is a module of its own so that nothing
// shipped links a WebAssembly runtime.
package wasmtest

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// maxGzip bounds the module's size in bytes as gzip makes it, which is at hand
// here; brotli is about a tenth better.
const maxGzip = 49_000

const validator = "../validator.wasm"

func readModule(tb testing.TB) []byte {
	b, err := os.ReadFile(validator)
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

func newModule(tb testing.TB) *module {
	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	tb.Cleanup(func() { runtime.Close(ctx) })
	instance, err := runtime.InstantiateWithConfig(ctx, readModule(tb), wazero.NewModuleConfig().WithStartFunctions("_initialize"))
	if err != nil {
		tb.Fatal(err)
	}
	m := &module{Module: instance, tb: tb}
	for m.call("setup") != 0 {
	}
	m.input, m.output = m.call("input"), m.call("output")
	return m
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

func TestExportsAreTheContract(t *testing.T) {
	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	defer runtime.Close(ctx)
	compiled, err := runtime.CompileModule(ctx, readModule(t))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(compiled.ImportedFunctions()) + len(compiled.ImportedMemories()); n != 0 {
		t.Errorf("%d imports, want none", n)
	}
	contract, err := os.ReadFile("../exports.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(string(contract))
	var got []string
	for name := range compiled.ExportedFunctions() {
		got = append(got, name)
	}
	for name := range compiled.ExportedMemories() {
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("exports %v, want %v", got, want)
	}
}

func TestModuleIsSmallAndNamesNoHost(t *testing.T) {
	b := readModule(t)
	for _, path := range []string{"/home/", "/root/", "/tmp/", "/usr/", "/src/", ".go\x00", "go/pkg", "producers"} {
		if bytes.Contains(b, []byte(path)) {
			t.Errorf("the module holds %q", path)
		}
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	w.Write(b)
	w.Close()
	if packed.Len() > maxGzip {
		t.Errorf("%d bytes gzipped, want at most %d", packed.Len(), maxGzip)
	}
}

func TestMemoryDoesNotGrow(t *testing.T) {
	m := newModule(t)
	before := m.Memory().Size()
	n := m.write(0, []byte("+1 (415) 555-0123"))
	us := uint32('U')<<8 | 'S'
	for range 1_000_000 {
		m.call("number", n, us)
	}
	if after := m.Memory().Size(); after != before {
		t.Errorf("the memory grew from %d to %d bytes", before, after)
	}
}
