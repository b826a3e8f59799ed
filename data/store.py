"""Numbered versions of the data, each one immutable DuckDB file; the current one is named by a small pointer.

A version is made aside, written through to disk, and only then named by the pointer, which is swapped whole. A reader
opens a version under its own name, so no publish disturbs it; a writer that dies leaves the pointer where it was.
"""

import contextlib
import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

import filelock

from data.filling import Frames, sign_loads, write
from data.snapshots import Snapshot, Version, VersionFiles, discard
from data.writing import read, remove, swap, sync, sync_folder, write_through

__all__ = [
    "EmptyStore",
    "FileStore",
    "Overtaken",
    "PrunedVersion",
    "Snapshot",
    "Store",
    "UnknownOriginal",
    "UnknownVersion",
    "Unreachable",
    "Version",
    "discard",
]
LOCK_SECONDS = 60


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


class Unreachable(OSError):
    """Where the versions are kept does not answer; nothing has changed."""


class Store(Protocol):
    """What the rest of the program knows of where versions are kept."""

    def current(self) -> Snapshot: ...
    def open(self, number: int) -> Snapshot: ...
    def publish(self, frames: Frames, version: Version, originals: Iterable[bytes] = ()) -> Snapshot: ...
    def rebuilt(self, snapshot: Snapshot, rules: str, frames: Callable[[Snapshot], Frames]) -> Snapshot: ...
    def prepare(self, frames: Frames, like: Snapshot | None = None, changed: Collection[str] = ()) -> Path: ...
    def publish_prepared(self, prepared: Path, version: Version, originals: Iterable[bytes] = ()) -> Snapshot: ...
    def original(self, sha256: str) -> bytes: ...
    def originals(self) -> list[str]: ...
    def prune(self, keep: int) -> list[int]: ...
    def is_pruned(self, number: int) -> bool: ...
    def history(self) -> list[Version]: ...
    def adopt(self, version: Version, file: Path | None, originals: Iterable[bytes] = ()) -> None: ...


class FileStore(VersionFiles):
    """A store in a folder of this machine; network shares are not promised."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self._originals = folder / "originals"
        self._pointer = folder / "CURRENT"
        self._lock_file = folder / "publish.lock"

    def current(self) -> Snapshot:
        """The current version. Raises EmptyStore before the first publish."""
        number = self._current_number()
        return self._keep_open(self._open.get(self._path(number)) or self.open(number))

    def open(self, number: int) -> Snapshot:
        """One version by number, shared by all who hold it. Raises UnknownVersion, PrunedVersion, or EmptyStore."""
        if not 1 <= number <= self._current_number():
            raise UnknownVersion(f"There is no version {number}.")
        if self.is_pruned(number):
            raise PrunedVersion(
                f"Version {number} was pruned to save room; its record and its files as loaded are kept."
            )
        return self._opened(self._path(number), self._version(number))

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
            parent = self._version(version.parent) if version.parent else None
            is_like = parent and version.changes and version.rules == parent.rules
            like, changed = (self._path(version.parent), version.changes) if is_like else (None, ())
            write(making, frames, like, changed, self._prepared)
            self._name(making, version)
        return self._keep_open(self.open(version.number))

    def publish_prepared(self, prepared: Path, version: Version, originals: Iterable[bytes] = ()) -> Snapshot:
        """Make a prepared file the next version, its loads of that number signed with who, when and why.

        Raises as `publish` does, and FileNotFoundError where the file was cleared away meanwhile.
        """
        with self._writing(version, originals):
            sign_loads(prepared, version.number, version.published_by, version.published_at, version.note)
            self._name(prepared, version)
        return self._keep_open(self.open(version.number))

    def adopt(self, version: Version, file: Path | None, originals: Iterable[bytes] = ()) -> None:
        """Make a version of another store the next one here, as it stands: a copy of its file, or none if it is pruned.

        Raises as `publish` does.
        """
        with self._writing(version, originals):
            made = None
            if file:
                made = Path(shutil.copyfile(file, self._versions / f"making-{uuid.uuid4().hex}"))
                sync(made)
            self._name(made, version)

    def original(self, sha256: str) -> bytes:
        """The file of that hash, byte for byte as it was loaded. Raises UnknownOriginal."""
        try:
            return (self._originals / sha256).read_bytes()
        except FileNotFoundError:
            raise UnknownOriginal(f"No original file {sha256} is kept here.") from None

    def originals(self) -> list[str]:
        """The hash of every original file that is kept."""
        return sorted(path.name for path in self._originals.glob("*") if not path.name.startswith("making-"))

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
                write_through(path, original)
                kept = True
        if kept:
            sync_folder(self._originals)

    def _name(self, made: Path | None, version: Version) -> None:
        if made:
            swap(made, self._path(version.number))
        write_through(self._card(version.number), json.dumps(asdict(version), indent=1).encode())
        sync_folder(self._versions)
        write_through(self._pointer, str(version.number).encode())
        with contextlib.suppress(OSError):  # the pointer names it: it stands, and readers may hold it already
            sync_folder(self._pointer.parent)

    def _sweep(self) -> None:
        """Clear away what a writer that failed or died left behind: files half made, or whole but never named."""
        newest = self._current_number() if self._pointer.exists() else 0
        folders = (self._versions, self._originals, self._pointer.parent)
        left_behind = [path for folder in folders for path in folder.glob("making-*")]
        unnamed = [path for path in self._versions.glob("[0-9]*.*") if int(path.name.split(".")[0]) > newest]
        for path in [*left_behind, *unnamed]:
            remove(path)

    def _current_number(self) -> int:
        try:
            return int(read(self._pointer))
        except FileNotFoundError:
            raise EmptyStore("Nothing has been published yet.") from None

    def _card(self, number: int) -> Path:
        return self._versions / f"{number:06}.json"

    def _version(self, number: int) -> Version:
        return Version(**json.loads(self._card(number).read_text(encoding="utf-8")))
