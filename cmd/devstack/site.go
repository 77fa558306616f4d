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

// strictPolicy is the strictest content security policy under which the widget
// must work.
const strictPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'"

// listPage and frontPage list the forms; their data is the forms' ids.
var (
	listPage  = template.Must(template.ParseFS(siteFiles, "site/forms.html"))
	frontPage = template.Must(template.ParseFS(siteFiles, "site/index.html"))
)

// newSite serves the demo page at /, the list of forms at /forms/, the widget's
// files at /widget/ and the examples at /examples/. ids returns the forms' ids.
// /sandbox redirects to sandboxPort; "" means that there is no sandbox.
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

// listing returns a handler for a page that lists the current forms.
func listing(page *template.Template, ids func() []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType("index.html"))
		w.Header().Set("Cache-Control", "no-cache")
		_ = page.Execute(w, ids()) // fails if the client has disconnected
	})
}

// strict adds strictPolicy and other security headers.
func strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", strictPolicy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "strict-origin-when-cross-origin")
		next.ServeHTTP(w, r)
	})
}

// anyOrigin adds the headers that let pages of other origins load the widget.
func anyOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// encodings are the content encodings and their file extensions, in order of
// preference.
var encodings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// files serves the files of a tree. It sends the compressed copy .br or .gz if
// there is one and the client accepts it. Browsers must revalidate, so that
// developers see every change.
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
			// A copy that is older than its file comes from an earlier build.
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

// contentType returns the media type for a file name. It does not depend on the
// machine's table, which can lack WebAssembly: a browser compiles no stream with
// another type.
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

// accepts reports whether an Accept-Encoding header (RFC 9110, section 12.5.3)
// lists an encoding with a weight other than 0. It ignores "*".
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
