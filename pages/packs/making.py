"""Makes a pack: asks, binds, writes the three files, remembers them for that version and selection, freezes them."""

import dataclasses
import datetime
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import cachetools
import pandas as pd

from components.pack import paper, slides, workbook
from components.pack.binding import bind
from components.pack.content import Facts, Pack, Page
from data import access, service
from data.access import NotAllowed, Who
from data.packs import DamagedPack, FrozenPack, FrozenPacks, UnknownPack
from data.store import Snapshot
from pages.packs.asking import Asked
from pages.packs.selection import Selection, offered
from queries import frame

FROZEN = ("hash", "as_at", "version", "filters", "order", "pages", "frozen_by", "frozen_at")
Told = Callable[[float, str], object]
TYPES = {
    "pptx": ("PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "pdf": ("PDF", "application/pdf"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_ASKED, _SLIDES, _PAPER = 0.6, 0.9, 0.97  # how far it has come when each is done
_MADE: cachetools.LRUCache[Hashable, "Made"] = cachetools.LRUCache(maxsize=8)
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Made:
    """A pack and its files by kind (pptx, pdf, xlsx)."""

    pack: Pack
    files: Mapping[str, bytes]


def make(snapshot: Snapshot, selection: Selection, told: Told = lambda *_: None) -> Made:
    """The pack of a selection; `told` hears how far it has come, from 0 to 1, and what is being made."""
    if (known := remembered(snapshot, selection)) is not None:
        told(1.0, "Made before")
        return known
    asked, pages = Asked(snapshot, selection), list[Page]()
    entries, names = asked.entries(), offered(snapshot, selection.chosen)
    for number, key in enumerate(entries):
        told(_ASKED * number / len(entries), f"Reading: {names.get(key, key)}")
        pages += asked.pages(key)
    pack = bind(_facts(snapshot, selection), pages)
    count = 0

    def one_more() -> None:
        nonlocal count
        count += 1
        told(_ASKED + (_SLIDES - _ASKED) * count / len(pack.pages), f"Slide {count} of {len(pack.pages)}")

    shown = slides.written(pack, one_more)
    told(_SLIDES, "Setting the PDF")
    printed = paper.written(pack)
    told(_PAPER, "Writing the workbook")
    files = {"pptx": shown, "pdf": printed, "xlsx": workbook.written(pack)}
    told(1.0, f"{len(pack.pages)} pages made")
    with _LOCK:
        _MADE[_key(snapshot, selection)] = Made(pack, files)
    return Made(pack, files)


def remembered(snapshot: Snapshot, selection: Selection) -> Made | None:
    """The pack of that version and selection, where it was made of late."""
    with _LOCK:
        return _MADE.get(_key(snapshot, selection))


def freeze(made: Made, by: Who) -> FrozenPack:
    """Keep the pack for ever under its hash, as `data.packs` does. Raises NotAllowed, OSError or filelock.Timeout."""
    facts = made.pack.facts
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    with access.acting(by, "freeze", service.home(), pack=made.pack.hash) as doing:
        card = FrozenPack(made.pack.hash, facts.as_at.isoformat(), facts.version, facts.fingerprint, facts.filters,
                          facts.order, len(made.pack.pages), doing.name, at)  # fmt: skip
        return frozen().freeze(card, made.files)


def frozen() -> FrozenPacks:
    """The packs frozen on this machine, beside its store."""
    return FrozenPacks(service.home())


def frozen_rows() -> pd.DataFrame:
    """FROZEN, one row a frozen pack, the latest first; `frozen_at` is UTC."""
    rows = pd.DataFrame([dataclasses.asdict(card) for card in frozen().listed()], columns=list(FROZEN))
    return rows.assign(frozen_at=pd.to_datetime(rows["frozen_at"], utc=True), as_at=pd.to_datetime(rows["as_at"]))


def file_name(pack_hash: str, as_at: str, kind: str) -> str:
    """What a downloaded file is called."""
    return f"performance-pack-{as_at}-{pack_hash[:8]}.{kind}"


def _facts(snapshot: Snapshot, selection: Selection) -> Facts:
    version = snapshot.version
    names = offered(snapshot, selection.chosen)
    return Facts(
        frame.place(snapshot).council, selection.chosen.reporting_date, version.number,
        version.published_at, f"{version.fingerprint} judged by {version.rules}", selection.filters(snapshot),
        tuple(names.get(key, key) for key in selection.order),
    )  # fmt: skip


def _key(snapshot: Snapshot, selection: Selection) -> Hashable:
    return str(snapshot.path), selection


__all__ = ["DamagedPack", "NotAllowed", "UnknownPack"]  # what the page must know beside what is made here
