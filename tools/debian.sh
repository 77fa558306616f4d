#!/bin/sh
# Installs Debian packages as root, one call at a time. Elsewhere it fails and
# prints which packages are missing: tools/debian.sh "what for" PACKAGE...
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
