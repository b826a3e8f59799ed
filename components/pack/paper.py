"""The pack as PDF, accessible (PDF/UA-1), set by typst from data alone: the pages of the slides, with evidence."""

import datetime
import functools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typst

from components.pack.binding import TITLE, foot, sealed
from components.pack.content import Chart, Figures, Lines, Pack, Page
from components.pack.drawing import drawn
from components.pack.fitting import (
    HEADING,
    INSIDE,
    LINE,
    MARGIN,
    SUBTITLE,
    WIDTH,
    Placed,
    clipped,
    lay_out,
    title_of,
    width_of,
    wrapped,
)  # fmt: skip
from components.pack.slides import sources_told, tone
from components.palette import LIGHT

PAGE = (841.89, 595.28)  # A4 across, in points
SCALE = PAGE[0] / WIDTH
# The machine's own Arial or what is cut like it, else the type that comes with typst; the last has the shapes.
FONTS = ("Arial", "Liberation Sans", "Arimo", "Libertinus Serif", "DejaVu Sans Mono")
EVIDENCE_ROOM, EVIDENCE_SIZE = 84.0, 9.5  # points, of a slide, that paper has below it
_TEMPLATE = Path(__file__).with_name("paper.typ")


def written(pack: Pack, done: Callable[[], object] = lambda: None) -> bytes:
    """The pack as a PDF; `done` is called when it is made."""
    pages = sealed(pack)
    held = {
        "title": f"{TITLE}, {pack.facts.place}", "author": pack.facts.place, "hash": pack.hash, "fonts": FONTS,
        "width": PAGE[0], "height": PAGE[1], "scale": SCALE, "margin": MARGIN,
        "inner": WIDTH - 2 * MARGIN, "room": EVIDENCE_ROOM,
        "ink": {name: getattr(LIGHT, name) for name in ("text", "muted", "line", "home", "concern")},
        "feet": [foot(pack, number) for number in range(1, len(pages) + 1)],
        "pages": [_page(page) for page in pages],
    }  # fmt: skip
    made = typst.compile(
        _TEMPLATE.read_bytes(), format="pdf", font_paths=_fonts(), sys_inputs={"pack": json.dumps(held)},
        pdf_standards=["ua-1"], timestamp=_moment(pack),
    )  # fmt: skip
    done()
    return bytes(made)


def _moment(pack: Pack) -> datetime.datetime:
    """When the data was published: a file made again from the same says the same."""
    return datetime.datetime.fromisoformat(pack.facts.published_at).astimezone(datetime.UTC)


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def _page(page: Page) -> dict[str, Any]:
    title, size, _ = title_of(page)
    kicker = clipped(page.kicker, WIDTH - 2 * MARGIN, HEADING, 1, bold=True)
    return {
        "kicker": kicker, "title": _breakable(title, WIDTH - 2 * MARGIN, size), "size": size,
        "blocks": [_block(placed) for placed in lay_out(page)],
        "source": sources_told(page.sources) if page.sources else "", "evidence": _evidence(page.evidence),
    }  # fmt: skip


def _block(placed: Placed) -> dict[str, Any]:
    block = placed.block
    at = {"x": placed.x, "y": placed.y, "width": placed.width}
    if isinstance(block, Figures):
        return {**at, "kind": "figures", "each": block.each}
    if isinstance(block, Lines):
        each = [(_breakable(line, placed.width, block.size), _tone(line)) for line in block.each]
        return {**at, "kind": "lines", "title": block.title, "size": block.size, "each": each}
    if isinstance(block, Chart):
        height = placed.height - SUBTITLE * LINE - 8
        return {**at, "kind": "chart", "subtitle": clipped(block.subtitle, placed.width, SUBTITLE, 1), "alt": block.alt,
                "drawn": height, "svg": drawn(block, placed.width, height, LIGHT)}  # fmt: skip
    columns = [block.columns[number] for number in placed.drawn]
    rows = [
        [(_breakable(row[number].text, width - INSIDE, block.size), _tone(row[number].text))
         for number, width in zip(placed.drawn, placed.widths, strict=True)]
        for row in block.rows
    ]  # fmt: skip
    return {**at, "kind": "table", "title": block.title, "size": block.size, "widths": placed.widths, "rows": rows,
            "right": [column.right for column in columns], "names": [column.name for column in columns],
            "note": placed.note}  # fmt: skip


def _evidence(said: Sequence[str]) -> list[str]:
    """As many of the printed words as two columns beneath the slide hold."""
    width, lines, kept = (WIDTH - 2 * MARGIN - 18) / 2, 0, []
    most = 2 * int(EVIDENCE_ROOM / (EVIDENCE_SIZE * LINE + 2)) - 1
    for line in said:
        lines += len(wrapped(line, width, EVIDENCE_SIZE))
        if lines > most:
            break
        kept.append(_breakable(line, width, EVIDENCE_SIZE))
    return kept


def _breakable(text: str, width: float, size: float) -> str:
    """The text with places to break its words that are wider than the line, which typst would let run on."""
    if width_of(text, size) <= width:
        return text
    return " ".join(
        word if width_of(word, size) <= width else "\u200b".join(wrapped(word, width, size)) for word in text.split(" ")
    )


def _tone(text: str) -> str:
    return "concern" if tone(text) == LIGHT.concern else "text"
