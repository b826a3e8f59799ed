#!/bin/sh
# Everything the tests need: a virtual environment with the pinned packages, and a Chromium where none is found.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r tests/requirements.txt
if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    $as_root apt-get install -y -qq chromium
fi
