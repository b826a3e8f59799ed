"""What a version is in a lake: its tables where they differ from its parent's, its originals, and its record.

Every name in these statements is the program's own, or one that it gave to a table.
"""

import contextlib
import hashlib
import json
import tempfile
import uuid
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa

from data.catalogue import LAKE, named
from data.filling import LARGE, MAKING, WRITING, attach
from data.schema import same_rows
from data.snapshots import Version
from data.store import Overtaken

_Table: TypeAlias = tuple[str, str]
_Columns: TypeAlias = tuple[tuple[str, str], ...]
_RECORDS = pa.schema([("number", pa.int32()), ("card", pa.string()), ("shape", pa.string()), ("pruned", pa.bool_())])
_COLUMNS = """
    SELECT schema_name, table_name, list((column_name, data_type) ORDER BY column_index)
    FROM duckdb_columns() WHERE database_name = ? AND NOT internal GROUP BY ALL
"""
_WORDS = """
    SELECT sql FROM duckdb_tables() WHERE database_name = 'made' AND NOT internal
    UNION ALL SELECT sql FROM duckdb_views() WHERE database_name = 'made' AND NOT internal
    UNION ALL SELECT concat_ws(' ', schema_name, function_name, parameters, macro_definition)
        FROM duckdb_functions() WHERE database_name = 'made' AND NOT internal
    ORDER BY ALL
"""
LEFT_BEHIND = "1 day"  # what a publisher that died wrote is cleared away after it


def publish(
    cursor: duckdb.DuckDBPyConnection, version: Version, file: Path | None, parent: Path | None, files: dict[str, bytes]
) -> None:
    """One transaction: the version's tables where they differ from its parent's, its originals, record and number."""
    with contextlib.ExitStack() as stack:
        made = stack.enter_context(attached(cursor, file)) if file else None
        before = stack.enter_context(attached(cursor, parent)) if parent else None
        contents = _Contents.of(file) if file else None
        earlier = _Contents.of(parent).tables if parent else {}
        shapes = {contents.shape: _blank(file)} if file and contents and not _is_kept(cursor, contents.shape) else {}
        cursor.execute("BEGIN")
        try:
            ((newest,),) = cursor.execute(f"SELECT number FROM {LAKE}.store.pointer").fetchall()  # noqa: S608 (ours)
            if newest != version.parent:
                raise Overtaken(f"Version {newest} was published since version {version.parent}.")
            if made and contents:
                _put_tables(cursor, made, contents.tables, before, earlier)
            _put(cursor, "shape", shapes)
            _put(cursor, "original", files)
            record = {
                "number": version.number,
                "card": json.dumps(asdict(version)),
                "shape": contents and contents.shape,
                "pruned": file is None,
            }
            _put_records(cursor, [*_records(cursor), record])
            cursor.execute(f"UPDATE {LAKE}.store.pointer SET number = ?", [version.number])  # noqa: S608 (ours)
            said = [version.published_by, version.note, str(version.number)]
            if made:
                cursor.execute(f"CALL {LAKE}.set_commit_message(?, ?, extra_info => ?)", said)
            cursor.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            raise


def copy(cursor: duckdb.DuckDBPyConnection, number: int, shape: str | None, making: Path) -> None:
    """Make a file of what the lake holds of a version, as it was when it was published."""
    asked = f"SELECT file FROM {LAKE}.store.shape WHERE shape = ?"  # noqa: S608 (names of ours)
    ((blank,),) = cursor.execute(asked, [shape]).fetchall()
    making.write_bytes(zlib.decompress(blank))
    tables = _Contents.of(making).tables
    snapshot = snapshots(cursor)[number]
    with attached(cursor, making, WRITING) as made:
        rows = 0
        cursor.execute("BEGIN")
        for schema, table in tables:
            source = f"{named(LAKE, schema, table)} AT (VERSION => {snapshot})"
            cursor.execute(f"INSERT INTO {named(made, schema, table)} FROM {source} ORDER BY rowid")
            rows += cursor.fetchall()[0][0]
        # As the store of files does; the setting is the whole connection's, but it writes no other files of DuckDB's.
        cursor.execute(f"SET force_compression = '{'uncompressed' if rows < LARGE else 'auto'}'")
        cursor.execute("COMMIT")
        cursor.execute(f"CHECKPOINT {made}")


