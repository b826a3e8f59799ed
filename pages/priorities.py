"""Priorities: all that belongs to a priority, a board, a theme or a plan on one page; and what belongs to none."""

import functools

import pandas as pd
import streamlit as st

from components import parts, wording
from components import priorities as told
from queries import frame, judgement, priorities
from queries.priorities import Subject

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date, lead = chosen.reporting_date, chosen.lead
beside = functools.partial(judgement.beside, snapshot, date)


def all_that_belongs(subject: Subject) -> None:
    printed = beside(priorities.measures(snapshot, date, subject, lead), "indicator", "indicator_id")
    moments = beside(priorities.milestones(snapshot, date, subject, lead), "milestone", "milestone_id")
    lines = beside(priorities.savings(snapshot, date, subject, lead), "efficiency_line", "line_id")
    sections = {
        "measures": (printed[printed["is_measure"]], told.measures, "indicator"),
        "milestones": (moments, told.milestones, "milestone"),
        "savings lines": (lines, told.savings, "efficiency_line"),
        "survey figures": (priorities.survey(snapshot, subject), told.survey, "survey_score"),
        "remarks": (priorities.remarks(snapshot, date, subject), told.remarks, "commentary"),
        "findings": (priorities.findings(snapshot, date, subject), told.findings, ""),
        "ties": (priorities.thread(snapshot, subject), told.thread, "link"),
        "other figures": (printed[~printed["is_measure"]], told.measures, "indicator"),
    }
    held = {name: rows for name, (rows, _, _) in sections.items()}
    states = priorities.states(snapshot, date, subject, lead)
    st.markdown(f"**{wording.plain(told.headline(states, held['savings lines'], held['findings']))}**")
    only = st.segmented_control("Of these", ["everything", *sections], default="everything", required=True, key="part",
                                bind="query-params", format_func=str.capitalize)  # fmt: skip
    for name, (rows, as_table, dataset) in sections.items():
        if only == name or (only == "everything" and not rows.empty):
            section(name, as_table(rows), rows, dataset)
    parts.remarks(told.missing(held))


def section(name: str, shown: pd.DataFrame, rows: pd.DataFrame, dataset: str) -> None:
    if rows.empty:
        return parts.empty(f"No {name}.", "None belongs to what is chosen, within these filters.")
    st.header(told.title(rows, name), anchor=False)
    parts.text_table(shown, name, height=430 if len(shown) > told.READ_WHOLE else None)
    return parts.card_foot(parts.Card(name, "", shown, rows, dataset, name.replace(" ", "-")), provenance)


def list_of_priorities() -> None:
    if listed.empty:
        return parts.empty("No priorities.", "Nothing within these filters is a priority, or belongs to one.")
    st.header(told.title(listed, "priorities"), anchor=False)
    st.caption("Choose one above to see all that belongs to it. Counts by state; nothing is averaged.")
    shown = told.listed(listed)
    parts.text_table(shown, "Priorities with counts by state", height=400)
    return parts.card_foot(parts.Card("", "", shown, listed, "priority", "priorities"), provenance)


def list_of_boards() -> None:
    within = left if chosen.theme or chosen.priority else ()
    rows = priorities.boards(snapshot, date, chosen.board, chosen.plan, within, lead)
    section("boards", told.boards(rows), rows, "board")
    st.caption("What several boards watch counts for each of them. Choose a board in the filters to see all of it.")


def in_no_priority() -> None:
    rows = priorities.none(snapshot, chosen.plan, lead)
    st.markdown(f"**{wording.plain(told.without_told(rows))}**")
    for kind, name in told.NONE_KINDS.items():
        of_kind = rows[rows["kind"] == kind]
        if not of_kind.empty:
            section(name, told.without(of_kind), of_kind, kind)


parts.line("Everything that belongs to one priority, board, theme or plan, and what it supports, on one page.")
left = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
listed = priorities.priority_list(snapshot, date, left, lead)
titles = told.titles(listed)
VIEWS = {"Priorities": list_of_priorities, "Boards": list_of_boards, "In no priority": in_no_priority}
with st.container(horizontal=True, vertical_alignment="bottom"):
    about = st.selectbox("One priority", ["", *titles], key="about", bind="query-params",
                         format_func=lambda key: titles.get(key, "Choose one"))  # fmt: skip
    view = "" if about else st.segmented_control("Show", [*VIEWS, "All that belongs"], default="Priorities",
                                                 required=True, key="of_all", bind="query-params")  # fmt: skip
if about:
    st.caption(wording.plain(told.facts(listed.set_index("priority_id").loc[about])))
    all_that_belongs(Subject((about,)))
elif view in VIEWS:
    VIEWS[view]()
elif chosen.theme or chosen.priority:
    all_that_belongs(Subject(left))
else:
    all_that_belongs(Subject(left, chosen.board, chosen.plan))
