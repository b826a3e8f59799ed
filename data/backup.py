"""The whole store as one file that proves itself, and back again.

The file is a compressed tar; its last member, the manifest, names every other with its size and SHA-256. Versions,
originals and packs never change once they are named, so a back-up needs no lock: it holds what the pointer named when
it began, however much is published meanwhile.
"""

import contextlib
import datetime
import gc
import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import duckdb
import filelock

from data.store import LOCK_SECONDS, EmptyStore, FileStore
from data.writing import read, remove, swap, sync_folder

MANIFEST, POINTER, LOCK = "MANIFEST.json", "CURRENT", "publish.lock"
TRAIL = "audit.jsonl"  # only ever added to: a restore leaves the one that is there
FORM = 1  # of the file; one that is newer is refused
# Made again when needed, or another's work in hand.
_PASSING = re.compile(r"prepared|.*\.lock|(making|restoring|replaced)-.*")
_VERSION = re.compile(r"versions/(\d+)\..+")
_ORIGINAL = re.compile(r"originals/([0-9a-f]{64})")
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_PIECE = 2**20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class NotBackedUp(Exception):
    """The back-up was not made; nothing was written."""


class NotRestored(Exception):
    """The file was not restored; the store is as it was."""


@dataclass(frozen=True)
class Kept:
    """What a back-up holds: the version that stands in it, its files and their bytes before compression.

    damaged: originals that are no longer what was loaded, kept as they are now. aside: where a store that a restore
    replaced was put.
    """

    version: int
    files: int
    bytes: int
    damaged: tuple[str, ...] = ()
    aside: Path | None = None


def back_up(folder: Path, file: Path) -> Kept:
    """Write the store of `folder` into `file`, whole or not at all; whoever publishes meanwhile is not held up.

    Raises EmptyStore, NotBackedUp where `file` stands already or lies within the store, or OSError.
    """
    if file.exists():
        raise NotBackedUp(f"{file} stands already; a back-up never writes over another.")
    if file.resolve().is_relative_to(folder.resolve()):
        raise NotBackedUp(f"{file} lies within the store; keep back-ups somewhere else, best on another machine.")
    number, current = _current(folder)
    making = file.with_name(f"making-{uuid.uuid4().hex}")
    manifest: dict[str, dict[str, object]] = {}
    damaged = []
    try:
        # Whoever reads it reads all the council's data.
        with current, os.fdopen(os.open(making, _NEW, 0o600), "wb") as written:
            with tarfile.open(fileobj=written, mode="w:gz", compresslevel=6) as archive:
                _add(archive, manifest, f"versions/{number:06}.duckdb", current)
                for name in _names(folder, number):
                    with contextlib.suppress(FileNotFoundError), (folder / name).open("rb") as content:  # pruned
                        sha256 = _add(archive, manifest, name, content)
                        if (original := _ORIGINAL.fullmatch(name)) and original[1] != sha256:
                            damaged.append(original[1])
                _add_text(archive, manifest, POINTER, str(number))
                at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
                told = {"form": FORM, "version": number, "at": at, "files": manifest}
                _add_text(archive, {}, MANIFEST, json.dumps(told, indent=1))
            written.flush()
            os.fsync(written.fileno())
        swap(making, file)
        sync_folder(file.resolve().parent)
    except BaseException:
        making.unlink(missing_ok=True)
        raise
    return _kept(told, tuple(damaged))


def restore(file: Path, folder: Path, replace: bool = False) -> Kept:
    """Put a back-up in place as the store of `folder`, after every file of it was read and found to be what was kept.

    A store that holds anything is refused, unless `replace`: then it is put aside, whole, within the folder. The app is
    not to run meanwhile. Raises NotRestored, in which case the store is as it was; or OSError, likewise.
    """
    if not replace and (there := _there(folder)):
        raise NotRestored(f"The store holds something already ({there[0]}); say --replace to put it aside.")
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("restoring-*"):  # by a restore that was killed
        remove(left)
    aside = folder / f"restoring-{uuid.uuid4().hex}"
    try:
        aside.mkdir()
        told = _unpack(file, aside)
        damaged = _proved(aside, told)
        with filelock.FileLock(folder / LOCK, timeout=LOCK_SECONDS):
            replaced = _put(aside, folder, replace)
    finally:
        with contextlib.suppress(OSError):
            remove(aside)
    return _kept(told, damaged, replaced)


def _kept(told: dict, damaged: tuple[str, ...], aside: Path | None = None) -> Kept:
    sizes = [each["bytes"] for each in told["files"].values()]
    return Kept(told["version"], len(sizes), sum(sizes), damaged, aside)


def _current(folder: Path) -> tuple[int, IO[bytes]]:
    """The number the pointer names and its file, opened before anybody could prune it. Raises EmptyStore, OSError."""
    while True:
        try:
            number = int(read(folder / POINTER))
        except FileNotFoundError:
            raise EmptyStore("Nothing has been published yet.") from None
        try:
            return number, (folder / f"versions/{number:06}.duckdb").open("rb")
        except FileNotFoundError:
            if int(read(folder / POINTER)) == number:
                raise


