"""A programme of change: what it set up, what it was to cost, and what became of it in the plans after it."""

import pandas as pd
import streamlit as st

from components import choosers, delivering_excellence, parts
from queries import delivering_excellence as asked
from queries import frame

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)


def programmes() -> None:
    title, shown, in_sight = became(plan)
    card = parts.Card(title, "", shown, lines, "priority", "programmes-became")
    parts.section(title, in_sight, card, provenance)


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
    printed = structure[structure["source_ref"].notna()]
    card = parts.Card("", "", shown, printed, "cost_line", "posts-and-cost")
    notes = delivering_excellence.notes(structure)
    parts.section(title, shown, card, provenance, alt="Posts and cost by area", lines=notes)
    shown = delivering_excellence.costs(costs)
    card = parts.Card("", "", shown, costs, "cost_line", "programme-costs")
    return parts.section("Posts and costs as the text states them", shown, card, provenance)


def savings() -> None:
    rows = asked.savings(snapshot, chosen.reporting_date, plan, scope)
    if rows.empty:
        return parts.empty(
            "No savings.", "None is stated by the programme or waits for these priorities.", "efficiency_line"
        )
    title, shown = delivering_excellence.savings_title(rows), delivering_excellence.savings(rows)
    card = parts.Card(title, "", shown, rows, "efficiency_amount", "programme-savings")
    return parts.section(title, shown.drop(columns="Our note"), card, provenance)


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
line, row = st.container(), choosers.Row()
plan = next(iter(kept))
if len(kept) > 1:
    plan = row.one("Programme", kept, "of_programme", held.get)
with line:
    parts.line(f"{held[plan]}: what it set up, the posts and money it was to take, what became of it.")
lines = kept[plan]
VIEWS = {"Programmes": programmes, "Posts and cost": posts_and_cost, "Savings": savings}
VIEWS[row.view("View", VIEWS, "programme")]()
