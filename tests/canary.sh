#!/bin/sh
# Runs quick tests on the DuckDB that comes next, to hear of what will change before the move: the dashboard ships
# version 1.5 (docs/decisions/0002). Without names of tests, a small selection; all the quick ones with
#   sh tests/canary.sh tests/test_rules_*.py tests/test_store.py tests/test_publishing.py tests/test_queries.py
set -eu
cd "$(dirname "$0")/.."
NEXT=2.0.0
PYTHON="${PYTHON:-.venv/bin/python}"

aside=$(mktemp -d)
trap 'rm -rf "$aside"' EXIT
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --target "$aside" "duckdb==$NEXT"
export PYTHONPATH="$aside" # before what is installed
"$PYTHON" -c "import duckdb; assert duckdb.__version__ == '$NEXT', duckdb.__version__"
# What a large version keeps is left out: it takes as long as all the rest, and asks nothing else of DuckDB.
[ $# -gt 0 ] || set -- tests/test_queries.py tests/test_judged_once.py tests/test_rules_recalculation.py \
    --deselect tests/test_judged_once.py::test_what_a_large_version_keeps_of_the_days_of_meetings_is_what_judging_them_says
"$PYTHON" -m pytest -m "not browser and not long" "$@"
