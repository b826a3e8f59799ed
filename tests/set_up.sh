#!/bin/sh
# Everything the tests need: a virtual environment with the pinned packages; a Chromium, an nginx and a PostgreSQL where none is.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || python3 -m venv .venv
# The pip of Python 3.11 takes half a minute longer to find a hundred packages.
.venv/bin/python -m pip install --quiet --disable-pip-version-check pip==26.3
# Of what is installed a tenth is ever imported, and that is compiled then; but where what is compiled is not kept, each of
# the hundred processes of the tests would compile it again.
compile="--no-compile"
[ -z "${PYTHONDONTWRITEBYTECODE:-}" ] || compile="--compile"
.venv/bin/python -m pip install --quiet --disable-pip-version-check "$compile" \
    -r requirements.txt -r requirements-lake.txt -r tests/requirements.txt
missing=""
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="chromium"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$missing nginx"
command -v openssl >/dev/null || missing="$missing openssl"
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
if [ -n "$missing" ]; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    # RUNLEVEL: the tests start an nginx of their own; none is to be left running on this machine
    # shellcheck disable=SC2086
    $as_root env RUNLEVEL=1 apt-get install -y -qq $missing
fi
