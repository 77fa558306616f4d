package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"mime"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"github.com/andybalholm/brotli"
)

// asset is one object of the bucket: a file of the widget in one encoding.
type asset struct {
	key          string // path at the stack's address, without the leading slash
	contentType  string
	encoding     string // "", "br" or "gzip"
	cacheControl string
	body         []byte
}

// The values of Cache-Control. A file with a hash in its name never changes, so
// it is immutable. The others are loaders, which a deployment can change:
// browsers revalidate them after five minutes; CloudFront caches them for a day,
// and deploy invalidates them.
const (
	forGood = "public, max-age=31536000, immutable"
	forNow  = "public, max-age=300, s-maxage=86400"
)

// folder is the path of the widget's files. It is the same as in make run, so
// that the same markup works for both.
const folder = "widget/"

// hashed matches esbuild's names with a hash, name-ABCD2345.ext, and the phone
// tables, whose folder has such a name.
var hashed = regexp.MustCompile(`-[A-Z0-9]{8}(\.[a-z]+|/[0-9a-z]+\.bin)$`)

// compressed matches the extensions for which the stack's CloudFront function
// requests the brotli or gzip copy; template.yaml has the same list.
var compressed = regexp.MustCompile(`\.(js|css|wasm|bin|json|svg|html|map)$`)

// mediaTypes are media types by extension; the machine's table can lack some.
var mediaTypes = map[string]string{
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".wasm": "application/wasm",
	".bin":  "application/octet-stream",
	".json": "application/json",
	".svg":  "image/svg+xml",
	".html": "text/html; charset=utf-8",
	".map":  "application/json",
}

// readAssets returns the objects for the files under dist, without TypeScript
// declarations. Files with a hash come first and loaders last, so that an
// uploaded loader never refers to a missing file.
func readAssets(dist string) ([]asset, error) {
	var list []asset
	err := filepath.WalkDir(dist, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ".d.ts") {
			return err
		}
		relative, err := filepath.Rel(dist, name)
		if err != nil {
			return err
		}
		body, err := os.ReadFile(name) // #nosec G304 -- a file that WalkDir found under dist
		if err != nil {
			return err
		}
		encodings, err := encode(folder+filepath.ToSlash(relative), body)
		list = append(list, encodings...)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no files", dist)
	}
	sort.SliceStable(list, func(i, j int) bool {
		return list[i].cacheControl == forGood && list[j].cacheControl != forGood
	})
	return list, nil
}

// encode returns the objects for a file: brotli and gzip copies if its extension
// is in compressed, and the file itself.
func encode(key string, body []byte) ([]asset, error) {
	plain := asset{key: key, body: body, cacheControl: forNow, contentType: mediaTypes[path.Ext(key)]}
	if hashed.MatchString(key) {
		plain.cacheControl = forGood
	}
	if plain.contentType == "" {
		plain.contentType = mime.TypeByExtension(path.Ext(key))
	}
	if plain.contentType == "" {
		return nil, fmt.Errorf("%s: its media type is unknown", key)
	}
	if !compressed.MatchString(key) {
		return []asset{plain}, nil
	}
	br, gz := plain, plain
	br.key, br.encoding = key+".br", "br"
	gz.key, gz.encoding = key+".gz", "gzip"
	var out bytes.Buffer
	b := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := b.Write(body); err != nil {
		return nil, err
	}
	if err := b.Close(); err != nil {
		return nil, err
	}
	br.body = bytes.Clone(out.Bytes())
	out.Reset()
	g, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := g.Write(body); err != nil {
		return nil, err
	}
	if err := g.Close(); err != nil {
		return nil, err
	}
	gz.body = bytes.Clone(out.Bytes())
	return []asset{br, gz, plain}, nil
}

// loaders returns the URL paths of the assets without a hash in their names.
func loaders(list []asset) []string {
	var paths []string
	for _, a := range list {
		if a.cacheControl != forGood {
			paths = append(paths, "/"+a.key)
		}
	}
	return paths
}
