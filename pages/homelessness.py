"""Homelessness: how far the strategy's measures are from their targets, what the service costs, what is being done."""

import functools
from typing import TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import charts, parts, stories, tables, wording
from components import homelessness as told
from queries import frame, homelessness, judgement, overview

PLAN, COST, NEIGHBOURS = "homelessness-2008-13", "homelessness-cost-per-head", "nearest-neighbours-2008"
Within: TypeAlias = tuple[str, ...]
Limits: TypeAlias = tuple[str, go.Figure, list[str], pd.DataFrame, str]
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date = chosen.reporting_date
beside = functools.partial(judgement.beside, snapshot, date, kind="milestone", key="milestone_id")


def measures() -> None:
    live, _ = live_measures(within)
    one = choosers.selectbox("Measure", live.index, format_func=live["title"].get, key="measure", bind="query-params")
    card, figure, lines = one_measure(within, one)
    parts.chart_card(card, figure, provenance, lines)
    if limits := process_limits(within, one):
        parts.plain_card(*limits)
    for title, shown, rows, dataset in beside_measure(one):
        section(title, shown, rows, dataset)


def all_measures() -> None:
    rows = homelessness.strategy_indicators(snapshot, PLAN, within)
    verdicts = overview.measures(snapshot, date, within).set_index("indicator_id")
    section("Measures, with the targets of each year", tables.indicators(rows, verdicts), rows, "indicator")
    st.caption(told.TABLE_FOOT)


@parts.kept
def live_measures(within: Within) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = homelessness.strategy_indicators(snapshot, PLAN, within)
    verdicts = overview.measures(snapshot, date, within).set_index("indicator_id")
    return rows[rows["state"] == "live"].set_index("indicator_id"), verdicts


@parts.kept
def one_measure(within: Within, one: str) -> tuple[parts.Card, go.Figure, list[str]]:
    live, verdicts = live_measures(within)
    measure, verdict, values = live.loc[one], verdicts.loc[one], homelessness.indicator_values(snapshot, one)
    said = judgement.commentary(snapshot, date, "indicator", one)
    found = judgement.findings_about(snapshot, date, one)
    lines = told.measure_told(measure, values, verdict, said, found)
    figure = told.measure_figure(measure, values, parts.colours())
    return told.measure_card(measure, values, verdict, found), figure, lines


@parts.kept
def process_limits(within: Within, one: str) -> Limits | None:
    points, measure = homelessness.spc_points(snapshot, one, date), live_measures(within)[0].loc[one]
    if points.empty:
        return None
    unit, decimals = measure["unit"], int(measure["decimals"])
    figure = charts.process_limits(points, unit, decimals, parts.colours())
    table, title = tables.process_points(points, unit, decimals), stories.process_title(measure["title"], points)
    return title, figure, stories.process_told(points), table, f"limits-{one}"


@parts.kept
def beside_measure(one: str) -> list[tuple[str, pd.DataFrame, pd.DataFrame, str]]:
    moved_by = beside(homelessness.indicator_actions(snapshot, one, date))
    in_text = homelessness.text_figures(snapshot, date, PLAN, strategy)
    of_it = in_text[in_text["table_id"] == one]
    return [("Actions meant to move it", told.measure_actions(moved_by), moved_by, "link"),
            ("The same in the text", told.text_figures(of_it), of_it, "indicator")]  # fmt: skip


def section(title: str, shown: pd.DataFrame, rows: pd.DataFrame, dataset: str) -> None:
    if rows.empty:
        return parts.remarks([f"{title}: none."])
    st.header(wording.plain(title), anchor=False)
    parts.text_table(shown, title)
    return parts.card_foot(parts.Card(title, "", shown, rows, dataset, dataset), provenance)


def in_the_text() -> None:
    rows = homelessness.text_figures(snapshot, date, PLAN, within, within == strategy)
    section(told.text_title(rows), told.text_figures(rows), rows, "indicator")


def cost() -> None:
    card, figure, lines = cost_per_head()
    parts.chart_card(card, figure, provenance, lines)
    title, lines, shown, printed = costs()
    st.header(wording.plain(title), anchor=False)
    parts.text_table(shown, "Costs, in pounds")
    parts.remarks(lines)
    parts.card_foot(parts.Card("", "", shown, printed, "cost_line", "costs"), provenance)


@parts.kept
def cost_per_head() -> tuple[parts.Card, go.Figure, list[str]]:
    rows = homelessness.benchmark_values(snapshot, COST, NEIGHBOURS, date)
    home = rows[(rows["role"] == "compared") & rows["is_home"]].iloc[0]
    figure = charts.ranked_bars(tables.ranking(rows), "£ per head", 2, parts.colours())
    return told.cost_card(rows, home, COST), figure, [home["reason"], *tables.beside(rows, "£ per head", 2)]


@parts.kept
def costs() -> tuple[str, list[str], pd.DataFrame, pd.DataFrame]:
    printed = homelessness.cost_lines(snapshot, PLAN, date)
    return told.cost_title(printed), told.cost_told(printed), told.cost_lines(printed), printed


def actions() -> None:
    rows, shown = listed_actions(within)
    section(told.actions_title(rows), shown, rows, "milestone")


@parts.kept
def listed_actions(within: Within) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = beside(homelessness.actions(snapshot, PLAN, within, chosen.lead))
    return rows, tables.actions(rows)


VIEWS = {
    "Measures": measures,
    "All measures": all_measures,
    "In the text": in_the_text,
    "Cost per head": cost,
    "Actions": actions,
}
parts.line("What the Homelessness Strategy 2008-2013 set out to change, its measures, its cost and its actions.")
priorities = frame.plan_priorities(snapshot, PLAN).set_index("priority_id")
strategy = tuple(priorities.index)
left = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
within = tuple(key for key in strategy if key in left)
if not within:
    parts.empty(
        "Nothing of the Homelessness Strategy is left.", "The filters leave none of its priorities; clear them."
    )
    st.stop()
choosers = st.container(horizontal=True, vertical_alignment="bottom")
view = choosers.segmented_control("View", list(VIEWS), default="Measures", required=True, key="view",
                                  bind="query-params")  # fmt: skip
if view != "Cost per head":
    strategic = choosers.selectbox("Strategic priority", ["", *within], key="strategic", bind="query-params",
                                   format_func=lambda key: told.strategic(priorities, key))  # fmt: skip
    within = (strategic,) if strategic else within
VIEWS[view]()
