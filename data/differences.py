"""Two versions set side by side: rows and cells of each dataset by key, and what the rules say of each."""

import contextlib
import os
import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cachetools
import duckdb
import pandas as pd
import pyarrow as pa

from data.contracts import Contract, Field, contracts
from data.filling import LARGE, Frames, attach
from data.judging import rule_files
from data.schema import duckdb_type, quoted
from data.store import Snapshot
from data.texts import as_texts

LARGE_FILE = 32_000_000  # bytes
LIMIT = 200  # rows and cells shown of each change; the counts are of all
CELLS = ("key", "column", "before", "after")
MOVES = ("kind", "key", "title", "before", "after")
_STANDING = """
    SELECT 'indicator' AS kind, indicator_id || '/' || area_id AS key, title, word FROM indicator_verdict
    UNION ALL SELECT 'milestone', milestone_id, title, word FROM milestone_verdict
    UNION ALL SELECT 'finding', finding_key, title, 'found' FROM finding
"""
_ADVERSE = ("off target", "overdue", "past due, not reported", "should have started, not reported")


@dataclass(frozen=True)
class RowChanges:
    """What differs in one dataset. The counts are of all; the frames hold the first LIMIT.

    added, removed: the dataset's columns. changed: CELLS, a row a cell, as text, a missing one empty.
    """

    added_count: int
    changed_count: int
    removed_count: int
    changed_cells: int
    added: pd.DataFrame
    changed: pd.DataFrame
    removed: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        return {"added": self.added_count, "changed": self.changed_count, "removed": self.removed_count}

    @property
    def any(self) -> bool:
        return any(self.counts.values())


@dataclass(frozen=True)
class Moves:
    """What the rules say otherwise of two versions. sentence: in words; moves: MOVES, a row a thing, missing empty."""

    sentence: str
    moves: pd.DataFrame


