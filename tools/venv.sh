#!/usr/bin/env bash
# Create the virtual environment $1 with a pinned pip in it, whatever this machine's Python came with.
set -euo pipefail

venv=$1
python=${PYTHON:-python3}
pip_version=26.3

fail() {
    echo "setup: $*" >&2
    exit 1
}

command -v "$python" >/dev/null || fail "no '$python' here. Install Python 3.11 or newer, or name one: make setup PYTHON=..."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "'$python' is $("$python" --version 2>&1), but insitu needs Python 3.11 or newer: make setup PYTHON=python3.11"

if ! [ -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$venv"
    # Debian splits ensurepip off into python3-venv. Without it, the system's own pip can still fill the environment.
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv "$venv"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip "$venv"
        "$python" -m pip --python "$venv/bin/python" install --quiet "pip==$pip_version"
    else
        fail "'$python' has neither ensurepip nor pip. On Debian or Ubuntu: sudo apt-get install python3-venv"
    fi
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "pip==$pip_version"
