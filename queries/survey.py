"""What the staff survey page asks."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask

SURVEYS = (
    "survey_id", "title", "taken_on", "taken_text", "provider", "earlier_title", "group_count", "sized_count",
    "withheld_count", "contradiction", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
THRESHOLDS = (
    "threshold_name", "index_score", "threshold", "gap", "gap_size", "holds", "word", "reason", "inputs", "rule",
    "scale_max", "change", "change_word", "source_ref", "quote", "note",
)  # fmt: skip
RESPONSES = (
    "mode", "sent", "completed", "not_returned", "printed_rate", "rate_pct", "recomputed_pct", "word", "reason",
    "inputs", "rule", "gap_to_peers", "peer_rate_pct", "earlier_rate_pct", "change", "change_word", "source_ref",
    "quote", "note",
)  # fmt: skip
FACTORS = (
    "factor", "title", "named_by", "score", "value_status", "scale_min", "scale_max", "suppressed_why", "printed",
    "neutral", "neutral_gap", "neutral_word", "peers", "peers_gap", "peers_word", "reason", "peers_name",
    "peers_status", "peers_note", "earlier_value", "change", "change_word", "scored_count", "source_ref", "quote",
    "note", "factor_note", "total_rows",
)  # fmt: skip
GROUPS = (
    "check_kind", "basis", "factor", "factor_title", "group_kind", "group_name", "value", "printed", "value_status",
    "word", "place_in_basis", "count_in_basis", "suppressed", "reason", "inputs", "rule", "earlier_value", "change",
    "change_word", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
ACTIONS = (
    "commentary_id", "factor_title", "tie", "section", "text", "action", "owner", "due_text", "due_on", "as_at",
    "author_role", "source_ref", "quote", "note", "action_count", "answering_count", "total_rows",
)  # fmt: skip


def surveys(snapshot: Snapshot, date: datetime.date) -> pd.DataFrame:
    """SURVEYS, one row a survey taken by the date, latest first (200 of `total_rows` at most)."""
    return ask(snapshot, "surveys", SURVEYS, reporting_date=date)


def thresholds(snapshot: Snapshot, survey_id: str, date: datetime.date) -> pd.DataFrame:
    """THRESHOLDS, one row a threshold of the index, in points; those not passed first, nearest first."""
    return ask(snapshot, "survey_thresholds", THRESHOLDS, survey_id=survey_id, reporting_date=date)


def responses(snapshot: Snapshot, survey_id: str, date: datetime.date) -> pd.DataFrame:
    """RESPONSES, one row a way of answering, the total and the comparator; rates and gaps in percent and points."""
    return ask(snapshot, "survey_responses", RESPONSES, survey_id=survey_id, reporting_date=date)


def factors(snapshot: Snapshot, survey_id: str, date: datetime.date) -> pd.DataFrame:
    """FACTORS, one row a factor, the lowest score first, then those with words only, then those with neither."""
    return ask(snapshot, "survey_factors", FACTORS, survey_id=survey_id, reporting_date=date)


def groups(snapshot: Snapshot, survey_id: str, date: datetime.date) -> pd.DataFrame:
    """GROUPS, one row a figure of a group of staff, in percent; differences stand by what they are measured against.

    `check_kind` is difference_from_basis or engagement. A group too small to show has no figure and no words.
    """
    return ask(snapshot, "survey_groups", GROUPS, survey_id=survey_id, reporting_date=date)


def actions(snapshot: Snapshot, survey_id: str, date: datetime.date, lead: str = "") -> pd.DataFrame:
    """ACTIONS, one row a promise and factor it answers; a promise that answers none has no `factor_title`."""
    return ask(snapshot, "survey_actions", ACTIONS, survey_id=survey_id, reporting_date=date, lead=lead)