def snapshots(cursor: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """By version, the lake's snapshot that holds it; a pruned one has none."""
    asked = f"SELECT commit_extra_info, snapshot_id FROM {LAKE}.snapshots() WHERE commit_extra_info IS NOT NULL"  # noqa: S608
    return {int(number): snapshot for number, snapshot in cursor.execute(asked).fetchall()}


def expire(cursor: duckdb.DuckDBPyConnection, numbers: Collection[int]) -> None:
    """Mark versions as pruned, and remove every file that no other version needs, or that a dead publisher left."""
    if numbers:
        cursor.execute("BEGIN")
        try:
            _put_records(cursor, [{**r, "pruned": r["pruned"] or r["number"] in numbers} for r in _records(cursor)])
            cursor.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            raise
    kept = {snapshot for number, snapshot in snapshots(cursor).items() if number not in numbers}
    *every, _newest = cursor.execute(f"SELECT snapshot_id FROM {LAKE}.snapshots() ORDER BY ALL").fetchall()  # noqa: S608
    if gone := [snapshot for (snapshot,) in every if snapshot not in kept]:
        cursor.execute(f"CALL ducklake_expire_snapshots('{LAKE}', versions => {gone})")
    cursor.execute(f"CALL ducklake_cleanup_old_files('{LAKE}', cleanup_all => true)")
    age = f"now() - INTERVAL '{LEFT_BEHIND}'"
    cursor.execute(f"CALL ducklake_delete_orphaned_files('{LAKE}', older_than => {age})")


def _records(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    return cursor.table(f"{LAKE}.store.version").order("number").to_arrow_table().to_pylist()


def _put_records(cursor: duckdb.DuckDBPyConnection, records: list[dict[str, object]]) -> None:
    """Write the records of all versions anew, into one file: a file each would soon be slow to read."""
    cursor.execute(f"DELETE FROM {LAKE}.store.version")  # noqa: S608 (names of ours)
    cursor.register("records", pa.Table.from_pylist(records, schema=_RECORDS))
    cursor.execute(f"INSERT INTO {LAKE}.store.version BY NAME FROM records")
    cursor.unregister("records")


def _put(cursor: duckdb.DuckDBPyConnection, table: str, files: dict[str, bytes]) -> None:
    """Keep bytes under their hashes, those that are not kept yet."""
    key = {"original": "sha256", "shape": "shape"}[table]
    kept = f"(FROM {LAKE}.store.{table} WHERE {key} = $name)"
    for name, content in files.items():
        put = f"INSERT INTO {LAKE}.store.{table} SELECT $name, $content WHERE NOT EXISTS {kept}"
        cursor.execute(put, {"name": name, "content": content})


def _is_kept(cursor: duckdb.DuckDBPyConnection, shape: str) -> bool:
    return bool(cursor.execute(f"SELECT 1 FROM {LAKE}.store.shape WHERE shape = ?", [shape]).fetchall())  # noqa: S608


def _put_tables(
    cursor: duckdb.DuckDBPyConnection,
    made: str,
    here: Mapping[_Table, _Columns],
    before: str | None,
    earlier: Mapping[_Table, _Columns],
) -> None:
    """Make the lake's tables those of an attached version; one that is the same in its parent, attached too, stays."""
    there = _columns(cursor, LAKE)
    for schema in {schema for schema, _ in here} - {schema for schema, _ in there} - {"main"}:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {named(LAKE, schema)}")
    for table in there.keys() - here.keys():
        if table[0] != "store":
            cursor.execute(f"DROP TABLE {named(LAKE, *table)}")
    for table, columns in here.items():
        source, target = named(made, *table), named(LAKE, *table)
        if there.get(table) != columns:
            cursor.execute(f"CREATE OR REPLACE TABLE {target} AS FROM {source}")
        elif not (before and earlier.get(table) == columns and same_rows(cursor, source, named(before, *table))):
            cursor.execute(f"DELETE FROM {target}")  # noqa: S608 (names of ours, here and below)
            cursor.execute(f"INSERT INTO {target} FROM {source}")


@dataclass(frozen=True)
class _Contents:
    """What a version file has: its tables in the order they were made, with their columns; and the hash of its words.

    The words are those that make its tables, views and macros.
    """

    tables: Mapping[_Table, _Columns]
    shape: str

    @classmethod
    def of(cls, path: Path) -> "_Contents":
        # A connection of its own: to list the tables of one where the lake is attached asks the catalogue of each.
        with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
            attach(connection, path, "made")
            made = connection.execute(
                "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'made' ORDER BY table_oid"
            ).fetchall()
            columns = _columns(connection, "made")
            words = connection.execute(_WORDS).fetchall()
        return cls({table: columns[table] for table in made}, hashlib.sha256(json.dumps(words).encode()).hexdigest())


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[_Table, _Columns]:
    """By schema and table, or view, the names and types of its columns in a database that is open."""
    held = connection.execute(_COLUMNS, [database]).fetchall()
    return {(schema, table): tuple(columns) for schema, table, columns in held}


def _blank(file: Path) -> bytes:
    """A version file without its rows, in which its tables, views and macros are as they were made.

    Their words alone would not do: a database gives a macro back in words of its own, which may bind otherwise.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.duckdb"
        with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
            attach(connection, file, "made")
            attach(connection, path, "blank", MAKING)
            connection.execute("COPY FROM DATABASE made TO blank (SCHEMA); DETACH blank")
        return zlib.compress(path.read_bytes())


@contextlib.contextmanager
def attached(cursor: duckdb.DuckDBPyConnection, path: Path, options: str = "(READ_ONLY)") -> Iterator[str]:
    """A file attached under a name of its own, which it gives, until the block ends."""
    name = f"file_{uuid.uuid4().hex}"
    attach(cursor, path, name, options)
    try:
        yield name
    finally:
        with contextlib.suppress(duckdb.Error):
            cursor.execute(f"DETACH {name}")
