"""What the priorities page asks: priorities and boards with counts, and all that belongs to one of them."""

import datetime
from dataclasses import dataclass

import pandas as pd

from data.store import Snapshot
from queries.runner import FIRST, ask, remembered

LIST = (
    "priority_id", "plan_id", "plan_title", "number", "theme", "title", "kind", "owner", "measure_states",
    "measure_count", "figure_count", "milestone_states", "milestone_count", "savings_count", "finding_count",
    "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
BOARDS = (
    "board_id", "title", "priority_count", "measure_states", "measure_count", "figure_count", "milestone_states",
    "milestone_count", "savings_count", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
TITLES = ("priority_id", "plan_title", "number", "title", "theme", "owner", "total_rows")
STATES = ("kind", "state", "assessed", "row_count")
MEASURES = (
    "indicator_id", "title", "code", "unit", "decimals", "series", "objective", "is_measure", "period", "value",
    "target_period", "target", "next_target_period", "next_target", "gap_to_next", "moved", "state", "reason", "owner",
    "finding", "commentary", "asked", "plan_title", "priority_title", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
MILESTONES = (
    "milestone_id", "title", "state", "word", "reason", "current_due_on", "due_on", "due_precision", "due_text",
    "plan_title", "priority_title", "owner", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
SAVINGS = (
    "line_id", "title", "line_kind", "section", "board_title", "officer", "plan_title", "amounts", "waits_for", "word",
    "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
REMARKS = (
    "commentary_id", "as_at", "of_survey", "about", "author_role", "text", "action", "owner", "due_text", "answers",
    "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
SURVEY = (
    "who", "what", "measure", "printed", "basis", "value_status", "suppressed_why", "source_ref", "quote", "note",
    "total_rows",
)  # fmt: skip
FINDINGS = (
    "finding_key", "rule", "severity", "title", "explanation", "status", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
THREAD = (
    "place", "from_kind", "from_id", "from_title", "relation", "to_kind", "to_id", "to_title", "basis", "through_plan",
    "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
NONE = ("kind", "id", "title", "sort", "plan_id", "plan_title", "owner", "source_ref", "quote", "note", "total_rows")


@dataclass(frozen=True)
class Subject:
    """Whose page it is: some priorities; with `board_id`, also what that board watches (of `plan_id`, where one is
    named); with `plan_id` alone, all of that plan."""

    priority_ids: tuple[str, ...]
    board_id: str = ""
    plan_id: str = ""


@dataclass(frozen=True)
class Places:
    """The numbers by which things are looked up: of all that belongs to a subject, of what its thread runs through
    besides (the remarks on it, its board), and of the plans of its priorities.
    """

    held: tuple[int, ...]
    near: tuple[int, ...]
    plans: tuple[int, ...]


@remembered
def places(snapshot: Snapshot, subject: Subject) -> Places:
    """Where all that belongs to a priority, a board or a plan is found."""
    rows = ask(
        snapshot, "around_it", ("place", "what"),
        priority_ids=subject.priority_ids, board_id=subject.board_id, plan_id=subject.plan_id,
    )  # fmt: skip
    held, near, plans = (tuple(rows.loc[rows["what"] == what, "place"].tolist()) for what in ("held", "near", "plan"))
    return Places(held, near, plans)


def _held(snapshot: Snapshot, subject: Subject) -> tuple[int, ...]:
    return places(snapshot, subject).held


def title(snapshot: Snapshot, kind: str, key: str) -> str:
    """What a priority, board or plan is called; nothing where there is none of that key."""
    return "".join(ask(snapshot, "title", ("title",), kind=kind, id=key)["title"])


def titles(snapshot: Snapshot, priority_ids: tuple[str, ...], lead: str = "") -> pd.DataFrame:
    """TITLES, one row a priority, as LIST has them and in its order."""
    return ask(snapshot, "priority_titles", TITLES, priority_ids=priority_ids, lead=lead)


def priority_list(
    snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], lead: str = "", row_limit: int = FIRST
) -> pd.DataFrame:
    """LIST, one row a priority, by plan; measure_states and milestone_states hold lists of {state, count}.

    Measures are those of a strategy's table and the plans' success measures; `figure_count` counts the other figures
    printed. As of every list here, at most `row_limit` rows of `total_rows` are given.
    """
    return ask(
        snapshot, "priority_list", LIST, reporting_date=date, priority_ids=priority_ids, lead=lead, row_limit=row_limit
    )


def boards(
    snapshot: Snapshot,
    date: datetime.date,
    board_id: str = "",
    plan_id: str = "",
    priority_ids: tuple[str, ...] = (),
    lead: str = "",
    row_limit: int = FIRST,
) -> pd.DataFrame:
    """BOARDS, one row a board that watches something; columns as in LIST. No priorities means all."""
    return ask(
        snapshot, "priority_boards", BOARDS, reporting_date=date, board_id=board_id, plan_id=plan_id,
        priority_ids=priority_ids, lead=lead, row_limit=row_limit,
    )  # fmt: skip


def states(snapshot: Snapshot, date: datetime.date, subject: Subject, lead: str = "") -> pd.DataFrame:
    """STATES, one row a kind (measure, milestone) and state, with its count."""
    return ask(snapshot, "priority_states", STATES, reporting_date=date, lead=lead, places=_held(snapshot, subject))


def measures(
    snapshot: Snapshot, date: datetime.date, subject: Subject, lead: str = "", row_limit: int = FIRST
) -> pd.DataFrame:
    """MEASURES, one row an indicator with its value and targets in `unit`; measures before the other figures.

    `row_limit` and total_rows are of each of the two.
    """
    return ask(
        snapshot, "priority_measures", MEASURES,
        reporting_date=date, lead=lead, places=_held(snapshot, subject), row_limit=row_limit,
    )  # fmt: skip


def milestones(
    snapshot: Snapshot, date: datetime.date, subject: Subject, lead: str = "", row_limit: int = FIRST
) -> pd.DataFrame:
    """MILESTONES, one row a milestone, soonest due first."""
    return ask(
        snapshot, "priority_milestones", MILESTONES,
        reporting_date=date, lead=lead, places=_held(snapshot, subject), row_limit=row_limit,
    )  # fmt: skip


def savings(
    snapshot: Snapshot, date: datetime.date, subject: Subject, lead: str = "", row_limit: int = FIRST
) -> pd.DataFrame:
    """SAVINGS, one row a savings line; `amounts` holds a list of {period, measure, amount in £000, printed}."""
    return ask(
        snapshot, "priority_savings", SAVINGS,
        reporting_date=date, lead=lead, places=_held(snapshot, subject), row_limit=row_limit,
    )  # fmt: skip


def remarks(snapshot: Snapshot, date: datetime.date, subject: Subject, row_limit: int = FIRST) -> pd.DataFrame:
    """REMARKS, one row a remark by the date, those of the staff survey last."""
    places = _held(snapshot, subject)
    return ask(snapshot, "priority_remarks", REMARKS, reporting_date=date, places=places, row_limit=row_limit)


def survey(snapshot: Snapshot, subject: Subject, row_limit: int = FIRST) -> pd.DataFrame:
    """SURVEY, one row a figure of the staff survey on the factors that belong."""
    return ask(snapshot, "priority_survey", SURVEY, places=_held(snapshot, subject), row_limit=row_limit)


def findings(snapshot: Snapshot, date: datetime.date, subject: Subject, row_limit: int = FIRST) -> pd.DataFrame:
    """FINDINGS, one row a rule that does not hold, gravest first."""
    places = _held(snapshot, subject)
    return ask(snapshot, "priority_findings", FINDINGS, reporting_date=date, places=places, row_limit=row_limit)


def thread(snapshot: Snapshot, subject: Subject, row_limit: int = FIRST) -> pd.DataFrame:
    """THREAD, one row a tie; place is up, within, down, before or after."""
    found = places(snapshot, subject)
    near = (*found.held, *found.near)
    return ask(snapshot, "priority_thread", THREAD, places=near, plan_places=found.plans, row_limit=row_limit)


def none(snapshot: Snapshot, plan_id: str = "", lead: str = "", row_limit: int = FIRST) -> pd.DataFrame:
    """NONE, one row an indicator, milestone or savings line under no priority and no board.

    `row_limit` and total_rows are of each kind.
    """
    return ask(snapshot, "priority_none", NONE, plan_id=plan_id, lead=lead, row_limit=row_limit)
