"""Numbered versions of the data, each one immutable DuckDB file; the current one is named by a small pointer.

A version is made aside, written through to disk, and only then named by the pointer, which is swapped whole. A reader
opens a version under its own name, so no publish disturbs it; a writer that dies leaves the pointer where it was.
"""

import contextlib
import datetime
import hashlib
import json
import os
import shutil
import threading
import time
import uuid
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

import duckdb
import filelock
import pandas as pd
import pyarrow as pa
import tenacity

from data.contracts import contracts
from data.judging import judge
from data.schema import create_evidence_view, create_table, insert_into

# Small blocks: two dozen small tables take about 1.5 MB instead of 11.
BLOCK_SIZE = 16384
LOCK_SECONDS = 60
PREPARED_SECONDS = 24 * 3600  # a version prepared and not published is cleared away after a day
_READ_ONLY: Mapping[str, str] = {
    # With more, a window over no rows now and then fails and takes the whole database with it (duckdb/duckdb#25713).
    "threads": "1",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


# A whole set of datasets by name, each with the columns of its contract.
Frames: TypeAlias = Mapping[str, pd.DataFrame | pa.Table]


class EmptyStore(Exception):
    """Nothing has been published yet."""


class UnknownVersion(Exception):
    """No such version was ever published."""


class PrunedVersion(UnknownVersion):
    """The version's file was removed to save room; its record and its original files stay."""


class UnknownOriginal(Exception):
    """The store keeps no such original file."""


class Overtaken(Exception):
    """Somebody else published since the state this change was made against; nothing has changed."""


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
        weakref.finalize(self, self._connection.close)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of the caller's own: one must not be shared between threads. It holds the version open."""
        cursor = self._connection.cursor()
        weakref.finalize(cursor, _let_go, self)
        return cursor


def _let_go(_: Snapshot) -> None:
    """Nothing to do: until it is called, the version it is to be called with stays open."""


class Store(Protocol):
    """What the rest of the program knows of where versions are kept."""

    def current(self) -> Snapshot: ...
    def open(self, number: int) -> Snapshot: ...
    def publish(self, frames: Frames, version: Version, originals: Iterable[bytes] = ()) -> Snapshot: ...
    def prepare(self, frames: Frames) -> Path: ...
    def publish_prepared(self, prepared: Path, version: Version, originals: Iterable[bytes] = ()) -> Snapshot: ...
    def original(self, sha256: str) -> bytes: ...
    def prune(self, keep: int) -> list[int]: ...
    def is_pruned(self, number: int) -> bool: ...
    def history(self) -> list[Version]: ...


class FileStore:
    """A store in a folder of this machine; network shares are not promised."""

    def __init__(self, folder: Path):
        self._versions = folder / "versions"
        self._originals = folder / "originals"
        self._prepared = folder / "prepared"
        self._pointer = folder / "CURRENT"
        self._lock_file = folder / "publish.lock"
        self._open: weakref.WeakValueDictionary[int, Snapshot] = weakref.WeakValueDictionary()
        self._opening = threading.Lock()

    def current(self) -> Snapshot:
        """The current version. Raises EmptyStore before the first publish."""
        return self.open(self._current_number())

    def open(self, number: int) -> Snapshot:
        """One version by number, shared by all who hold it. Raises UnknownVersion, PrunedVersion, or EmptyStore."""
        if not 1 <= number <= self._current_number():
            raise UnknownVersion(f"There is no version {number}.")
        if self.is_pruned(number):
            raise PrunedVersion(
                f"Version {number} was pruned to save room; its record and its files as loaded are kept."
            )
        with self._opening:
            snapshot = self._open.get(number)
            if snapshot is None:
                snapshot = Snapshot(self._path(number), self._version(number))
                self._open[number] = snapshot
            return snapshot

    def history(self) -> list[Version]:
        """Every published version, newest first; empty before the first publish."""
        try:
            newest = self._current_number()
        except EmptyStore:
            return []
        return [self._version(number) for number in range(newest, 0, -1)]

    def publish(self, frames: Frames, version: Version, originals: Iterable[bytes] = ()) -> Snapshot:
        """Make `frames` the next version, and keep the files it came from as they were.

        Raises Overtaken when the current version is no longer `version.parent`, filelock.Timeout when another writer
        holds on too long, OSError when the disk refuses; in each case nothing has changed.
        """
        with self._writing(version, originals):
            making = self._versions / f"making-{uuid.uuid4().hex}"
            _write(making, frames)
            self._name(making, version)
        return self.open(version.number)

    def prepare(self, frames: Frames) -> Path:
        """Make `frames` a version file aside, for `publish_prepared`; nobody else sees it. Raises OSError."""
        self._prepared.mkdir(parents=True, exist_ok=True)
        for path in self._prepared.iterdir():
            with contextlib.suppress(OSError):  # another writer cleared it away, or has just made it
                if time.time() - path.stat().st_mtime > PREPARED_SECONDS:
                    _remove(path)
        making = self._prepared / f"{uuid.uuid4().hex}.duckdb"
        try:
            _write(making, frames)
        except BaseException:
            discard(making)
            raise
        return making

    def publish_prepared(self, prepared: Path, version: Version, originals: Iterable[bytes] = ()) -> Snapshot:
        """Make a prepared file the next version, its loads of that number signed with who, when and why.

        Raises as `publish` does, and FileNotFoundError where the file was cleared away meanwhile.
        """
        with self._writing(version, originals):
            _sign_loads(prepared, version)
            self._name(prepared, version)
        return self.open(version.number)

    def original(self, sha256: str) -> bytes:
        """The file of that hash, byte for byte as it was loaded. Raises UnknownOriginal."""
        try:
            return (self._originals / sha256).read_bytes()
        except FileNotFoundError:
            raise UnknownOriginal(f"No original file {sha256} is kept here.") from None

    def prune(self, keep: int) -> list[int]:
        """Remove the files of all but the newest `keep` versions; records and originals stay. Returns the numbers.

        The current version is never removed. Raises ValueError where `keep` is below 1.
        """
        if keep < 1:
            raise ValueError("At least the current version is kept.")
        pruned = []
        with filelock.FileLock(self._lock_file, timeout=LOCK_SECONDS):
            for number in range(1, self._current_number() - keep + 1):
                if not self.is_pruned(number):
                    with contextlib.suppress(PermissionError):  # Windows: a session holds it; the next time will do
                        self._path(number).unlink()
                        pruned.append(number)
        return pruned

    def is_pruned(self, number: int) -> bool:
        """Whether that version's file is gone."""
        return not self._path(number).exists()

    @contextlib.contextmanager
    def _writing(self, version: Version, originals: Iterable[bytes]) -> Iterator[None]:
        """Hold the writers' lock, with the parent checked and the originals kept; clear up after a failure."""
        self._versions.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(self._lock_file, timeout=LOCK_SECONDS):
            newest = self.history()[0].number if self._pointer.exists() else 0
            if newest != version.parent or version.number != newest + 1:
                raise Overtaken(f"Version {newest} was published since version {version.parent}.")
            self._sweep()
            try:
                self._keep(originals)
                yield
            except BaseException:
                with contextlib.suppress(OSError):
                    self._sweep()
                raise

    def _keep(self, originals: Iterable[bytes]) -> None:
        """Keep files under their hashes: never under a name that came from outside."""
        kept = False
        for original in originals:
            path = self._originals / hashlib.sha256(original).hexdigest()
            if not path.exists():
                self._originals.mkdir(exist_ok=True)
                _write_through(path, original)
                kept = True
        if kept:
            _sync_folder(self._originals)

    def _name(self, made: Path, version: Version) -> None:
        _replace(made, self._path(version.number))
        _write_through(self._card(version.number), json.dumps(asdict(version), indent=1).encode())
        _sync_folder(self._versions)
        _write_through(self._pointer, str(version.number).encode())
        with contextlib.suppress(OSError):  # the pointer names it: it stands, and readers may hold it already
            _sync_folder(self._pointer.parent)

    def _sweep(self) -> None:
        """Clear away what a writer that failed or died left behind: files half made, or whole but never named."""
        newest = self._current_number() if self._pointer.exists() else 0
        folders = (self._versions, self._originals, self._pointer.parent)
        left_behind = [path for folder in folders for path in folder.glob("making-*")]
        unnamed = [path for path in self._versions.glob("[0-9]*.*") if int(path.name.split(".")[0]) > newest]
        for path in [*left_behind, *unnamed]:
            _remove(path)

    def _current_number(self) -> int:
        try:
            return int(_read(self._pointer))
        except FileNotFoundError:
            raise EmptyStore("Nothing has been published yet.") from None

    def _path(self, number: int) -> Path:
        return self._versions / f"{number:06}.duckdb"

    def _card(self, number: int) -> Path:
        return self._versions / f"{number:06}.json"

    def _version(self, number: int) -> Version:
        return Version(**json.loads(self._card(number).read_text(encoding="utf-8")))


def discard(prepared: Path) -> None:
    """Clear away a prepared file that is not to be published."""
    with contextlib.suppress(OSError):
        for path in prepared.parent.glob(f"{prepared.name}*"):
            _remove(path)


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _sign_loads(path: Path, version: Version) -> None:
    if not path.exists():  # DuckDB would make an empty one
        raise FileNotFoundError(f"The prepared version {path.name} was cleared away.")
    signed_at = datetime.datetime.fromisoformat(version.published_at).astimezone(datetime.UTC).replace(tzinfo=None)
    try:
        with duckdb.connect(str(path), config={"autoinstall_known_extensions": "false"}) as connection:
            connection.execute(
                "UPDATE load SET loaded_by = ?, loaded_at = ?, note = ? WHERE version = ?",
                [version.published_by, signed_at, version.note, version.number],
            )
            connection.execute("CHECKPOINT")
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as fault:
        raise OSError(f"The version could not be written: {fault}") from fault
    _sync(path)


def _write(path: Path, frames: Frames) -> None:
    try:
        _fill(path, frames)
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as fault:
        raise OSError(f"The version could not be written: {fault}") from fault
    _sync(path)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _fill(path: Path, frames: Frames) -> None:
    # What does not fit in memory is spilled beside the version, not in the folder the program was started from.
    spilled = f"{path}.spilled"
    with duckdb.connect(config={"autoinstall_known_extensions": "false", "temp_directory": spilled}) as connection:
        # ATTACH takes no bound parameters; the path is the store's own, its quotes doubled.
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS version (BLOCK_SIZE {BLOCK_SIZE})")
        connection.execute("USE version")
        connection.execute("BEGIN")
        for name, contract in contracts().items():
            for statement in create_table(contract):
                connection.execute(statement)
            frame = frames[name]
            arrow = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
            connection.register("incoming", arrow)
            connection.execute(insert_into(contract, "incoming"))
            connection.unregister("incoming")
        connection.execute(create_evidence_view(contracts().values()))
        judge(connection)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
        connection.execute("USE memory")
        connection.execute("DETACH version")


def _write_through(path: Path, content: bytes) -> None:
    aside = path.with_name(f"making-{uuid.uuid4().hex}")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _replace(aside, path)


# Windows refuses for a moment while a virus scanner looks at the file, or the file is being swapped.
_tried_again = tenacity.retry(
    retry=tenacity.retry_if_exception_type(PermissionError),
    wait=tenacity.wait_fixed(0.1),
    stop=tenacity.stop_after_delay(5),
    reraise=True,
)


@_tried_again
def _replace(source: Path, target: Path) -> None:
    source.replace(target)


@_tried_again
def _read(path: Path) -> str:
    return path.read_text(encoding="ascii")


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened for syncing there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
