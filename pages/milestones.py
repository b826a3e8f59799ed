"""Milestones: what falls due, what became of the last plan's, what slipped, where deadlines pile up, and on whom."""

import functools

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import charts, choosers, milestones, parts, status, tables, wording
from queries import frame, judgement
from queries import milestones as asked
from queries.runner import EVERY

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
within = (snapshot, chosen.reporting_date, scope, chosen.lead)
beside = functools.partial(judgement.beside, snapshot, chosen.reporting_date, kind="milestone", key="milestone_id")


@parts.kept
def listed(states: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = beside(tables.in_words(asked.listed(*within, states=states)))
    return rows, milestones.listed(rows)


def every() -> pd.DataFrame:
    return milestones.listed(beside(asked.listed(*within, states=states, row_limit=EVERY)))


def due() -> None:
    rows, shown = listed(states)
    if rows.empty:
        return parts.empty("No milestone.", "None within these filters is in this state on this date.", "milestone")
    title, card = tables.first_of(rows, "milestones"), parts.Card("", "", shown, rows, "milestone", "milestones")
    return parts.section(title, shown, card, provenance, alt="Milestones, soonest due first", height=400, every=every)


def what_became() -> None:
    fates = asked.fates(*within)
    if fates.empty:
        return parts.empty("Nothing to tell.", "No plan within these filters had ended or had a later edition by then.")
    label = milestones.fate_label
    fate = row.one("Show", ["", *milestones.FATES], "fate", label)
    rows = beside(tables.in_words(asked.became(*within, fate=fate)))
    title, subtitle = milestones.fates_title(fates), f"Milestones, as known at {wording.day(chosen.reporting_date)}"
    card = parts.Card(title, subtitle, milestones.fates_table(fates), rows, "milestone_update", "what-became")
    if rows.empty:
        return parts.empty(title, "None of them became what is chosen.")
    figure = charts.ranked_bars(milestones.fate_bars(fates), "milestones", 0, parts.colours())
    parts.chart_card(card, figure, provenance)
    shown = milestones.became(rows)
    of_each = parts.Card("", "", shown, rows, "milestone_update", "what-became-of-each")
    listed_as, words = tables.first_of(rows, "milestones"), milestones.became_table(shown)
    return parts.section(
        listed_as, words, of_each, provenance, alt=title, height=420,
        every=lambda: milestones.became(beside(asked.became(*within, fate=fate, row_limit=EVERY))),
    )  # fmt: skip


def slipped() -> None:
    rows = beside(asked.slipped(*within))
    if rows.empty:
        return parts.empty("Nothing slipped.", "No milestone within these filters has a date that moved.")
    shown, moved = milestones.slipped(rows), milestones.moved_dates(rows)
    title, subtitle = milestones.slipped_title(rows), "From the date first printed (hollow) to the date now (filled)"
    card = parts.Card(title, subtitle, shown, rows, "milestone", "slipped")
    if not moved.empty:
        parts.chart_card(card, charts.moved_dates(moved, parts.colours()), provenance)
    listed_as = tables.first_of(rows.head(tables.WORDED), "with the date each edition prints")
    parts.section(listed_as, shown.head(tables.WORDED), alt=title)
    return parts.csv_button(every_that_slipped, "every-slipped") if tables.is_cut(rows) else None


def every_that_slipped() -> pd.DataFrame:
    return milestones.slipped(beside(asked.slipped(*within, row_limit=EVERY)))


def by_month() -> None:
    if (choices := month_choices(states)) is None:
        return parts.empty("No month.", "No milestone within these filters has a date to fall due on.")
    label = milestones.month_label
    months, soonest = choices
    month = row.one("Month", months, "month", label, months[soonest])
    card, figure, title, shown = one_month(states, month)
    parts.chart_card(card, figure, provenance)
    return parts.section(title, shown, alt=f"Due in {label(month)}")


@parts.kept
def month_choices(states: tuple[str, ...]) -> tuple[list[str], int] | None:
    months = asked.months(*within, states=states)
    return None if months.empty else milestones.month_choices(months)


@parts.kept
def one_month(states: tuple[str, ...], month: str) -> tuple[parts.Card, go.Figure, str, pd.DataFrame]:
    months = asked.months(*within, states=states)
    rows = beside(asked.listed(*within, states=states, month=month).head(tables.WORDED))
    subtitle = "Milestones still open by the month in which they fall due, by the latest date given for each"
    table = milestones.months_table(months)
    card = parts.Card(milestones.months_title(months), subtitle, table, rows, "milestone", "months")
    figure = charts.month_bars(months, chosen.reporting_date, parts.colours())
    return card, figure, tables.first_of(rows, f"due in {milestones.month_label(month)}"), milestones.due_table(rows)


def by_lead() -> None:
    leads = asked.leads(*within, states=states)
    if leads.empty:
        return parts.empty("No lead.", "No milestone within these filters is in this state on this date.")
    shown, rows = milestones.leads(leads), asked.listed(*within, states=states)
    card = parts.Card("", "", shown, rows, "milestone", "milestones-by-lead")
    return parts.section(
        milestones.leads_title(leads), shown, card, provenance, alt="Milestones by lead", notes=[milestones.LEADS_TOLD],
        height=400,
    )  # fmt: skip


groups = parts.kept(lambda: milestones.grouped(asked.states(*within)))()
VIEWS = {"Due": due, "What became of them": what_became, "Slipped": slipped, "By month": by_month, "By lead": by_lead}
row, states = choosers.Row(milestones.line(groups, wording.day(chosen.reporting_date))), milestones.ALL
with row:
    view = row.view("View", VIEWS, "milestones")
    if VIEWS[view] in (due, by_month, by_lead):
        group = row.one("State", ["", *status.MILESTONES], "milestone_state", milestones.group_label)
        states = milestones.states_of(group)
VIEWS[view]()
