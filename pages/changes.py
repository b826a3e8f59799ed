"""Changes: what moved since a board last met, or between any two dates; and nothing else."""

import datetime

import pandas as pd
import streamlit as st

from components import choosers, parts, tables, wording
from data import service
from queries import changes
from queries.runner import EVERY

SHOWN = 200
snapshot, chosen = st.session_state.snapshot, st.session_state.chosen


@parts.kept
def changed(version: int, start: datetime.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = asked(version, start, SHOWN)
    return rows, tables.changes(rows)


def asked(version: int, start: datetime.date, row_limit: int = EVERY) -> pd.DataFrame:
    return changes.changes(service.open_version(version), start, snapshot, chosen.reporting_date, row_limit)


LINE = "What is different since a day or a version: results, milestones that moved, findings new or gone."
meetings = changes.meetings(snapshot, chosen.board).set_index("title")
versions = {version.number: version for version in service.store().history()}
# A board may have no meeting on record.
latest = chosen.reporting_date if meetings.empty else pd.Timestamp(meetings["held_on"].max()).date()
with choosers.Row(LINE) as row:
    since = row.one("Since", ["", *meetings.index], "since", lambda title: title or "a day of my own")
    day = row.day("From", "from", latest)
    version = row.one("Data as in", versions, "version", lambda number: f"version {number}: {versions[number].note}")
start = meetings["held_on"].get(since, day)
rows, shown = changed(version, start)
found = 0 if rows.empty else rows["total_rows"].iloc[0]
title = f"{found:,} changes from {wording.day(start)} to {wording.day(chosen.reporting_date)}"
if rows.empty:
    parts.title(title)
    parts.empty("Nothing changed.", "Every verdict, figure and date stands as it did.")
else:
    few = wording.first_of(len(rows), found, "changes") if found > len(rows) else ""
    parts.section(title, shown, alt="What changed", told=few, height=420)
    parts.csv_button(lambda: tables.changes(asked(version, start)), "changes")
