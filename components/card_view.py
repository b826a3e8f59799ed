"""A report card on the screen, and on one side of A4 when the browser prints it."""

import plotly.graph_objects as go
import streamlit as st

from components import card_tables, charts, markup, once, parts, pieces
from components.card_tables import Path
from components.evidence import Provenance
from components.palette import Palette
from components.parts import Card
from components.report_card import ReportCard, Section

CHART = (400, 190)  # pixels, so that it prints as it stands
WIDE = ("measures", "beside others")  # sections as wide as the page; the others stand in two columns


def draw(card: ReportCard, provenance: Provenance) -> None:
    """The headline first, beside the measure that needs a board most; then the measures, and the rest side by side."""
    facts = markup.caption(" · ".join(card.facts)) if card.facts else ""
    said = markup.strong(card.headline) + markup.paragraph(card.also) + markup.remarks(card.lines)
    headline = markup.title(card.title) + facts + said
    if card.first:
        left, right = st.columns([3, 2], gap="medium")
        pieces.draw(headline, left)
        with right.container(key="screen-path"):
            _path(card.first, provenance)
    wide: list[str] = [] if card.first else [headline]
    columns: tuple[list[str], list[str]] = ([], [])
    rows = [0, 0]
    for section in card.sections:
        with pieces.gathered() as drawn:
            _section(section, provenance)
        if section.name in WIDE:
            wide += drawn
        else:
            shorter = rows.index(min(rows))
            rows[shorter] += len(section.table) + 2
            columns[shorter].extend(drawn)
    pieces.draw(markup.stack([*wide, markup.halves(*(markup.stack(column) for column in columns))]))


def _path(path: Path, provenance: Provenance) -> None:
    colours = parts.colours()
    card, figure = once.of(path, lambda: _charted(path, colours), colours.text)
    parts.chart_card(card, figure, provenance, width=CHART[0])


def _charted(path: Path, colours: Palette) -> tuple[Card, go.Figure]:
    drawn = path.actuals, path.targets, path.periods, path.unit, path.decimals, colours
    figure = charts.path_to_target(*drawn, is_beside=True)
    figure.update_layout(height=CHART[1])
    table = card_tables.path(path)
    return Card(path.title, path.subtitle, table, path.row, "indicator", "report-card-path"), figure


def _section(section: Section, provenance: Provenance) -> None:
    file_name = f"report-card-{section.name.replace(' ', '-')}"
    card = Card("", "", section.table, section.rows, section.dataset, file_name)
    parts.section(section.title, section.table, card, provenance, wrapped=section.wrapped)
