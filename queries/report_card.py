"""What a report card asks: all that belongs to a priority, a board or a plan, and what stands beside its measures."""

import datetime
import functools

import pandas as pd

from data.store import Snapshot
from queries import judgement, priorities
from queries.priorities import Subject
from queries.runner import ask

BESIDE = ("indicator_id", "objective", "objective_title", "results", "targets", "in_text", "actions")
BENCHMARKS = (
    "indicator_id", "title", "unit", "decimals", "area", "period", "value", "rank_from_highest", "n", "median",
    "restated_value", "restated_period", "group_title", "reason", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip


def beside(snapshot: Snapshot, date: datetime.date, indicator_ids: tuple[str, ...]) -> pd.DataFrame:
    """BESIDE, one row each of these measures, in its own unit.

    `results` and `targets` are lists of {period, value, text, status}; `in_text`, what the plan's text says of the
    same, of {area (none for the home area), period, kind, value, text, status, unit, decimals}; `actions` of {ref,
    title, state, due_on, precision, text, basis}, soonest due first.
    """
    return ask(snapshot, "report_card_beside", BESIDE, reporting_date=date, indicator_ids=indicator_ids)


def benchmarks(snapshot: Snapshot, date: datetime.date, subject: Subject) -> pd.DataFrame:
    """BENCHMARKS, one row a figure set beside other areas', as published, and as restated since where it is."""
    places = priorities.places(snapshot, subject).held
    return ask(snapshot, "report_card_benchmarks", BENCHMARKS, reporting_date=date, places=places)


def held(snapshot: Snapshot, date: datetime.date, subject: Subject, lead: str = "") -> dict[str, pd.DataFrame]:
    """Every frame that a report card is made of, by name; columns as in `priorities` and here."""
    told = functools.partial(judgement.beside, snapshot, date)
    printed = priorities.measures(snapshot, date, subject, lead)
    milestones = told(priorities.milestones(snapshot, date, subject, lead), "milestone", "milestone_id")
    measures = printed[printed["is_measure"]]
    return {
        "states": priorities.states(snapshot, date, subject, lead),
        "measures": measures,
        "beside": beside(snapshot, date, tuple(measures["indicator_id"])),
        "benchmarks": benchmarks(snapshot, date, subject),
        "milestones": milestones,
        "savings lines": told(priorities.savings(snapshot, date, subject, lead), "efficiency_line", "line_id"),
        "remarks": priorities.remarks(snapshot, date, subject),
        "findings": priorities.findings(snapshot, date, subject),
        "ties": priorities.thread(snapshot, subject),
        "survey figures": priorities.survey(snapshot, subject),
        "other figures": printed[~printed["is_measure"]],
    }
