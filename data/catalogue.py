"""A connection to a lake: DuckLake, its catalogue in PostgreSQL and its data as Parquet files on a shared path.

The extensions come as wheels (requirements-lake.txt) and are loaded from where they lie; nothing is fetched.
"""

import contextlib
import importlib.util
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

from data.schema import quoted

LAKE = "lake"  # the name it is attached by
_T = TypeVar("_T")
EXTENSIONS = ("postgres_scanner", "ducklake")
_DATA_PATH = re.compile(r"(?:^|\s)data_path\s*=\s*('(?:[^'\\]|\\.)*'|\S+)")
_ATTEMPTS = 5  # two that attach a lake for the very first time make its catalogue at once: one is refused
# All rows lie in Parquet, however few: reading some that lie in the catalogue may leave a wrong list of tables behind,
# which is remembered by the schema's version alone (duckdb/ducklake#955).
_BEGIN = f"""
    CREATE SCHEMA {LAKE}.store;
    CREATE TABLE {LAKE}.store.pointer (lake VARCHAR NOT NULL, number INTEGER NOT NULL);
    CREATE TABLE {LAKE}.store.version (
        number INTEGER NOT NULL, card VARCHAR NOT NULL, shape VARCHAR, pruned BOOLEAN NOT NULL
    );
    CREATE TABLE {LAKE}.store.shape (shape VARCHAR NOT NULL, file BLOB NOT NULL);
    CREATE TABLE {LAKE}.store.original (sha256 VARCHAR NOT NULL, file BLOB NOT NULL);
    CALL {LAKE}.set_option('data_inlining_row_limit', 0);
    INSERT INTO {LAKE}.store.pointer SELECT uuid()::VARCHAR, 0
"""


class NotSetUp(OSError):
    """What a lake needs is not there: its wheels, or a word of its setting."""


@dataclass(frozen=True)
class Place:
    """Where a lake is: its catalogue in libpq's words, and the folder its data lies in, as this machine sees it."""

    catalogue: str
    data_path: str


def place(setting: str) -> Place:
    """Read the setting: libpq's `host=... dbname=...`, with one word more, `data_path=...`. Raises NotSetUp."""
    found = _DATA_PATH.search(setting)
    if not found:
        raise NotSetUp("The setting of the lake must say data_path=..., the folder its data lies in.")
    path = re.sub(r"\\(.)", r"\1", found[1][1:-1]) if found[1].startswith("'") else found[1]
    catalogue = " ".join(_DATA_PATH.sub(" ", setting).split())
    return Place(catalogue if "connect_timeout" in catalogue else f"{catalogue} connect_timeout=5".strip(), path)


class Catalogue:
    """One lake, attached once a process; made where there is none yet. Attached again where it was lost."""

    def __init__(self, place: Place):
        self._place = place
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._attaching = threading.Lock()

    def asked(self, ask: Callable[[duckdb.DuckDBPyConnection], _T]) -> _T:
        """What is read of the lake by `ask`, tried once more on a new connection where this one was lost."""
        try:
            with self.cursor() as cursor:
                return ask(cursor)
        except (duckdb.IOException, duckdb.FatalException, duckdb.ConnectionException):
            self.let_go()
        with self.cursor() as cursor:
            return ask(cursor)

    @contextlib.contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of the caller's own, in which the lake is attached as LAKE. Raises duckdb.Error, NotSetUp."""
        with self._attaching:
            if self._connection is None:
                self._connection = self._attached()
            cursor = self._connection.cursor()
        with cursor:
            yield cursor

    def let_go(self) -> None:
        """Forget the connection: whoever comes next makes a new one."""
        with self._attaching:
            self._connection = None

    def latest(self) -> int:
        """The newest snapshot's number, whatever it holds, in one short question: whether there is any news at all."""
        asked = f"SELECT max(snapshot_id) FROM __ducklake_metadata_{LAKE}.ducklake_snapshot"  # noqa: S608 (ours)
        return self.asked(lambda cursor: cursor.execute(asked).fetchall()[0][0])

    def _attached(self) -> duckdb.DuckDBPyConnection:
        spilled = str(Path(tempfile.gettempdir()) / "council-dashboard-lake")
        connection = duckdb.connect(
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "temp_directory": spilled,
                "threads": "1",  # more would write the rows of a large table in an order of their own
            }
        )
        for name in EXTENSIONS:
            connection.execute(f"LOAD {_text(str(extension(name)))}")
        for attempt in range(_ATTEMPTS):
            try:
                # Parquet's places are kept relative to the folder, which another machine may see under another name.
                connection.execute(
                    f"ATTACH {_text('ducklake:postgres:' + self._place.catalogue)} AS {LAKE} "
                    f"(DATA_PATH {_text(self._place.data_path)}, OVERRIDE_DATA_PATH true)"
                )
                break
            except duckdb.Error as fault:
                if attempt == _ATTEMPTS - 1 or "unable to connect" in str(fault).lower():
                    raise
                time.sleep(0.2 * (attempt + 1))
        self._begun(connection)
        return connection

    def _begun(self, connection: duckdb.DuckDBPyConnection) -> None:
        asked = "FROM duckdb_columns() WHERE database_name = ? AND schema_name = 'store' AND table_name = 'pointer'"
        if connection.execute(asked, [LAKE]).fetchall():
            return
        try:
            connection.execute(f"BEGIN; {_BEGIN}; COMMIT")
        except duckdb.Error:
            with contextlib.suppress(duckdb.Error):
                connection.execute("ROLLBACK")
            if not connection.execute(asked, [LAKE]).fetchall():  # else another began it in this very moment
                raise


def extension(name: str) -> Path:
    """Where a wheel of the extra has put an extension for this version of DuckDB. Raises NotSetUp."""
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    for folder in found.submodule_search_locations or () if found else ():
        path = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if path.exists():
            return path
    raise NotSetUp(f"A lake needs {name} for DuckDB {duckdb.__version__}: pip install -r requirements-lake.txt.")


def named(*parts: str) -> str:
    return ".".join(map(quoted, parts))


def _text(literal: str) -> str:
    return "'" + literal.replace("'", "''") + "'"
