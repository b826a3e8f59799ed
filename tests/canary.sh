#!/bin/sh
# Runs quick tests on the DuckDB that comes next, to hear of what will change before the move: the dashboard ships
# version 1.5 (docs/decisions/0002). Without names of tests, a selection that makes a version, judges it by every rule
# and asks every question; all the quick ones with
#   sh tests/canary.sh tests/test_rules_*.py tests/test_store.py tests/test_publishing.py tests/test_judged_once.py
set -eu
cd "$(dirname "$0")/.."
NEXT=2.0.0
PYTHON="${PYTHON:-.venv/bin/python}"

aside=$(mktemp -d)
trap 'rm -rf "$aside"' EXIT
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --target "$aside" "duckdb==$NEXT"
export PYTHONPATH="$aside" # before what is installed
"$PYTHON" -c "import duckdb; assert duckdb.__version__ == '$NEXT', duckdb.__version__"
[ $# -gt 0 ] || set -- tests/test_queries.py tests/test_rules_recalculation.py
"$PYTHON" -m pytest -m "not browser and not long" "$@"