@contextlib.contextmanager
def _in_memory(*versions: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory to look at these version files with."""
    # What does not fit in memory is spilled among temporary files, not in the folder the program was started from.
    spilled = Path(tempfile.gettempdir()) / f"council-dashboard-{os.getpid()}"
    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "temp_directory": str(spilled), "threads": "1"}
    ) as connection:
        if max((path.stat().st_size for path in versions), default=0) > LARGE_FILE:
            share_out(connection)
        yield connection


def share_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Let every core work for a connection: where there is little to do, to begin them takes longer than the work."""
    connection.execute("RESET threads")


@contextlib.contextmanager
def workbench(snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory in which every dataset of a version is a view, in the shape of today's contracts."""
    with _in_memory(snapshot.path) as connection:
        # An Arrow table does not say how long it is: DuckDB, left to guess, would hold the longer side of each join in
        # memory. So it holds the side that is named last.
        connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        attach(connection, snapshot.path, "held")
        views = [f"CREATE VIEW {quoted(name)} AS {select}" for name, select in shaped(connection, "held").items()]
        connection.execute(";".join(views))
        yield connection


def shaped(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    """For each dataset the SELECT that gives it, of an attached version, in the shape of today's contract.

    A column that the version does not have yet is empty, a dataset that it does not have has no rows.
    """
    present, selects = _columns(connection, database), {}
    for name, contract in contracts().items():
        columns = ", ".join(
            f"CAST({quoted(f.name) if (name, f.name) in present else 'NULL'} AS {duckdb_type(f)}) AS {quoted(f.name)}"
            for f in contract.fields
        )
        exists = any(table == name for table, _ in present)
        rows = f"FROM {quoted(database)}.{quoted(name)}" if exists else "WHERE false"
        selects[name] = f"SELECT {columns} {rows}"
    return selects


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> set[tuple[str, str]]:
    """Each dataset and column that an attached version has."""
    named = {name: f"{quoted(database)}.{quoted(name)}" for name in contracts()}
    asked = [f"SELECT '{name}', name FROM pragma_table_info('{table}')" for name, table in named.items()]  # noqa: S608 (names of ours)
    try:
        return set(connection.execute(" UNION ALL ".join(asked)).fetchall())
    except duckdb.CatalogException:  # a dataset came later
        # To hear of every table and view there is takes five times as long.
        every = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = ?"
        return set(connection.execute(every, [database]).fetchall())


def held(snapshot: Snapshot, datasets: Iterable[str] = ()) -> dict[str, pa.Table]:
    """These datasets of a version, or all, in the shape of today's contracts. Raises KeyError for no such dataset."""
    wanted = [contracts()[name].name for name in datasets] or list(contracts())
    cursor, selects = as_of_today(snapshot)
    return {name: cursor.execute(selects[name]).to_arrow_table() for name in wanted}


def as_of_today(snapshot: Snapshot) -> tuple[duckdb.DuckDBPyConnection, dict[str, str]]:
    """A connection to a version, and for each dataset the SELECT that gives it in the shape of today's contract."""
    cursor = snapshot.cursor()
    ((database,),) = cursor.execute("SELECT current_database()").fetchall()
    return cursor, shaped(cursor, database)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """The table in nullable pandas types: missing dates and numbers stay apart from NaN."""
    return table.to_pandas(types_mapper=_NULLABLE.get, date_as_object=False)


_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def compare_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, old: str, new: str) -> RowChanges:
    """What differs between two relations of one dataset, by its key."""
    keys, others = contract.primary_key, [c for c in contract.columns if c not in contract.primary_key]
    using = ", ".join(quoted(c) for c in keys)
    key = " || ' / ' || ".join(f"CAST(n.{quoted(c)} AS VARCHAR)" for c in keys)
    differs = [f"o.{quoted(c)} IS DISTINCT FROM n.{quoted(c)}" for c in others] or ["false"]
    cells = " + ".join(f"CAST({d} AS INTEGER)" for d in differs)
    pairs = f"FROM {new} AS n JOIN {old} AS o USING ({using})"
    changed = f"{pairs} WHERE {' OR '.join(differs)}"
    asked = f"SELECT count(*), count(*) FILTER ({' OR '.join(differs)}), coalesce(sum({cells}), 0) {pairs}"
    ((both, changed_count, changed_cells),) = connection.execute(asked).fetchall()
    rows = _changed_cells(connection, contract, others, key, changed) if changed_count else []
    added_count, added = _only_in(connection, new, old, using, both)
    removed_count, removed = _only_in(connection, old, new, using, both)
    return RowChanges(
        added_count=added_count,
        changed_count=changed_count,
        removed_count=removed_count,
        changed_cells=int(changed_cells),
        added=added,
        changed=pd.DataFrame(rows[:LIMIT], columns=list(CELLS)),
        removed=removed,
    )


def _only_in(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, using: str, both: int
) -> tuple[int, pd.DataFrame]:
    """How many rows one of two relations has alone, and the first of them; `both` have so many keys in common."""
    ((count,),) = connection.execute(f"SELECT count(*) - {both} FROM {one} AS a").fetchall()  # noqa: S608 (names of ours)
    alone = f"ANTI JOIN {other} AS b USING ({using})" if count else "WHERE false"
    return count, connection.execute(f"SELECT * FROM {one} AS a {alone} LIMIT {LIMIT}").df()  # noqa: S608 (as above)


def _changed_cells(
    connection: duckdb.DuckDBPyConnection, contract: Contract, columns: Iterable[str], key: str, pairs: str
) -> list[tuple[str, str, str, str]]:
    """CELLS of the first changed rows."""
    both = ", ".join(f"{side}.{quoted(c)} AS {quoted(f'{side} {c}')}" for c in columns for side in ("o", "n"))
    first = connection.sql(f"SELECT {key} AS key, {both} {pairs} LIMIT {LIMIT}").to_arrow_table()
    old, new = (
        {name: cells.fill_null("").to_pylist() for name, cells in as_texts(table, contract).items()}
        for table in (pa.table({c: first[f"{side} {c}"] for c in columns}) for side in ("o", "n"))
    )
    return [
        (row, column, old[column][n], new[column][n])
        for n, row in enumerate(first["key"].to_pylist())
        for column in columns
        if old[column][n] != new[column][n]
    ]


def compare_versions(before: Path, after: Path, datasets: Iterable[str] = ()) -> dict[str, RowChanges]:
    """What differs between two version files, by dataset (these, or all but the loads); the same are left out."""
    wanted = list(datasets) or [name for name in contracts() if name != "load"]
    with _in_memory(before, after) as connection:
        attach(connection, before, "before")
        attach(connection, after, "after")
        old, new = shaped(connection, "before"), shaped(connection, "after")
        same = _same_rows(connection, {name: (f"({old[name]})", f"({new[name]})") for name in wanted})
        return {
            name: compare_rows(connection, contracts()[name], f"({old[name]})", f"({new[name]})")
            for name in wanted
            if name not in same
        }


def _same_rows(connection: duckdb.DuckDBPyConnection, pairs: Mapping[str, tuple[str, str]]) -> set[str]:
    """The datasets whose two relations hold the same rows: quick to tell, and mostly so. Rows are unique by key."""
    if not pairs:
        return set()
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE (SELECT count(*) FROM {old}) = (SELECT count(*) FROM {new}) "  # noqa: S608 (names of ours)
        f"AND NOT EXISTS (FROM {old} EXCEPT FROM {new})"
        for name, (old, new) in pairs.items()
    )
    return {name for (name,) in connection.execute(asked).fetchall()}


def count_changes(before: Snapshot | None, frames: Frames) -> dict[str, dict[str, int]]:
    """Rows added, changed and removed by a whole set, by dataset; what is the same is left out, and the loads."""
    if before is None:
        nothing = {"changed": 0, "removed": 0}
        return {
            name: {"added": len(frame), **nothing} for name, frame in frames.items() if name != "load" and len(frame)
        }
    pairs = {}
    with workbench(before) as connection:
        for name, contract in contracts().items():
            if name == "load":
                continue
            frame = frames[name]
            arrow = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
            if not _is_as_it_stands(connection.table(name).to_arrow_table(), arrow):
                if len(arrow) >= LARGE:
                    share_out(connection)
                connection.register(f"new {name}", arrow)
                columns = ", ".join(cast(f) for f in contract.fields)
                pairs[name] = quoted(name), f"(SELECT {columns} FROM {quoted(f'new {name}')})"  # noqa: S608
        changed = set(pairs) - _same_rows(connection, pairs)
        return {name: compare_rows(connection, contracts()[name], *pairs[name]).counts for name in sorted(changed)}


def _is_as_it_stands(old: pa.Table, new: pa.Table) -> bool:
    """Whether a new table is the old, row by row in the same order: mostly so, and told in a moment."""
    try:
        return old.equals(new.select(old.column_names).cast(old.schema))
    except pa.ArrowException:  # a figure that the type of the old cannot hold
        return False


def cast(field: Field) -> str:
    """The expression that gives a column in the type its contract asks."""
    return f"CAST({quoted(field.name)} AS {duckdb_type(field)}) AS {quoted(field.name)}"


def compare_judgement(before: Snapshot, after: Snapshot) -> Moves:
    """What the rules say otherwise of two versions, each at its own reporting date."""
    with _in_memory() as connection:
        connection.register("b", _standing(before))
        connection.register("a", _standing(after))
        moves = connection.execute(
            """
            SELECT kind, key, coalesce(a.title, b.title, '') AS title, coalesce(b.word, '') AS before,
                   coalesce(a.word, '') AS after
            FROM b FULL JOIN a USING (kind, key) WHERE b.word IS DISTINCT FROM a.word ORDER BY kind, after, title, key
            """
        ).df()
    return Moves(_in_words(moves), moves)


def no_moves() -> Moves:
    """The judgement of two versions that differ only in what no rule reads."""
    empty = pd.DataFrame(columns=list(MOVES))
    return Moves(_in_words(empty), empty)


def is_judged(dataset: str) -> bool:
    """Whether any rule reads the dataset (or seems to: its name stands in a rule's text)."""
    return any(re.search(rf"\b{dataset}\b", path.read_text(encoding="utf-8")) for path in rule_files())


def _standing(snapshot: Snapshot) -> pa.Table:
    """What the rules say of a version, remembered for the last few that were asked."""
    key = _version_file(snapshot.path)
    with _LOCK:
        told = _ASKED.get(key)
    if told is None:
        told = snapshot.cursor().execute(_STANDING).to_arrow_table()
        with _LOCK:
            _ASKED[key] = told
    return told


def standing_of(path: Path) -> pa.Table | None:
    """What was asked of a version file lately, if anything; for `stands`, when the file gets another name."""
    with _LOCK:
        return _ASKED.get(_version_file(path))


def stands(path: Path, told: pa.Table | None) -> None:
    """Remember what the rules say of a version file, known from when it had another name."""
    if told is not None:
        with _LOCK:
            _ASKED[_version_file(path)] = told


def _version_file(path: Path) -> tuple[str, int]:
    return str(path), path.stat().st_mtime_ns if path.exists() else 0


_ASKED: cachetools.LRUCache[tuple[str, int], pa.Table] = cachetools.LRUCache(maxsize=3)
_LOCK = threading.Lock()


def _in_words(moves: pd.DataFrame) -> str:
    """ "3 indicators turn off target; 1 milestone is no longer overdue.": what is worse first."""
    said: dict[tuple[int, str, str], int] = {}
    for kind, before, after in moves[["kind", "before", "after"]].itertuples(index=False):
        phrase = _phrase(kind, before.lower(), after.lower())
        said[phrase] = said.get(phrase, 0) + 1
    parts = [
        f"{count} {kind}{'s' if count > 1 else ''} {_agreeing(verb, count)}"
        for (_, kind, verb), count in sorted(said.items())
    ]
    return "; ".join(parts) + "." if parts else "No verdict changes."


def _phrase(kind: str, before: str, after: str) -> tuple[int, str, str]:
    """Rank (what is worse first), kind and what is said of it, its verb first."""
    if kind == "finding":
        return (1, kind, "is new") if after else (4, kind, "is no longer found")
    if not after:
        return 5, kind, "is no longer there"
    if not before:
        return 3, kind, f"is new: {after}"
    if before in _ADVERSE and after not in _ADVERSE:
        return 2, kind, f"is no longer {before}"
    return (0 if after in _ADVERSE else 2), kind, f"turns {after}"


def _agreeing(verb: str, count: int) -> str:
    if count == 1:
        return verb
    return verb.replace("is ", "are ", 1) if verb.startswith("is ") else verb.replace("turns ", "turn ", 1)
