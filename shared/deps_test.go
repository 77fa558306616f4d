package shared_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// allowed is the policy: what the packages that go into the browser's module
// may import besides one another. Everything else allocates, brings tables, or
// weighs kilobytes there.
var allowed = map[string]bool{
	"math/bits":    true,
	"unicode/utf8": true,
	"embed":        true, // in files of the native build only
}

// native is what files that only the native build compiles may import too.
var native = map[string]bool{
	"golang.org/x/net/idna":          true,
	"golang.org/x/text/unicode/norm": true,
}

func TestImports(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
				return fs.SkipDir // a nested module is a tool, not shipped
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if !allowed[name] && !(native[name] && strings.HasSuffix(path, "_native.go")) && !strings.HasPrefix(name, "thoughtlyform/shared") {
				t.Errorf("%s imports %s, which the policy does not allow", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Fatal("no file was read")
	}
}
