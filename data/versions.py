"""What stands on a version's card and among its loads."""

import datetime
import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from data import judging, schema
from data.contracts import CONTRACTS_FOLDER, contracts
from data.store import Version

SHIPPED = "shipped"


@dataclass(frozen=True)
class Load:
    """A file that becomes part of a version."""

    dataset: str
    file_name: str
    sha256: str
    rows: int


def next_version(
    parent: int,
    *,
    note: str,
    by: str,
    fingerprint: str,
    rules: str,
    changes: Mapping[str, Mapping[str, int]] | None = None,
    shipped: bool = False,
) -> Version:
    """The card of the version after `parent`, as of now."""
    return Version(
        number=parent + 1,
        parent=parent,
        published_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        published_by=by,
        note=note,
        shipped=shipped,
        fingerprint=fingerprint,
        rules=rules,
        changes=changes or {},
    )


def load_id(version: int, dataset: str) -> str:
    return f"v{version}-{dataset.replace('_', '-')}"


def with_loads(earlier: pa.Table | None, loads: Iterable[Load], version: Version) -> pa.Table:
    """The dataset `load`: every earlier row, and one for each of these."""
    before = [] if earlier is None else earlier.to_pylist()
    latest = {row["dataset"]: row["load_id"] for row in before}
    new = [
        {
            "load_id": load_id(version.number, load.dataset),
            "dataset": load.dataset,
            "version": version.number,
            "file_name": load.file_name,
            "sha256": load.sha256,
            "rows": load.rows,
            "loaded_by": version.published_by,
            "loaded_at": datetime.datetime.fromisoformat(version.published_at).replace(tzinfo=None),
            "note": version.note,
            "supersedes": latest.get(load.dataset),
        }
        for load in loads
    ]
    return pa.Table.from_pylist([*before, *new], schema=_LOAD)


_ARROW = {"integer": pa.int64(), "datetime": pa.timestamp("us")}
_LOAD = pa.schema([(f.name, _ARROW.get(f.type, pa.string())) for f in contracts()["load"].fields])


def rules_fingerprint() -> str:
    """What a version is made and judged by, as one hash: the contracts, the rules and what runs them."""
    program = [Path(judging.__file__), Path(schema.__file__)]
    return fingerprint_of([*sorted(CONTRACTS_FOLDER.glob("*.json")), *judging.rule_files(), *program])


def fingerprint_of(files: Iterable[Path]) -> str:
    """What these files are, as one hash of their names and bytes."""
    return _hash_of(tuple((path, path.stat().st_mtime_ns) for path in files))


@functools.lru_cache(maxsize=8)
def _hash_of(files: tuple[tuple[Path, int], ...]) -> str:
    """Hash the files; their times only tell the cache when to look again."""
    digest = hashlib.sha256()
    for path, _ in files:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
