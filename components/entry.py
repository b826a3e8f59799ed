"""Forms for small changes: each gives the dataset and the row it would write, or None while something is missing."""

import datetime
from collections.abc import Callable, Mapping
from typing import Literal

import pandas as pd
import streamlit as st

from components import changing
from components.wording import plain

Values = Mapping[str, object]
# Gives key, label and total_rows of the things of a kind whose titles hold some words.
Subjects = Callable[[str, str], pd.DataFrame]
# A form by what it may speak of and the day it speaks for.
Form = Callable[[Subjects, datetime.date], Values | None]
SPOKEN_OF = {
    "indicator": "Measure", "milestone": "Milestone", "priority": "Priority", "plan": "Plan", "board": "Board",
    "efficiency_line": "Savings line", "cost_line": "Cost line", "survey": "Survey",
}  # fmt: skip
STATES = {
    "in_progress": "In progress", "achieved": "Achieved", "partly": "Partly achieved",
    "carried_forward": "Carried forward", "discontinued": "Discontinued", "not_reported": "Not reported",
}  # fmt: skip
HOLDS = {
    "stated": "a figure", "approximate": "a rough figure", "tbs": "to be set (TBS)", "to_be_agreed": "to be agreed",
    "not_applicable": "not applicable", "suppressed": "suppressed",
}  # fmt: skip
KINDS = {"actual": "Result", "target": "Target"}
SCOPES = {"default": "Everything", "plan": "A plan", "priority": "A priority", "indicator": "A measure",
          "survey": "A survey"}  # fmt: skip
UNITS = {"percent": "percent", "points": "points", "days": "days", "count": "people", "gbp_000": "£000"}
_FIRST, _LAST = datetime.date(1974, 4, 1), datetime.date(2099, 12, 31)
DECISIONS = {"open": "Open", "accepted": "Accepted", "explained": "Explained"}


def chooser(label: str, subjects: Subjects, kind: str, key: str) -> str | None:
    """One of the things of a kind; where there are too many to list, by words of its title."""
    words = ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if subjects(kind, "")["total_rows"].max() > changing.SHOWN_ROWS:
            words = st.text_input(f"Find a {label.lower()}", key=f"{key}_words", max_chars=100) or ""
        found = subjects(kind, words).set_index("key")
        labels = found["label"].map(changing.shortened)
        first = 0 if kind == "area" else None  # the home area; of others none is more likely meant
        chosen = st.selectbox(
            label, list(found.index), first, labels.get, key=key, bind="query-params", placeholder="Choose"
        )
    total = 0 if found.empty else int(found["total_rows"].max())
    if found.empty:
        st.caption(plain("Nothing is called so; try fewer words."))
    elif more := changing.first_of(len(found), total, "listed; search by words for the others"):
        st.caption(plain(more))
    return chosen


def commentary(subjects: Subjects, date: datetime.date) -> Values | None:
    kind = st.selectbox(
        "About a", list(SPOKEN_OF), format_func=SPOKEN_OF.__getitem__, key="about_kind", bind="query-params"
    )
    subject = chooser(SPOKEN_OF[kind], subjects, kind, f"about_{kind}")
    text = (st.text_area("What is to be said, in one to three sentences", key="said", max_chars=1000) or "").strip()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        action = st.text_input("What is being done (may stay empty)", key="action", max_chars=500) or ""
        role = st.text_input("Who speaks: a role, not a name", key="role", max_chars=100) or ""
        as_at = _day("As at", date, "said_as_at")
    if changing.sentences(text) > 3:
        st.warning("Three sentences at most: a board reads no more.", icon=":material/short_text:")
        return None
    if not (subject and text and role.strip() and as_at):
        return None
    return {
        "commentary_id": changing.commentary_key(subject, as_at, text), "subject_kind": kind, "subject_id": subject,
        "as_at": as_at, "author_role": role.strip(), "text": text, "action": action.strip(),
    }  # fmt: skip


