"""Tables, lists, headline numbers and bars as HTML, for `pieces.draw`: every word of a file escaped, every style ours.

Streamlit draws each cell of its own table as Markdown, which takes a browser fifty times as long, and puts figures at
the left. Looks are in style.css.
"""

import base64
import gzip
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from components import glossary
from components.palette import Palette

# What stands in a column of figures: 58.9%, £6.95, -191, (500), 11 (2008/09), or nothing.
FIGURE = re.compile(r"[-–−+(]?£?[\d,]*\.?\d+[m%]?\)?( ?pts| days?)?( \([^()]*\))?\*?")
_LONG = 45  # characters a cell: a column of more on average is one of sentences, one with more anywhere not of figures
_AT_ONCE = 60  # options of a list
_LONG_FOLD = 2000  # characters folded away
_WIDTH, _HEIGHT, _MARGIN = 96, 22, 3


Address: TypeAlias = Mapping[str, str | list[str]]  # what an address says by name, of some several words


class Link(str):
    """Words of a cell that lead to a page (by the last part of its address; else this one) with these words in its
    address; a CSV has the words alone."""

    asked: Address = MappingProxyType({})
    page: str = ""

    @classmethod
    def to(cls, words: str, asked: Address, page: str = "") -> "Link":
        link = cls(words)
        link.asked, link.page = asked, page
        return link


@dataclass(frozen=True)
class Branch:
    """An item of a list within lists: `words`, which lead to the page asked so where `asked` says; words about them
    before and after; and what stands under it."""

    words: str
    asked: Mapping[str, str] | None = None
    before: str = ""
    after: str = ""
    branches: Sequence["Branch"] = ()


def tree(branches: Sequence[Branch], alt: str) -> str:
    """Lists within lists, whose levels a screen reader tells; `alt` names the whole."""
    return f'<div class="cp-tree" role="group" aria-label="{escape(alt)}">{_branches(branches)}</div>'


