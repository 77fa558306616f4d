#!/bin/sh
# Sees to it that there is a Chromium for the browser tests.
set -eu
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
	exit 0
fi
echo "The browser tests need Chromium: install it (Debian: apt-get install chromium), or name one in CHROMIUM." >&2
exit 1
