"""A version file without rows, which every version begins as: its tables, its views and the rules that judge it.

To bind the rules takes seconds. It is done once for the same tables and rules: this process remembers the file, and
keeps it in a folder for the next one.
"""

import contextlib
import functools
import hashlib
import os
import tempfile
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb

from data import judging
from data.contracts import contracts
from data.schema import create_evidence_view, create_table

_DIGEST = 32  # bytes of SHA-256, before the file they are of
_remembered: dict[str, bytes] = {}


def blank(
    attached: Callable[[Path], AbstractContextManager[duckdb.DuckDBPyConnection]], program: Path, folder: Path | None
) -> bytes:
    """The file. It is made with `attached`, whose block has a file as its current database, and which `program` holds.

    In the folder it is kept under a name that stands for every word it is made of.
    """
    statements = [*map(create_table, contracts().values()), create_evidence_view(contracts().values())]
    files = [*judging.rule_files(), Path(judging.__file__), Path(__file__), program]
    name = _name_for(tuple(statements), tuple((file, file.stat().st_mtime_ns) for file in files))
    if name not in _remembered:
        kept = folder and _whole(folder / name)
        _remembered[name] = kept or _made(attached, statements)
        if folder and not kept:
            with contextlib.suppress(OSError):  # then the next process makes it again
                _keep(folder / name, _remembered[name])
    return _remembered[name]


@functools.lru_cache(maxsize=2)
def _name_for(statements: tuple[str, ...], files: tuple[tuple[Path, int], ...]) -> str:
    """The times of the files only tell the cache when to look again."""
    words = [duckdb.__version__, *statements, *(file.read_text(encoding="utf-8") for file, _ in files)]
    return f"blank-{hashlib.sha256(chr(0).join(words).encode()).hexdigest()[:16]}"


def _made(
    attached: Callable[[Path], AbstractContextManager[duckdb.DuckDBPyConnection]], statements: list[str]
) -> bytes:
    with tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / "blank.duckdb"
        with attached(path) as connection:
            connection.execute("BEGIN")
            for statement in statements:
                connection.execute(statement)
            judging.define(connection)
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
        return path.read_bytes()


def _keep(path: Path, made: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"making-{uuid.uuid4().hex}")
    try:
        aside.write_bytes(hashlib.sha256(made).digest() + made)
        os.replace(aside, path)  # noqa: PTH105 (not through to the disk, as a version must be: it can be made again)
    finally:
        aside.unlink(missing_ok=True)


def _whole(path: Path) -> bytes | None:
    """What is kept, unless a power cut or a hand has altered it."""
    try:
        kept = path.read_bytes()
        os.utime(path)  # it is in use, and not to be cleared away
    except OSError:
        return None
    return kept[_DIGEST:] if kept[:_DIGEST] == hashlib.sha256(kept[_DIGEST:]).digest() else None