def table(
    frame: pd.DataFrame, alt: str, palette: Palette, height: int | None = None, wrapped: Collection[str] = ()
) -> str:
    """`frame` as a table, its columns of figures at the right, its lists of numbers as sparklines.

    `height` in pixels makes it scroll under its header; `alt` names it for a screen reader; columns `wrapped` are words
    whatever they look like.
    """
    columns = [(str(name), list(frame[name])) for name in frame]
    sides = ["" if name in wrapped else _side(cells) for name, cells in columns]
    sided = list(zip(columns, sides, strict=True))
    heads = "".join(f'<th scope="col"{side}>{glossary.head(name)}</th>' for (name, _), side in sided)
    rows = zip(*(_cells(cells, side, palette) for (_, cells), side in sided), strict=True)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    style = f"--cp-ground:{palette.surface}" + (f";max-height:min({int(height)}px,70vh)" if height else "")
    return (
        f'<div class="cp-scroll" role="region" tabindex="0" aria-label="{escape(alt)}" style="{style}">'
        f'<table class="cp-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def line(text: str, papers: bool = True) -> str:
    """What a page answers in one plain line; beside it, folded away, what its words mean, which page.js writes."""
    words = f'<details class="cp-words-used" data-papers="{int(papers)}"><summary>Glossary</summary></details>'
    return f'<div class="cp-line"><p>{escape(text)}</p>{words}</div>'


def title(words: str) -> str:
    """The title of a part of a page."""
    return f'<h2 class="cp-title">{escape(words)}</h2>'


def caption(words: str) -> str:
    """Small print."""
    return f'<p class="cp-caption">{escape(words)}</p>'


def paragraph(words: str) -> str:
    """A paragraph."""
    return f"<p>{escape(words)}</p>"


def strong(words: str) -> str:
    """A line a page is read for."""
    return f"<p><strong>{escape(words)}</strong></p>"


def remarks(lines: Iterable[str]) -> str:
    """What is missing or doubtful, a paragraph a line."""
    return "".join(f'<p class="cp-remark">{escape(line)}</p>' for line in lines)


def terms(told: Mapping[str, str]) -> str:
    """What is said, name by name."""
    return f"<dl>{''.join(f'<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>' for k, v in told.items())}</dl>"


def fold(words: str, body: str) -> str:
    """`body`, folded away under `words`; over the page when it is asked for.

    A long one is packed, for page.js to draw when a reader asks for it: of some pages it is nine parts in ten.
    """
    later, inside = (f' data-packed="{_packed(body.encode())}"', "") if len(body) > _LONG_FOLD else ("", body)
    summary = f"<summary>{escape(words)}</summary>"
    return f'<details class="cp-fold"{later}>{summary}<div tabindex="0">{inside}</div></details>'


def save_button(words: str, file: str, told: bytes) -> str:
    """A button that saves `told` as a `file`; page.js unpacks it, which as text would be half of a page."""
    return (
        f'<button type="button" class="cp-save" data-file="{escape(file)}" data-told="{_packed(told)}">'
        f"{escape(words)}</button>"
    )


def saves(words: str, files: Mapping[str, tuple[str, bytes]]) -> str:
    """Files to be saved, in a row after `words` of what they are for; by what is on the button, name and content."""
    buttons = "".join(save_button(label, *file) for label, file in files.items())
    return f'<p class="cp-saves">{escape(words)} {buttons}</p>'


def _packed(told: bytes) -> str:
    return base64.b64encode(gzip.compress(told, mtime=0)).decode()


def foot(source: str, ways: Iterable[str]) -> str:
    """Where something comes from, and beside it the ways to see it otherwise."""
    return f'<div class="cp-foot"><p class="cp-caption">{escape(source)}</p>{"".join(ways)}</div>'


def facts(facts: Mapping[str, str]) -> str:
    """What holds for a whole screen, by name."""
    told = (
        f"<span><small>{escape(name)}</small> <strong>{escape(value)}</strong></span>" for name, value in facts.items()
    )
    return f'<p class="cp-facts">{" ".join(told)}</p>'


def field(title: str, control: str, words: str = "", note: str = "") -> str:
    """A `control` under its title, or under other `words`, and what to know of it."""
    named = control.replace(" name=", f' aria-label="{escape(title)}" name=', 1)
    told = f"<small>{escape(note)}</small>" if note else ""
    return f"<label><span>{escape(words or title)}</span>{named}{told}</label>"


def select(name: str, options: Sequence[tuple[str, str]], chosen: str, is_folded: bool = False) -> str:
    """A list to choose from: each option as the address says it, and as it is read.

    Of a long list, or one folded away, page.js makes the options when a reader comes to it: 200 take a browser 5 ms.
    """
    waits = is_folded or len(options) > _AT_ONCE
    shown = [option for option in options if option[0] == chosen] or options[:1] if waits else options
    listed = "".join(
        f"<option{_value(told, read)}{' selected' if told == chosen else ''}>{escape(read)}</option>"
        for told, read in shown
    )
    return f'<select name="{escape(name)}"{_waiting(options) if waits else ""}>{listed}</select>'


def _waiting(options: Sequence[tuple[str, str]]) -> str:
    """The options of a list for page.js to make."""
    told = json.dumps(options, ensure_ascii=False, separators=(",", ":"))
    return f" data-options='{escape(told, quote=False).replace(chr(39), '&#39;')}'"  # JSON is full of the other quote


def _value(told: str, read: str) -> str:
    """What an option says, where it is not what is read of it: HTML takes its words, less what is blank around them."""
    return "" if told == read == " ".join(read.split()) else f' value="{escape(told)}"'


def ways(copy: str, way: Link) -> str:
    """Words that open the address of the view, which links.js writes there and copies; and a way on."""
    told = "Opens this view, with its filters and its date."
    shown = f'<div><code tabindex="0"></code><p>{told}</p></div>'
    folded = f'<details class="cp-fold cp-copy"><summary>{copy}</summary>{shown}</details>'
    return f'<div class="cp-ways">{folded}{anchor(way)}</div>'


def headline(title: str, number: str, words: str, bar: str) -> str:
    """A headline number under its title, with the words beside it and a bar of how it divides."""
    return (
        f'<div class="cp-headline"><h2>{escape(title)}</h2><p class="cp-number">{escape(number)}</p>'
        f"<p>{escape(words)}</p>{bar}</div>"
    )


def ways_in(links: Iterable[Link]) -> str:
    """The ways in to what a number counts, in a row."""
    return f'<p class="cp-ways-in">{" ".join(anchor(link) for link in links)}</p>'


def boxes(insides: Iterable[str]) -> str:
    """Boxes in a row, of one width."""
    return f'<div class="cp-boxes">{"".join(f"<section>{inside}</section>" for inside in insides)}</div>'


def headed(title: str, way: Link, body: str) -> str:
    """`body` under its title, and beside that the way to all of it."""
    return f'<section><div class="cp-headed"><h2>{escape(title)}</h2>{anchor(way)}</div>{body}</section>'


def screen(body: str) -> str:
    """What is to be seen on one screen, closer set."""
    return f'<div class="cp-screen">{body}</div>'


def two_columns(left: str, right: str) -> str:
    """The left one wider; one under the other where there is no room."""
    return f'<div class="cp-two">{left}{right}</div>'


def stack(parts: Iterable[str]) -> str:
    """Parts of a page one under the other."""
    return f'<div class="cp-stack">{"".join(f"<div>{part}</div>" for part in parts if part)}</div>'


def halves(left: str, right: str) -> str:
    """Two columns of one width; one under the other where there is no room."""
    return f'<div class="cp-halves">{left}{right}</div>'


def noted(words: str, way: Link | None) -> str:
    """A line, and the way to more."""
    return f'<div class="cp-headed"><p>{escape(words)}</p>{anchor(way) if way is not None else ""}</div>'


def empty(what: str, why: str) -> str:
    """Says what is not there, and why."""
    return f'<p class="cp-empty"><strong>{escape(what)}</strong> {escape(why)}</p>'


def bar(parts: Iterable[tuple[int, str]]) -> str:
    """A division into (count, colour) as a bar; words beneath say the same, so screen readers pass it by."""
    cells = "".join(f'<div style="flex:{count};background:{colour}"></div>' for count, colour in parts if count)
    return f'<div class="cp-bar" aria-hidden="true">{cells}</div>' if cells else ""


def sparkline(values: Sequence[float], colour: str) -> str:
    """A series as a line the size of a word, its last point marked; nothing for fewer than two points."""
    numbers = [float(value) for value in values if value is not None and value == value]
    if len(numbers) < 2:
        return ""
    low, spread = min(numbers), (max(numbers) - min(numbers)) or 1
    step = (_WIDTH - 2 * _MARGIN) / (len(numbers) - 1)
    height = _HEIGHT - 2 * _MARGIN
    points = [(_MARGIN + n * step, _MARGIN + height * (1 - (v - low) / spread)) for n, v in enumerate(numbers)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<svg class="cp-spark" aria-hidden="true" width="{_WIDTH}" height="{_HEIGHT}"'
        f' viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="2.5" fill="{colour}"/></svg>'
    )


def anchor(link: Link, here: bool = False, what: str = "true") -> str:
    """A link within a table or a list, to a page beside this one; whether it leads to what is `here` already, and to a
    screen reader `what` that is."""
    current = f' aria-current="{what}"' if here else ""
    address = f"{link.page}?{urlencode(link.asked, doseq=True)}" if link.asked or not link.page else link.page
    return f'<a href="{escape(address)}" target="_self"{current}>{escape(link)}</a>'


def way_on(link: Link) -> str:
    """A link of its own, to where one goes on from here; not printed."""
    return f'<p class="cp-on">{anchor(link)}</p>'


def _branches(branches: Sequence[Branch]) -> str:
    return f"<ul>{''.join(_branch(branch) for branch in branches)}</ul>" if branches else ""


def _branch(branch: Branch) -> str:
    words = (
        f"<strong>{escape(branch.words)}</strong>"
        if branch.asked is None
        else anchor(Link.to(branch.words, branch.asked))
    )
    said = " ".join(part for part in (escape(branch.before), words, escape(branch.after)) if part)
    return f"<li>{said}{_branches(branch.branches)}</li>"


def _side(cells: Sequence[Any]) -> str:
    """Which class a column is of: figures, long words, or neither."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell]
    figures = [text for text in texts if FIGURE.fullmatch(text)]
    # Words among figures ("to be set") leave the column one of figures.
    longest = max(map(len, texts), default=0)
    if longest <= _LONG and 3 * (len(numbers) + len(figures)) > len(texts) - len(figures):
        return ' class="cp-figure"'
    return ' class="cp-words"' if texts and sum(map(len, texts)) > _LONG * len(texts) else ""


def _cells(cells: Sequence[Any], side: str, palette: Palette) -> list[str]:
    said = ' class="cp-figure cp-said"'  # words in a column of figures may wrap
    sides = [said if "figure" in side and isinstance(c, str) and not FIGURE.fullmatch(c) else side for c in cells]
    return [f"<td{side}>{_cell(cell, palette)}</td>" for cell, side in zip(cells, sides, strict=True)]


def _cell(cell: Any, palette: Palette) -> str:
    if isinstance(cell, list | tuple | np.ndarray):
        return sparkline(list(cell), palette.home)
    if isinstance(cell, Link):
        return anchor(cell)
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    return escape(f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell))
