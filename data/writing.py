"""Writing that a power cut cannot halve: aside, through to the disk, and only then under its name."""

import os
import shutil
import uuid
from pathlib import Path

import tenacity


def write_through(path: Path, content: bytes) -> None:
    aside = path.with_name(f"making-{uuid.uuid4().hex}")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    swap(aside, path)


# Windows refuses for a moment while a virus scanner looks at the file, or the file is being swapped.
_tried_again = tenacity.retry(
    retry=tenacity.retry_if_exception_type(PermissionError),
    wait=tenacity.wait_fixed(0.1),
    stop=tenacity.stop_after_delay(5),
    reraise=True,
)


@_tried_again
def swap(source: Path, target: Path) -> None:
    source.replace(target)


@_tried_again
def read(path: Path) -> str:
    return path.read_text(encoding="ascii")


def sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened for syncing there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync(path: Path) -> None:
    """Write a file's bytes through to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def remove(path: Path) -> None:
    """A file, or a folder with all in it."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()
