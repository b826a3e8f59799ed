"""Forms for small changes: each gives the row it would write, or None while something is missing.

What is chosen is in the address, as on every page, so that a link can lead to a form filled in; what is typed is not,
and is asked for when it has been chosen what it is about.
"""

import datetime
from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from components import changing, markup, pieces
from components.choosers import OF_A_LIST, Row

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
MOST = 1_000_000  # of a threshold
DECISIONS = {"open": "Open", "accepted": "Accepted", "explained": "Explained"}


def chooser(row: Row, label: str, subjects: Subjects, kind: str, name: str) -> str:
    """One of the things of a kind, empty until one is chosen; where they are too many to list, by words of a title."""
    words = ""
    if subjects(kind, "")["total_rows"].max() > changing.SHOWN_ROWS:
        words = row.words(f"Find a {label.lower()}", f"{name}_words", "Words of its title")
    found = subjects(kind, words).head(OF_A_LIST - 1).set_index("key")  # beside them, that none is chosen
    labels = found["label"].map(changing.shortened).to_dict()
    if kind != "area":  # the home area is meant, if nothing is said; of others none is more likely
        labels = {"": "Choose", **labels}
    total = 0 if found.empty else int(found["total_rows"].max())
    more = changing.first_of(len(found), total, "listed; search by words for the others")
    note = "Nothing is called so; try fewer words." if found.empty else more
    return row.one(label, labels or {"": "None"}, name, labels.get, note=note)


def commentary(subjects: Subjects, date: datetime.date) -> Values | None:
    with Row() as row:
        kind = row.one("About a", SPOKEN_OF, "about_kind", SPOKEN_OF.get)
        subject = chooser(row, SPOKEN_OF[kind], subjects, kind, f"about_{kind}")
        as_at = row.day("As at", "said_as_at", date)
    if not subject:
        _first("what it is about")
        return None
    text = (st.text_area("What is to be said, in one to three sentences", key="said", max_chars=1000) or "").strip()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        action = st.text_input("What is being done (may stay empty)", key="action", max_chars=500) or ""
        role = st.text_input("Who speaks: a role, not a name", key="role", max_chars=100) or ""
    if changing.sentences(text) > 3:
        st.warning("Three sentences at most: a board reads no more.", icon=":material/short_text:")
        return None
    if not (text and role.strip()):
        return None
    return {
        "commentary_id": changing.commentary_key(subject, as_at, text), "subject_kind": kind, "subject_id": subject,
        "as_at": as_at, "author_role": role.strip(), "text": text, "action": action.strip(),
    }  # fmt: skip


def milestone(subjects: Subjects, date: datetime.date) -> Values | None:
    with Row() as row:
        subject = chooser(row, "Milestone", subjects, "milestone", "of_milestone")
        state = row.one("State", STATES, "reported", STATES.get)
        as_at = row.day("As at", "state_as_at", date)
        achieved = row.day("Achieved on, if it is", "achieved_on", None)
        revised = row.day("New due date, if any", "revised_due_on", None)
    if not subject:
        _first("the milestone")
        return None
    note = st.text_input("What a reader should know (may stay empty)", key="state_note", max_chars=500) or ""
    return {
        "milestone_id": subject, "as_at": as_at, "status": state, "achieved_on": achieved, "revised_due_on": revised,
        "assumed": False, "note": note.strip(),
    }  # fmt: skip


def result(subjects: Subjects, date: datetime.date) -> Values | None:
    with Row() as row:
        subject = chooser(row, "Measure", subjects, "indicator", "of_indicator")
        area = chooser(row, "Area", subjects, "area", "of_area")
        kind = row.one("What", KINDS, "value_kind", KINDS.get)
        ends = row.day("Last day of its period", "period_end", date)
        holds = row.one("The cell holds", HOLDS, "value_status", HOLDS.get)
        figure = row.figure("Figure", "figure")
    if not subject:
        _first("the measure")
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = st.text_input("Period", changing.financial_year(date), key="period", max_chars=40) or ""
        note = st.text_input("What a reader should know (may stay empty)", key="value_note", max_chars=500) or ""
    is_figure = holds in ("stated", "approximate")
    if not (area and period.strip()) or (is_figure and figure is None):
        return None
    return {
        "indicator_id": subject, "area_id": area, "period": period.strip(), "period_end": ends, "kind": kind,
        "basis": "table", "value": figure if is_figure else None, "value_text": "" if is_figure else HOLDS[holds],
        "value_status": holds, "is_baseline": False, "note": note.strip(),
    }  # fmt: skip


def threshold(rules: list[str], subjects: Subjects, _: datetime.date) -> Values | None:
    with Row() as row:
        scope = row.one("For", SCOPES, "threshold_scope", SCOPES.get)
        of = (
            "all"
            if scope == "default"
            else chooser(row, SCOPES[scope][2:].capitalize(), subjects, scope, f"of_{scope}")
        )
        rule = row.one("Rule", rules, "threshold_rule", _words)
        amount = row.number("Amount", "threshold_amount", 0.0, MOST, 5.0, 0.5)
        unit = row.one("Unit", UNITS, "threshold_unit", UNITS.get)
    if not of:
        return None
    return {"scope": scope, "scope_id": of, "rule": rule, "amber_within": amount, "unit": unit}


def meeting(subjects: Subjects, date: datetime.date) -> Values | None:
    known, boards = (subjects(kind, "").set_index("key")["label"].to_dict() for kind in ("meeting", "board"))
    with Row() as row:
        which = row.one("Meeting", ["", *known], "of_meeting", {"": "New", **known}.get)
        board = "" if which else chooser(row, "Board", subjects, "board", "of_board")
        held_on = row.day("Held on", "held_on", date)
    if which:
        return {"meeting_id": which, "held_on": held_on, "title": changing.dated_anew(known[which], held_on)}
    if not board:
        return None
    title = changing.dated_anew(str(boards.get(board, board)), held_on)
    return {"meeting_id": f"{board}-{held_on}", "board_id": board, "held_on": held_on, "title": title}


def decision(subjects: Subjects, _: datetime.date) -> Values | None:
    with Row() as row:
        subject = chooser(row, "Finding", subjects, "finding", "of_finding")
        status = row.one("It is", DECISIONS, "decision", DECISIONS.get, "accepted")
        decided = row.day("Decided on", "decided_on", datetime.datetime.now().date())
    if not subject:
        _first("the finding")
        return None
    note = st.text_input("Why", key="decision_note", max_chars=1000) or ""
    if not note.strip():
        return None
    return {"finding_key": subject, "status": status, "note": note.strip(), "as_at": decided}


def _first(what: str) -> None:
    """Nothing follows: nothing can be said of what is not chosen."""
    pieces.draw(markup.caption(f"Choose {what}; the rest is asked for then."))


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
