"""The shipped CSVs altered on purpose and published through the real path; and the rules over rows made on the spot."""

import csv
import shutil
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from data import places, service
from data.contracts import contracts
from data.judging import rule_files
from data.schema import create_evidence_view
from data.store import FileStore, Snapshot

JUDGED = "judged"  # the store beside a folder of altered CSVs
SOMEWHERE = "odi-plan-2010-11, made for a test, row 1"

Row = dict[str, str]


def copy_shipped(folder: Path, built_home: Path) -> Path:
    """A copy of the shipped CSVs in `folder`, to alter; beside it, for `judged`, a store that holds them unaltered."""
    csvs = folder / "datasets"
    csvs.mkdir()
    for file in places.SHIPPED_FOLDER.glob("*.csv"):
        shutil.copy(file, csvs)
    shutil.copytree(built_home, folder / JUDGED)
    return csvs


def read(folder: Path, dataset: str) -> list[Row]:
    """The rows of one CSV, as text."""
    with (folder / f"{dataset}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, dataset: str, rows: list[Row], columns: Iterable[str] = ()) -> None:
    """Write the rows of one CSV; `columns` where there is none."""
    path = folder / f"{dataset}.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns) or header)
        writer.writeheader()
        writer.writerows(rows)


def alter(folder: Path, dataset: str, where: Mapping[str, str], **new: str) -> None:
    """Change the rows that match; at least one must."""
    rows = read(folder, dataset)
    found = [row for row in rows if all(row[column] == value for column, value in where.items())]
    assert found, f"no {dataset} with {where}"
    for row in found:
        row.update(new)
    write(folder, dataset, rows)


def add(folder: Path, dataset: str, **row: str) -> None:
    """Add one row; columns not named are empty."""
    rows = read(folder, dataset)
    write(
        folder, dataset, [*rows, {"source_ref": SOMEWHERE, **row} if "source_ref" in _header(folder, dataset) else row]
    )


def remove(folder: Path, dataset: str, **where: str) -> None:
    """Take away the rows that match; at least one must."""
    rows = read(folder, dataset)
    kept = [row for row in rows if any(row[column] != value for column, value in where.items())]
    assert len(kept) < len(rows), f"no {dataset} with {where}"
    write(folder, dataset, kept)


def _header(folder: Path, dataset: str) -> list[str]:
    return (folder / f"{dataset}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")


def judged(folder: Path) -> Snapshot:
    """The folder's figures, through the real intake into the next version of the store beside it, with its verdicts."""
    return service.build(FileStore(folder.parent / JUDGED), folder)


def ask(where: Snapshot | duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """The answer as rows by column name."""
    cursor = where.cursor()
    answer = cursor.execute(sql, list(parameters))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def one(where: Snapshot | duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> dict[str, Any]:
    """The only row of the answer."""
    (row,) = ask(where, sql, *parameters)
    return row


def keep_empty_rules(path: Path, snapshot: Snapshot) -> None:
    """Make a file with every table, empty but for settings and thresholds, and every rule."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{snapshot.path}' AS shipped (READ_ONLY)")
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'shipped' AND schema_name = 'main'"
        ).fetchall()
        for (table,) in tables:
            rows = "" if table in ("setting", "threshold") else "LIMIT 0"
            connection.execute(f"CREATE TABLE {table} AS FROM shipped.{table} {rows}")
        connection.execute("DETACH shipped")
        connection.execute(create_evidence_view(contracts().values()))
        for rule in rule_files():
            connection.execute(rule.read_text(encoding="utf-8"))
        connection.execute(f"ATTACH '{path}' AS kept")
        connection.execute("COPY FROM DATABASE memory TO kept")


def empty_rules(path: Path) -> duckdb.DuckDBPyConnection:
    """What that file holds, in memory: to be filled again and again."""
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
    connection.execute("COPY FROM DATABASE kept TO memory")  # binding each rule anew takes seconds
    connection.execute("DETACH kept")
    return connection


def refill(connection: duckdb.DuckDBPyConnection, **tables: list[dict[str, Any]]) -> None:
    """Put these rows in place of those the tables hold; columns not named are empty."""
    for table, rows in tables.items():
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 (names of ours)
        for columns, alike in groupby(rows, key=tuple):
            held = [list(row.values()) for row in alike]
            marks = ", ".join([f"({', '.join('?' * len(columns))})"] * len(held))
            insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}"  # noqa: S608 (names of ours)
            connection.execute(insert, [cell for row in held for cell in row])
