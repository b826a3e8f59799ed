"""Numbered versions of the data in a lake: DuckLake, its catalogue in PostgreSQL, its data on a path many machines see.

A version is one transaction of the lake, so it is there whole or not at all. Whoever reads it has a copy of their own
machine's, a DuckDB file like any other store's: made when it is first opened, and closed to everything outside it.
"""

import contextlib
import hashlib
import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
import filelock

from data import lake_tables
from data.catalogue import LAKE, Catalogue, NotSetUp, Place
from data.filling import Frames, sign_loads, write
from data.snapshots import Snapshot, Version, VersionFiles, discard
from data.store import EmptyStore, Overtaken, PrunedVersion, UnknownOriginal, UnknownVersion, Unreachable
from data.writing import remove, swap, sync

COPIES = 12  # versions of which this machine keeps its copy, by when they were last opened
_TRIES = 5
_T = TypeVar("_T")
_LOG = logging.getLogger(__name__)
_AWAY = "The catalogue of the lake does not answer"


@dataclass(frozen=True)
class _Record:
    """What the lake's catalogue says of a version; `shape` is the hash of its file without rows."""

    version: Version
    shape: str | None
    pruned: bool


@dataclass(frozen=True)
class _State:
    """What stood in the lake at its snapshot number `latest`: every version's record, in order."""

    latest: int
    lake: str
    records: tuple[_Record, ...]


