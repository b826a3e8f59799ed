"""Homelessness: how far the strategy's measures are from their targets, what the service costs, what is being done."""

import functools

import pandas as pd
import streamlit as st

from components import charts, parts, stories, tables, wording
from components import homelessness as told
from queries import frame, homelessness, judgement, overview

PLAN, COST, NEIGHBOURS = "homelessness-2008-13", "homelessness-cost-per-head", "nearest-neighbours-2008"
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date = chosen.reporting_date
beside = functools.partial(judgement.beside, snapshot, date, kind="milestone", key="milestone_id")


def measures() -> None:
    rows = homelessness.strategy_indicators(snapshot, PLAN, within)
    verdicts = overview.measures(snapshot, date, within).set_index("indicator_id")
    live = rows[rows["state"] == "live"].set_index("indicator_id")
    one = choosers.selectbox("Measure", live.index, format_func=live["title"].get, key="measure", bind="query-params")
    one_measure(live.loc[one], homelessness.indicator_values(snapshot, one), verdicts.loc[one])
    moved_by = beside(homelessness.indicator_actions(snapshot, one, date))
    section("Actions meant to move it", told.measure_actions(moved_by), moved_by, "link")
    in_text = homelessness.text_figures(snapshot, date, PLAN, strategy)
    of_it = in_text[in_text["table_id"] == one]
    section("The same in the text", told.text_figures(of_it), of_it, "indicator")


def all_measures() -> None:
    rows = homelessness.strategy_indicators(snapshot, PLAN, within)
    verdicts = overview.measures(snapshot, date, within).set_index("indicator_id")
    section("Measures, with the targets of each year", tables.indicators(rows, verdicts), rows, "indicator")
    st.caption(told.TABLE_FOOT)


def one_measure(measure: pd.Series, values: pd.DataFrame, verdict: pd.Series) -> None:
    said = judgement.commentary(snapshot, date, "indicator", measure.name)
    found = judgement.findings_about(snapshot, date, measure.name)
    figure = told.measure_figure(measure, values, parts.colours())
    lines = told.measure_told(measure, values, verdict, said, found)
    parts.chart_card(told.measure_card(measure, values, verdict, found), figure, provenance, lines)
    points = homelessness.spc_points(snapshot, measure.name, date)
    if not points.empty:
        unit, decimals = measure["unit"], int(measure["decimals"])
        figure = charts.process_limits(points, unit, decimals, parts.colours())
        table = tables.process_points(points, unit, decimals)
        title = stories.process_title(measure["title"], points)
        parts.plain_card(title, figure, stories.process_told(points), table, f"limits-{measure.name}")


def section(title: str, shown: pd.DataFrame, rows: pd.DataFrame, dataset: str) -> None:
    if rows.empty:
        return parts.remarks([f"{title}: none."])
    st.subheader(wording.plain(title), anchor=False)
    parts.text_table(shown, title)
    return parts.card_foot(parts.Card(title, "", shown, rows, dataset, dataset), provenance)


def in_the_text() -> None:
    rows = homelessness.text_figures(snapshot, date, PLAN, within, within == strategy)
    section(told.text_title(rows), told.text_figures(rows), rows, "indicator")


def cost() -> None:
    rows = homelessness.benchmark_values(snapshot, COST, NEIGHBOURS, date)
    home = rows[(rows["role"] == "compared") & rows["is_home"]].iloc[0]
    figure = charts.ranked_bars(tables.ranking(rows), "£ per head", 2, parts.colours())
    lines = [home["reason"], *tables.beside(rows, "£ per head", 2)]
    parts.chart_card(told.cost_card(rows, home, COST), figure, provenance, lines)
    printed = homelessness.cost_lines(snapshot, PLAN, date)
    st.subheader(wording.plain(told.cost_title(printed)), anchor=False)
    shown = told.cost_lines(printed)
    parts.text_table(shown, "Costs, in pounds")
    parts.remarks(told.cost_told(printed))
    parts.card_foot(parts.Card("", "", shown, printed, "cost_line", "costs"), provenance)


def actions() -> None:
    rows = beside(homelessness.actions(snapshot, PLAN, within, chosen.lead))
    section(told.actions_title(rows), tables.actions(rows), rows, "milestone")


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
