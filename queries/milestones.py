"""What the milestones page asks. Every question: the milestones under the priorities, and of the lead where one is."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import FIRST, ask

STATES = ("state", "milestone_count")
LISTED = (
    "milestone_id", "title", "state", "word", "reason", "inputs", "rule", "due_on", "due_precision", "due_text",
    "current_due_on", "days_late", "days_to_due", "slipped_days", "plan_title", "priority_number", "priority_title",
    "owner", "total_rows", "source_ref", "quote", "note",
)  # fmt: skip
SLIPPED = (
    "milestone_id", "title", "word", "reason", "original_due_on", "current_due_on", "slipped_days",
    "rebaselined_count", "first_id", "editions", "total_rows", "slipped_count", "least_days", "most_days",
    "promise_count", "plan_title", "priority_number", "priority_title", "owner", "source_ref", "quote", "note",
)  # fmt: skip
MONTHS = ("due_month", "due_count", "open_count", "is_ahead", "is_fullest", "total_rows")
LEADS = (
    "owner", "milestone_count", "named_count", "ahead_count", "due_soon_count", "overdue_count", "silent_count",
    "done_count", "next_due_on", "most", "total_rows",
)  # fmt: skip
FATES = ("fate", "fate_word", "milestone_count", "plan_count", "plan_title", "milestone_total")
BECAME = (
    "milestone_id", "fate", "fate_word", "title", "state", "word", "reason", "due_on", "due_precision", "due_text",
    "plan_title", "priority_number", "priority_title", "owner", "goes_on_as", "total_rows", "said", "source_ref",
    "quote", "note",
)  # fmt: skip


def states(snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], lead: str = "") -> pd.DataFrame:
    """STATES, one row a state some milestone is in."""
    return ask(snapshot, "milestones_states", STATES, reporting_date=date, priority_ids=priority_ids, lead=lead)


def listed(
    snapshot: Snapshot,
    date: datetime.date,
    priority_ids: tuple[str, ...],
    lead: str = "",
    states: tuple[str, ...] = (),
    month: str = "",
    row_limit: int = FIRST,
) -> pd.DataFrame:
    """LISTED, one row a milestone, at most `row_limit` of `total_rows`; `month` is a month's first day as 2010-04-01.

    Ahead comes first, soonest due; then what is overdue, then what is past due and silent. No states means all.
    """
    return ask(
        snapshot, "milestones_listed", LISTED,
        reporting_date=date, priority_ids=priority_ids, lead=lead, states=states, month=month, row_limit=row_limit,
    )  # fmt: skip


def slipped(
    snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], lead: str = "", row_limit: int = FIRST
) -> pd.DataFrame:
    """SLIPPED, one row a milestone whose date moved (days; none where no new date is given), at most `row_limit`.

    `editions` is a list of {plan, due_on, precision, text}, first edition first; `first_id` the milestone it began as,
    `promise_count` how many different ones that is.
    """
    return ask(
        snapshot, "milestones_slipped", SLIPPED,
        reporting_date=date, priority_ids=priority_ids, lead=lead, row_limit=row_limit,
    )  # fmt: skip


def months(
    snapshot: Snapshot,
    date: datetime.date,
    priority_ids: tuple[str, ...],
    lead: str = "",
    states: tuple[str, ...] = (),
) -> pd.DataFrame:
    """MONTHS, one row a month in which something falls due, at most 60, nearest the date."""
    return ask(
        snapshot, "milestones_months", MONTHS,
        reporting_date=date, priority_ids=priority_ids, lead=lead, states=states,
    )  # fmt: skip


def leads(
    snapshot: Snapshot,
    date: datetime.date,
    priority_ids: tuple[str, ...],
    lead: str = "",
    states: tuple[str, ...] = (),
) -> pd.DataFrame:
    """LEADS, one row a lead, the fullest first, at most 200; `named_count` are those he or she is named beside."""
    return ask(
        snapshot, "milestones_leads", LEADS,
        reporting_date=date, priority_ids=priority_ids, lead=lead, states=states,
    )  # fmt: skip


def fates(snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], lead: str = "") -> pd.DataFrame:
    """FATES, one row a thing that became of milestones of closed plans; the counts sum to `milestone_total`."""
    return ask(snapshot, "milestones_fates", FATES, reporting_date=date, priority_ids=priority_ids, lead=lead)


def became(
    snapshot: Snapshot,
    date: datetime.date,
    priority_ids: tuple[str, ...],
    lead: str = "",
    fate: str = "",
    row_limit: int = FIRST,
) -> pd.DataFrame:
    """BECAME, one row a milestone of a closed plan, in order of printing, at most `row_limit`.

    `goes_on_as` is a list of {title, due_on, precision, text}; source, quote and note are the later paper's.
    """
    return ask(
        snapshot, "milestones_became", BECAME,
        reporting_date=date, priority_ids=priority_ids, lead=lead, fate=fate, row_limit=row_limit,
    )  # fmt: skip
