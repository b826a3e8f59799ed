"""What the savings page asks. All money is in £000, as the papers print it."""

import datetime
from typing import Literal

import pandas as pd

from data.store import Snapshot
from queries.runner import FIRST, ask

Grouping = Literal["board", "department", "division", "officer", "section"]

BRIDGE = (
    "plan_id", "plan_title", "period", "step_kind", "line_id", "section", "title", "amount", "starts_at", "ends_at",
    "planned", "target", "gap", "is_wholly_marked", "word", "reason", "inputs", "rule", "lines",
    "source_ref", "quote", "note",
)  # fmt: skip
RESTS_ON = ("mark", "amount", "share_pct", "left_without", "short_without")
OWED = (
    "grouped", "plan_title", "printed_in", "measure", "lines", "officers", "years", "latest", "latest_period",
    "share_pct", "total_rows", "source_ref", "quote", "note",
)  # fmt: skip
LINES = (
    "line_id", "board", "department", "division", "title", "plan_title", "printed_in", "measure", "owner", "years",
    "latest", "total_rows", "source_ref", "quote", "note",
)  # fmt: skip
EDITION_SUMS = (
    "plan_title", "earlier_plan_title", "period", "earlier_sum", "raised", "lowered", "dropped", "added", "later_sum",
    "changed_lines", "lines", "total_rows",
)  # fmt: skip
EDITIONS = (
    "line_id", "title", "plan_title", "earlier_plan_title", "officer", "years", "word", "moved", "total_rows",
    "source_ref", "quote", "note",
)  # fmt: skip
CHECKS = (
    "check_kind", "title", "plan_title", "printed_in", "board", "period", "measure", "printed_amount", "recomputed",
    "difference", "unit", "agrees", "word", "likely_reason", "reason", "inputs", "total_rows", "all_rows",
    "source_ref", "quote", "note",
)  # fmt: skip
TIMING = (
    "line_id", "title", "section", "line_kind", "plan_title", "period", "amount", "milestone_title", "milestone_word",
    "current_due_on", "due_on", "due_precision", "due_text", "date_role", "days_left", "claimed_before_milestone",
    "standing", "basis", "owner", "total_rows", "source_ref", "quote", "note",
)  # fmt: skip
TESTS = (
    "line_id", "title", "plan_title", "board", "officer", "word", "net", "ongoing", "cash_releasing", "reason",
    "inputs", "total_rows", "source_ref", "quote", "note",
)  # fmt: skip
TEST_COUNTS = ("test", "yes", "no", "cannot_tell")
FINDINGS = (
    "finding_key", "rule", "severity", "title", "printed", "recomputed", "difference", "unit", "explanation",
    "plan_title", "status", "note", "total_rows", "source_ref", "quote",
)  # fmt: skip


def bridge(snapshot: Snapshot, date: datetime.date, plan_id: str = "") -> pd.DataFrame:
    """BRIDGE, one row a step: sources (step_kind source), the plan, the gap if any, the target.

    Without a plan, the plan furthest from its target. None where no plan is held against a target.
    """
    return ask(snapshot, "savings_bridge", BRIDGE, reporting_date=date, plan_id=plan_id)


def rest_on(snapshot: Snapshot, date: datetime.date, plan_id: str = "") -> pd.DataFrame:
    """RESTS_ON of the same plan, one row a mark that holds of some of it, largest first; marks overlap."""
    return ask(snapshot, "savings_rest_on", RESTS_ON, reporting_date=date, plan_id=plan_id)


def owed(snapshot: Snapshot, grouping: Grouping, plan_id: str = "", board_id: str = "", lead: str = "") -> pd.DataFrame:
    """OWED, one row a group of a table, with `years` as a list of period and amount; total_rows counts all groups."""
    return ask(
        snapshot, "savings_owed", OWED, grouping=grouping, plan_id=plan_id, board_id=board_id, lead=lead
    )  # fmt: skip


def lines(
    snapshot: Snapshot,
    grouping: Grouping,
    plan_id: str = "",
    board_id: str = "",
    lead: str = "",
    row_limit: int = FIRST,
) -> pd.DataFrame:
    """LINES that print a value of the grouping, one row a line, the first `row_limit` of total_rows."""
    return ask(
        snapshot, "savings_lines_owed", LINES,
        grouping=grouping, plan_id=plan_id, board_id=board_id, lead=lead, row_limit=row_limit,
    )  # fmt: skip


def edition_sums(snapshot: Snapshot, date: datetime.date, plan_id: str = "") -> pd.DataFrame:
    """EDITION_SUMS, one row a year of two tables laid beside each other; sums of lines, not printed totals."""
    return ask(snapshot, "savings_edition_sums", EDITION_SUMS, reporting_date=date, plan_id=plan_id)


def editions(snapshot: Snapshot, date: datetime.date, plan_id: str = "", row_limit: int = FIRST) -> pd.DataFrame:
    """EDITIONS, one row a line, changed ones first; `years` lists period, earlier, later and word.

    At most `row_limit` of `total_rows`.
    """
    return ask(snapshot, "savings_editions", EDITIONS, reporting_date=date, plan_id=plan_id, row_limit=row_limit)


def checks(snapshot: Snapshot, date: datetime.date, plan_id: str = "", board_id: str = "") -> pd.DataFrame:
    """CHECKS, one row a printed total or repeated figure (in `unit`), differing ones first.

    total_rows counts those that agree, or those that do not; at most 60 that differ and 200 that agree are given.
    """
    return ask(snapshot, "savings_checks", CHECKS, reporting_date=date, plan_id=plan_id, board_id=board_id)


def timing(
    snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], plan_id: str = "", lead: str = ""
) -> pd.DataFrame:
    """TIMING, one row a saving and a milestone it waits for, those leaving least of the year first.

    `standing` is late, before, achieved, no_amount or not_datable; the amount is that of the first year claimed.
    """
    return ask(
        snapshot, "savings_timing", TIMING,
        reporting_date=date, priority_ids=priority_ids, plan_id=plan_id, lead=lead,
    )  # fmt: skip


def efficiency_tests(
    snapshot: Snapshot,
    date: datetime.date,
    plan_id: str = "",
    board_id: str = "",
    lead: str = "",
    row_limit: int = FIRST,
) -> pd.DataFrame:
    """TESTS, one row a saving, failed ones first; net, ongoing and cash_releasing are yes, no or cannot_tell.

    At most `row_limit` of `total_rows`.
    """
    return ask(
        snapshot, "savings_tests", TESTS,
        reporting_date=date, plan_id=plan_id, board_id=board_id, lead=lead, row_limit=row_limit,
    )  # fmt: skip


def tests_answered(
    snapshot: Snapshot, date: datetime.date, plan_id: str = "", board_id: str = "", lead: str = ""
) -> pd.DataFrame:
    """TEST_COUNTS, one row a test, over all savings within the filters."""
    return ask(
        snapshot, "savings_test_counts", TEST_COUNTS, reporting_date=date, plan_id=plan_id, board_id=board_id, lead=lead
    )  # fmt: skip


def findings(snapshot: Snapshot, date: datetime.date, plan_id: str = "", board_id: str = "") -> pd.DataFrame:
    """FINDINGS about savings, gravest first, 30 at most of total_rows."""
    return ask(snapshot, "savings_findings", FINDINGS, reporting_date=date, plan_id=plan_id, board_id=board_id)
