"""Frozen packs: the files made for a meeting, kept as they were then, beside the store's versions and under their hash.

A pack is written aside, through to the disk, and then named whole; nothing of it is ever changed or named from outside.
"""

import contextlib
import dataclasses
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import filelock

from data.store import LOCK_SECONDS
from data.writing import remove, swap, sync_folder, write_through

KINDS = ("pptx", "pdf", "xlsx")
_HASH = re.compile(r"[0-9a-f]{64}")


class UnknownPack(Exception):
    """No such pack was frozen here."""


class DamagedPack(Exception):
    """A frozen file is no longer what it was when it was frozen."""


@dataclass(frozen=True)
class FrozenPack:
    """What is written beside a frozen pack's files.

    `frozen_at` is UTC, ISO; `as_at` an ISO date; `filters` and `order` are the selection in words; `files` holds the
    SHA-256 of each kind of file.
    """

    hash: str
    as_at: str
    version: int
    fingerprint: str
    filters: tuple[str, ...]
    order: tuple[str, ...]
    pages: int
    frozen_by: str
    frozen_at: str
    files: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)


class FrozenPacks:
    """The frozen packs of one store's folder."""

    def __init__(self, folder: Path):
        self._packs = folder / "packs"
        self._lock_file = folder / "packs.lock"

    def freeze(self, pack: FrozenPack, files: Mapping[str, bytes]) -> FrozenPack:
        """Keep a pack's files for ever; one that was frozen before stays as it was, and its card is given.

        Raises filelock.Timeout when another holds on too long, OSError when the disk refuses; nothing has changed then.
        """
        folder = self._folder(pack.hash)
        self._packs.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(self._lock_file, timeout=LOCK_SECONDS):
            self._sweep()
            if folder.exists():
                return self._card(folder)
            making = self._packs / f"making-{uuid.uuid4().hex}"
            try:
                making.mkdir()
                for kind in KINDS:
                    write_through(making / kind, files[kind])
                sums = {kind: hashlib.sha256(files[kind]).hexdigest() for kind in KINDS}
                card = dataclasses.replace(pack, files=sums)
                write_through(making / "card.json", json.dumps(dataclasses.asdict(card), indent=1).encode())
                sync_folder(making)
                swap(making, folder)
            except BaseException:
                with contextlib.suppress(OSError):
                    self._sweep()
                raise
            sync_folder(self._packs)
            return card

    def listed(self) -> list[FrozenPack]:
        """Every frozen pack, the latest first."""
        if not self._packs.exists():
            return []
        cards = [self._card(folder) for folder in self._packs.iterdir() if _HASH.fullmatch(folder.name)]
        return sorted(cards, key=lambda card: (card.frozen_at, card.hash), reverse=True)

    def fetch(self, named: str, kind: str) -> bytes:
        """A file of the pack of that hash, byte for byte. Raises UnknownPack or DamagedPack."""
        folder = self._folder(named)
        if kind not in KINDS or not folder.exists():
            raise UnknownPack(f"No pack {named[:64]} with a {kind[:8]} file is kept here.")
        content = (folder / kind).read_bytes()
        if hashlib.sha256(content).hexdigest() != self._card(folder).files[kind]:
            raise DamagedPack(f"The {kind} file of pack {named} is not what was frozen; take it from a backup.")
        return content

    def _folder(self, named: str) -> Path:
        """Where a hash's pack is. Raises UnknownPack of what is no hash, so that no name comes from outside."""
        if not _HASH.fullmatch(named):
            raise UnknownPack("A pack is named by the 64 characters of its hash.")
        return self._packs / named

    def _card(self, folder: Path) -> FrozenPack:
        held = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        return FrozenPack(**{**held, "filters": tuple(held["filters"]), "order": tuple(held["order"])})

    def _sweep(self) -> None:
        """Clear away what one who failed or died left half made."""
        for path in self._packs.glob("making-*"):
            remove(path)