def milestone(subjects: Subjects, date: datetime.date) -> Values | None:
    subject = chooser("Milestone", subjects, "milestone", "of_milestone")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = st.selectbox("State", list(STATES), key="state", format_func=STATES.__getitem__)
        as_at = _day("As at", date, "state_as_at")
        achieved = _day("Achieved on, if it is", None, "achieved_on")
        revised = _day("New due date, if any", None, "revised_due_on")
    note = st.text_input("What a reader should know (may stay empty)", key="state_note", max_chars=500) or ""
    if not (subject and as_at):
        return None
    return {
        "milestone_id": subject, "as_at": as_at, "status": state, "achieved_on": achieved, "revised_due_on": revised,
        "assumed": False, "note": note.strip(),
    }  # fmt: skip


def result(subjects: Subjects, date: datetime.date) -> Values | None:
    subject = chooser("Measure", subjects, "indicator", "of_indicator")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        area = chooser("Area", subjects, "area", "of_area")
        kind = st.selectbox("What", list(KINDS), key="value_kind", format_func=KINDS.__getitem__)
        period = st.text_input("Period", changing.financial_year(date), key="period", max_chars=40) or ""
        ends = _day("Its last day", date, "period_end")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        holds = st.selectbox("The cell holds", list(HOLDS), key="value_status", format_func=HOLDS.__getitem__)
        figure = st.number_input("Figure", value=None, key="figure", format="%0.6g", step=None)
        note = st.text_input("What a reader should know (may stay empty)", key="value_note", max_chars=500) or ""
    is_figure = holds in ("stated", "approximate")
    if not (subject and area and period.strip()) or (is_figure and figure is None):
        return None
    return {
        "indicator_id": subject, "area_id": area, "period": period.strip(), "period_end": ends, "kind": kind,
        "basis": "table", "value": figure if is_figure else None, "value_text": "" if is_figure else HOLDS[holds],
        "value_status": holds, "is_baseline": False, "note": note.strip(),
    }  # fmt: skip


def threshold(rules: list[str], subjects: Subjects, _: datetime.date) -> Values | None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scope = st.selectbox(
            "For", list(SCOPES), key="threshold_scope", bind="query-params", format_func=SCOPES.__getitem__
        )
        rule = st.selectbox("Rule", rules, key="threshold_rule", bind="query-params", format_func=_words)
        amount = st.number_input("Amount", 0.0, None, 5.0, 0.5, key="threshold_amount", bind="query-params")
        unit = st.selectbox(
            "Unit", list(UNITS), key="threshold_unit", bind="query-params", format_func=UNITS.__getitem__
        )
    of = "all" if scope == "default" else chooser(SCOPES[scope][2:].capitalize(), subjects, scope, f"of_{scope}")
    if not of or amount is None:
        return None
    return {"scope": scope, "scope_id": of, "rule": rule, "amber_within": amount, "unit": unit}


def meeting(subjects: Subjects, date: datetime.date) -> Values | None:
    known = subjects("meeting", "").set_index("key")["label"]
    which = st.selectbox(
        "Meeting", ["", *known.index], key="of_meeting", bind="query-params", format_func=lambda k: known.get(k, "New")
    )
    board = chooser("Board", subjects, "board", "of_board") if not which else ""
    held_on = _day("Held on", date, "held_on")
    if held_on is None:
        return None
    if which:
        return {"meeting_id": which, "held_on": held_on, "title": changing.dated_anew(known[which], held_on)}
    if not board:
        return None
    boards = subjects("board", "").set_index("key")["label"]
    title = changing.dated_anew(str(boards.get(board, board)), held_on)
    return {"meeting_id": f"{board}-{held_on}", "board_id": board, "held_on": held_on, "title": title}


def decision(subjects: Subjects, _: datetime.date) -> Values | None:
    subject = chooser("Finding", subjects, "finding", "of_finding")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        status = st.selectbox("It is", list(DECISIONS), key="decision", format_func=DECISIONS.__getitem__, index=1)
        note = st.text_input("Why", key="decision_note", max_chars=1000) or ""
        decided = _day("Decided on", "today", "decided_on")
    if not (subject and note.strip() and decided):
        return None
    return {"finding_key": subject, "status": status, "note": note.strip(), "as_at": decided}


def _day(label: str, value: datetime.date | Literal["today"] | None, key: str) -> datetime.date | None:
    """A day, of any year the figures may be of; Streamlit's own bounds are ten years about today."""
    return st.date_input(label, value, _FIRST, _LAST, key=key, format="DD/MM/YYYY")


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
