"""A programme of change: what it set up, what it was to cost, and what became of it in the plans after it."""

import pandas as pd
import streamlit as st

from components import delivering_excellence, parts, wording
from queries import delivering_excellence as asked
from queries import frame

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)


def programmes() -> None:
    title, shown, in_sight = became(plan)
    st.header(wording.plain(title), anchor=False)
    parts.text_table(in_sight, title)
    parts.card_foot(parts.Card(title, "", shown, lines, "priority", "programmes-became"), provenance)


@parts.kept
def became(_: str) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    title, shown = delivering_excellence.became_title(lines), delivering_excellence.became(lines)
    return title, shown, shown.drop(columns="Our note")


def posts_and_cost() -> None:
    structure, costs = asked.structure(snapshot, plan), asked.costs(snapshot, plan)
    if structure.empty:
        return parts.empty("No table of posts.", "The figures held print none for this programme.", "cost_line")
    sums = asked.sums(snapshot, chosen.reporting_date, plan)
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
    rows = asked.savings(snapshot, chosen.reporting_date, plan, scope)
    if rows.empty:
        return parts.empty(
            "No savings.", "None is stated by the programme or waits for these priorities.", "efficiency_line"
        )
    title, shown = delivering_excellence.savings_title(rows), delivering_excellence.savings(rows)
    st.header(wording.plain(title), anchor=False)
    parts.text_table(shown.drop(columns="Our note"), title)
    return parts.card_foot(parts.Card(title, "", shown, rows, "efficiency_amount", "programme-savings"), provenance)


held = asked.programmes(snapshot).set_index("plan_id")["title"]
kept = {plan: rows for plan in held.index
        if len(rows := asked.became(snapshot, chosen.reporting_date, plan, scope, chosen.lead))}  # fmt: skip
if not kept:
    parts.line("A programme of change: what it set up, the posts and money it was to take, what became of it.")
    parts.empty(
        f"Nothing of {' or '.join(held) or 'a programme'} is left.",
        "The filters leave nothing of a programme of change; clear them.",
        "priority",
    )
    st.stop()
line, choosers = st.container(), st.container(horizontal=True, vertical_alignment="bottom")
plan = next(iter(kept))
if len(kept) > 1:
    plan = choosers.selectbox("Programme", list(kept), key="of_programme", bind="query-params", format_func=held.get)
with line:
    parts.line(f"{held[plan]}: what it set up, the posts and money it was to take, what became of it.")
lines = kept[plan]
VIEWS = {"Programmes": programmes, "Posts and cost": posts_and_cost, "Savings": savings}
VIEWS[
    choosers.segmented_control(
        "View", list(VIEWS), default="Programmes", required=True, key="programme", bind="query-params"
    )
]()  # fmt: skip
