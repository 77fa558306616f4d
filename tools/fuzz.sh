#!/bin/sh
# Runs each fuzz target of the repository for a time: tools/fuzz.sh 1m
set -eu
cd "$(dirname "$0")/.."
git grep -o '^func Fuzz[A-Za-z]*' -- '*_test.go' | while IFS=: read -r file match; do
	name=${match#func }
	echo "$(dirname "$file") $name"
	(cd "$(dirname "$file")" && go test -run '^$' -fuzz "^$name\$" -fuzztime "$1" .)
done
