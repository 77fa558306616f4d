#!/bin/sh
# Provides Firefox and WebKitGTK with their drivers and a display, for make test-hosts.
set -eu
for command in firefox-esr WebKitWebDriver Xvfb; do
	command -v "$command" >/dev/null || missing=1
done
[ -z "${missing:-}" ] && exit 0
exec "$(dirname "$0")/debian.sh" "The tests of the three engines need Firefox and WebKitGTK." firefox-esr webkit2gtk-driver xvfb
