"""Milestones: what falls due, what became of the last plan's, what slipped, where deadlines pile up, and on whom."""

import functools

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import charts, milestones, parts, status, tables, wording
from queries import frame, judgement
from queries import milestones as asked

WORDED = 80  # rows in a table of words
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
within = (snapshot, chosen.reporting_date, scope, chosen.lead)
beside = functools.partial(judgement.beside, snapshot, chosen.reporting_date, kind="milestone", key="milestone_id")


@parts.kept
def listed(states: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = beside(asked.listed(*within, states=states))
    return rows, milestones.listed(rows)


def due() -> None:
    rows, shown = listed(states)
    if rows.empty:
        return parts.empty("No milestone.", "None within these filters is in this state on this date.", "milestone")
    st.header(tables.first_of(rows, "milestones"), anchor=False)
    parts.text_table(shown, "Milestones, soonest due first", height=400)
    return parts.card_foot(parts.Card("", "", shown, rows, "milestone", "milestones"), provenance)


def what_became() -> None:
    fates = asked.fates(*within)
    if fates.empty:
        return parts.empty("Nothing to tell.", "No plan within these filters had ended or had a later edition by then.")
    label = milestones.fate_label
    fate = choosers.selectbox("Show", ["", *milestones.FATES], key="fate", bind="query-params", format_func=label)
    rows = beside(asked.became(*within, fate=fate).head(WORDED))
    title, subtitle = milestones.fates_title(fates), f"Milestones, as known at {wording.day(chosen.reporting_date)}"
    card = parts.Card(title, subtitle, milestones.fates_table(fates), rows, "milestone_update", "what-became")
    if rows.empty:
        return parts.empty(title, "None of them became what is chosen.")
    figure = charts.ranked_bars(milestones.fate_bars(fates), "milestones", 0, parts.colours())
    parts.chart_card(card, figure, provenance)
    st.header(tables.first_of(rows, "milestones"), anchor=False)
    shown = milestones.became(rows)
    parts.text_table(milestones.became_table(shown), title, height=420)
    return parts.csv_button(shown, "what-became-of-each")


def slipped() -> None:
    rows = beside(asked.slipped(*within))
    if rows.empty:
        return parts.empty("Nothing slipped.", "No milestone within these filters has a date that moved.")
    shown, moved = milestones.slipped(rows), milestones.moved_dates(rows)
    title, subtitle = milestones.slipped_title(rows), "From the date first printed (hollow) to the date now (filled)"
    card = parts.Card(title, subtitle, shown, rows, "milestone", "slipped")
    if not moved.empty:
        parts.chart_card(card, charts.moved_dates(moved, parts.colours()), provenance)
    st.header(tables.first_of(rows.head(WORDED), "with the date each edition prints"), anchor=False)
    return parts.text_table(shown.head(WORDED), title)


def by_month() -> None:
    if (choices := month_choices(states)) is None:
        return parts.empty("No month.", "No milestone within these filters has a date to fall due on.")
    label = milestones.month_label
    month = choosers.selectbox("Month", *choices, key="month", bind="query-params", format_func=label)
    card, figure, title, shown = one_month(states, month)
    parts.chart_card(card, figure, provenance)
    st.header(title, anchor=False)
    return parts.text_table(shown, f"Due in {label(month)}")


@parts.kept
def month_choices(states: tuple[str, ...]) -> tuple[list[str], int] | None:
    months = asked.months(*within, states=states)
    return None if months.empty else milestones.month_choices(months)


@parts.kept
def one_month(states: tuple[str, ...], month: str) -> tuple[parts.Card, go.Figure, str, pd.DataFrame]:
    months = asked.months(*within, states=states)
    rows = beside(asked.listed(*within, states=states, month=month).head(WORDED))
    subtitle = "Milestones still open by the month in which they fall due, by the latest date given for each"
    table = milestones.months_table(months)
    card = parts.Card(milestones.months_title(months), subtitle, table, rows, "milestone", "months")
    figure = charts.month_bars(months, chosen.reporting_date, parts.colours())
    return card, figure, tables.first_of(rows, f"due in {milestones.month_label(month)}"), milestones.due_table(rows)


def by_lead() -> None:
    leads = asked.leads(*within, states=states)
    if leads.empty:
        return parts.empty("No lead.", "No milestone within these filters is in this state on this date.")
    st.header(wording.plain(milestones.leads_title(leads)), anchor=False)
    shown = milestones.leads(leads)
    parts.text_table(shown, "Milestones by lead", height=400)
    st.caption(milestones.LEADS_TOLD)
    rows = asked.listed(*within, states=states)
    return parts.card_foot(parts.Card("", "", shown, rows, "milestone", "milestones-by-lead"), provenance)


groups = parts.kept(lambda: milestones.grouped(asked.states(*within)))()
parts.line(milestones.line(groups, wording.day(chosen.reporting_date)))
VIEWS = {"Due": due, "What became of them": what_became, "Slipped": slipped, "By month": by_month, "By lead": by_lead}
choosers = st.container(horizontal=True, vertical_alignment="bottom")
states = milestones.ALL
with choosers:
    view = st.segmented_control(
        "View", list(VIEWS), default="Due", required=True, key="milestones", bind="query-params"
    )  # fmt: skip
    if VIEWS[view] in (due, by_month, by_lead):
        group = st.selectbox(
            "State", ["", *status.MILESTONES], key="milestone_state", bind="query-params",
            format_func=milestones.group_label,
        )  # fmt: skip
        states = milestones.states_of(group)
VIEWS[view]()
