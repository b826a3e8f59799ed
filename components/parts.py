"""The parts every page is put together from. Text from files is escaped here before it meets Markdown."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import charts, palette, tables
from components.export import as_csv
from components.wording import day, plain


@dataclass(frozen=True)
class Card:
    """A chart with what it needs to be believed. `table` is what the chart draws, `evidence` where it is printed."""

    title: str
    subtitle: str
    foot: str
    alt: str
    table: pd.DataFrame
    evidence: pd.DataFrame
    file_name: str


def colours() -> palette.Palette:
    """The colours of the theme the reader has chosen."""
    return palette.for_theme(st.context.theme.type)


class Place(Protocol):
    """What holds for the whole screen."""

    @property
    def area(self) -> str: ...
    @property
    def reporting_date(self) -> datetime.date: ...
    @property
    def version(self) -> int: ...


def heading(title: str, line: str, place: Place) -> None:
    """The page's name and what it answers in one plain line; at the right whose it is, as at when, on which data."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.title(plain(title), anchor=False, width="stretch")
        st.markdown(f"**{plain(place.area)} City Council**", width="content")
        st.markdown(f":gray[Reporting date] **{plain(day(place.reporting_date))}**", width="content")
        st.markdown(f":gray[Data] **version {place.version}**", width="content")
    st.markdown(f":gray[{plain(line)}]")


def chart_card(card: Card, figure: go.Figure, lines: Sequence[str] = ()) -> None:
    """A chart under its finding, what it cannot show in words, and its table, CSV and evidence one click away."""
    with st.container(border=True, gap="xsmall"):
        st.subheader(plain(card.title), anchor=False)
        st.caption(plain(card.subtitle))
        st.plotly_chart(figure, theme=None, config=charts.CONFIG, alt=card.alt, key=f"chart-{card.file_name}")
        remarks(lines)
        card_foot(card)


def source_line(titles: Mapping[str, str], frame: pd.DataFrame, version: int) -> str:
    """The documents and sections behind `frame` (source_ref), and the version of the data."""
    places = dict.fromkeys(
        f"{titles.get(parts[0], parts[0])}, {parts[1]}" for ref in frame["source_ref"] if (parts := ref.split(", "))[1:]
    )
    return f"Source: {'; '.join(list(places)[:2])} · data version {version}"


def card_foot(card: Card) -> None:
    """Where a card's figures come from, and the ways to see them otherwise."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(card.foot), width="stretch")
        with st.popover("Table", icon=":material/table:", key=f"table-{card.file_name}"):
            st.dataframe(card.table, hide_index=True, width=640)
        with st.popover("Evidence", icon=":material/format_quote:", key=f"evidence-{card.file_name}"):
            evidence(card.evidence)
        csv_button(card.table, card.file_name)


def csv_button(frame: pd.DataFrame, name: str) -> None:
    """`frame` as a CSV file."""
    st.download_button(
        "CSV",
        data=lambda: as_csv(frame),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"csv-{name}",
    )


def text_table(frame: pd.DataFrame, alt: str, height: int | Literal["content"] = "content") -> None:
    """A table of words, wrapped and read by screen readers; every cell is shown as it is, never as Markdown."""
    safe = frame.map(lambda cell: plain(cell) if isinstance(cell, str) else cell)
    st.table(safe, border="horizontal", hide_index=True, height=height, alt=alt)


def evidence(frame: pd.DataFrame) -> None:
    """Documents, sections, rows and quotes as text one can read and copy; one block a place, not one a value."""
    shown = tables.evidence(frame).drop_duplicates()
    for place in shown.itertuples(index=False):
        st.markdown(f"“{plain(place[3])}”" if place[3] else "*No words are printed for it.*")
        st.caption(plain(f"{place[0]} · {place[1]} · {place[2]}"))
        if place[4]:
            st.caption(f":material/info: {plain(place[4])}")


def remarks(lines: Sequence[str]) -> None:
    """What is missing or doubtful, said in words beside the figure it concerns."""
    for line in lines:
        st.markdown(f":material/info: {plain(line)}")


def empty(what: str, why: str) -> None:
    """Says what is not there, and why, in place of a blank."""
    st.info(f"**{plain(what)}** {plain(why)}", icon=":material/inbox:")
