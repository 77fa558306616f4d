#!/bin/sh
# Creates a Python environment with the packages of a requirements file:
# tools/venv.sh FOLDER FILE
set -eu
"$(dirname "$0")/versions.sh" python
python3 -c 'import ensurepip, venv' 2>/dev/null || "$(dirname "$0")/debian.sh" "The tests need Python's venv module" python3-venv
python3 -m venv "$1"
"$1/bin/pip" install --quiet --disable-pip-version-check -r "$2"
