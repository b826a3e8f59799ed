"""The pack as PDF, accessible (PDF/UA-1), set by typst from data alone: the pages of the slides, with evidence."""

import datetime
import functools
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typst

from components.lettering import width_of
from components.pack.binding import TITLE, foot, sealed
from components.pack.content import Chart, Figures, Lines, Pack, Page
from components.pack.drawing import drawn
from components.pack.fitting import (
    FOOT,
    FOOT_WIDTHS,
    HEADING,
    INSIDE,
    LINE,
    MARGIN,
    WIDTH,
    Placed,
    clipped,
    lay_out,
    subtitle_of,
    title_of,
    wrapped,
)  # fmt: skip
from components.pack.slides import sources_told, tone
from components.palette import LIGHT

PAGE = (841.89, 595.28)  # A4 across, in points
SCALE = PAGE[0] / WIDTH
# The machine's own Arial or what is cut like it, else the type that comes with typst; the last has the shapes.
FONTS = ("Arial", "Liberation Sans", "Arimo", "Libertinus Serif", "DejaVu Sans Mono")
EVIDENCE_ROOM, EVIDENCE_SIZE = 84.0, 9.5  # points, of a slide, that paper has below it
# What is tried before every unusual sign is left out, and how typst says which could not be shown.
TRIES, UNKNOWN = 4, "\ufffd"
_UNSHOWN, _ESCAPED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL), re.compile(r"\\u\{(\w+)\}")
_UNUSUAL = "[^\x00-\u024f\u2000-\u206f\u20ac\u2190-\u21ff\u2500-\u25ff\ufffd]"
_TEMPLATE = Path(__file__).with_name("paper.typ")


def written(pack: Pack, done: Callable[[], object] = lambda: None) -> bytes:
    """The pack as a PDF; `done` is called when it is made."""
    pages = sealed(pack)
    held = {
        "title": f"{TITLE}, {pack.facts.place}", "author": pack.facts.place, "hash": pack.hash, "fonts": FONTS,
        "width": PAGE[0], "height": PAGE[1], "scale": SCALE, "margin": MARGIN,
        "inner": WIDTH - 2 * MARGIN, "room": EVIDENCE_ROOM,
        "ink": {name: getattr(LIGHT, name) for name in ("text", "muted", "line", "home", "concern")},
        "feet": [_foot(*foot(pack, number)) for number in range(1, len(pages) + 1)],
        "pages": [_page(page) for page in pages],
    }  # fmt: skip
    made = _set(json.dumps(held, ensure_ascii=False), _moment(pack))
    done()
    return made


def _set(held: str, at: datetime.datetime) -> bytes:
    """The PDF of these data. A sign for which this machine has no type is shown as one that is not known.

    An accessible PDF may hold no sign that cannot be shown, and typst names them one after the other.
    """
    for tried in range(TRIES + 1):
        try:
            return bytes(
                typst.compile(
                    _TEMPLATE.read_bytes(), format="pdf", font_paths=_fonts(), sys_inputs={"pack": held},
                    pdf_standards=["ua-1"], timestamp=at,
                )
            )  # fmt: skip
        except typst.TypstError as fault:
            found = _UNSHOWN.search(fault.message)
            if not found or tried == TRIES:
                raise
            signs = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
            unknown = f"[{re.escape(signs)}]" if tried < TRIES - 1 else _UNUSUAL
            held = re.sub(unknown, UNKNOWN, held)
    raise AssertionError("the last try returns or raises")


def _moment(pack: Pack) -> datetime.datetime:
    """When the data was published: a file made again from the same says the same."""
    return datetime.datetime.fromisoformat(pack.facts.published_at).astimezone(datetime.UTC)


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def _foot(whose: str, which: str) -> tuple[str, str]:
    return clipped(whose, FOOT_WIDTHS[0], FOOT, 2), which


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
        subtitle, down = subtitle_of(block, placed.width)
        height = placed.height - down
        return {**at, "kind": "chart", "subtitle": subtitle, "alt": block.alt, "drawn": height,
                "svg": drawn(block, placed.width, height, LIGHT)}  # fmt: skip
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
