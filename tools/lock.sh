#!/usr/bin/env bash
# Write requirements/dev.txt and requirements/protos.txt: the newest versions that pyproject.toml allows, pinned.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

pin() { # pin <file> <pip install arguments...>
    local file=$1 venv="$scratch/venv"
    shift
    rm -rf "$venv"
    tools/venv.sh "$venv"
    "$venv/bin/python" -m pip install --quiet "$@"
    {
        echo "# Written by tools/lock.sh (make lock). Do not edit: change pyproject.toml and run it again."
        # A local version such as 2.13.0+cpu names one build; 2.13.0 lets every index offer its own.
        "$venv/bin/python" -m pip freeze --exclude insitu | sed 's/+[^ ]*$//'
    } >"$file"
}

pin requirements/dev.txt --group dev --group bench ".[server,demo]"
pin requirements/protos.txt --group protos
