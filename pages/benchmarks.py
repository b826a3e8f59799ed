"""Benchmarks: how the council compares with others, and how far the comparison holds."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import benchmarks, charts, choosers, parts, stories, tables
from queries import benchmarks as questions
from queries import frame, judgement

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date, home = chosen.reporting_date, frame.place(snapshot).area
within = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
everything = not any((chosen.plan, chosen.board, chosen.theme, chosen.priority))


def ranked() -> None:
    offered = measures_compared()
    if offered.empty:
        return parts.empty(
            "Nothing to compare.",
            "No measure within these filters has figures of two areas by this date.",
            "area",
            "area_group",
        )
    one = row.one("Measure", offered.index, "of", offered["label"].get)
    (left, right), (card, figure, beside, cautions) = st.columns([3, 2], gap="medium"), comparison(one)
    with left:
        parts.chart_card(card, figure, provenance)
    with right:
        for name, shown in beside.items():
            parts.section("", shown, alt=name, lines=cautions if name == next(reversed(beside)) else ())
    return None


@parts.kept
def measures_compared() -> pd.DataFrame:
    return questions.choices(snapshot, date, within, everything, chosen.lead).set_index("key")


@parts.kept
def comparison(one: str) -> tuple[parts.Card, go.Figure, dict[str, pd.DataFrame], list[str]]:
    asked = (*measures_compared().loc[one, ["indicator_id", "group_id", "period"]], date)
    areas, beside = questions.areas(snapshot, *asked), questions.beside(snapshot, *asked)
    unit, decimals = areas.iloc[0]["unit"], int(areas.iloc[0]["decimals"])
    own = areas[areas["is_home"]]
    card = parts.Card(
        title=benchmarks.title(areas, home),
        subtitle=benchmarks.subtitle(areas),
        table=benchmarks.table(areas, beside),
        rows=benchmarks.evidence_rows(areas, beside),
        dataset="indicator_value",
        file_name="benchmark",
        why=stories.verdict_told(own.iloc[0]) if len(own) else {},
    )
    figure = charts.ranked_bars(benchmarks.bars(areas), unit, decimals, parts.colours())
    shown = {
        f"Where {home} stands among the areas": benchmarks.standing(areas, home),
        "Averages worked out and as printed": benchmarks.averages(areas, home),
        "Published and restated figures": benchmarks.restated(areas, beside),
    }
    held = {name: table for name, table in shown.items() if table.size}
    found = judgement.findings_about(snapshot, date, asked[0])
    return card, figure, held, [*stories.findings_told(found), *benchmarks.cautions(areas, beside, home)]


def other_areas() -> None:
    offered = questions.other_areas(snapshot, date, within, everything, chosen.lead).set_index("area_id")
    if offered.empty:
        return parts.empty("No other area.", "No other area has figures of its own within these filters by this date.")
    area = row.one("Area", offered.index, "area", offered["area"].get)
    rows = questions.area_figures(snapshot, area, date, within, everything, chosen.lead)
    shown = benchmarks.figures(rows, home)
    card = parts.Card("", "", shown, rows, "indicator_value", f"figures-of-{area}")
    return parts.section(
        benchmarks.figures_title(rows, home), shown, card, provenance, alt="Figures of another area",
        told="One area's own words, not a comparison: nothing here is ranked.", lines=tables.clipped(rows),
        height=tables.height(shown),
    )  # fmt: skip


LINE = "How the council compares: ranked where others published the same measure, listed one by one where not."
VIEWS = {"Ranked": ranked, "Other areas' own figures": other_areas}
row = choosers.Row(LINE)
VIEWS[row.view("View", VIEWS, "compare")]()
