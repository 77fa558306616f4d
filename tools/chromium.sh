#!/bin/sh
# Provides a Chromium for the browser tests: $CHROMIUM, one on PATH, or on
# Debian, as root, the package.
set -eu
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
command -v chromium >/dev/null && exit 0
exec "$(dirname "$0")/debian.sh" "The browser tests need Chromium; CHROMIUM may name one. Otherwise" chromium fonts-liberation
