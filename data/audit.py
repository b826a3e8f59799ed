"""The audit trail: one line of JSON for each sign-in and each act, beside the versions, and only ever added to.

Each line carries the hash of the line before it, so that one taken out or altered later shows.
"""

import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from data.writing import sync_folder

FILE = "audit.jsonl"
LOCK_SECONDS = 60
_LONGEST, _CELL = 2**16, 1000  # bytes of a line; letters of one thing said in it


@dataclass(frozen=True)
class Trail:
    """What the trail holds, oldest first. broken: the numbers of lines that cannot be read, or that do not follow the
    line before them."""

    lines: tuple[Mapping[str, Any], ...]
    broken: tuple[int, ...]


def append(folder: Path, **told: object) -> None:
    """Write one line through to the disk; of several processes each waits its turn. Raises OSError (also when the turn
    does not come)."""
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    with filelock.FileLock(folder / "audit.lock", timeout=LOCK_SECONDS):
        new = not (folder / FILE).exists()
        with os.fdopen(_opened(folder / FILE), "a+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - _LONGEST))
            tail = file.read()
            half = b"\n" if tail and not tail.endswith(b"\n") else b""  # a writer died in the middle of its line
            last = tail.rstrip(b"\n").rpartition(b"\n")[2]
            line = {"at": at, **{name: _short(value) for name, value in told.items()}, "after": _hash(last)}
            file.write(half + json.dumps(line, ensure_ascii=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            sync_folder(folder)


def require_writable(folder: Path) -> None:
    """Raises OSError where nothing can be added to the trail: what cannot be recorded is not to be done."""
    folder.mkdir(parents=True, exist_ok=True)
    os.close(_opened(folder / FILE))


def read(folder: Path) -> Trail:
    """The whole trail; empty before the first line."""
    path = folder / FILE
    lines, broken, before = list[Mapping[str, Any]](), list[int](), b""
    for number, raw in enumerate(path.read_bytes().splitlines() if path.exists() else (), 1):
        try:
            line = json.loads(raw)
            if not isinstance(line, dict):
                raise ValueError
            lines.append(line)
            if line.get("after") != _hash(before):
                broken.append(number)
        except ValueError:
            broken.append(number)
        before = raw
    return Trail(tuple(lines), tuple(broken))


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:32]


def _short(value: object) -> object:
    return value[:_CELL] if isinstance(value, str) else value


def _opened(path: Path) -> int:
    """Open for adding to, and for nobody else to read."""
    return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
