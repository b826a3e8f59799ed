"""Priorities: the report card of a priority, board, theme or plan, all that belongs to it, and what belongs to none."""

import functools
from collections.abc import Callable, Sequence
from typing import TypeAlias

import pandas as pd
import streamlit as st

from components import card_view, choosers, filters, markup, parts, pieces, report_card
from components import priorities as told
from components.markup import Link
from queries import frame, priorities
from queries import report_card as asked
from queries.priorities import Subject
from queries.runner import EVERY, FIRST

Along: TypeAlias = tuple[tuple[str, str], ...]
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


@parts.kept
def belonging(subject: Subject) -> tuple[str, dict[str, parts.Card]]:
    held = asked.held(snapshot, date, subject, lead)
    cards = {
        name: table(name, as_table(held[name]), held[name], dataset)
        for name, (as_table, dataset) in told.SECTIONS.items()
    }
    return told.headline(held["states"], held["savings lines"], held["findings"]), cards


def all_that_belongs() -> None:
    headline, cards = belonging(subject)
    pieces.draw(markup.strong(headline))
    only = choosers.Row().view("Of these", ["everything", *told.SECTIONS], "part")
    with pieces.stacked():
        for name, card in cards.items():
            if only == name or (only == "everything" and not card.rows.empty):
                section(name, card, functools.partial(every_of, subject, name))
        parts.remarks(told.missing({name: card.rows for name, card in cards.items()}))


def every_of(subject: Subject, name: str) -> pd.DataFrame:
    as_table, _ = told.SECTIONS[name]
    return as_table(asked.every(snapshot, date, subject, lead, name))


def table(name: str, shown: pd.DataFrame, rows: pd.DataFrame, dataset: str) -> parts.Card:
    return parts.Card("", "", shown, rows, dataset, name.replace(" ", "-"))


def section(name: str, card: parts.Card, every: Callable[[], pd.DataFrame], notes: Sequence[str] = ()) -> None:
    if card.rows.empty:
        return parts.empty(f"No {name}.", "None belongs to what is chosen, within these filters.")
    height = 430 if len(card.table) > told.READ_WHOLE else None
    title = told.title(card.rows, name)
    return parts.section(title, card.table, card, provenance, alt=name, notes=notes, height=height, every=every)


def listing(along: Along, row_limit: int = FIRST) -> parts.Card:
    rows = priorities.priority_list(snapshot, date, left, lead, row_limit)
    return table("priorities", told.listed(rows, dict(along)) if len(rows) else rows, rows, "priority")


def list_of_priorities() -> None:
    card = parts.kept(listing)(along)
    if card.rows.empty:
        return parts.empty(
            "No priorities.", "Nothing within these filters is a priority, or belongs to one.", "priority"
        )
    return parts.section(
        told.title(card.rows, "priorities"), card.table, card, provenance, alt="Priorities with counts by state",
        told="Each leads to its report card. Counts by state; nothing is averaged.", height=400,
        every=lambda: listing(along, EVERY).table,
    )  # fmt: skip


def boards(along: Along, row_limit: int = FIRST) -> parts.Card:
    within = left if chosen.theme or chosen.priority else ()
    rows = priorities.boards(snapshot, date, chosen.board, chosen.plan, within, lead, row_limit)
    return table("boards", told.boards(rows, dict(along)), rows, "board")


def list_of_boards() -> None:
    note = "What several boards watch counts for each of them. Each leads to its report card."
    section("boards", parts.kept(boards)(along), lambda: boards(along, EVERY).table, [note])


def without(row_limit: int = FIRST) -> tuple[str, dict[str, parts.Card]]:
    rows = priorities.none(snapshot, chosen.plan, lead, row_limit)
    by_kind = {kind: rows[rows["kind"] == kind] for kind in told.NONE_KINDS}
    return told.without_told(rows), {
        told.NONE_KINDS[kind]: table(told.NONE_KINDS[kind], told.without(of_kind), of_kind, kind)
        for kind, of_kind in by_kind.items()
        if len(of_kind)
    }


def every_without(name: str) -> pd.DataFrame:
    return without(EVERY)[1][name].table


def in_no_priority() -> None:
    headline, cards = parts.kept(without)()
    with pieces.stacked():
        pieces.draw(markup.strong(headline))
        for name, card in cards.items():
            section(name, card, functools.partial(every_without, name))


LINE = "How one priority, board, theme or plan stands, on one page that prints on one side; and all behind it."
along: Along = tuple(filters.in_address().items())
left = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
named = priorities.titles(snapshot, left, lead)
titles = parts.kept(lambda: told.titles(named))()
every = {"Priorities": list_of_priorities, "Boards": list_of_boards, "In no priority": in_no_priority,
         "All that belongs": all_that_belongs}  # fmt: skip
with choosers.Row(LINE) as row:
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
