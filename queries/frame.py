"""What every page asks: whose dashboard it is, and the choices its filters offer."""

import datetime
from dataclasses import dataclass

import pandas as pd

from data.store import Snapshot
from queries.runner import ask, remembered

PRIORITIES = ("priority_id", "number", "theme", "title", "kind", "lead", "sro", "source_ref", "quote", "note")

PLACE = ("area", "council", "measures_page", "programme_page", "reporting_date")
CHOICES = ("filter", "key", "label", "plan_id", "of_filter", "sort_key")


@dataclass(frozen=True)
class Place:
    """The home area, the council's name, what it calls two pages, and the reporting date and version of its data."""

    area: str
    council: str
    measures_page: str
    programme_page: str
    reporting_date: datetime.date
    version: int


@remembered
def place(snapshot: Snapshot) -> Place:
    """Whose dashboard this is, and as at when."""
    area, council, measures, programme, date = ask(snapshot, "place", PLACE).iloc[0]
    return Place(area, council, measures, programme, date.date(), snapshot.version.number)


@remembered
def unfilled(snapshot: Snapshot) -> frozenset[str]:
    """The datasets that hold no row; of areas, none but the council's own."""
    return frozenset(ask(snapshot, "unfilled", ("dataset",))["dataset"])


def plan_priorities(snapshot: Snapshot, plan_id: str) -> pd.DataFrame:
    """PRIORITIES, one row a priority of the plan, in order."""
    return ask(snapshot, "plan_priorities", PRIORITIES, plan_id=plan_id)


@remembered
def filter_choices(
    snapshot: Snapshot, plan: str = "", asked: tuple[str, ...] = (), row_limit: int = 200
) -> pd.DataFrame:
    """CHOICES, one row a value a filter (plan, board, theme, priority, lead) offers, themes and priorities of `plan`.

    At most `row_limit` of each filter, of which there are `of_filter`, and always those `asked` for by key or label.
    """
    first = ask(snapshot, "filter_first", CHOICES, row_limit=row_limit)
    if not (plan or asked):
        return first
    narrowed = ask(snapshot, "filter_narrowed", CHOICES, plan=plan, asked=asked, row_limit=row_limit)
    every = pd.concat([first[first["plan_id"].isna()] if plan else first, narrowed])
    return every.drop_duplicates(["filter", "key", "plan_id"]).sort_values(["filter", "sort_key"], ignore_index=True)


@remembered  # so that all who ask of many priorities hold one list of them
def scope(snapshot: Snapshot, plan_id: str, board_id: str, theme: str, priority_id: str) -> tuple[str, ...]:
    """The keys of the priorities the filters leave; empty arguments leave all."""
    parameters = {"plan_id": plan_id, "board_id": board_id, "theme": theme, "priority_id": priority_id}
    return tuple(ask(snapshot, "scope", ("priority_id",), **parameters)["priority_id"])