class LakeStore(VersionFiles):
    """A store in a lake that many machines share; in `folder`, this machine's, are its copies and what it prepares."""

    def __init__(self, folder: Path, place: Place):
        super().__init__(folder / "lake")
        self.folder = folder
        self._catalogue = Catalogue(place)
        self._known: _State | None = None
        self._copying, self._committing = threading.Lock(), threading.Lock()

    def current(self) -> Snapshot:
        """The current version. Raises EmptyStore before the first publish, Unreachable, or OSError."""
        return self._keep_open(self._snapshot(self._some_records()[-1]))

    def open(self, number: int) -> Snapshot:
        """One version by number, shared by all who hold it. Raises as `current` does, UnknownVersion, PrunedVersion."""
        records = self._some_records()
        if not 1 <= number <= len(records):
            raise UnknownVersion(f"There is no version {number}.")
        return self._snapshot(records[number - 1])

    def history(self) -> list[Version]:
        """Every published version, newest first; empty before the first publish. Raises Unreachable."""
        return [record.version for record in reversed(self._state().records)]

    def publish(self, frames: Frames, version: Version, originals: Iterable[bytes] = ()) -> Snapshot:
        """Make `frames` the next version, and keep the files it came from as they were.

        Raises Overtaken when the current version is no longer `version.parent`, OSError when the disk or the lake
        refuses; in each case nothing has changed.
        """
        self._check_parent(version)
        parent = self.open(version.parent) if version.parent else None
        is_like = parent and version.changes and version.rules == parent.version.rules
        made = self._aside()
        try:
            like, changed = (parent.path, version.changes) if parent and is_like else (None, ())
            write(made, frames, like, changed, self._prepared)
            self._commit(version, made, originals)
        finally:
            discard(made)
        return self._keep_open(self.open(version.number))

    def publish_prepared(self, prepared: Path, version: Version, originals: Iterable[bytes] = ()) -> Snapshot:
        """Make a prepared file the next version, its loads of that number signed with who, when and why.

        Raises as `publish` does, and FileNotFoundError where the file was cleared away meanwhile.
        """
        self._check_parent(version)
        sign_loads(prepared, version.number, version.published_by, version.published_at, version.note)
        self._commit(version, prepared, originals)
        return self._keep_open(self.open(version.number))

    def adopt(self, version: Version, file: Path | None, originals: Iterable[bytes] = ()) -> None:
        """Make a version of another store the next one here, as it stands: what its file holds, or none if pruned.

        Raises as `publish` does.
        """
        self._check_parent(version)
        self._commit(version, file, originals, keep=False)

    def original(self, sha256: str) -> bytes:
        """The file of that hash, byte for byte as it was loaded. Raises UnknownOriginal, Unreachable."""
        asked = f"SELECT file FROM {LAKE}.store.original WHERE sha256 = ? LIMIT 1"  # noqa: S608 (names of ours)
        found = self._asked(lambda cursor: cursor.execute(asked, [sha256]).fetchall())
        if not found:
            raise UnknownOriginal(f"No original file {sha256} is kept here.")
        return found[0][0]

    def originals(self) -> list[str]:
        """The hash of every original file that is kept. Raises Unreachable."""
        asked = f"SELECT DISTINCT sha256 FROM {LAKE}.store.original ORDER BY ALL"  # noqa: S608 (names of ours)
        return [sha256 for (sha256,) in self._asked(lambda cursor: cursor.execute(asked).fetchall())]

    def prune(self, keep: int) -> list[int]:
        """Remove the figures of all but the newest `keep` versions; records and originals stay. Returns the numbers.

        The current version is never removed. Raises ValueError where `keep` is below 1, or OSError.
        """
        if keep < 1:
            raise ValueError("At least the current version is kept.")
        records = self._some_records()
        pruned = [record.version.number for record in records[:-keep] if not record.pruned]
        self._changed(lambda cursor: lake_tables.expire(cursor, pruned), lambda: None)
        for number in pruned:
            with contextlib.suppress(OSError):  # not here, or held open on Windows
                remove(self._path(number))
        return pruned

    def is_pruned(self, number: int) -> bool:
        """Whether that version's figures are gone."""
        return self._state().records[number - 1].pruned

    def _path(self, number: int) -> Path:
        # A folder a lake: one that is begun anew has a version of the same number.
        return self._versions / (self._known or self._state()).lake / f"{number:06}.duckdb"

    def _some_records(self) -> tuple[_Record, ...]:
        if records := self._state().records:
            return records
        raise EmptyStore("Nothing has been published yet.")

    def _state(self) -> _State:
        """What stands in the lake now; what stood last, where it does not answer and this process has seen it."""
        try:
            latest = self._asked_latest()
            if self._known is None or self._known.latest != latest:
                self._known = self._asked(_read_state)
        except Unreachable:
            if self._known is None:
                raise
            _LOG.warning("%s; what was known last is shown.", _AWAY)
        return self._known

    def _asked_latest(self) -> int:
        with _told():
            return self._catalogue.latest()

    def _asked(self, ask: Callable[[duckdb.DuckDBPyConnection], _T]) -> _T:
        with _told():
            return self._catalogue.asked(ask)

    def _snapshot(self, record: _Record) -> Snapshot:
        number = record.version.number
        if record.pruned:
            raise PrunedVersion(
                f"Version {number} was pruned to save room; its record and its files as loaded are kept."
            )
        path = self._path(number)
        for _ in range(_TRIES):
            if snapshot := self._open.get(path):
                return snapshot
            if not path.exists():
                self._copy(record, path)
            try:
                snapshot = self._opened(path, record.version)
            except duckdb.IOException:  # another process of this machine has just made room by removing it
                if path.exists():
                    raise
                continue
            with contextlib.suppress(OSError):
                os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))  # read now, written when it was
            return snapshot
        raise OSError(f"The copy of version {number} on this machine keeps being removed.")

    def _copy(self, record: _Record, path: Path) -> None:
        """Make this machine's copy of a version, once for all its processes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._copying, filelock.FileLock(path.with_suffix(".lock")):
            if path.exists():
                return
            making = path.with_name(f"making-{uuid.uuid4().hex}")
            try:
                self._asked(lambda cursor: lake_tables.copy(cursor, record.version.number, record.shape, making))
                sync(making)
                swap(making, path)
            except BaseException:
                discard(making)
                if self._state().records[record.version.number - 1].pruned:
                    raise PrunedVersion(f"Version {record.version.number} was pruned just now.") from None
                raise
        self._make_room(path)

    def _make_room(self, newest: Path) -> None:
        """Remove the copies that were opened longest ago; the lake still has them."""
        copies = sorted(newest.parent.glob("[0-9]*.duckdb"), key=_opened_at, reverse=True)
        left_behind = [path for path in newest.parent.glob("making-*") if time.time() - _opened_at(path) > 3600]
        for path in [*copies[COPIES:], *left_behind]:
            if path != newest and path not in self._open:
                with contextlib.suppress(OSError):
                    remove(path)

    def _aside(self) -> Path:
        self._prepared.mkdir(parents=True, exist_ok=True)
        return self._prepared / f"{uuid.uuid4().hex}.duckdb"

    def _check_parent(self, version: Version) -> None:
        with _told():
            self._known = self._catalogue.asked(_read_state)
        newest = len(self._known.records)
        if newest != version.parent or version.number != newest + 1:
            raise Overtaken(f"Version {newest} was published since version {version.parent}.")

    def _commit(self, version: Version, file: Path | None, originals: Iterable[bytes], keep: bool = True) -> None:
        """Write a version's file into the lake as its next version, and keep it as this machine's copy.

        Of two that do so at once the catalogue lets one through: both change the one row that names the newest.
        """
        files = {hashlib.sha256(original).hexdigest(): original for original in originals}
        parent = self._path(version.parent) if version.parent and file else None
        if parent and not parent.exists():
            with contextlib.suppress(PrunedVersion):
                self.open(version.parent)
        before = parent if parent and parent.exists() else None
        try:
            self._changed(
                lambda cursor: lake_tables.publish(cursor, version, file, before, files),
                lambda: self._check_parent(version),
            )
        except (OSError, Overtaken):
            if not self._stands(version):  # else it was published, and its publisher cut off before it was told
                raise
        if file and keep:
            path = self._path(version.number)
            with contextlib.suppress(OSError):  # the version stands; its copy can be made again
                path.parent.mkdir(parents=True, exist_ok=True)
                swap(file, path)
                self._make_room(path)

    def _stands(self, version: Version) -> bool:
        with contextlib.suppress(OSError):
            records = self._asked(_read_state).records
            return len(records) >= version.number and records[version.number - 1].version == version
        return False

    def _changed(self, change: Callable[[duckdb.DuckDBPyConnection], None], look: Callable[[], None]) -> None:
        """Change the lake; again, after a `look` at what stands now, where somebody else changed it meanwhile.

        Raises Unreachable or OSError, or what `look` does.
        """
        refused: duckdb.Error | None = None
        for _ in range(_TRIES):
            try:
                with self._committing, _told(), self._catalogue.cursor() as cursor:
                    return change(cursor)
            except duckdb.TransactionException as fault:
                refused = fault
                look()
            except OSError:
                self._catalogue.let_go()
                raise
        raise OSError("Others keep changing the lake; nothing of this has been published. Try again.") from refused


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What the lake refuses, in words that keep its place and passwords to themselves."""
    try:
        yield
    except NotSetUp as fault:
        _LOG.error("%s", fault)
        raise Unreachable(str(fault)) from fault
    except (duckdb.ConnectionException, duckdb.FatalException, duckdb.IOException) as fault:
        if "postgres" in str(fault).lower():
            raise Unreachable(f"{_AWAY}. Try again in a minute.") from fault
        raise OSError(f"The lake could not be read or written: {str(fault)[:200]}") from fault


def _read_state(cursor: duckdb.DuckDBPyConnection) -> _State:
    # One transaction, so that the three say the same.
    cursor.execute("BEGIN")
    try:
        asked = f"SELECT max(snapshot_id) FROM __ducklake_metadata_{LAKE}.ducklake_snapshot"  # noqa: S608 (ours)
        ((latest,),) = cursor.execute(asked).fetchall()
        ((lake,),) = cursor.execute(f"SELECT lake FROM {LAKE}.store.pointer").fetchall()  # noqa: S608 (ours)
        rows = cursor.execute(f"SELECT card, shape, pruned FROM {LAKE}.store.version ORDER BY number").fetchall()  # noqa: S608
    finally:
        cursor.execute("ROLLBACK")
    return _State(latest, lake, tuple(_Record(Version(**json.loads(card)), *others) for card, *others in rows))


def _opened_at(path: Path) -> float:
    try:
        return path.stat().st_atime
    except OSError:  # removed meanwhile
        return 0.0
