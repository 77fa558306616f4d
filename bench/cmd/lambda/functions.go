package main

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// The folders of the modules, relative to bench, in which the command runs.
const (
	root = ".."
	here = "."
)

func functions(out string) []function {
	goFunction := func(name, pkg, module string, status int) function {
		binary := filepath.Join(out, name, "bootstrap")
		return function{
			Name: name, command: []string{binary}, status: status,
			build:  func(string) error { return buildGo(pkg, module, binary, "") },
			zipped: func(out string) (int64, error) { return zippedGo(out, name, pkg, module) },
		}
	}
	bundle := filepath.Join(out, "nodejs", "index.mjs")
	return []function{
		goFunction("hello", "./hello", here, 200),
		goFunction("intake", "./lambda/cmd/intake", root, 201),
		{
			Name: "nodejs", command: []string{"node", bundle}, status: 201,
			build:  func(string) error { return bundleNode(bundle) },
			zipped: func(string) (int64, error) { return zipSize(bundle) },
		},
	}
}

// buildGo builds as a deployment does.
func buildGo(pkg, module, binary, arch string) error {
	c := exec.Command("go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", binary, pkg)
	c.Dir = module
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	if arch != "" {
		c.Env = append(c.Env, "GOARCH="+arch)
	}
	return output(c)
}

// zippedGo returns the size of the zip that a deployment uploads.
func zippedGo(out, name, pkg, module string) (int64, error) {
	binary := filepath.Join(out, name, "arm64", "bootstrap")
	if err := buildGo(pkg, module, binary, "arm64"); err != nil {
		return 0, err
	}
	return zipSize(binary)
}

// bundleNode bundles and minifies, with which a Node.js function starts fastest.
// CommonJS modules need a definition of require.
func bundleNode(bundle string) error {
	return output(exec.Command("node_modules/.bin/esbuild", "nodejs/runtime.mjs", "--bundle", "--minify",
		"--platform=node", "--target=node20", "--format=esm", "--log-level=warning", "--outfile="+bundle,
		"--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"))
}

func output(c *exec.Cmd) error {
	if b, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, b)
	}
	return nil
}

type countingWriter struct{ n int64 }

func (w *countingWriter) Write(p []byte) (int, error) {
	w.n += int64(len(p))
	return len(p), nil
}

func zipSize(path string) (int64, error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	var size countingWriter
	z := zip.NewWriter(&size)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	entry, err := z.Create(filepath.Base(path))
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(entry, in); err != nil {
		return 0, err
	}
	if err := z.Close(); err != nil {
		return 0, err
	}
	return size.n, nil
}
