"""Savings: whether the plan reaches its target, what each part of the council owes, and whether the figures hold."""

import pandas as pd
import streamlit as st

from components import charts, parts, savings
from components.tables import Config
from queries import efficiency, frame

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date, plan, board, lead = chosen.reporting_date, chosen.plan, chosen.board, chosen.lead


def bridge() -> None:
    if steps.empty:
        return parts.empty("No bridge.", "The plan chosen prints no savings total held against a target.")
    title, subtitle = savings.bridge_title(steps), savings.bridge_subtitle(steps)
    table, why = savings.bridge_table(steps), savings.bridge_why(steps)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        card = parts.Card(title, subtitle, table, steps, "efficiency_amount", "savings-bridge", why)
        parts.chart_card(card, charts.bridge_bars(savings.bridge_steps(steps), parts.colours()), provenance)
    with right:
        st.subheader("What it rests on", anchor=False)
        parts.text_table(savings.rests_on(efficiency.rest_on(snapshot, date, plan)), "What the plan rests on")
        st.caption(
            "These overlap, so they are never added. Late: see Timing. Gross: before a deduction printed elsewhere."
        )
        rows = efficiency.findings(snapshot, date, plan)
        told(savings.first_of(rows, "findings about savings"), savings.findings(rows), rows, "findings", 250)


def owed(grouping: efficiency.Grouping, what: str) -> None:
    groups = efficiency.owed(snapshot, grouping, plan, board, lead)
    if groups.empty:
        return parts.empty("No savings.", f"No line within these filters prints a {what.lower()}.")
    st.subheader(savings.owed_title(groups), anchor=False)
    shown, config = savings.owed(groups, what)
    st.dataframe(shown, column_config=config, hide_index=True, height=savings.height(shown), alt=f"By {what.lower()}")
    st.caption(savings.CUMULATIVE)
    lines = efficiency.lines(snapshot, grouping, plan, board, lead)
    return listed(savings.first_of(lines, "lines, £000"), savings.owed_lines(lines), lines, grouping)


def divisions() -> None:
    kinds: dict[str, efficiency.Grouping] = {"Department": "department", "Division": "division", "Officer": "officer"}
    with choosers:
        by = st.segmented_control("By", kinds, default="Department", required=True, key="by", bind="query-params")
    owed(kinds[by], by)


def editions() -> None:
    sums, rows = efficiency.edition_sums(snapshot, date, plan), efficiency.editions(snapshot, date, plan)
    if rows.empty:
        return parts.empty("No editions to compare.", "No savings table of the plan chosen continues an earlier one.")
    st.subheader(savings.editions_title(sums), anchor=False)
    shown, config = savings.edition_sums(sums)
    st.dataframe(shown, column_config=config, hide_index=True, alt="How one edition became the other")
    st.caption("Sums of lines, cumulative; printed totals are under Totals. The papers give no reason for a change.")
    return listed(savings.first_of(rows, "lines side by side, £000"), savings.editions(rows), rows, "editions")


def totals() -> None:
    rows = efficiency.checks(snapshot, date, plan, board)
    if rows.empty:
        return parts.empty("No printed totals.", "None is printed within these filters.")
    told(savings.checks_title(rows), savings.differing(rows), rows, "differing", 400)
    return listed("Those that agree", savings.agreeing(rows), rows, "agreeing")


def timing() -> None:
    within = frame.scope(snapshot, "", "", chosen.theme, chosen.priority)
    rows = efficiency.timing(snapshot, date, within, plan, lead)
    if rows.empty:
        return parts.empty("No milestones to wait for.", "No saving within these filters is tied to a milestone.")
    return told(savings.timing_title(rows), savings.timing(rows), rows, "timing", 440)


def tests() -> None:
    rows = efficiency.efficiency_tests(snapshot, date, plan, board, lead)
    if rows.empty:
        return parts.empty("No savings to test.", "No saving line stands within these filters.")
    counts = efficiency.tests_answered(snapshot, date, plan, board, lead)
    st.subheader(savings.tests_title(counts), anchor=False)
    parts.text_table(savings.tests_answered(counts), "The Government's three tests")
    return listed(savings.first_of(rows, "savings, those that fail first"), savings.tests(rows), rows, "tests")


def told(title: str, shown: pd.DataFrame, rows: pd.DataFrame, name: str, height: int) -> None:
    st.subheader(title, anchor=False)
    parts.text_table(shown, title, height=height)
    parts.card_foot(parts.Card("", "", shown, rows, savings.DATASETS[name], f"savings-{name}"), provenance)


def listed(title: str, table: tuple[pd.DataFrame, Config], rows: pd.DataFrame, name: str) -> None:
    st.subheader(title, anchor=False)
    st.dataframe(table[0], column_config=table[1], hide_index=True, height=330, alt=title)
    parts.card_foot(parts.Card("", "", table[0], rows, savings.DATASETS[name], f"savings-{name}"), provenance)


VIEWS = {"Bridge": bridge, "Boards": lambda: owed("board", "Board"), "Divisions": divisions, "Editions": editions,
         "Totals": totals, "Timing": timing, "Tests": tests}  # fmt: skip
steps = efficiency.bridge(snapshot, date, plan)
parts.line(savings.on_course(steps))
choosers = st.container(horizontal=True, vertical_alignment="bottom")
with choosers:
    view = st.segmented_control("View", VIEWS, default="Bridge", required=True, key="show", bind="query-params")
if idle := savings.not_applied(view, chosen):
    st.caption(idle)
VIEWS[view]()
