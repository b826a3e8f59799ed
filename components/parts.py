"""The parts every page is put together from. Text from files is escaped here before it meets Markdown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import charts, markup, palette
from components.evidence import Provenance
from components.export import as_csv
from components.wording import plain

LONGEST = 200
Stretch = Literal["stretch"]
_STYLE = Path(__file__).parent / "style.css"


@dataclass(frozen=True)
class Card:
    """A chart or table with what it needs to be believed.

    `table` is what is shown, as a reader sees it; `rows` the rows of `dataset` behind it, with source_ref, quote, note;
    `why` what a verdict rests on, name by name.
    """

    title: str
    subtitle: str
    table: pd.DataFrame
    rows: pd.DataFrame
    dataset: str
    file_name: str
    why: Mapping[str, str] = field(default_factory=dict)


def colours() -> palette.Palette:
    """The colours of the theme the reader has chosen."""
    return palette.for_theme(st.context.theme.type)


def header(title: str, facts: Mapping[str, str]) -> DeltaGenerator:
    """The page's name, and at the right what holds for the whole screen; gives the row, for what belongs beside it."""
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    row.title(plain(title), anchor=False, width="stretch")
    for name, value in facts.items():
        row.markdown(f":gray[{plain(name)}] **{plain(value)}**", width="content")
    return row


def line(text: str) -> None:
    """What the page answers, in one plain line."""
    st.markdown(f":gray[{plain(text)}]")


def chart_card(
    card: Card, figure: go.Figure, provenance: Provenance, lines: Sequence[str] = (), width: int | Stretch = "stretch"
) -> None:
    """A chart under its finding, what it cannot show in words, and its table, CSV and evidence one click away.

    `width` in pixels keeps it on a printed page, which gives it no time to fit.
    """
    with st.container(border=True, gap="xsmall"):
        st.subheader(plain(card.title), anchor=False)
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
        st.subheader(plain(title), anchor=False)
        read_aloud = " ".join([f"{title}.", *lines])
        st.plotly_chart(figure, theme=None, config=charts.CONFIG, alt=read_aloud, key=f"chart-{file_name}")
        remarks(lines[:3])
        text_table(table, title)
        csv_button(table, file_name)


def card_foot(card: Card, provenance: Provenance) -> None:
    """Where a card's figures come from, and the ways to see them otherwise."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(provenance.foot(card.rows)), width="stretch")
        if card.why:
            with st.popover("Why?", icon=":material/balance:", key=f"why-{card.file_name}"):
                st.markdown("  \n".join(f":gray[{plain(k)}:] {plain(v)}" for k, v in card.why.items()))
        if card.title:  # without one the card is a table itself
            with st.popover("Table", icon=":material/table:", key=f"table-{card.file_name}"):
                text_table(card.table, card.title, height=400)
        with st.popover("Evidence", icon=":material/format_quote:", key=f"evidence-{card.file_name}"):
            st.markdown(provenance.told(card.rows, card.dataset))
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
    st.html(markup.table(frame.head(LONGEST), alt, colours(), height, wrapped))
    if len(frame) > LONGEST:
        st.caption(f"The first {LONGEST} of {len(frame):,} rows; the filters narrow them.")


def looks() -> None:
    """What our own tables and tiles look like; once on each page."""
    st.html(_STYLE)


def remarks(lines: Sequence[str]) -> None:
    """What is missing or doubtful, said in words beside the figure it concerns."""
    for line in lines:
        st.markdown(f":material/info: {plain(line)}")


def empty(what: str, why: str) -> None:
    """Says what is not there, and why, in place of a blank."""
    st.info(f"**{plain(what)}** {plain(why)}", icon=":material/inbox:")
