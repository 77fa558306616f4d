#!/bin/sh
# Audits the Go code: govulncheck for known vulnerabilities in called code, gosec
# for risky patterns. An unreachable tool or database is printed and gives status 2;
# a finding gives status 1.
cd "$(dirname "$0")/.." || exit 2
export GOFLAGS=-buildvcs=false
GOVULNCHECK=golang.org/x/vuln/cmd/govulncheck@v1.1.4
GOSEC=github.com/securego/gosec/v2/cmd/gosec@v2.22.4
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0

# worse keeps the lowest status other than 0: a finding before an unreachable source.
worse() { [ "$status" = 1 ] || status=$1; }

run() {
	name=$1 unreachable=$2
	shift 2
	if "$@" >"$log" 2>&1; then
		echo "$name: no findings"
	elif grep -Eq "$unreachable" "$log"; then
		echo "$name: NOT RUN, its data or the tool itself cannot be reached:"
		tail -n 3 "$log"
		worse 2
	else
		echo "$name:"
		cat "$log"
		worse 1
	fi
}

GAP='no such host|dial tcp|connection refused|TLS handshake|i/o timeout|unrecognized import path|unexpected status|HTTP GET .* returned|Forbidden|Bad Gateway|fetching|module lookup disabled|reading https?:'
run govulncheck "$GAP" go run "$GOVULNCHECK" ./...
run gosec "$GAP" go run "$GOSEC" -quiet -exclude-generated -exclude=G104,G115,G404 -exclude-dir='\.cache' -exclude-dir=bench -exclude-dir=web -exclude-dir=hosts ./...
exit "$status"
