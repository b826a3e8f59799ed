"""A programme of change: what it set up, what it was to cost, and what became of it in the plans after it."""

import pandas as pd
import streamlit as st

from components import choosers, delivering_excellence, parts, pieces
from queries import delivering_excellence as asked
from queries import frame

FEW = 10
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)


def programmes() -> None:
    in_sight, card = became(plan)
    parts.section(card.title, in_sight, card, provenance)


@parts.kept
def became(_: str) -> tuple[pd.DataFrame, parts.Card]:
    title, shown = delivering_excellence.became_title(lines), delivering_excellence.became(lines)
    card = parts.Card(title, "", shown, lines, "priority", "programmes-became")
    return shown.drop(columns="Our note"), card


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
    with pieces.stacked():
        parts.section(title, shown, card, provenance, alt="Posts and cost by area", lines=notes)
        shown = delivering_excellence.costs(costs)
        card = parts.Card("", "", shown, costs, "cost_line", "programme-costs")
        parts.section("Posts and costs as the text states them", shown, card, provenance)
    return None


def savings() -> None:
    rows = asked.savings(snapshot, chosen.reporting_date, plan, scope)
    if rows.empty:
        return parts.empty(
            "No savings.", "None is stated by the programme or waits for these priorities.", "efficiency_line"
        )
    title, shown = delivering_excellence.savings_title(rows), delivering_excellence.savings(rows)
    card = parts.Card(title, "", shown, rows, "efficiency_amount", "programme-savings")
    return parts.section(title, shown.drop(columns="Our note"), card, provenance)


def lines_of(plan: str) -> pd.DataFrame:
    return asked.became(snapshot, chosen.reporting_date, plan, scope, chosen.lead)


held = asked.programmes(snapshot)
# Of a few programmes those are offered that the filters leave something of; of many all, the latest first.
offered = [plan for plan in held if len(lines_of(plan))] if len(held) <= FEW else list(held)
plan = next(iter(offered), "")
VIEWS = {"Programmes": programmes, "Posts and cost": posts_and_cost, "Savings": savings}
with choosers.Row() as row:
    if len(offered) > 1:
        plan = row.one("Programme", offered, "of_programme", held.get)
    called = held.get(plan, "A programme of change")
    row.line = f"{called}: what it set up, the posts and money it was to take, what became of it."
    lines = lines_of(plan)
    view = "" if lines.empty else row.view("View", VIEWS, "programme")
if lines.empty:
    named = held.get(plan) or " or ".join(held.values()) or "a programme"
    parts.empty(
        f"Nothing of {named} is left.", "The filters leave nothing of a programme of change; clear them.", "priority"
    )
    st.stop()
VIEWS[view]()
