"""Measures: how far a strategy's measures are from their targets, what the service costs, what is being done."""

import functools
from collections.abc import Sequence
from typing import TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import charts, choosers, parts, pieces, stories, tables
from components import homelessness as told
from queries import frame, homelessness, judgement, overview

Within: TypeAlias = tuple[str, ...]
Limits: TypeAlias = tuple[str, go.Figure, list[str], pd.DataFrame, str]
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date = chosen.reporting_date
beside = functools.partial(judgement.beside, snapshot, date, kind="milestone", key="milestone_id")


def measures() -> None:
    live, _ = live_measures(within)
    one = row.one("Measure", live.index, "measure", live["title"].get)
    card, figure, lines = one_measure(within, one)
    parts.chart_card(card, figure, provenance, lines)
    if limits := process_limits(within, one):
        parts.plain_card(*limits)
    with pieces.stacked():
        for title, shown, rows, dataset in beside_measure(one):
            section(title, shown, rows, dataset)


def all_measures() -> None:
    rows = homelessness.strategy_indicators(snapshot, plan, within)
    verdicts = overview.measures(snapshot, date, within).set_index("indicator_id")
    shown, note = tables.indicators(rows, verdicts), told.table_foot(rows)
    section("Measures, with the targets of each year", shown, rows, "indicator", [note])


@parts.kept
def live_measures(within: Within) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = homelessness.strategy_indicators(snapshot, plan, within)
    verdicts = overview.measures(snapshot, date, within).set_index("indicator_id")
    return told.live(rows), verdicts


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
    in_text = homelessness.text_figures(snapshot, date, plan, all_of_it)
    of_it = in_text[in_text["table_id"] == one]
    return [("Actions meant to move it", told.measure_actions(moved_by), moved_by, "link"),
            ("The same in the text", told.text_figures(of_it), of_it, "indicator")]  # fmt: skip


def section(title: str, shown: pd.DataFrame, rows: pd.DataFrame, dataset: str, notes: Sequence[str] = ()) -> None:
    if rows.empty:
        return parts.remarks([f"{title}: none."])
    return parts.section(title, shown, parts.Card("", "", shown, rows, dataset, dataset), provenance, notes=notes)


def in_the_text() -> None:
    rows = homelessness.text_figures(snapshot, date, plan, within, within == all_of_it)
    section(told.text_title(rows), told.text_figures(rows), rows, "indicator")


def cost() -> None:
    if compared := cost_compared(plan):
        parts.chart_card(*compared[:2], provenance, compared[2])
    else:
        parts.empty("No cost to compare.", "No cost of this strategy is held for this council and others.",
                    "indicator_value", "area_group")  # fmt: skip
    title, lines, shown, printed = costs(plan)
    if printed.empty:
        return parts.empty("No costs.", "No table of this strategy's costs is held.", "cost_line")
    card = parts.Card("", "", shown, printed, "cost_line", "costs")
    return parts.section(title, shown, card, provenance, alt="Costs, in pounds", lines=lines)


@parts.kept
def cost_compared(plan: str) -> tuple[parts.Card, go.Figure, list[str]] | None:
    rows = homelessness.cost_compared(snapshot, strategies.loc[plan], date)
    if rows.empty:
        return None
    home = told.home_of(rows)
    unit, decimals = home["unit"], int(home["decimals"])
    figure = charts.ranked_bars(tables.ranking(rows), unit, decimals, parts.colours())
    return told.cost_card(rows, home), figure, [home["reason"], *tables.beside(rows, unit, decimals)]


@parts.kept
def costs(plan: str) -> tuple[str, list[str], pd.DataFrame, pd.DataFrame]:
    printed = homelessness.cost_lines(snapshot, plan, date)
    return told.cost_title(printed), told.cost_told(printed), told.cost_lines(printed), printed


def actions() -> None:
    rows, shown = listed_actions(within)
    section(told.actions_title(rows), shown, rows, "milestone")


@parts.kept
def listed_actions(within: Within) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = beside(homelessness.actions(snapshot, plan, within, chosen.lead))
    return rows, tables.actions(rows)


@parts.kept
def left_of_strategies(measure: str, title: str) -> tuple[dict[str, tuple[str, ...]], str]:
    left = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
    offered = told.offered(strategies, left, measure, title)
    return offered, told.strategy_of(strategies.loc[list(offered)], measure) if offered else ""


@parts.kept
def of_strategy(plan: str) -> pd.DataFrame:
    return frame.plan_priorities(snapshot, plan).set_index("priority_id")


VIEWS = {
    "Measures": measures,
    "All measures": all_measures,
    "In the text": in_the_text,
    "Cost per head": cost,
    "Actions": actions,
}
strategies = parts.kept(lambda: homelessness.strategies(snapshot, date).set_index("plan_id"))()
offered, plan = left_of_strategies(st.query_params.get("measure", ""), st.query_params.get("strategy", ""))
if not offered:
    parts.line("What a strategy set out to change: its measures, its cost and its actions.")
    named = " or ".join(strategies["title"]) or "a strategy"
    parts.empty(f"Nothing of {named} is left.", "The filters leave no priority with a table of measures; clear them.",
                "indicator")  # fmt: skip
    st.stop()
with choosers.Row() as row:
    if len(offered) > 1:
        plan = row.one("Strategy", offered, "strategy", strategies["title"].get, plan)
    row.line = f"What the {strategies['title'][plan]} set out to change, its measures, its cost and its actions."
    priorities = of_strategy(plan)
    all_of_it, within = tuple(priorities.index), offered[plan]
    view = row.view("View", VIEWS, "view")
    if view != "Cost per head":
        called = functools.partial(told.strategic, priorities)
        strategic = row.one("Strategic priority", ["", *within], "strategic", called)
        within = (strategic,) if strategic else within
VIEWS[view]()
