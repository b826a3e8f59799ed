"""What the overview asks."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask

MEASURES = (
    "indicator_id", "title", "code", "unit", "decimals", "polarity", "period", "value", "next_target_period",
    "next_target", "gap_to_next", "moved", "previous_value", "target", "verdict", "word", "reason", "inputs", "rule",
    "threshold_id", "forecast_reason", "forecast_word", "state", "owner", "path", "finding", "commentary", "asked",
    "plan_title", "priority_title", "source_ref", "quote", "note", "of_state",
)  # fmt: skip
MILESTONES = (
    "milestone_id", "title", "state", "word", "reason", "inputs", "rule", "current_due_on", "due_on", "due_precision",
    "due_text", "days_late", "days_to_due", "plan_title", "priority_title", "owner", "source_ref", "quote", "note",
    "of_state",
)  # fmt: skip
SAVINGS = (
    "title", "period", "plan_gbp_000", "target_gbp_000", "gap_gbp_000", "agrees", "reason", "inputs", "source_ref",
)  # fmt: skip
SURVEY = (
    "title", "taken_on", "index_score", "scale_max", "threshold", "threshold_name", "rate_pct", "completed", "sent",
    "peer_rate_pct", "source_ref", "quote", "note",
)  # fmt: skip

SAVINGS_LINES = (
    "line_id", "title", "section", "line_kind", "period", "measure", "amount_gbp_000", "printed", "source_ref", "quote",
    "note", "total_rows",
)  # fmt: skip
SURVEY_FIGURES = ("who", "what", "measure", "value", "printed", "basis", "value_status", "source_ref", "quote", "note")
SINCE = ("kind", "became", "number")


ROW_LIMIT = 200


def measures(
    snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], lead: str = "", row_limit: int = ROW_LIMIT
) -> pd.DataFrame:
    """MEASURES, one row a measure of a strategy's main table; off target first, then furthest to go.

    At most `row_limit` of each state; `of_state` says how many there are of it.
    """
    return ask(
        snapshot, "overview_measures", MEASURES,
        reporting_date=date, priority_ids=priority_ids, lead=lead, row_limit=row_limit,
    )  # fmt: skip


def milestones(
    snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], lead: str = "", row_limit: int = ROW_LIMIT
) -> pd.DataFrame:
    """MILESTONES, one row a milestone, soonest due first; at most `row_limit` of each state, of which `of_state`."""
    return ask(
        snapshot, "overview_milestones", MILESTONES,
        reporting_date=date, priority_ids=priority_ids, lead=lead, row_limit=row_limit,
    )  # fmt: skip


def savings(snapshot: Snapshot) -> pd.DataFrame:
    """SAVINGS, one row a plan held against its target, in £000, the widest apart first; at most 20."""
    return ask(snapshot, "overview_savings", SAVINGS)


def survey_line(snapshot: Snapshot) -> pd.DataFrame:
    """SURVEY, one row for the latest survey; none where none is held."""
    return ask(snapshot, "survey_line", SURVEY)


def savings_lines(snapshot: Snapshot, row_limit: int = ROW_LIMIT) -> pd.DataFrame:
    """SAVINGS_LINES, one row a printed cell of the savings plan and its target, in £000; `total_rows` counts all."""
    return ask(snapshot, "savings_lines", SAVINGS_LINES, row_limit=row_limit)


def survey_figures(snapshot: Snapshot) -> pd.DataFrame:
    """SURVEY_FIGURES, one row a figure printed of the latest survey."""
    return ask(snapshot, "survey_figures", SURVEY_FIGURES)


def since(
    snapshot: Snapshot, meeting: datetime.date, date: datetime.date, priority_ids: tuple[str, ...], lead: str = ""
) -> pd.DataFrame:
    """SINCE, one row a kind and what became of it since the meeting: the state it came into, or `moved`."""
    return ask(
        snapshot, "overview_since", SINCE, since=meeting, reporting_date=date, priority_ids=priority_ids, lead=lead
    )
