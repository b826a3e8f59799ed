"""Moves every version from one store to another, and proves that nothing was lost or altered on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb

from data.catalogue import named
from data.filling import attach
from data.history import every_load
from data.store import Store, UnknownOriginal, Version

_TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'a' ORDER BY ALL"
_COLUMNS = """
    SELECT schema_name, table_name, column_name, data_type, column_index FROM duckdb_columns()
    WHERE database_name = ? AND NOT internal ORDER BY ALL
"""
_WORDS = """
    SELECT 'view', schema_name, view_name, sql FROM duckdb_views() WHERE database_name = $name AND NOT internal
    UNION ALL SELECT 'macro', schema_name, function_name, concat_ws(' ', parameters, macro_definition)
        FROM duckdb_functions() WHERE database_name = $name AND NOT internal
    ORDER BY ALL
"""


class HoldsOthers(Exception):
    """The store to be moved into holds versions that are not those of the other; nothing has changed."""


class NotTheSame(Exception):
    """What was moved is not what was there before; the store it came from is as it was."""


@dataclass(frozen=True)
class Moved:
    """What was moved and found to be the same: versions (of which pruned), tables with their rows, original files."""

    versions: int
    pruned: int
    tables: int
    rows: int
    originals: int


def migrate(source: Store, target: Store, afresh: Callable[[], Store], tell: Callable[[str], None]) -> Moved:
    """Make every version of `source` one of `target`, and compare all that both hold.

    `afresh` opens the target as somebody else would, who has none of its versions at hand yet. A move that was cut off
    goes on where it ended. `tell` hears of each version. Raises HoldsOthers, NotTheSame, or as the stores do.
    """
    versions, standing = source.history()[::-1], target.history()[::-1]
    if versions[: len(standing)] != standing:
        raise HoldsOthers("The other store holds versions of its own; move into one that is empty. Nothing was moved.")
    kept = set(target.originals())
    for version in versions[len(standing) :]:
        wanted = _loaded_by(source, version.number) if version is not versions[-1] else set(source.originals())
        pruned = source.is_pruned(version.number)
        file = None if pruned else source.open(version.number).path
        target.adopt(version, file, _bytes_of(source, wanted - kept))
        kept |= wanted
        tell(f"Version {version.number} moved{' (pruned: its record alone)' if pruned else ''}")
    return compare(source, afresh(), tell)


def compare(one: Store, other: Store, tell: Callable[[str], None]) -> Moved:
    """All that two stores hold, compared: records, original files, and of each version every table, row by row.

    Raises NotTheSame at the first that differs.
    """
    versions = one.history()
    if other.history() != versions:
        raise NotTheSame("The records of the versions differ.")
    if one.originals() != other.originals():
        raise NotTheSame("Not the same original files are kept.")
    for sha256 in one.originals():
        if one.original(sha256) != other.original(sha256):
            raise NotTheSame(f"The original file {sha256} differs.")
    pruned, tables, rows = 0, 0, 0
    for version in reversed(versions):
        if one.is_pruned(version.number) != other.is_pruned(version.number):
            raise NotTheSame(f"Version {version.number} is pruned in one of the two alone.")
        if one.is_pruned(version.number):
            pruned += 1
            continue
        counts = _compared(one, other, version)
        tables, rows = tables + len(counts), rows + sum(counts)
        tell(f"Version {version.number} compared: {len(counts)} tables, {sum(counts):,} rows, the same")
    return Moved(len(versions), pruned, tables, rows, len(one.originals()))


def _compared(one: Store, other: Store, version: Version) -> list[int]:
    """The rows of each table of a version, the same in both stores and in the same order."""
    first, second = one.open(version.number), other.open(version.number)
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        attach(connection, first.path, "a")
        attach(connection, second.path, "b")
        columns = [connection.execute(_COLUMNS, [name]).fetchall() for name in ("a", "b")]
        words = [connection.execute(_WORDS, {"name": name}).fetchall() for name in ("a", "b")]
        if columns[0] != columns[1] or words[0] != words[1]:
            raise NotTheSame(f"Version {version.number} has other tables, columns, views or rules.")
        counts = []
        for table in connection.execute(_TABLES).fetchall():
            a, b = named("a", *table), named("b", *table)
            asked = f"SELECT (SELECT count(*) FROM {a}), (SELECT count(*) FROM {b})"  # noqa: S608 (names of ours)
            ((count, others),) = connection.execute(asked).fetchall()
            pairs = f"FROM (FROM {a}) AS x POSITIONAL JOIN (FROM {b}) AS y WHERE x IS DISTINCT FROM y"
            if count != others or connection.execute(f"SELECT 1 {pairs} LIMIT 1").fetchall():
                raise NotTheSame(f"Version {version.number} holds other rows in {'.'.join(table)}.")
            counts.append(count)
    return counts


def _loaded_by(store: Store, number: int) -> set[str]:
    """The hashes of the files that a version brought in."""
    return {load["sha256"] for load in every_load(store) if load["version"] == number}


def _bytes_of(store: Store, wanted: set[str]) -> Iterator[bytes]:
    for sha256 in sorted(wanted):
        try:
            yield store.original(sha256)
        except UnknownOriginal:  # a load of a release that did not keep its file
            continue
