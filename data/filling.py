"""Writes a version file: every dataset in a table of its own with its keys and checks, and what the rules say."""

import contextlib
import datetime
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import duckdb
import pandas as pd
import pyarrow as pa

from data import progress
from data.blank import blank
from data.contracts import contracts
from data.judging import judge
from data.schema import create_table, insert_into, quoted
from data.writing import sync

# Small blocks: two dozen small tables take a third of the room.
BLOCK_SIZE = 16384
# Rows of a large table that are read or left out together: thirty ties of 160,000 are found in a third of the time.
ROW_GROUP_SIZE = 16384
# Files that DuckDB before 1.2 reads too are what it makes unasked: its sketch of how many values differ, of each of a
# thousand columns, is 3 KB in them instead of 64 bytes, which is half of what opening a version takes.
STORAGE = "v1.2.0"
# How a version file is attached to be made, and to be written to.
MAKING = f"(ROW_GROUP_SIZE {ROW_GROUP_SIZE}, BLOCK_SIZE {BLOCK_SIZE}, STORAGE_VERSION '{STORAGE}')"
WRITING = f"(ROW_GROUP_SIZE {ROW_GROUP_SIZE})"
# Trying each way to compress a thousand columns of a few hundred values takes longer than writing them.
LARGE = 100_000  # rows

_STANDING = """
    SELECT coalesce(sum(estimated_size), 0) FROM duckdb_tables()
    WHERE database_name = 'version' AND schema_name = 'main' AND NOT list_contains(?, table_name)
"""

# A whole set of datasets by name, each with the columns of its contract.
Frames: TypeAlias = Mapping[str, pd.DataFrame | pa.Table]


def write(
    path: Path, frames: Frames, like: Path | None = None, changed: Collection[str] = (), kept: Path | None = None
) -> None:
    """Make `frames` a version file, and write it through to the disk.

    `like` is a version of today's tables and rules that differs in the `changed` datasets alone: what has not changed,
    and what the rules say of it, is taken over from it; `frames` need hold no more than what is `written_anew`. What
    any other version begins as is kept in the folder `kept`. Raises OSError.
    """
    try:
        _fill(path, frames, like, changed, kept)
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as fault:
        raise OSError(f"The version could not be written: {fault}") from fault
    sync(path)


def written_anew(changed: Collection[str]) -> list[str]:
    """The datasets that are written where these change: with them the loads, and what has a key of one of them."""
    names = {*changed, "load"}
    for name, contract in contracts().items():  # each comes after those it has keys of
        if any(key.dataset in names for key in contract.foreign_keys):
            names.add(name)
    return [name for name in contracts() if name in names]


def _fill(path: Path, frames: Frames, like: Path | None, changed: Collection[str], kept: Path | None) -> None:
    progress.begins("Writing the next version aside")
    if like:
        shutil.copyfile(like, path)
    else:
        path.write_bytes(blank(_writing, Path(__file__), kept))
    anew = written_anew(changed) if like else list(contracts())
    with _writing(path) as connection:
        ((standing,),) = connection.execute(_STANDING, [anew]).fetchall()
        small = standing + sum(len(frames[name]) for name in anew) < LARGE
        connection.execute("PRAGMA force_compression = 'uncompressed'" if small else "RESET threads")
        connection.execute("BEGIN")
        if like:
            for name in reversed(anew):  # a key is let go before what it leads to
                connection.execute(f"DROP TABLE {quoted(name)}")
            for name in anew:
                connection.execute(create_table(contracts()[name]))
        for name in anew:
            frame = frames[name]
            arrow = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
            connection.register("incoming", arrow)
            connection.execute(insert_into(contracts()[name], "incoming"))
            connection.unregister("incoming")
        # Once they stand, the datasets have statistics by which rules over many rows are planned; nobody sees them yet.
        connection.execute("COMMIT")
        progress.begins("Judging it by every rule")
        connection.execute("BEGIN")
        judge(connection, {*changed, "load"} if like else None, meetings=not small)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose current database is the file, made where it is not there; written through when it closes."""
    # What does not fit in memory is spilled beside the version, not in the folder the program was started from. One
    # thread, until there is enough to share out.
    spilled = f"{path}.spilled"
    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "temp_directory": spilled, "threads": "1"}
    ) as connection:
        connection.execute("SET checkpoint_threshold = '1KB'")  # written once, at the commit, and not to a log before
        attach(connection, path, "version", WRITING if path.exists() else MAKING)
        connection.execute("USE version")
        yield connection
        connection.execute("USE memory")
        connection.execute("DETACH version")


def sign_loads(path: Path, number: int, by: str, at: str, note: str) -> None:
    """Write into a version file by whom, when (ISO, UTC) and why its loads of that number were published.

    Raises FileNotFoundError or OSError.
    """
    if not path.exists():  # DuckDB would make an empty one
        raise FileNotFoundError(f"The prepared version {path.name} was cleared away.")
    signed_at = datetime.datetime.fromisoformat(at).astimezone(datetime.UTC).replace(tzinfo=None)
    try:
        with duckdb.connect(str(path), config={"autoinstall_known_extensions": "false", "threads": "1"}) as connection:
            connection.execute(
                "UPDATE load SET loaded_by = ?, loaded_at = ?, note = ? WHERE version = ?",
                [by, signed_at, note, number],
            )
            connection.execute("CHECKPOINT")
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as fault:
        raise OSError(f"The version could not be written: {fault}") from fault
    sync(path)


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str, options: str = "(READ_ONLY)") -> None:
    """Attach a version file under `name`, for reading unless said otherwise."""
    where = str(path).replace("'", "''")  # ATTACH takes no bound parameters; the path is the store's own
    connection.execute(f"ATTACH '{where}' AS {quoted(name)} {options}")
