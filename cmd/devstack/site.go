package main

import (
	"embed"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"strings"
)

//go:embed site
var siteFiles embed.FS

// strictPolicy is the policy of a site with the strictest settings: the widget must
// work under it.
const strictPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'"

// listPage and frontPage show the forms that a set has; their data is the ids.
var (
	listPage  = template.Must(template.ParseFS(siteFiles, "site/forms.html"))
	frontPage = template.Must(template.ParseFS(siteFiles, "site/index.html"))
)

// newSite serves the demo page at /, the list of forms at /forms/, the widget's
// files at /widget/ and the examples at /examples/. ids returns the forms' ids.
// sandboxPort is where the link to the sandbox leads; empty, there is no
// sandbox.
func newSite(dist, examples, sandboxPort string, ids func() []string) http.Handler {
	site, err := fs.Sub(siteFiles, "site")
	if err != nil {
		panic(err) // the directory is embedded above
	}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", strict(listing(frontPage, ids)))
	mux.Handle("GET /forms/{$}", strict(listing(listPage, ids)))
	mux.Handle("GET /site/", strict(http.StripPrefix("/site", files(site))))
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType("icon.svg"))
		http.ServeFileFS(w, r, site, "icon.svg")
	})
	mux.Handle("GET /widget/", anyOrigin(http.StripPrefix("/widget", files(os.DirFS(dist)))))
	mux.Handle("GET /examples/", strict(http.StripPrefix("/examples", files(os.DirFS(examples)))))
	mux.HandleFunc("GET /sandbox", func(w http.ResponseWriter, r *http.Request) {
		if sandboxPort == "" {
			http.NotFound(w, r)
			return
		}
		host, _, _ := strings.Cut(r.Host, ":")
		http.Redirect(w, r, "http://"+host+":"+sandboxPort+"/", http.StatusFound)
	})
	return mux
}

// listing returns a page with the list of forms, as they are at the request.
func listing(page *template.Template, ids func() []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType("index.html"))
		w.Header().Set("Cache-Control", "no-cache")
		// A visitor who left is not an error; the template and its data cannot fail.
		_ = page.Execute(w, ids())
	})
}

// strict adds a strict site's headers.
func strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", strictPolicy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "strict-origin-when-cross-origin")
		next.ServeHTTP(w, r)
	})
}

// anyOrigin lets pages of other origins load the widget, as a CDN does.
func anyOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// The endings of precompressed files, best first.
var encodings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// files serves the files of a tree, precompressed where a file is beside
// itself as .br or .gz. Browsers revalidate: a developer sees every change.
func files(tree fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if name == "" || strings.HasSuffix(r.URL.Path, "/") {
			name = path.Join(name, "index.html")
		}
		info, err := fs.Stat(tree, name)
		if err != nil || info.IsDir() {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", contentType(name))
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Add("Vary", "Accept-Encoding")
		for _, e := range encodings {
			if !accepts(r.Header.Get("Accept-Encoding"), e.name) {
				continue
			}
			packed, err := fs.Stat(tree, name+e.ending)
			// One older than its file is of another build.
			if err != nil || packed.ModTime().Before(info.ModTime()) {
				continue
			}
			w.Header().Set("Content-Encoding", e.name)
			name += e.ending
			break
		}
		http.ServeFileFS(w, r, tree, name)
	})
}

// contentType does not depend on the machine's table of types, which may lack
// WebAssembly's: a browser refuses to compile a stream of another type.
func contentType(name string) string {
	switch ending := path.Ext(name); ending {
	case ".wasm":
		return "application/wasm"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	default:
		if t := mime.TypeByExtension(ending); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}

// accepts reads an Accept-Encoding header (RFC 9110, 12.5.3) as far as
// browsers go: an encoding is welcome if it is named without a weight of 0.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == encoding {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && !strings.HasPrefix(weight, "q=0.000")
		}
	}
	return false
}
