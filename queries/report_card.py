"""What a report card asks: all that belongs to a priority, a board or a plan, and what stands beside its measures."""

import datetime
import functools
from collections.abc import Callable, Mapping

import pandas as pd

from data.store import Snapshot
from queries import judgement, priorities
from queries.priorities import Subject
from queries.runner import EVERY, FIRST, ask

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
    lists = _lists(snapshot, date, subject, lead, FIRST)
    frames = {name: make() for name, make in lists.items()}
    return {
        "states": priorities.states(snapshot, date, subject, lead),
        "beside": beside(snapshot, date, tuple(frames["measures"]["indicator_id"])),
        "benchmarks": benchmarks(snapshot, date, subject),
        **frames,
    }


def every(snapshot: Snapshot, date: datetime.date, subject: Subject, lead: str, name: str) -> pd.DataFrame:
    """All rows of one of the lists of `held`, which gives the first of each."""
    return _lists(snapshot, date, subject, lead, EVERY)[name]()


def _lists(
    snapshot: Snapshot, date: datetime.date, subject: Subject, lead: str, row_limit: int
) -> Mapping[str, Callable[[], pd.DataFrame]]:
    told = functools.partial(judgement.beside, snapshot, date)
    of_subject = snapshot, date, subject

    def figures(measures: bool) -> pd.DataFrame:
        printed = priorities.measures(*of_subject, lead, row_limit)
        return printed[printed["is_measure"] == measures]

    return {
        "measures": lambda: figures(True),
        "milestones": lambda: told(priorities.milestones(*of_subject, lead, row_limit), "milestone", "milestone_id"),
        "savings lines": lambda: told(priorities.savings(*of_subject, lead, row_limit), "efficiency_line", "line_id"),
        "remarks": lambda: priorities.remarks(*of_subject, row_limit),
        "findings": lambda: priorities.findings(*of_subject, row_limit),
        "ties": lambda: priorities.thread(snapshot, subject, row_limit),
        "survey figures": lambda: priorities.survey(snapshot, subject, row_limit),
        "other figures": lambda: figures(False),
    }
