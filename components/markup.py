"""Tables, headline numbers and bars as HTML, for `st.html`: every word from a file is escaped, every style is ours.

Streamlit draws each cell of its own table as Markdown, which takes a browser fifty times as long, and puts figures at
the left. Looks are in style.css.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from components import glossary
from components.palette import Palette

# What stands in a column of figures: 58.9%, £6.95, -191, (500), 11 (2008/09), or nothing.
_FIGURE = re.compile(r"[-–−+(]?£?[\d,]*\.?\d+[m%]?\)?( ?pts| days?)?( \([^()]*\))?\*?")
_LONG = 45  # characters a cell: a column of more on average is one of sentences, one with more anywhere not of figures
_WIDTH, _HEIGHT, _MARGIN = 96, 22, 3


def table(frame: pd.DataFrame, alt: str, palette: Palette, height: int | None = None) -> str:
    """`frame` as a table, its columns of figures at the right, its lists of numbers as sparklines.

    `height` in pixels makes it scroll under its header; `alt` names it for a screen reader.
    """
    columns = [(str(name), list(frame[name])) for name in frame]
    sides = [_side(cells) for _, cells in columns]
    sided = list(zip(columns, sides, strict=True))
    heads = "".join(f'<th scope="col"{side}>{glossary.head(name)}</th>' for (name, _), side in sided)
    rows = zip(*(_cells(cells, side, palette) for (_, cells), side in sided), strict=True)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    style = f"--cp-ground:{palette.surface}" + (f";max-height:min({int(height)}px,70vh)" if height else "")
    return (
        f'<div class="cp-scroll" role="region" tabindex="0" aria-label="{escape(alt)}" style="{style}">'
        f'<table class="cp-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def line(text: str) -> str:
    """What a page answers in one plain line, and beside it, folded away, what its words mean."""
    return f'<div class="cp-line"><p>{escape(text)}</p>{glossary.folded()}</div>'


def headline(title: str, number: str, words: str, bar: str) -> str:
    """A headline number under its title, with the words beside it and a bar of how it divides."""
    return (
        f'<div class="cp-headline"><h2>{escape(title)}</h2><p class="cp-number">{escape(number)}</p>'
        f"<p>{escape(words)}</p>{bar}</div>"
    )


def bar(parts: Iterable[tuple[int, str]]) -> str:
    """A division into (count, colour) as a bar; words beneath say the same, so screen readers pass it by."""
    cells = "".join(f'<div style="flex:{count};background:{colour}"></div>' for count, colour in parts if count)
    return f'<div class="cp-bar" aria-hidden="true">{cells}</div>' if cells else ""


def sparkline(values: Sequence[float], colour: str) -> str:
    """A series as a line the size of a word, its last point marked; nothing for fewer than two points.

    As a picture within the page: `st.html` takes drawings out.
    """
    numbers = [float(value) for value in values if value is not None and value == value]
    if len(numbers) < 2:
        return ""
    low, spread = min(numbers), (max(numbers) - min(numbers)) or 1
    step = (_WIDTH - 2 * _MARGIN) / (len(numbers) - 1)
    height = _HEIGHT - 2 * _MARGIN
    points = [(_MARGIN + n * step, _MARGIN + height * (1 - (v - low) / spread)) for n, v in enumerate(numbers)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}"><g fill="none" stroke="{colour}">'
        f'<polyline points="{path}" stroke-width="2"/>'
        f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="2.5" fill="{colour}"/></g></svg>'
    )
    picture = base64.b64encode(drawn.encode()).decode()
    return (
        f'<img class="cp-spark" alt="" width="{_WIDTH}" height="{_HEIGHT}" src="data:image/svg+xml;base64,{picture}">'
    )


def _side(cells: Sequence[Any]) -> str:
    """Which class a column is of: figures, long words, or neither."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell]
    figures = [text for text in texts if _FIGURE.fullmatch(text)]
    # Words among figures ("to be set") leave the column one of figures.
    longest = max(map(len, texts), default=0)
    if longest <= _LONG and 3 * (len(numbers) + len(figures)) > len(texts) - len(figures):
        return ' class="cp-figure"'
    return ' class="cp-words"' if texts and sum(map(len, texts)) > _LONG * len(texts) else ""


def _cells(cells: Sequence[Any], side: str, palette: Palette) -> list[str]:
    said = ' class="cp-figure cp-said"'  # words in a column of figures may wrap
    sides = [said if "figure" in side and isinstance(c, str) and not _FIGURE.fullmatch(c) else side for c in cells]
    return [f"<td{side}>{_cell(cell, palette)}</td>" for cell, side in zip(cells, sides, strict=True)]


def _cell(cell: Any, palette: Palette) -> str:
    if isinstance(cell, list | tuple | np.ndarray):
        return sparkline(list(cell), palette.home)
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    return escape(f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell))
