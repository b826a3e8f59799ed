"""Pages bound to a pack: a cover, the contents with the number of each page, and the pages in the order chosen."""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence

from components.pack.content import SHORT, Cell, Column, Facts, Lines, Pack, Page, Table, fit
from components.pack.fitting import split
from components.wording import day

TITLE = "Performance pack"
LISTED = 17  # entries in a column of the contents; two columns a page


def bind(facts: Facts, pages: Iterable[Page]) -> Pack:
    """The pack of these pages: long tables go on over further pages, and the contents say where each begins."""
    each = [(page, list(split(page))) for page in map(fit, pages)]
    entries = sum(1 for _, parts in each for part in parts if part.told)
    number = 1 + max(-(-entries // (2 * LISTED)), 1)  # the cover and the contents come first
    told, tables, bound = [], [], []
    for page, parts in each:
        tables += [(number + 1, block) for block in (*page.blocks, *page.more) if isinstance(block, Table)]
        for part in parts:
            number += 1
            if part.told:
                told.append((part.told, number))
        bound += parts
    return Pack(facts, (_cover(facts, len(told)), *_contents(told), *bound), tuple(tables))


def foot(pack: Pack, number: int) -> tuple[str, str]:
    """What stands at the foot of a page: what the figures are, through which filters; and which page this is."""
    facts = pack.facts
    filters = "; ".join(facts.filters) or "no filters"
    return (
        f"{facts.place} · as at {day(facts.as_at)} · data version {facts.version} · {filters}",
        f"{pack.hash[:SHORT]} · page {number} of {len(pack.pages)}",
    )


def sealed(pack: Pack) -> tuple[Page, ...]:
    """The pages as they are drawn: the cover says the whole hash, which it cannot hold before it is worked out."""
    cover = pack.pages[0]
    return (dataclasses.replace(cover, left=(*cover.left, Lines("", (f"SHA-256 {pack.hash}",), 14))), *pack.pages[1:])


def held(facts: Facts) -> tuple[tuple[str, str], ...]:
    """What holds for the whole pack, name by name."""
    published = datetime.datetime.fromisoformat(facts.published_at)
    return (
        ("Place", facts.place),
        ("As at", day(facts.as_at)),
        ("Data", f"version {facts.version}, published {day(published)}"),
        ("Fingerprint of the data", facts.fingerprint),
        ("Filters", "; ".join(facts.filters) or "none: the whole council"),
    )


HASH_TOLD = (
    "The hash is the SHA-256 of the selection, the fingerprint of the data and every page and table of this pack: the "
    "same selection of the same data gives the same hash. The workbook beside this pack has every figure."
)


def _cover(facts: Facts, count: int) -> Page:
    lines = tuple(f"{name}: {value}" for name, value in held(facts) if name not in ("Place", "Fingerprint of the data"))
    said = (
        () if count else ("No pages were chosen, so this pack holds none. Choose a running order and make it again.",)
    )
    return Page("cover", TITLE, f"{facts.place}: {TITLE.lower()}", left=(
        Lines("", (*lines, *said), 24),
        Lines("", (HASH_TOLD,), 14),
    ))  # fmt: skip


def _contents(told: Sequence[tuple[str, int]]) -> list[Page]:
    pages = []
    for begin in range(0, max(len(told), 1), 2 * LISTED):
        first, second = told[begin : begin + LISTED], told[begin + LISTED : begin + 2 * LISTED]
        right = (_listed(second),) if second else ()
        title = "Contents" if not begin else "Contents (continued)"
        left = (_listed(first),) if first else (Lines("", ("Nothing: no pages were chosen.",), 20),)
        pages.append(Page("contents", TITLE, title, left=left, right=right, split=0.5))
    return pages


def _listed(told: Sequence[tuple[str, int]]) -> Table:
    rows = tuple((Cell(name), Cell(str(number), number)) for name, number in told)
    return Table("", (Column("What", 8), Column("Page", 1, right=True)), rows, len(rows), "", size=13, lines=1)
