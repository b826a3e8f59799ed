"""The overview's numbers are those of a plain count over the CSVs, and each leads to the rows it counts."""

import csv
import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Snapshot
from queries import frame, overview
from tests import reading

DATA = Path(__file__).parent.parent / "data"
REPORTING = datetime.date(2010, 3, 31)


def rows(dataset: str) -> list[dict[str, str]]:
    with (DATA / f"{dataset}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def every(snapshot: Snapshot) -> tuple[str, ...]:
    return frame.scope(snapshot, "", "", "", "")


def counted_measures() -> tuple[int, int, int]:
    """Still to go, already there, and the rest, of the strategy's live measures: next target against latest figure."""
    to_go = there = rest = 0
    values = [v for v in rows("indicator_value") if v["area_id"] == "leicester"]
    for indicator in rows("indicator"):
        if indicator["series"] != "table" or indicator["state"] != "live":
            continue
        own = [v for v in values if v["indicator_id"] == indicator["indicator_id"] and v["basis"] != "in_year"]
        results = [v for v in own if v["kind"] == "actual" and v["value_status"] == "stated"]
        targets = [v for v in own if v["kind"] == "target" and v["value_status"] == "stated"]
        if not results or not targets:
            rest += 1
            continue
        latest = float(max(results, key=lambda v: v["period_end"])["value"])
        target = float(min(targets, key=lambda v: v["period_end"])["value"])
        short = latest < target if indicator["polarity"] == "higher" else latest > target
        to_go, there = (to_go + 1, there) if short else (to_go, there + 1)
    return to_go, there, rest


def test_measures_are_counted_as_a_plain_count_counts_them(snapshot: Snapshot) -> None:
    states = list(overview.measures(snapshot, REPORTING, every(snapshot))["state"])
    to_go, there, rest = counted_measures()
    assert len(states) == to_go + there + rest == 28
    assert states.count("to_go") == to_go
    assert states.count("at_next_target") == there


def test_rough_sleeping_comes_first_of_what_has_furthest_to_go_or_says_why_not(snapshot: Snapshot) -> None:
    measures = overview.measures(snapshot, REPORTING, every(snapshot))
    shares = {
        row.indicator_id: abs(row.value - row.next_target) / max(abs(row.next_target), 1)
        for row in measures.itertuples()
        if row.state == "to_go"
    }
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert "rough-sleeping-count" in list(shares)[:3]


def test_milestones_due_in_90_days_are_those_a_calendar_gives(snapshot: Snapshot) -> None:
    milestones = overview.milestones(snapshot, REPORTING, every(snapshot))
    last = REPORTING + datetime.timedelta(days=90)
    told = {u["milestone_id"] for u in rows("milestone_update") if u["status"] != "not_reported"}
    due = {
        m["milestone_id"]
        for m in rows("milestone")
        if m["due_on"] and REPORTING <= datetime.date.fromisoformat(m["due_on"]) <= last
    }
    shown = set(milestones.loc[milestones["state"] == "due_soon", "milestone_id"])
    assert shown <= due
    assert due - shown <= told


def test_silence_is_counted_apart_from_lateness(snapshot: Snapshot) -> None:
    milestones = overview.milestones(snapshot, REPORTING, every(snapshot))
    silent = {u["milestone_id"] for u in rows("milestone_update") if u["status"] == "not_reported"}
    overdue = set(milestones.loc[milestones["state"] == "overdue", "milestone_id"])
    assert not overdue & silent


def test_a_filter_leaves_only_what_is_its_own(snapshot: Snapshot) -> None:
    scope = frame.scope(snapshot, "odi-2010-11", "", "Leadership", "")
    assert scope == ("odi-2010-11-p01",)
    assert len(overview.milestones(snapshot, REPORTING, scope)) == 7
    assert overview.measures(snapshot, REPORTING, scope).empty


def test_a_lead_leaves_only_what_he_or_she_answers_for(snapshot: Snapshot) -> None:
    mine = overview.milestones(snapshot, REPORTING, every(snapshot), "Toni Soni")
    assert len(mine) == sum("Toni Soni" in m["lead"].split("; ") for m in rows("milestone"))


@pytest.mark.usefixtures("snapshot")
def test_the_overview_shows_savings_short_of_target_and_the_survey_in_a_line() -> None:
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    assert not app.exception
    text = reading.words(app)
    assert "£37.252m" in text
    assert "£0.191m short of the £37.443m target" in text
    assert "581.1" in text
    assert "18.9 below “ones to watch”" in text


@pytest.mark.usefixtures("snapshot")
def test_each_count_leads_to_as_many_rows() -> None:
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    for kind, state in (("measures", "to_go"), ("milestones", "soon"), ("milestones", "silent")):
        app.query_params["rows"] = f"{kind}-{state}"
        app.run()
        assert not app.exception
        heading = reading.titles(app)[-1]
        assert int(heading.split()[0]) == len(reading.tables(app)[0])
