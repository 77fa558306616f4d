#!/bin/sh
# Builds the module for programs into the first file given, for speed; the form's
# into the second, for size and without contact.go, which the form does not use;
# and one of all exports with bounds checks, for tests, into the third: a tinygo
# 0.41 on PATH, else the one that tools/tinygo/install.sh put into $CACHE/tinygo,
# and the pinned binaryen.
#   CACHE=.cache wasm/build.sh wasm/validator.wasm wasm/form.wasm wasm/wasmtest/testdata/checked.wasm
# The same sources and tools make the same bytes in any folder.
#
# target.json: several results are returned as WebAssembly's multi-value, and
# LLVM's passes that cost more bytes than they save are off.
#
# The modules that are downloaded have no checks of bounds and of pointers, which
# are a tenth of them. The fuzz tests run the checked one too, where a place out
# of bounds traps.
set -eu
here=$(dirname "$0")
CACHE=$(cd "$CACHE" && pwd)
bin=$here/../tools/binaryen/node_modules/.bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $(tinygo version 2>/dev/null || true) in
*' 0.41.'*) ;;
*)
	PATH=$CACHE/tinygo/bin:$PATH
	export TINYGOROOT="$CACHE/tinygo/root"
	;;
esac

# TinyGo's cache of compiled code does not tell the target's flags for LLVM apart,
# so each version of the target has its own.
GOCACHE=$(go env GOCACHE)
export GOCACHE
XDG_CACHE_HOME=$CACHE/tinygo/cache/$(cksum <"$here/target.json" | tr ' ' -)
export XDG_CACHE_HOME

# compile FLAG… makes linked.wasm. The target has no heap, so the link fails if
# anything allocates (runtime.alloc); -print-allocs=. prints the places.
compile() {
	tinygo build -target "$here/target.json" -no-debug -panic=trap "$@" -o "$work/linked.wasm" "./$here"
}

# keep OUT PASS… keeps the exports that are named on standard input, drops the
# rest, the linker's own exports among it, and optimises.
keep() {
	out=$1
	shift
	features="--enable-bulk-memory --enable-mutable-globals --enable-nontrapping-float-to-int --enable-sign-ext --enable-multivalue"
	{
		echo '['
		while read -r name; do
			printf '{"name":"%s","root":true,"reaches":["%s*"]},{"name":"%s*","export":"%s"},' "$name" "$name" "$name" "$name"
		done
		echo '{"name":"end","root":true}]'
	} >"$work/exports.json"
	# shellcheck disable=SC2086 # the features are words
	"$bin/wasm-metadce" $features --graph-file="$work/exports.json" "$work/linked.wasm" -o "$work/kept.wasm" >/dev/null
	# shellcheck disable=SC2086
	"$bin/wasm-opt" $features --low-memory-unused "$@" \
		--dealign --strip-producers --strip-target-features "$work/kept.wasm" -o "$out"
}

small="--flatten --rereloop --rse -Oz --gufa-optimizing --rse -Oz --converge"

compile -opt=2 -nobounds
keep "$1" --traps-never-happen -O3 <"$here/exports.txt"
compile -opt=z -nobounds -tags form
# shellcheck disable=SC2086 # the passes are words
grep -v '^contact_' "$here/exports.txt" | keep "$2" --traps-never-happen $small
compile -opt=z
# shellcheck disable=SC2086
keep "$3" $small <"$here/exports.txt"
