"""The parts every page is put together from. Text from files is escaped here before it meets Markdown."""

import functools
import threading
from collections.abc import Callable, Collection, Hashable, Sequence
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

import cachetools
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import figures, markup, once, palette, pieces, starting, tables
from components.cards import Card as Card
from components.evidence import Provenance
from components.export import as_csv

LONGEST = 200
Stretch = Literal["stretch"]
_Asked = ParamSpec("_Asked")
_Made = TypeVar("_Made")
_KEPT: cachetools.LRUCache[Hashable, Any] = cachetools.LRUCache(maxsize=512)
_KEEPING = threading.Lock()


def kept(make: Callable[_Asked, _Made]) -> Callable[_Asked, _Made]:
    """Keep what a page puts together, for the version, the filters and the theme it is put together for.

    What `make` gives depends on those and on its arguments alone, and is not to be changed by who gets it.
    """

    @functools.wraps(make)
    def once(*of: _Asked.args, **by_name: _Asked.kwargs) -> _Made:
        state = st.session_state
        held = str(state.snapshot.path), state.chosen, st.context.theme.type
        key = make.__code__.co_filename, make.__code__.co_firstlineno, held, of, tuple(by_name.items())
        with _KEEPING:
            if key in _KEPT:
                return _KEPT[key]
        made = make(*of, **by_name)
        with _KEEPING:
            _KEPT[key] = made
        return made

    return once


def colours() -> palette.Palette:
    """The colours of the theme the reader has chosen."""
    return palette.for_theme(st.context.theme.type)


def line(text: str) -> None:
    """What the page answers, in one plain line, and the meaning of words at its end."""
    pieces.draw(pieces.line(text))


def chart_card(
    card: Card, figure: go.Figure, provenance: Provenance, lines: Sequence[str] = (), width: int | Stretch = "stretch"
) -> None:
    """A chart under its finding, what it cannot show in words, and its table, CSV and evidence one click away.

    `width` in pixels keeps it on a printed page, which gives it no time to fit.
    """
    with st.container(border=True, gap="xsmall"):
        pieces.draw(markup.title(card.title) + markup.caption(card.subtitle))
        read_aloud = " ".join([f"{card.title}.", f"{card.subtitle}.", *lines])
        st.plotly_chart(
            figure, width=width, theme=None, config=figures.CONFIG, alt=read_aloud, key=f"chart-{card.file_name}"
        )
        pieces.draw(markup.remarks(lines) + _foot(card, provenance))


def plain_card(title: str, figure: go.Figure, lines: Sequence[str], table: pd.DataFrame, file_name: str) -> None:
    """A chart of figures worked out from others: its finding, its remarks, and its table beneath."""
    with st.container(border=True, gap="xsmall"):
        pieces.draw(markup.title(title))
        read_aloud = " ".join([f"{title}.", *lines])
        st.plotly_chart(figure, theme=None, config=figures.CONFIG, alt=read_aloud, key=f"chart-{file_name}")
        pieces.draw(markup.remarks(lines[:3]) + _table(table, title) + markup.foot("", [_csv(table, file_name)]))


def section(
    title: str,
    shown: pd.DataFrame,
    card: Card | None = None,
    provenance: Provenance | None = None,
    *,
    alt: str = "",
    told: str = "",
    lines: Sequence[str] = (),
    notes: Sequence[str] = (),
    height: int | None = None,
    wrapped: Collection[str] = (),
    csv: str = "",
    every: Callable[[], pd.DataFrame] | None = None,
) -> None:
    """A table under its title: `lines` are remarks on it, `told` and `notes` small print above and under it.

    With a `card`, where it comes from and the ways to see it otherwise; else, named `csv`, the file of that name.
    `every` gives all rows as such a table, for its CSV where there are more than these; card.rows holds total_rows.
    """
    whole = every if card and every and tables.is_cut(card.rows) else None
    foot = (
        _foot(card, provenance, has_csv=whole is None)
        if card and provenance
        else markup.foot("", [_csv(shown, csv)])
        if csv
        else ""
    )
    head = (markup.title(title) if title else "") + (markup.caption(told) if told else "")
    table = _table(shown, alt or title, height, wrapped)
    pieces.draw(head + table + markup.remarks(lines) + "".join(markup.caption(note) for note in notes) + foot)
    if card and whole:
        csv_button(whole, card.file_name)


