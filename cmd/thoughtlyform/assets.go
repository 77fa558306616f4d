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
	key          string // its path at the stack's address, without the leading slash
	contentType  string
	encoding     string // "", "br" or "gzip"
	cacheControl string
	body         []byte
}

// How long a file is cached. The content under a name with a hash never
// changes, so it is immutable. The others are loaders, which a deployment
// changes: browsers revalidate after five minutes; CloudFront caches for a day
// and is invalidated.
const (
	forGood = "public, max-age=31536000, immutable"
	forNow  = "public, max-age=300, s-maxage=86400"
)

// folder is where the widget is served, here as by make run, so that the same
// markup works for both.
const folder = "widget/"

// hashed matches the names that esbuild gives, name-ABCD2345.ext, and the phone
// tables, which are in a folder with such a name.
var hashed = regexp.MustCompile(`-[A-Z0-9]{8}(\.[a-z]+|/[0-9a-z]+\.bin)$`)

// compressed are the extensions for which the stack's CloudFront function asks
// for the brotli or gzip copy; template.yaml has the same list.
var compressed = regexp.MustCompile(`\.(js|css|wasm|bin|json|svg|html|map)$`)

// Types by extension, because the machine's own table may lack some.
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

// readAssets lists the objects for the files under dist, hashed names first and
// loaders last, so that no loader refers to a file that is not uploaded yet.
// TypeScript declarations are left out.
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
		return nil, fmt.Errorf("%s holds no files", dist)
	}
	sort.SliceStable(list, func(i, j int) bool {
		return list[i].cacheControl == forGood && list[j].cacheControl != forGood
	})
	return list, nil
}

// encode returns a file's object and, where the stack's CloudFront function asks
// for them, its compressed copies.
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

// loaders returns the paths of the assets without a hash in their name, in each
// encoding.
func loaders(list []asset) []string {
	var paths []string
	for _, a := range list {
		if a.cacheControl != forGood {
			paths = append(paths, "/"+a.key)
		}
	}
	return paths
}
