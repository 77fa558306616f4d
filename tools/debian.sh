#!/bin/sh
# Installs Debian packages, if it runs as root on Debian; only one instance installs
# at a time. Otherwise it prints the missing packages and fails.
# Usage: tools/debian.sh "purpose" PACKAGE...
set -eu
purpose=$1
shift
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "$purpose: install $* (names of Debian's packages)." >&2
	exit 1
fi
exec 9<"$0"
flock 9
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