def foot(card: Card, provenance: Provenance) -> None:
    """Where what is shown comes from, and the ways to see it otherwise."""
    pieces.draw(_foot(card, provenance))


def _foot(card: Card, provenance: Provenance, has_csv: bool = True) -> str:
    source = once.of(card.rows, lambda: provenance.foot(card.rows), "foot", provenance.version)
    told = functools.partial(provenance.told, card.rows, card.dataset)
    ways = [markup.fold("Why?", markup.terms(card.why))] if card.why else []
    if card.title:  # without one the card is a table itself
        ways.append(_fold("Table", _table(card.table, card.title)))
    ways.append(_fold("Evidence", once.of(card.rows, told, "told", card.dataset, provenance.version)))
    return markup.foot(source, [*ways, *([_csv(card.table, card.file_name)] if has_csv else [])])


def _fold(words: str, body: str) -> str:
    """What is kept, folded away."""
    return once.of(body, lambda: markup.fold(words, body), "fold", words)


def _csv(frame: pd.DataFrame, name: str) -> str:
    """A button that saves the whole of `frame` as a CSV file, which the page holds."""
    return once.of(frame, lambda: markup.save_button("CSV", f"{name}.csv", as_csv(frame)), "csv", name)


def csv_button(frame: Callable[[], pd.DataFrame], name: str) -> None:
    """What `frame` gives when asked at the click, as a CSV file: for one too long to be in the page."""
    pieces.so_far()
    st.download_button(
        "CSV",
        data=lambda: as_csv(frame()),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"csv-{name}",
    )


def text_table(frame: pd.DataFrame, alt: str, height: int | None = None, wrapped: Collection[str] = ()) -> None:
    """A table, wrapped and read by screen readers: figures at the right, every cell shown as it is.

    Columns `wrapped` are words, whatever they look like.

    At most LONGEST rows are drawn, and a line says how many there are; the CSV has them all.
    """
    pieces.draw(_table(frame, alt, height, wrapped))


def _table(frame: pd.DataFrame, alt: str, height: int | None = None, wrapped: Collection[str] = ()) -> str:
    palette = colours()

    def html() -> str:
        if len(frame) <= LONGEST:
            return markup.table(frame, alt, palette, height, wrapped)
        rest = markup.caption(f"The first {LONGEST} of {len(frame):,} rows; the filters narrow them.")
        return markup.table(frame.head(LONGEST), alt, palette, height, wrapped) + rest

    return once.of(frame, html, alt, palette.text, height, tuple(wrapped))


def looks_presenting() -> None:
    """A stage over the whole screen, while presenting."""
    st.html(Path(__file__).with_name("present.css"))


def remarks(lines: Sequence[str]) -> None:
    """What is missing or doubtful, said in words beside the figure it concerns."""
    if lines:
        pieces.draw(markup.remarks(lines))


def title(words: str, told: str = "") -> None:
    """The title of what follows, and small print under it."""
    pieces.draw(markup.title(words) + (markup.caption(told) if told else ""))


def caption(words: str) -> None:
    """Small print."""
    pieces.draw(markup.caption(words))


def empty(what: str, why: str, *datasets: str) -> None:
    """Says what is not there, and why, in place of a blank; leads to the upload of those `datasets` that are empty."""
    pieces.draw(markup.empty(what, why))
    starting.ways(datasets, st.session_state.get("unfilled", {}))


def stop_where(what: str, why: str) -> None:
    """End the page here, saying what and why; nothing where there is no reason to."""
    if why:
        empty(what, why)
        st.stop()
