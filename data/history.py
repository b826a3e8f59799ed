"""What was published, when, by whom and what it changed; and what differs between any two versions."""

import weakref
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.differences import Moves, RowChanges, compare_judgement, compare_versions, held
from data.store import EmptyStore, Snapshot, Store

HISTORY = (
    "version", "published_at", "published_by", "note", "shipped", "dataset", "load_id", "file_name", "sha256", "rows",
    "added", "changed", "removed", "pruned",
)  # fmt: skip


# A version never changes, and to read its loads takes a database of its own, 0.1 s; it is not held open for them.
_LOADS: weakref.WeakKeyDictionary[Snapshot, list[dict]] = weakref.WeakKeyDictionary()


class UnknownLoad(Exception):
    """No file was ever loaded under that name."""


@dataclass(frozen=True)
class Difference:
    """What differs between two versions: rows by dataset (only those that differ), and what the rules say otherwise."""

    before: int
    after: int
    rows: Mapping[str, RowChanges]
    judgement: Moves


def history(keeper: Store) -> pd.DataFrame:
    """HISTORY, one row a load or changed dataset of a version, newest version first.

    published_at is UTC; added, changed and removed count rows against the version before, missing where an older
    release did not count them; dataset is empty for a version that changed no figures; load_id, file_name, sha256
    and rows are empty where a version changed the dataset without a file.
    """
    held_loads = every_load(keeper)
    rows = []
    for version in keeper.history():
        of_version = {load["dataset"]: load for load in held_loads if load["version"] == version.number}
        for dataset in sorted({*of_version, *version.changes}) or [""]:
            load, counts = of_version.get(dataset, {}), version.changes.get(dataset)
            if version.changes and dataset and counts is None:  # loaded again as it was
                counts = {"added": 0, "changed": 0, "removed": 0}
            rows.append(
                {
                    "version": version.number,
                    "published_at": pd.Timestamp(version.published_at).tz_convert("UTC"),
                    "published_by": version.published_by,
                    "note": version.note,
                    "shipped": version.shipped,
                    "dataset": dataset,
                    **{column: load.get(column) for column in ("load_id", "file_name", "sha256", "rows")},
                    **{what: (counts or {}).get(what) for what in ("added", "changed", "removed")},
                    "pruned": keeper.is_pruned(version.number),
                }
            )
    frame = pd.DataFrame(rows, columns=list(HISTORY))
    whole = ["rows", "added", "changed", "removed"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def standing(keeper: Store) -> tuple[tuple[int, bool], ...]:
    """Each version, newest first, and whether it was pruned: until that changes, `history` says the same."""
    return tuple((version.number, keeper.is_pruned(version.number)) for version in keeper.history())


def original(keeper: Store, load_id: str) -> tuple[str, bytes]:
    """A load's file by its name then, byte for byte. Raises UnknownLoad, or UnknownOriginal where it was never kept."""
    for load in every_load(keeper):
        if load["load_id"] == load_id:
            return load["file_name"], keeper.original(load["sha256"])
    raise UnknownLoad(f"There is no load {load_id!r}; `history` lists them.")


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """What the later of two versions (or whichever is named second) holds and judges otherwise."""
    rows = compare_versions(before.path, after.path)
    return Difference(before.version.number, after.version.number, rows, compare_judgement(before, after))


def every_load(keeper: Store) -> list[dict]:
    """The rows of the dataset `load` of the current version, not to be changed; none before the first."""
    try:
        snapshot = keeper.current()
    except EmptyStore:
        return []
    if snapshot not in _LOADS:
        _LOADS[snapshot] = held(snapshot, ["load"])["load"].to_pylist()
    return _LOADS[snapshot]
