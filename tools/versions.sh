#!/bin/sh
# Fails and prints the reason if a tool is missing or too old:
# tools/versions.sh go node python
set -eu
root=$(dirname "$0")/..

# at_least NAME FOUND WANTED
at_least() {
	if [ -z "$2" ]; then
		echo "$1 $3 or later is needed, and there is none on the PATH." >&2
		exit 1
	fi
	if [ "$(printf '%s\n%s\n' "$3" "$2" | sort -V | head -n 1)" != "$3" ]; then
		echo "$1 $3 or later is needed; the one on the PATH is $2." >&2
		exit 1
	fi
}

for tool; do
	case $tool in
	go)
		found=$(GOTOOLCHAIN=local go version 2>/dev/null | sed 's/^go version go\([0-9.]*\).*/\1/') || found=
		at_least Go "$found" "$(sed -n 's/^go //p' "$root/go.mod")"
		;;
	node)
		found=$(node --version 2>/dev/null | sed 's/^v//') || found=
		at_least Node.js "$found" "$(sed -n 's/.*"node": ">=\(.*\)".*/\1/p' "$root/web/package.json")"
		;;
	python) # the SAM CLI's need
		found=$(python3 --version 2>/dev/null | sed 's/^Python //') || found=
		at_least Python "$found" 3.10
		;;
	esac
done
