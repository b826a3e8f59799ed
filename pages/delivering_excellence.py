"""Delivering Excellence: the programme of 2008, what it was to cost, and what became of it in the plans after it."""

import pandas as pd
import streamlit as st

from components import delivering_excellence, parts, wording
from queries import delivering_excellence as asked
from queries import frame

PLAN = "delivering-excellence"
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
lines = asked.became(snapshot, chosen.reporting_date, PLAN, scope, chosen.lead)


def programmes() -> None:
    title, shown, in_sight = became()
    st.header(wording.plain(title), anchor=False)
    parts.text_table(in_sight, title)
    parts.card_foot(parts.Card(title, "", shown, lines, "priority", "programmes-became"), provenance)


@parts.kept
def became() -> tuple[str, pd.DataFrame, pd.DataFrame]:
    title, shown = delivering_excellence.became_title(lines), delivering_excellence.became(lines)
    return title, shown, shown.drop(columns="Our note")


def posts_and_cost() -> None:
    structure, costs = asked.structure(snapshot, PLAN), asked.costs(snapshot, PLAN)
    if structure.empty:
        return parts.empty("No table of posts.", "The figures held print none for this programme.")
    sums = asked.sums(snapshot, chosen.reporting_date, PLAN)
    title = delivering_excellence.structure_title(structure, sums)
    shown = delivering_excellence.structure(structure)
    st.header(wording.plain(title), anchor=False)
    parts.text_table(shown, "Posts and cost by area")
    parts.remarks(delivering_excellence.notes(structure))
    printed = structure[structure["source_ref"].notna()]
    parts.card_foot(parts.Card(title, "", shown, printed, "cost_line", "posts-and-cost"), provenance)
    st.header("Posts and costs as the text states them", anchor=False)
    shown = delivering_excellence.costs(costs)
    parts.text_table(shown, "Costs and posts stated in the text")
    return parts.card_foot(parts.Card("", "", shown, costs, "cost_line", "programme-costs"), provenance)


def savings() -> None:
    rows = asked.savings(snapshot, chosen.reporting_date, PLAN, scope)
    if rows.empty:
        return parts.empty("No savings.", "None is stated by the programme or waits for these priorities.")
    title, shown = delivering_excellence.savings_title(rows), delivering_excellence.savings(rows)
    st.header(wording.plain(title), anchor=False)
    parts.text_table(shown.drop(columns="Our note"), title)
    return parts.card_foot(parts.Card(title, "", shown, rows, "efficiency_amount", "programme-savings"), provenance)


parts.line("The programme of change of 2008: what it set up, the posts and money it was to take, what became of it.")
if lines.empty:
    parts.empty("Nothing of Delivering Excellence is left.", "The filters leave none of its programmes; clear them.")
    st.stop()
VIEWS = {"Programmes": programmes, "Posts and cost": posts_and_cost, "Savings": savings}
VIEWS[
    st.segmented_control(
        "View", list(VIEWS), default="Programmes", required=True, key="programme", bind="query-params"
    )
]()  # fmt: skip
