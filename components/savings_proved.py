"""Savings put to the proof, as a reader sees it: printed sums, the year a milestone leaves, the Government's tests."""

from typing import Any

import pandas as pd

from components import wording
from components.rows import each
from components.status import SEVERITIES
from components.tables import renamed, with_remarks

STANDINGS = {
    "late": "▲ late in the year",
    "before": "◇ before the year's end",
    "achieved": "● achieved",
    "no_amount": "○ no amount printed",
    "not_datable": "○ no date to go by",
}
CHECKS = {
    "total_of_lines": "total against its lines",
    "repeats": "figure stated twice",
    "gross_against_net": "gross against net",
    "plan_against_target": "plan against target",
}
ANSWERS = {"yes": "● yes", "no": "▲ no", "cannot_tell": "○ cannot tell"}
TESTS = {"net": "Net of what it costs", "ongoing": "Ongoing two full years", "cash_releasing": "Cash-releasing"}


def checks_title(frame: pd.DataFrame) -> str:
    """How many of the printed sums differ."""
    differing = frame[frame["agrees"].ne(True)]
    count = int(differing["total_rows"].iloc[0]) if len(differing) else 0
    said = f" (the first {len(differing)} are shown)" if count > len(differing) else ""
    return f"{count:,} of {int(frame['all_rows'].iloc[0]):,} printed sums and repeated figures differ{said}"


def differing(frame: pd.DataFrame) -> pd.DataFrame:
    """The sums that do not come out or cannot be checked: printed, recomputed, difference and likely reason."""
    return renamed(_checked(frame[frame["agrees"].ne(True)]), {**_CHECKED, "likely_reason": "Likely reason"})


def agreeing(frame: pd.DataFrame) -> pd.DataFrame:
    """The sums that come out."""
    return renamed(_checked(frame[frame["agrees"].eq(True)]), {**_CHECKED, "reason": "Why"})


_CHECKED = {"line": "Figure", "period": "Year", "kind": "Check", "printed_amount": "Printed",
            "recomputed": "Recomputed", "difference": "Difference", "unit": "Unit"}  # fmt: skip


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    names = ("printed_amount", "recomputed", "difference")
    return frame.assign(
        kind=frame["check_kind"].map(CHECKS),
        line=frame["title"] + " · " + frame["plan_title"] + ", " + frame["printed_in"],
        likely_reason=frame["likely_reason"].fillna("cannot be checked: no lines are held under it"),
        **{name: [wording.figure(v, "") for v in frame[name]] for name in names},
    )


def timing_title(frame: pd.DataFrame) -> str:
    """How many savings are claimed for a year whose milestone leaves little of it."""
    late = frame[frame["standing"] == "late"]
    if late.empty:
        return "No saving is claimed for a year whose milestones come late in it"
    savings = late.drop_duplicates(["plan_title", "section", "title"])
    return f"{len(savings)} savings are claimed for a year of which their milestones leave {_least(late)} at most"


def timing(frame: pd.DataFrame) -> pd.DataFrame:
    """Savings with the milestones that come first: when, how much of the year is left, who answers."""
    rows = list(each(frame))
    shown = pd.DataFrame(
        {
            "Saving": [r.title if r.line_kind == "line" else f"{r.section}: {r.title.lower()}" for r in rows],
            "Claimed, £000": [f"{wording.number(r.amount)} ({r.period})" if pd.notna(r.amount) else "" for r in rows],
            "Milestone that comes first": frame["milestone_title"],
            "Due": [("to start by " if r.date_role == "start" else "") + _due(r) for r in rows],
            "Days of the year left": [_days(r.days_left) for r in rows],
            "Standing": frame["standing"].map(STANDINGS),
            "Milestone is": frame["milestone_word"].str.lower(),
            "Answers for it": frame["owner"].fillna("no owner named"),
        }
    )
    return with_remarks(shown, frame)


def tests_title(counts: pd.DataFrame) -> str:
    """How many savings fail each of the Government's tests."""
    failed = {row.test: int(row.no) for row in each(counts)}
    words = {"net": "not net", "ongoing": "not ongoing", "cash_releasing": "not cash-releasing"}
    return "Savings that fail a test: " + wording.sequence(
        [f"{failed.get(k, 0):,} {v}" for k, v in words.items()], "and"
    )


def tests_answered(counts: pd.DataFrame) -> pd.DataFrame:
    """The three tests: how many savings are answered yes, no, or not at all."""
    names = {"test": "Test", "yes": ANSWERS["yes"], "no": ANSWERS["no"], "cannot_tell": ANSWERS["cannot_tell"]}
    return renamed(counts.assign(test=counts["test"].map(TESTS)), names)


def tests(frame: pd.DataFrame) -> pd.DataFrame:
    """Savings with the answer to each test, and why."""
    shown = frame.assign(**{test: frame[test].map(ANSWERS) for test in TESTS}, officer=frame["officer"])
    names = {"title": "Saving", "word": "In all", **TESTS, "reason": "Why", "inputs": "Year by year, £000",
             "plan_title": "Edition"}  # fmt: skip
    return with_remarks(renamed(shown, names), frame)


def findings(frame: pd.DataFrame) -> pd.DataFrame:
    """Findings about savings: how grave, what was found, and what was decided."""
    names = {"severity": "Severity", "explanation": "Finding", "status": "Decision"}
    told = frame["title"].str.split(": ", n=1).str[1] + ": " + frame["explanation"]
    return renamed(frame.assign(severity=frame["severity"].map(SEVERITIES), explanation=told), names)


def _due(row: Any) -> str:
    return wording.due(row.due_on, row.due_precision, row.due_text)


def _days(left: Any) -> str:
    return "" if pd.isna(left) else f"{int(left):,}"


def _least(late: pd.DataFrame) -> str:
    days = int(late["days_left"].max())
    return f"{days} day{'' if days == 1 else 's'}"
