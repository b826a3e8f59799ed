"""What a pack is made of: the filters, the reporting date and the running order."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components.chosen import FILTERS, Chosen
from components.priorities import titles
from data.store import Snapshot
from queries import frame, priorities

# What a running order is made of, in the order that is offered; each priority can be chosen by itself too.
SECTIONS = {
    "headline": "Headline",
    "attention": "Off target, else furthest to go",
    "due": "Falls due next",
    "homelessness": "Measures and cost",
    "measures": "Each measure on a page",
    "savings": "Savings",
    "milestones": "Milestones",
    "survey": "Staff survey",
    "priorities": "Priorities, counted by state",
    "each": "Each priority on a page",
    "findings": "Findings",
    "sources": "Sources",
}
USUAL = tuple(key for key in SECTIONS if key not in ("measures", "priorities"))
ONE = "priority:"


class UnknownChoice(Exception):
    """A filter or a section by that name is not there."""


@dataclass(frozen=True)
class Selection:
    """The filters with the reporting date, and the keys of what is in the pack, in their order."""

    chosen: Chosen
    order: tuple[str, ...] = USUAL

    def filters(self, snapshot: Snapshot) -> tuple[str, ...]:
        """The filters in words: "Plan: ODI Plan 2010/11"."""
        held = {name: getattr(self.chosen, name) for name in FILTERS}
        asked = tuple(sorted({*held.values()} - {""}))
        labels = frame.filter_choices(snapshot, held["plan"], asked).set_index(["filter", "key"])["label"]
        return tuple(f"{FILTERS[name]}: {labels.get((name, key), key)}" for name, key in held.items() if key)


def offered(snapshot: Snapshot, chosen: Chosen) -> dict[str, str]:
    """What a running order can hold, by key: the sections, and each priority within the filters."""
    scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
    rows = priorities.priority_list(snapshot, chosen.reporting_date, scope, chosen.lead)
    return {**SECTIONS, **_named(snapshot), **{f"{ONE}{key}": title for key, title in titles(rows).items()}}


def _named(snapshot: Snapshot) -> dict[str, str]:
    """The sections of a strategy's measures, as the council calls them."""
    called = frame.place(snapshot).measures_page
    return {key: f"{called}: {SECTIONS[key].lower()}" for key in ("homelessness", "measures")}


def named(
    snapshot: Snapshot, filters: Mapping[str, str], date: datetime.date | None = None, order: tuple[str, ...] = ()
) -> Selection:
    """A selection from the keys or labels of filters and sections, as people write them. Raises UnknownChoice."""
    asked = tuple(sorted({*filters.values()} - {""}))
    choices = frame.filter_choices(snapshot, filters.get("plan", ""), asked)
    keys = {name: _key(choices[choices["filter"] == name], FILTERS[name], said) for name, said in filters.items()}
    chosen = Chosen(**keys, reporting_date=date or frame.place(snapshot).reporting_date)
    known = offered(snapshot, chosen)
    by_label = {label: key for key, label in known.items()}
    if missing := [said for said in order if said not in known and said not in by_label]:
        raise UnknownChoice(f"There is no section {missing[0]!r}; there are {', '.join(SECTIONS)}, and {ONE}KEY.")
    return Selection(chosen, tuple(said if said in known else by_label[said] for said in order) or USUAL)


def _key(choices: pd.DataFrame, title: str, said: str) -> str:
    """The key of what is named by key or label."""
    if not said or said in set(choices["key"]):
        return said
    found = choices.loc[choices["label"] == said, "key"]
    if found.empty:
        raise UnknownChoice(f"There is no {title.lower()} {said!r}.")
    return str(found.iloc[0])
