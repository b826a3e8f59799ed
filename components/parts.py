"""The parts every page is put together from. Text from files is escaped here before it meets Markdown."""

import functools
import threading
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

import cachetools
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import charts, markup, palette, starting
from components.cards import Card as Card
from components.evidence import Provenance
from components.export import as_csv
from components.wording import plain

LONGEST = 200
Stretch = Literal["stretch"]
_STYLE = Path(__file__).parent / "style.css"
_Asked = ParamSpec("_Asked")
_Made = TypeVar("_Made")
_KEPT: cachetools.LRUCache[Hashable, Any] = cachetools.LRUCache(maxsize=512)
_DRAWN: cachetools.LRUCache[Hashable, tuple[object, Any]] = cachetools.LRUCache(maxsize=1024)
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


def _drawn(what: object, make: Callable[[], _Made], *how: Hashable) -> _Made:
    """What `make` gives of one object, worked out once as long as it is the same object."""
    key = id(what), *how
    with _KEEPING:
        of, made = _DRAWN.get(key, (None, None))
    if of is not what:  # the object is held beside it, so no other can come by its id
        made = make()
        with _KEEPING:
            _DRAWN[key] = what, made
    return made


def colours() -> palette.Palette:
    """The colours of the theme the reader has chosen."""
    return palette.for_theme(st.context.theme.type)


def header(title: str, facts: Mapping[str, str]) -> DeltaGenerator:
    """The page's name, and at the right what holds for the whole screen; gives the row, for what belongs beside it."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="head")
    row.title(plain(title), anchor=False, width="stretch")
    row.html(markup.facts(facts), width="content")
    return row


def line(text: str) -> None:
    """What the page answers, in one plain line, and the meaning of words at its end."""
    st.html(markup.line(text, st.session_state.get("papers", True)))


def chart_card(
    card: Card, figure: go.Figure, provenance: Provenance, lines: Sequence[str] = (), width: int | Stretch = "stretch"
) -> None:
    """A chart under its finding, what it cannot show in words, and its table, CSV and evidence one click away.

    `width` in pixels keeps it on a printed page, which gives it no time to fit.
    """
    with st.container(border=True, gap="xsmall"):
        st.header(plain(card.title), anchor=False)
        st.caption(plain(card.subtitle))
        read_aloud = " ".join([f"{card.title}.", f"{card.subtitle}.", *lines])
        st.plotly_chart(
            figure, width=width, theme=None, config=charts.CONFIG, alt=read_aloud, key=f"chart-{card.file_name}"
        )
        remarks(lines)
        card_foot(card, provenance)


def plain_card(title: str, figure: go.Figure, lines: Sequence[str], table: pd.DataFrame, file_name: str) -> None:
    """A chart of figures worked out from others: its finding, its remarks, and its table beneath."""
    with st.container(border=True, gap="xsmall"):
        st.header(plain(title), anchor=False)
        read_aloud = " ".join([f"{title}.", *lines])
        st.plotly_chart(figure, theme=None, config=charts.CONFIG, alt=read_aloud, key=f"chart-{file_name}")
        remarks(lines[:3])
        text_table(table, title)
        csv_button(table, file_name)


def card_foot(card: Card, provenance: Provenance) -> None:
    """Where a card's figures come from, and the ways to see them otherwise."""
    with st.container(horizontal=True, vertical_alignment="center"):
        foot = _drawn(card.rows, lambda: provenance.foot(card.rows), "foot", provenance.version)
        st.caption(plain(foot), width="stretch")
        if card.why:
            with st.popover("Why?", icon=":material/balance:", key=f"why-{card.file_name}"):
                st.markdown("  \n".join(f":gray[{plain(k)}:] {plain(v)}" for k, v in card.why.items()))
        if card.title:  # without one the card is a table itself
            with st.popover("Table", icon=":material/table:", key=f"table-{card.file_name}"):
                text_table(card.table, card.title, height=400)
        with st.popover("Evidence", icon=":material/format_quote:", key=f"evidence-{card.file_name}"):
            told = functools.partial(provenance.told, card.rows, card.dataset)
            st.markdown(_drawn(card.rows, told, "told", card.dataset, provenance.version))
        csv_button(card.table, card.file_name)


def csv_button(frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str) -> None:
    """`frame`, or what it gives when asked at the click, as a CSV file."""
    st.download_button(
        "CSV",
        data=lambda: as_csv(frame() if callable(frame) else frame),
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
    palette = colours()
    html = functools.partial(markup.table, frame.head(LONGEST), alt, palette, height, wrapped)
    st.html(_drawn(frame, html, alt, palette.text, height, tuple(wrapped)))
    if len(frame) > LONGEST:
        st.caption(f"The first {LONGEST} of {len(frame):,} rows; the filters narrow them.")


def looks() -> None:
    """What our own tables and tiles look like; once on each page."""
    st.html(_STYLE)


def looks_presenting() -> None:
    """A stage over the whole screen, while presenting."""
    st.html(_STYLE.with_name("present.css"))


def remarks(lines: Sequence[str]) -> None:
    """What is missing or doubtful, said in words beside the figure it concerns."""
    if lines:
        st.markdown("\n\n".join(f":material/info: {plain(line)}" for line in lines))


def empty(what: str, why: str, *datasets: str) -> None:
    """Says what is not there, and why, in place of a blank; leads to the upload of those `datasets` that are empty."""
    st.info(f"**{plain(what)}** {plain(why)}", icon=":material/inbox:")
    starting.ways(datasets, st.session_state.get("unfilled", {}))


def stop_where(what: str, why: str) -> None:
    """End the page here, saying what and why; nothing where there is no reason to."""
    if why:
        empty(what, why)
        st.stop()
