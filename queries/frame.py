"""What every page asks: whose dashboard it is, and the choices its filters offer."""

import datetime
from dataclasses import dataclass

import pandas as pd

from data.store import Snapshot
from queries.runner import ask, remembered

PRIORITIES = ("priority_id", "number", "theme", "title", "kind", "lead", "sro", "source_ref", "quote", "note")

CHOICES = ("filter", "key", "label", "plan_id", "of_filter")


@dataclass(frozen=True)
class Place:
    area: str
    reporting_date: datetime.date
    version: int


@remembered
def place(snapshot: Snapshot) -> Place:
    """The home area, the reporting date and the version of the data."""
    row = ask(snapshot, "place", ("area", "reporting_date")).iloc[0]
    return Place(str(row["area"]), row["reporting_date"].date(), snapshot.version.number)


def plan_priorities(snapshot: Snapshot, plan_id: str) -> pd.DataFrame:
    """PRIORITIES, one row a priority of the plan, in order."""
    return ask(snapshot, "plan_priorities", PRIORITIES, plan_id=plan_id)


def filter_choices(
    snapshot: Snapshot, plan: str = "", asked: tuple[str, ...] = (), row_limit: int = 200
) -> pd.DataFrame:
    """CHOICES, one row a value a filter (plan, board, theme, priority, lead) offers, themes and priorities of `plan`.

    At most `row_limit` of each filter, of which there are `of_filter`, and always those `asked` for by key or label.
    """
    return ask(snapshot, "filter_choices", CHOICES, plan=plan, asked=asked, row_limit=row_limit)


def scope(snapshot: Snapshot, plan_id: str, board_id: str, theme: str, priority_id: str) -> tuple[str, ...]:
    """The keys of the priorities the filters leave; empty arguments leave all."""
    parameters = {"plan_id": plan_id, "board_id": board_id, "theme": theme, "priority_id": priority_id}
    return tuple(ask(snapshot, "scope", ("priority_id",), **parameters)["priority_id"])
