"""What the golden thread's page asks: the way up and down from one thing, where to begin, and the loose ends."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask

TIES = (
    "way", "near_kind", "near_id", "far_kind", "far_id", "far_title", "far_sort", "far_plan", "is_vision",
    "is_aim", "is_near", "of_kind", "state", "word", "relation", "basis", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
THING = (
    "kind", "id", "title", "plan_id", "plan_title", "is_vision", "is_aim", "series", "built", "measure",
    "priority_label", "filter_label", "before", "after",
)  # fmt: skip
BEGIN = ("kind", "id", "label", "is_vision", "total_rows")
REACH = (
    "kind", "thing_count", "aim_count", "whole_count", "short_count", "nothing_count", "bare_count", "unmeasured_count",
)  # fmt: skip
LOOSE = (
    "kind", "id", "title", "sort", "plan_title", "owner", "source_ref", "quote", "note", "of_kind", "total_rows",
)  # fmt: skip


def ties(snapshot: Snapshot, date: datetime.date, kind: str, key: str) -> pd.DataFrame:
    """TIES, one row a tie met on the way up or down from one thing (its kind is a dataset's name), near ones first.

    `way` is up or down; a tie leads from what is nearer (near_kind, near_id) to what is farther, of which there are
    `of_kind` that way. At most 200 things of a kind either way and 2,000 ties of `total_rows`.
    """
    return ask(snapshot, "thread_ties", TIES, reporting_date=date, kind=kind, id=key)


def thing(snapshot: Snapshot, kind: str, key: str) -> pd.DataFrame:
    """THING, one row, or none where there is no such thing; before and after hold lists of {kind, id, title, plan}."""
    return ask(snapshot, "thread_thing", THING, kind=kind, id=key)


def begin(
    snapshot: Snapshot, priority_ids: tuple[str, ...], plan_id: str, board_id: str, kind: str, key: str
) -> pd.DataFrame:
    """BEGIN, one row a plan, board or priority within the filters, and the thing chosen; at most 200."""
    return ask(
        snapshot, "thread_begin", BEGIN,
        priority_ids=priority_ids, plan_id=plan_id, board_id=board_id, kind=kind, id=key,
    )  # fmt: skip


def reach(snapshot: Snapshot, plan_id: str = "", lead: str = "") -> pd.DataFrame:
    """REACH, one row a kind of thing: how many reach how far up, and on how many nothing hangs."""
    return ask(snapshot, "thread_reach", REACH, plan_id=plan_id, lead=lead)


def loose(snapshot: Snapshot, loose: str, kind: str = "", plan_id: str = "", lead: str = "") -> pd.DataFrame:
    """LOOSE, one row a thing; `loose` is nothing, short, bare or unmeasured. At most 200 of `of_kind` of each kind."""
    return ask(snapshot, "thread_loose", LOOSE, loose=loose, kind=kind, plan_id=plan_id, lead=lead)
