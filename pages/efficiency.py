"""Savings: whether the plan reaches its target, what each part of the council owes, and whether the figures hold."""

import functools
from collections.abc import Callable
from typing import TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import charts, choosers, parts, pieces, savings, savings_proved, tables
from queries import efficiency, frame, judgement
from queries.runner import EVERY, FIRST

Grid: TypeAlias = tuple[pd.DataFrame, str, str]
Shown: TypeAlias = tuple[pd.DataFrame, pd.DataFrame]  # rows, and as a table of words
Listed: TypeAlias = tuple[str, pd.DataFrame, pd.DataFrame, str]
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date, plan, board, lead = chosen.reporting_date, chosen.plan, chosen.board, chosen.lead
beside = functools.partial(judgement.beside, snapshot, date, kind="efficiency_line", key="line_id")


def bridge() -> None:
    if steps.empty:
        return parts.empty(
            "No bridge.", "The plan chosen prints no savings total held against a target.", "efficiency_line"
        )
    (left, right), (card, figure, rests_on, rows, found) = st.columns([8, 5], gap="medium"), bridged()
    with left:
        parts.chart_card(card, figure, provenance)
    with right, pieces.stacked():
        parts.section("What it rests on", rests_on, alt="What the plan rests on", notes=[savings.OVERLAP])
        told(tables.first_of(rows, "findings about savings"), found, rows, "findings", 250)


@parts.kept
def bridged() -> tuple[parts.Card, go.Figure, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    figure = charts.bridge_bars(savings.bridge_steps(steps), parts.colours())
    rests_on = savings.rests_on(efficiency.rest_on(snapshot, date, plan))
    rows = efficiency.findings(snapshot, date, plan)
    return savings.bridge_card(steps), figure, rests_on, rows, savings_proved.findings(rows)


def owed() -> None:
    by = row.view("By", savings.GROUPINGS, "by", "Board")
    if not (found := owed_by(by)):
        named = savings.GROUPINGS[by]
        return parts.empty("No savings.", f"No line within these filters prints a {named}.", "efficiency_line")
    return both(*found, lambda: owed_lines(by, EVERY)[1])


def owed_lines(by: str, row_limit: int = FIRST) -> Shown:
    grouping: efficiency.Grouping = savings.GROUPINGS[by]
    rows = beside(tables.in_words(efficiency.lines(snapshot, grouping, plan, board, lead, row_limit)))
    return rows, savings.owed_lines(rows)


@parts.kept
def owed_by(by: str) -> tuple[Grid, Listed] | None:
    grouping: efficiency.Grouping = savings.GROUPINGS[by]
    groups = efficiency.owed(snapshot, grouping, plan, board, lead)
    if groups.empty:
        return None
    rows, shown = owed_lines(by)
    return (savings.owed(groups, by), savings.owed_title(groups), savings.owed_caption(groups)), (
        tables.first_of(rows, "lines, £000"), shown, rows, "lines"
    )  # fmt: skip


def editions() -> None:
    if not (found := side_by_side()):
        return parts.empty("No editions to compare.", "No savings table of the plan chosen continues an earlier one.")
    return both(*found, lambda: edition_lines(EVERY)[1])


def edition_lines(row_limit: int = FIRST) -> Shown:
    rows = beside(efficiency.editions(snapshot, date, plan, row_limit))
    return rows, savings.editions(rows)


@parts.kept
def side_by_side() -> tuple[Grid, Listed] | None:
    sums, (rows, shown) = efficiency.edition_sums(snapshot, date, plan), edition_lines()
    if rows.empty:
        return None
    return (savings.edition_sums(sums), savings.editions_title(sums), savings.EDITIONS), (
        tables.first_of(rows, "lines side by side, £000"), shown, rows, "editions"
    )  # fmt: skip


def totals() -> None:
    if not (found := checked()):
        return parts.empty("No printed totals.", "None is printed within these filters.")
    rows, title, differing, agreeing = found
    with pieces.stacked():
        told(title, differing, rows, "differing", 400)
        listed("Those that agree", agreeing, rows, "agreeing")
    return None


@parts.kept
def checked() -> tuple[pd.DataFrame, str, pd.DataFrame, pd.DataFrame] | None:
    rows = efficiency.checks(snapshot, date, plan, board)
    if rows.empty:
        return None
    return rows, savings_proved.checks_title(rows), savings_proved.differing(rows), savings_proved.agreeing(rows)


def timing() -> None:
    scope = frame.scope(snapshot, "", "", chosen.theme, chosen.priority)
    rows = beside(efficiency.timing(snapshot, date, scope, plan, lead))
    if rows.empty:
        return parts.empty("No milestones to wait for.", "No saving within these filters is tied to a milestone.")
    return told(savings_proved.timing_title(rows), savings_proved.timing(rows), rows, "timing", 440)


def tests() -> None:
    if not (found := tested()):
        return parts.empty("No savings to test.", "No saving line stands within these filters.")
    return both(*found, lambda: tested_lines(EVERY)[1])


def tested_lines(row_limit: int = FIRST) -> Shown:
    rows = beside(efficiency.efficiency_tests(snapshot, date, plan, board, lead, row_limit))
    return rows, savings_proved.tests(rows)


@parts.kept
def tested() -> tuple[Grid, Listed] | None:
    rows, shown = tested_lines()
    if rows.empty:
        return None
    counts = efficiency.tests_answered(snapshot, date, plan, board, lead)
    return (savings_proved.tests_answered(counts), savings_proved.tests_title(counts), ""), (
        tables.first_of(rows, "savings, those that fail first"), shown, rows, "tests"
    )  # fmt: skip


def both(grid: Grid, lines: Listed, every: Callable[[], pd.DataFrame]) -> None:
    with pieces.stacked():
        gridded(*grid)
        listed(*lines, every)


def told(title: str, shown: pd.DataFrame, rows: pd.DataFrame, name: str, height: int) -> None:
    parts.section(title, shown, savings.card(shown, rows, name), provenance, height=height)


def listed(
    title: str, table: pd.DataFrame, rows: pd.DataFrame, name: str, every: Callable[[], pd.DataFrame] | None = None
) -> None:
    height = savings.height(table)
    parts.section(title, table, savings.card(table, rows, name), provenance, height=height, every=every)


def gridded(table: pd.DataFrame, title: str, note: str) -> None:
    parts.section(title, table, notes=[note] if note else [], height=savings.height(table))


VIEWS = {"Bridge": bridge, "Owed": owed, "Editions": editions, "Totals": totals, "Timing": timing, "Tests": tests}
steps = efficiency.bridge(snapshot, date, plan)
row = choosers.Row(parts.kept(lambda: savings.on_course(steps))())
view = row.view("View", VIEWS, "show")
if idle := savings.not_applied(view, chosen):
    parts.caption(idle)
VIEWS[view]()
