"""What the page on a programme of change asks: its programmes, its costs, and what it became in the plans after it."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask, remembered

PROGRAMMES = ("plan_id", "title")
BECAME = (
    "root_id", "is_programme", "kind", "number", "title", "lead", "successor_id", "successor_plan",
    "successor_number", "successor_title", "generation", "matched", "milestone_count", "done_count", "overdue_count",
    "silent_count", "programme_count", "continued_count", "total_rows", "source_ref", "quote", "note",
)  # fmt: skip
STRUCTURE = (
    "title", "line_kind", "posts_now", "posts_now_printed", "posts_change", "posts_change_printed", "posts_after",
    "cost_gbp", "cost_printed", "total_rows", "source_ref", "quote", "note",
)  # fmt: skip
COSTS = (
    "title", "posts", "posts_printed", "cost_gbp", "cost_printed", "cost_status", "recurrence",
    "total_rows", "source_ref", "quote", "note",
)  # fmt: skip
SUMS = ("title", "printed_amount", "recomputed", "difference", "unit", "word", "reason", "inputs", "source_ref")
SAVINGS = (
    "plan_title", "steps", "priority_number", "priority_title", "title", "line_kind", "measure", "amounts", "found",
    "total_rows", "source_ref", "quote", "note",
)  # fmt: skip


@remembered
def programmes(snapshot: Snapshot) -> dict[str, str]:
    """The title of each plan that is a programme of change by its key, the latest first."""
    return dict(ask(snapshot, "programmes", PROGRAMMES).itertuples(index=False))


def became(
    snapshot: Snapshot, date: datetime.date, plan_id: str, priority_ids: tuple[str, ...], lead: str = ""
) -> pd.DataFrame:
    """BECAME, one row a programme and a priority that goes on with it, at most 200.

    `is_programme` is false of a line that begins in a later plan; milestones are counted over all of a line.
    """
    return ask(
        snapshot, "programmes_became", BECAME,
        reporting_date=date, plan_id=plan_id, priority_ids=priority_ids, lead=lead,
    )  # fmt: skip


def structure(snapshot: Snapshot, plan_id: str) -> pd.DataFrame:
    """STRUCTURE, one row a line of the table of posts, in £, and one more for the sum of its lines."""
    return ask(snapshot, "structure_costs", STRUCTURE, plan_id=plan_id)


def costs(snapshot: Snapshot, plan_id: str) -> pd.DataFrame:
    """COSTS, one row a claim of the text, in posts and £."""
    return ask(snapshot, "programme_costs", COSTS, plan_id=plan_id)


def sums(snapshot: Snapshot, date: datetime.date, plan_id: str) -> pd.DataFrame:
    """SUMS, one row a printed total against its lines."""
    return ask(snapshot, "plan_sums", SUMS, reporting_date=date, plan_id=plan_id)


def savings(snapshot: Snapshot, date: datetime.date, plan_id: str, priority_ids: tuple[str, ...]) -> pd.DataFrame:
    """SAVINGS, one row a line and measure, the programme's own first; `found` is what the findings say of its amounts.

    `amounts` is a list of {period, printed, gbp_000}, in £000.
    """
    return ask(
        snapshot, "programme_savings", SAVINGS, reporting_date=date, plan_id=plan_id, priority_ids=priority_ids
    )  # fmt: skip