def _names(folder: Path, newest: int) -> Iterator[str]:
    """Every other file to keep: what is half made, or published after `newest`, is left out; the pointer is told."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == POINTER or any(_PASSING.fullmatch(part) for part in name.split("/")) or not path.is_file():
            continue
        version = _VERSION.fullmatch(name)
        if version is None or int(version[1]) < newest or (int(version[1]) == newest and path.suffix != ".duckdb"):
            yield name


def _add(archive: tarfile.TarFile, manifest: dict[str, dict[str, object]], name: str, content: IO[bytes]) -> str:
    """Add a file as long as it is now, and note its SHA-256, which is given."""
    member = tarfile.TarInfo(name)
    of_file = os.fstat(content.fileno())
    member.size, member.mode = of_file.st_size, of_file.st_mode & 0o777
    hashed = _Hashed(content)
    archive.addfile(member, hashed)  # type: ignore[arg-type]  # it asks for no more than read
    manifest[name] = {"bytes": member.size, "sha256": hashed.sha256.hexdigest()}
    return hashed.sha256.hexdigest()


def _add_text(archive: tarfile.TarFile, manifest: dict[str, dict[str, object]], name: str, text: str) -> None:
    content = text.encode()
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))
    manifest[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


class _Hashed:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, content: IO[bytes]):
        self._content, self.sha256 = content, hashlib.sha256()

    def read(self, size: int) -> bytes:
        piece = self._content.read(size)
        self.sha256.update(piece)
        return piece


def _unpack(file: Path, aside: Path) -> dict:
    """Write every member below `aside`, through to the disk; gives the manifest, which each of them fits."""
    found: dict[str, dict[str, object]] = {}
    told: dict = {}
    try:
        with tarfile.open(file, "r:*") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or told or not _NAME.fullmatch(member.name):
                    raise NotRestored(f"{file.name} is not a back-up of this store: {member.name[:60]!r} is in it.")
                if member.name == MANIFEST:
                    told = json.loads(content.read())
                else:
                    found[member.name] = _write(aside / member.name, content)
                    if os.name != "nt":
                        (aside / member.name).chmod(member.mode & 0o666)
    except FileNotFoundError:
        raise
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as fault:
        raise NotRestored(f"{file.name} is damaged, or no back-up: {str(fault)[:100]}.") from fault
    if not isinstance(told, dict) or told.get("form") != FORM:
        raise NotRestored(f"{file.name} ends early, or a newer release wrote it; nothing of it is used.")
    if found != told["files"]:
        other = sorted(name for name in {*found, *told["files"]} if found.get(name) != told["files"].get(name))
        raise NotRestored(f"{file.name} is damaged: {other[0]} is not what was kept.")
    for folder in {aside, *(path.parent for path in map(aside.joinpath, found))}:
        sync_folder(folder)
    return told


def _write(path: Path, content: IO[bytes]) -> dict[str, object]:
    path.parent.mkdir(parents=True, exist_ok=True)
    sha256, size = hashlib.sha256(), 0
    with path.open("xb") as written:
        while piece := content.read(_PIECE):
            written.write(piece)
            sha256.update(piece)
            size += len(piece)
        written.flush()
        os.fsync(written.fileno())
    return {"bytes": size, "sha256": sha256.hexdigest()}


def _proved(aside: Path, told: dict) -> tuple[str, ...]:
    """Open the store as it would be; gives the originals that were damaged when it was kept."""
    try:
        newest = FileStore(aside).history()[0].number
        FileStore(aside).current().cursor().execute("SELECT count(*) FROM load").fetchall()
    except (EmptyStore, LookupError, OSError, TypeError, ValueError, duckdb.Error) as fault:
        raise NotRestored(f"No version that opens stands in the back-up: {type(fault).__name__}.") from fault
    gc.collect()  # Windows moves no file that is open
    if newest != told["version"]:
        raise NotRestored("The version that stands in the back-up is not the one it names.")
    originals = ((_ORIGINAL.fullmatch(name), each["sha256"]) for name, each in told["files"].items())
    return tuple(original[1] for original, sha256 in originals if original and original[1] != sha256)


def _there(folder: Path) -> list[str]:
    """What a store holds that is worth keeping."""
    if not folder.exists():
        return []
    return sorted(path.name for path in folder.iterdir() if not _PASSING.fullmatch(path.name))


def _put(aside: Path, folder: Path, replace: bool) -> Path | None:
    """Move what is restored to its place, the pointer last; gives where what was there is now, if anything was.

    Without the pointer nobody sees a store. What fails is undone.
    """
    there = _there(folder)
    if there and not replace:
        raise NotRestored("Somebody published meanwhile; say --replace to put that aside.")
    replaced = folder / f"replaced-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    if there:
        replaced.mkdir()
    stays = {TRAIL} & {*there}
    out = sorted({*there} - stays, key=lambda name: name != POINTER)
    back = sorted({path.name for path in aside.iterdir()} - stays, key=lambda name: name == POINTER)
    moves = [*((folder / name, replaced / name) for name in out), *((aside / name, folder / name) for name in back)]
    done: list[tuple[Path, Path]] = []
    try:
        # What was worked out aside is of the store before, under numbers that mean another version now.
        if (folder / "prepared").exists():
            remove(folder / "prepared")
        for source, target in moves:
            swap(source, target)
            done.append((source, target))
        sync_folder(folder)
    except BaseException:
        for source, target in reversed(done):
            swap(target, source)
        if there:
            replaced.rmdir()
        raise
    return replaced if there else None
