"""Priorities: the report card of a priority, board, theme or plan, all that belongs to it, and what belongs to none."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import card_view, choosers, filters, markup, parts, pieces, report_card
from components import priorities as told
from components.markup import Link
from queries import frame, priorities
from queries import report_card as asked
from queries.priorities import Subject

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date, lead = chosen.reporting_date, chosen.lead


@parts.kept
def made(subject: Subject, kind: str, key: str) -> report_card.ReportCard:
    held = asked.held(snapshot, date, subject, lead)
    title = priorities.title(snapshot, kind, key) or key
    first = [told.facts(row) for _, row in named[named["priority_id"] == key].iterrows()]
    return report_card.assemble(title, report_card.facts(held["ties"], *first), held)


def card() -> None:
    kind, key = told.subject_of(about, chosen)
    card_view.draw(made(subject, kind, key), provenance)
    if kind != "theme":
        asked = {**filters.in_address(), "node": f"{kind}:{key}"}
        pieces.draw(markup.way_on(Link.to("Its golden thread", asked, "golden-thread")))


def all_that_belongs() -> None:
    held = asked.held(snapshot, date, subject, lead)
    pieces.draw(markup.strong(told.headline(held["states"], held["savings lines"], held["findings"])))
    only = choosers.Row().view("Of these", ["everything", *told.SECTIONS], "part")
    with pieces.stacked():
        for name, (as_table, dataset) in told.SECTIONS.items():
            if only == name or (only == "everything" and not held[name].empty):
                section(name, as_table(held[name]), held[name], dataset)
        parts.remarks(told.missing({name: held[name] for name in told.SECTIONS}))


def section(name: str, shown: pd.DataFrame, rows: pd.DataFrame, dataset: str, notes: Sequence[str] = ()) -> None:
    if rows.empty:
        return parts.empty(f"No {name}.", "None belongs to what is chosen, within these filters.")
    card = parts.Card("", "", shown, rows, dataset, name.replace(" ", "-"))
    height = 430 if len(shown) > told.READ_WHOLE else None
    return parts.section(told.title(rows, name), shown, card, provenance, alt=name, notes=notes, height=height)


def list_of_priorities() -> None:
    listed = priorities.priority_list(snapshot, date, left, lead)
    if listed.empty:
        return parts.empty(
            "No priorities.", "Nothing within these filters is a priority, or belongs to one.", "priority"
        )
    shown = told.listed(listed, filters.in_address())
    return parts.section(
        told.title(listed, "priorities"), shown, parts.Card("", "", shown, listed, "priority", "priorities"),
        provenance, alt="Priorities with counts by state", height=400,
        told="Each leads to its report card. Counts by state; nothing is averaged.",
    )  # fmt: skip


def list_of_boards() -> None:
    within = left if chosen.theme or chosen.priority else ()
    rows = priorities.boards(snapshot, date, chosen.board, chosen.plan, within, lead)
    note = "What several boards watch counts for each of them. Each leads to its report card."
    section("boards", told.boards(rows, filters.in_address()), rows, "board", [note])


def in_no_priority() -> None:
    rows = priorities.none(snapshot, chosen.plan, lead)
    with pieces.stacked():
        pieces.draw(markup.strong(told.without_told(rows)))
        for kind, name in told.NONE_KINDS.items():
            of_kind = rows[rows["kind"] == kind]
            if not of_kind.empty:
                section(name, told.without(of_kind), of_kind, kind)


parts.line("How one priority, board, theme or plan stands, on one page that prints on one side; and all behind it.")
left = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
named = priorities.titles(snapshot, left, lead)
titles = told.titles(named)
every = {"Priorities": list_of_priorities, "Boards": list_of_boards, "In no priority": in_no_priority,
         "All that belongs": all_that_belongs}  # fmt: skip
with choosers.Row() as row:
    about = row.one("One priority", ["", *titles], "about", lambda key: titles.get(key, "Choose one"))
    one = bool(about or told.subject_of(about, chosen)[1])
    views = {"Report card": card, "All that belongs": all_that_belongs} | ({} if about else every) if one else every
    view = row.view("Show", views, "of_one" if one else "of_all")
subject = (
    Subject((about,)) if about
    else Subject(left) if chosen.theme or chosen.priority
    else Subject(left, chosen.board, chosen.plan)
)  # fmt: skip
views[view]()
