"""Small stores to judge: the contract's own tables, a few rows, and the rules; or the shipped files, altered.

Nothing here judges. Each test file holds a slow second calculation of its own rule, in exact fractions.
"""

import contextlib
import csv
import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, settings

from data.contracts import contracts
from data.judging import rule_files
from data.schema import create_table
from tests import altered

Row = dict[str, Any]

# The tables the rules for indicators, series and benchmarks read, and those they hang on; the others stay empty.
TABLES = (
    "source", "setting", "area", "area_group", "plan", "priority", "indicator", "indicator_value", "recalculation",
    "threshold",
)  # fmt: skip
LAST_RULE = "40"
REPORTING_DATE = datetime.date(2010, 3, 31)
FILLERS = {
    "string": "x", "integer": 1, "number": 0, "boolean": False, "date": REPORTING_DATE, "datetime": REPORTING_DATE,
}  # fmt: skip
# Examples are the same at every run, and nothing is written beside the tests.
unhurried = settings(
    deadline=None, derandomize=True, database=None, max_examples=60, suppress_health_check=list(HealthCheck)
)


class Judge:
    """An in-memory store with the rules; rows put in are gone when the block ends."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        for contract in contracts().values():
            self.connection.execute(create_table(contract))
        for rule in rule_files():
            if rule.name < LAST_RULE:
                self.connection.execute(rule.read_text(encoding="utf-8"))

    @contextlib.contextmanager
    def holding(self, rows: Mapping[str, Iterable[Row]]) -> Iterator["Judge"]:
        self.connection.execute("BEGIN")
        try:
            for name in TABLES:
                self._insert(name, list(rows.get(name, ())))
            yield self
        finally:
            self.connection.execute("ROLLBACK")

    def ask(self, rule: str, date: datetime.date = REPORTING_DATE) -> list[Row]:
        return as_rows(self.connection.execute(f"SELECT * FROM {rule}_at($date)", {"date": date}))  # noqa: S608

    def _insert(self, name: str, rows: list[Row]) -> None:
        if not rows:
            return
        contract = contracts()[name]
        filled = [
            [row.get(f.name, _filler(f.name, f.type, f.allowed) if f.required else None) for f in contract.fields]
            for row in rows
        ]
        marks = ", ".join(["(" + ", ".join("?" * len(contract.fields)) + ")"] * len(rows))
        self.connection.execute(f"INSERT INTO {name} VALUES {marks}", [cell for row in filled for cell in row])  # noqa: S608


def _filler(name: str, kind: str, allowed: tuple[str, ...]) -> Any:
    if name == "source_ref":
        return "load:x"
    return allowed[0] if allowed else FILLERS[kind]


def as_rows(result: duckdb.DuckDBPyConnection) -> list[Row]:
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def add_rows(folder: Path, dataset: str, *rows: Row) -> None:
    """Append rows to a CSV of a copied folder, as an analyst would; cells not named stay empty."""
    path = folder / f"{dataset}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, lineterminator="\n").writerows(rows)


def judged(folder: Path, rule: str, date: datetime.date | None = None) -> list[Row]:
    """What a rule says of the files of a folder, once they have come in through the real intake."""
    cursor = altered.judged(folder).cursor()
    if date is None:
        return as_rows(cursor.execute(f"SELECT * FROM {rule}"))  # noqa: S608 (a view of ours)
    return as_rows(cursor.execute(f"SELECT * FROM {rule}_at($date)", {"date": date}))  # noqa: S608


def value_row(indicator_id: str, period: str, end: str, value: object, **other: object) -> Row:
    """A row of indicator_value as an analyst would upload it."""
    return {
        "indicator_id": indicator_id, "area_id": "leicester", "period": period, "period_end": end, "kind": "actual",
        "basis": "table", "value": value, "value_status": "stated", "is_baseline": "false",
        "source_ref": "odi-plan-2010-11, uploaded, row 1", **other,
    }  # fmt: skip


def exact(value: float | None) -> Fraction | None:
    """A figure as it would be written, without the last digits of a machine's."""
    return None if value is None else Fraction(repr(float(value)))


def same(found: Any, expected: Any) -> bool:
    """Equal, or for figures equal but for a machine's last digits."""
    if isinstance(expected, (Fraction, float)) and isinstance(found, (int, float)) and not isinstance(found, bool):
        return found == pytest.approx(float(expected), rel=1e-7, abs=1e-7)
    return found == expected


def differences(found: Row, expected: Row) -> dict[str, tuple[Any, Any]]:
    """Where the rule and the second calculation part: column to what each says."""
    return {name: (found[name], want) for name, want in expected.items() if not same(found[name], want)}
