#!/bin/sh
# Builds the TinyGo version of this folder's go.mod, for Debian, as DIR/bin/tinygo,
# with its TINYGOROOT in DIR/root. The module's folder in Go's cache cannot be the
# TINYGOROOT: it is read-only, and its submodule src/net is missing.
set -eu
dir=$1
case $(tinygo version 2>/dev/null || true) in
*' 0.41.'*) exit 0 ;; # an installed one is preferred
esac
cd "$(dirname "$0")"
if ! command -v llvm-config-19 >/dev/null || ! command -v wasm-ld-19 >/dev/null || ! command -v wasm-opt >/dev/null; then
	../debian.sh "TinyGo needs LLVM 19; a tinygo 0.41 on PATH is used instead. Otherwise" \
		llvm-19-dev libclang-19-dev lld-19 clang-19 binaryen
fi
mkdir -p "$dir/bin"
go build -tags llvm19 -o "$dir/bin/tinygo" github.com/tinygo-org/tinygo
rm -rf "$dir/root"
cp -r "$(go list -m -f '{{.Dir}}' github.com/tinygo-org/tinygo)" "$dir/root"
chmod -R u+w "$dir/root"
mkdir -p "$dir/root/src/net"
