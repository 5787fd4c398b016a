#!/bin/sh
# Resolve every group for Python 3.11 and newer, on all systems, with hashes and without addresses.
# Each file is whole by itself; all agree on versions, since they are cut from one resolution.
set -eu
cd "$(dirname "$0")/.."
UV=${UV:-uv}
all=$(mktemp)
trap 'rm -f "$all"' EXIT

compile() {
    "$UV" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate pyproject.toml requirements/build.in "$@"
}

compile --all-extras --output-file "$all"
compile --constraint "$all" --output-file requirements/service.txt
compile --constraint "$all" --extra demo --output-file requirements/demo.txt
compile --constraint "$all" --extra scale --output-file requirements/scale.txt
compile --constraint "$all" --extra demo --extra dev --output-file requirements/dev.txt
"$UV" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-header --no-annotate requirements/bench.in --output-file requirements/bench.txt
