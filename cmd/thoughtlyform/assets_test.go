package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func writeDist(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadAssets(t *testing.T) {
	body := strings.Repeat("const a = 1;\n", 100)
	dir := writeDist(t, map[string]string{
		"thoughtly-form.js":          body,
		"live-AB2DEF34.js":           body,
		"validator-0A1B2C3D.wasm":    "\x00asm",
		"themes/dark.css":            "a{}",
		"types/thoughtly-form.d.ts":  "export {};",
		"picture-not-a-hash-ABC.png": "\x89PNG",
	})
	list, err := readAssets(dir)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	byKey := map[string]asset{}
	for _, a := range list {
		keys = append(keys, a.key)
		byKey[a.key] = a
	}
	if len(keys) != 13 {
		t.Errorf("%d objects: %v", len(keys), keys)
	}
	for _, key := range keys {
		if strings.Contains(key, ".d.ts") {
			t.Errorf("the TypeScript declaration %s is uploaded", key)
		}
	}
	if slices.Index(keys, "widget/live-AB2DEF34.js") > slices.Index(keys, "widget/thoughtly-form.js.br") {
		t.Error("a loader comes before a file that it loads")
	}
	tests := []struct{ key, contentType, encoding, cache string }{
		{"widget/thoughtly-form.js", "text/javascript; charset=utf-8", "", forNow},
		{"widget/thoughtly-form.js.br", "text/javascript; charset=utf-8", "br", forNow},
		{"widget/live-AB2DEF34.js.gz", "text/javascript; charset=utf-8", "gzip", forGood},
		{"widget/validator-0A1B2C3D.wasm.br", "application/wasm", "br", forGood},
		{"widget/themes/dark.css", "text/css; charset=utf-8", "", forNow},
		{"widget/picture-not-a-hash-ABC.png", "image/png", "", forNow},
	}
	for _, test := range tests {
		a := byKey[test.key]
		if a.contentType != test.contentType || a.encoding != test.encoding || a.cacheControl != test.cache {
			t.Errorf("%s: %q, %q, %q", test.key, a.contentType, a.encoding, a.cacheControl)
		}
	}
	if _, ok := byKey["widget/picture-not-a-hash-ABC.png.br"]; ok {
		t.Error("a PNG was compressed again")
	}

	unpacked, err := io.ReadAll(brotli.NewReader(bytes.NewReader(byKey["widget/live-AB2DEF34.js.br"].body)))
	if err != nil || string(unpacked) != body {
		t.Errorf("the brotli copy does not unpack: %v", err)
	}
	r, err := gzip.NewReader(bytes.NewReader(byKey["widget/live-AB2DEF34.js.gz"].body))
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err = io.ReadAll(r); err != nil || string(unpacked) != body {
		t.Errorf("the gzip copy does not unpack: %v", err)
	}

	want := []string{"/widget/thoughtly-form.js", "/widget/thoughtly-form.js.br", "/widget/thoughtly-form.js.gz"}
	got := loaders(list)
	for _, path := range want {
		if !slices.Contains(got, path) {
			t.Errorf("%s is not invalidated: %v", path, got)
		}
	}
	for _, path := range got {
		if hashed.MatchString(path) {
			t.Errorf("%s never changes and is invalidated", path)
		}
	}
}

// TestEncodingIsStable shows that the same file gives the same objects; otherwise
// each deployment would upload all files.
func TestEncodingIsStable(t *testing.T) {
	body := []byte(strings.Repeat("abc", 1000))
	first, err := encode("a.js", body)
	if err != nil {
		t.Fatal(err)
	}
	second, err := encode("a.js", body)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if !bytes.Equal(first[i].body, second[i].body) {
			t.Errorf("%s differs", first[i].key)
		}
	}
}

func TestReadAssetsRefusesAnEmptyFolder(t *testing.T) {
	if _, err := readAssets(t.TempDir()); err == nil {
		t.Error("no error")
	}
}

func TestTemplateRequestsCompressedCopiesOfTheSameExtensions(t *testing.T) {
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(template), "/"+compressed.String()+"/.test(request.uri)") {
		t.Errorf("template.yaml does not request the copies of %s", compressed)
	}
}
