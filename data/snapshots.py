"""A version as readers have it: one immutable DuckDB file of this machine, open for reading only."""

import contextlib
import datetime
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from data.filling import Frames, write
from data.judging import OtherDates
from data.writing import remove, swap

PREPARED_SECONDS = 24 * 3600  # a version prepared and not published is cleared away after a day
_READ_ONLY: Mapping[str, str] = {
    # With more, a window over no rows now and then fails and takes the whole database with it (duckdb/duckdb#25713).
    "threads": "1",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


@dataclass(frozen=True)
class Version:
    """What the history says of one version.

    `published_at` is UTC, ISO; `fingerprint` names the files it was made from and `rules` what judged it. `changes`
    counts, for each dataset that differs from the parent, the rows added, changed and removed.
    """

    number: int
    parent: int
    published_at: str
    published_by: str
    note: str
    shipped: bool
    fingerprint: str
    rules: str = ""
    changes: Mapping[str, Mapping[str, int]] = field(default_factory=dict, hash=False)


class Snapshot:
    """One version, open for reading until the last holder lets it go."""

    def __init__(self, path: Path, version: Version):
        self.path, self.version = path, version
        self._connection = duckdb.connect(str(path), read_only=True, config=dict(_READ_ONLY))
        # DuckDB shares one database among all who open a file alike, so each has a name of its own for its memory.
        memory = f"dates_{uuid.uuid4().hex}"
        self._connection.execute(f"ATTACH ':memory:' AS {memory} (READ_WRITE)")
        weakref.finalize(self, _close, self._connection, memory)
        self._other_dates = OtherDates(self._connection, memory)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of the caller's own: one must not be shared between threads. It holds the version open."""
        cursor = self._connection.cursor()
        weakref.finalize(cursor, _let_go, self)
        return cursor

    def judged_at(self, date: datetime.date, rules: Collection[str]) -> AbstractContextManager[Mapping[str, str]]:
        """By rule, the table that holds what it says at a date that is not the version's own, until the block ends."""
        return self._other_dates.at(date, rules)


def _close(connection: duckdb.DuckDBPyConnection, memory: str) -> None:
    with contextlib.suppress(duckdb.Error):
        connection.execute(f"DETACH {memory}")
    connection.close()


def _let_go(_: Snapshot) -> None:
    """Nothing to do: until it is called, the version it is to be called with stays open."""


class VersionFiles:
    """What every store does on this machine: version files opened for reading, and made aside in its folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._versions = folder / "versions"
        self._prepared = folder / "prepared"
        self._open: weakref.WeakValueDictionary[Path, Snapshot] = weakref.WeakValueDictionary()
        self._opening, self._rebuilding = threading.Lock(), threading.Lock()
        self._current: Snapshot | None = None

    def rebuilt(self, snapshot: Snapshot, rules: str, frames: Callable[[Snapshot], Frames]) -> Snapshot:
        """A version of an older release in the shape of today, judged by the rules of today; it stays as it is.

        `rules` names these; `frames` gives its datasets. Made aside when it is asked for. Raises OSError.
        """
        path = self._prepared / f"{snapshot.version.number:06}-{rules[:16]}.duckdb"
        with self._rebuilding:
            if not path.exists():
                swap(self.prepare(frames(snapshot)), path)
        note = f"judged by today's rules: {snapshot.version.note}"
        return self._opened(path, replace(snapshot.version, rules=rules, note=note))

    def prepare(self, frames: Frames, like: Snapshot | None = None, changed: Collection[str] = ()) -> Path:
        """Make `frames` a version file aside, for `publish_prepared`; nobody else sees it.

        `like` is a version judged by the rules of today that differs in the `changed` datasets alone: what the rules
        say of the others is taken over from it. Raises OSError.
        """
        self._prepared.mkdir(parents=True, exist_ok=True)
        for path in self._prepared.iterdir():
            with contextlib.suppress(OSError):  # another writer cleared it away, or has just made it
                if time.time() - path.stat().st_mtime > PREPARED_SECONDS:
                    remove(path)
        making = self._prepared / f"{uuid.uuid4().hex}.duckdb"
        try:
            write(making, frames, like.path if like else None, changed, self._prepared)
        except BaseException:
            discard(making)
            raise
        return making

    def _keep_open(self, snapshot: Snapshot) -> Snapshot:
        """The version that stands: whoever comes next is not to wait until it is opened again."""
        self._current = snapshot
        return snapshot

    def _opened(self, path: Path, version: Version) -> Snapshot:
        with self._opening:
            snapshot = self._open.get(path)
            if snapshot is None:
                snapshot = self._open[path] = Snapshot(path, version)
            return snapshot

    def _path(self, number: int) -> Path:
        return self._versions / f"{number:06}.duckdb"


def discard(prepared: Path) -> None:
    """Clear away a prepared file that is not to be published."""
    with contextlib.suppress(OSError):
        for path in prepared.parent.glob(f"{prepared.name}*"):
            remove(path)
