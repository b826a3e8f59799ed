"""What changed between two states of the data: two dates, two versions, or both."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import EVERY, ask

STANDING = ("kind", "key", "title", "state", "figure")
MEETINGS = ("meeting_id", "title", "held_on", "board")
CHANGES = ("kind", "key", "title", "what", "before", "after", "total_rows")


def meetings(snapshot: Snapshot, board_id: str = "") -> pd.DataFrame:
    """MEETINGS, one row a meeting, latest first; an empty board means all."""
    return ask(snapshot, "meetings", MEETINGS, board_id=board_id)


def last_meeting(snapshot: Snapshot, date: datetime.date, board_id: str = "") -> pd.Series | None:
    """MEETINGS, the latest of a board held before the date, or of any where that board has none; None for none."""
    held = [meetings(snapshot, board) for board in dict.fromkeys((board_id, ""))]
    before = [rows[rows["held_on"].dt.date < date] for rows in held]
    return next((rows.iloc[0] for rows in before if not rows.empty), None)


def standing(snapshot: Snapshot, date: datetime.date) -> pd.DataFrame:
    """STANDING, one row an indicator, milestone or finding, with its state and the figure that may move."""
    return ask(snapshot, "standing", STANDING, reporting_date=date)


def between(snapshot: Snapshot, since: datetime.date, date: datetime.date, row_limit: int = EVERY) -> pd.DataFrame:
    """CHANGES between two dates of one version, in the order of kind, what and title."""
    return ask(snapshot, "changes", CHANGES, since=since, reporting_date=date, row_limit=row_limit)


def changes(
    before: Snapshot, before_date: datetime.date, after: Snapshot, after_date: datetime.date, row_limit: int = EVERY
) -> pd.DataFrame:
    """CHANGES, one row a thing whose state or figure differs, or that is new or gone; and nothing else.

    At most `row_limit` of `total_rows`.
    """
    if before.path == after.path:
        return between(after, before_date, after_date, row_limit)
    both = standing(before, before_date).merge(
        standing(after, after_date), on=["kind", "key"], how="outer", suffixes=("_before", "_after"), indicator="held"
    )
    both["title"] = both["title_after"].fillna(both["title_before"])
    parts = [
        _differing(both[both["held"] == "both"], "state", "State"),
        _differing(both[(both["held"] == "both") & (both["kind"] != "finding")], "figure", "Figure or date"),
        both[both["held"] == "right_only"].assign(what="New", before="", after=lambda f: f["state_after"]),
        both[both["held"] == "left_only"].assign(what="No longer there", before=lambda f: f["state_before"], after=""),
    ]
    found = pd.concat(parts).sort_values(["kind", "what", "title"], ignore_index=True)
    return found.assign(total_rows=len(found))[list(CHANGES)].head(row_limit)


def _differing(both: pd.DataFrame, column: str, what: str) -> pd.DataFrame:
    before, after = both[f"{column}_before"].fillna(""), both[f"{column}_after"].fillna("")
    return both.assign(what=what, before=before, after=after)[before != after]
