"""Where each milestone stands: the states, days and words, over altered figures and against a second calculation."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store import Snapshot
from tests.altered import add, alter, ask, empty_rules, judged, one, refill

DAY = date(2010, 3, 31)
VERDICT = "SELECT * FROM milestone_verdict WHERE milestone_id = ?"
VERDICT_AT = "SELECT * FROM milestone_verdict_at(?) WHERE milestone_id = ?"


def report(folder: Path, milestone_id: str, as_at: str, status: str, **more: str) -> None:
    add(folder, "milestone_update", milestone_id=milestone_id, as_at=as_at, status=status, assumed="false", **more)


# What a reader sees.


def test_every_milestone_has_one_verdict_that_says_why(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT * FROM milestone_verdict")
    assert len({row["milestone_id"] for row in rows}) == len(rows) == 228
    for row in rows:
        assert row["word"] and row["inputs"] and row["reason"].endswith("."), row["milestone_id"]
        assert (row["rule"], row["threshold_id"]) == ("milestone_state", "default/all/milestone_due_soon")


def test_the_shipped_milestones_of_2009_10_stand_as_the_next_plan_reports_them(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT state FROM milestone_verdict WHERE plan_id = 'odi-2009-10'")
    assert Counter(row["state"] for row in rows) == {
        "achieved_undated": 25, "past_due_not_reported": 22, "overdue": 7, "carried_forward": 4,
        "discontinued": 2, "due_soon": 1, "in_progress": 1, "partly": 1,
    }  # fmt: skip


def test_silence_is_not_lateness(snapshot: Snapshot) -> None:
    silent = one(snapshot, VERDICT, "odi-2009-10-p01-m01")
    assert (silent["state"], silent["word"]) == ("past_due_not_reported", "Past due, not reported")
    assert "Whether it is late is not known" in silent["reason"]
    reported = {
        row["milestone_id"] for row in ask(snapshot, "SELECT * FROM milestone_update WHERE status <> 'not_reported'")
    }
    for row in ask(snapshot, "SELECT * FROM milestone_verdict WHERE state = 'overdue'"):
        assert row["milestone_id"] in reported


def test_what_was_reported_unfinished_and_is_past_its_date_is_overdue_by_its_days(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT, "odi-2009-10-p01-m04")
    assert (row["state"], row["days_late"]) == ("overdue", (DAY - date(2009, 9, 30)).days)
    assert row["reason"] == "Reported partly achieved as at 31 March 2010, and 182 days past 30 September 2009."


def test_a_milestone_is_carried_forward_by_its_days(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT, "odi-2009-10-p03-m09")
    assert (row["state"], row["days_carried"], row["slipped_days"]) == ("carried_forward", 120, 120)
    assert row["reason"] == "Carried forward by 120 days, from 31 December 2009 to 30 April 2010."
    undated = one(snapshot, VERDICT, "odi-2009-10-p11-m03")
    assert (undated["state"], undated["days_carried"]) == ("carried_forward", None)
    assert undated["reason"] == "Carried forward; no new date is printed."


def test_the_later_edition_shows_how_far_the_date_has_moved(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT, "odi-2010-11-p04-m02")
    assert (row["original_due_on"], row["edition_due_on"]) == (date(2009, 12, 31), date(2010, 7, 31))
    assert (row["slipped_days"], row["rebaselined_count"]) == (212, 1)


def test_going_on_with_something_achieved_is_not_slippage(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT, "odi-2010-11-p09-m02")
    assert (row["original_due_on"], row["slipped_days"]) == (date(2010, 6, 30), 0)


def test_a_milestone_split_over_five_of_the_next_edition_stands_at_the_last_of_them(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT, "odi-2009-10-p06-m07")
    assert (row["state"], row["current_due_on"], row["rebaselined_count"]) == ("partly", date(2010, 11, 30), 1)
    # It is judged in its continuations, so it never counts as overdue beside them.
    assert one(snapshot, VERDICT_AT, date(2011, 6, 30), "odi-2009-10-p06-m07")["state"] == "partly"


@pytest.mark.parametrize("milestone_id", ["odi-2010-11-p03-m01", "odi-2010-11-p05-m12", "odi-2010-11-p08-m05"])
def test_ongoing_impossible_and_undated_milestones_are_never_late(snapshot: Snapshot, milestone_id: str) -> None:
    for day in (DAY, date(2030, 1, 1)):
        row = one(snapshot, VERDICT_AT, day, milestone_id)
        assert (row["state"], row["days_late"], row["current_due_on"]) == ("not_datable", None, None)


def test_a_start_that_has_passed_should_have_started(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT, "odi-2010-11-p05-m01")
    assert (row["state"], row["word"]) == ("past_due_not_reported", "Should have started, not reported")


def test_work_reported_under_way_is_not_late_for_its_start(shipped: Path) -> None:
    report(shipped, "odi-2010-11-p05-m01", "2010-03-31", "in_progress")
    row = one(judged(shipped), VERDICT, "odi-2010-11-p05-m01")
    assert (row["state"], row["days_late"]) == ("in_progress", None)


def test_the_day_itself_is_not_past(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT, "odi-2009-10-p08-m05")
    assert (row["current_due_on"], row["state"], row["days_to_due"]) == (DAY, "due_soon", 0)
    assert one(snapshot, VERDICT_AT, DAY + timedelta(1), "odi-2009-10-p08-m05")["state"] == "past_due_not_reported"


def test_moving_the_reporting_date_changes_the_states(snapshot: Snapshot) -> None:
    def states(day: date) -> Counter[str]:
        return Counter(row["state"] for row in ask(snapshot, "SELECT state FROM milestone_verdict_at(?)", day))

    assert states(date(2009, 12, 31))["achieved_undated"] == 0  # nothing was reported yet
    assert states(DAY)["past_due_not_reported"] == 40
    assert states(date(2010, 6, 30))["past_due_not_reported"] == 68
    assert states(DAY) == Counter(row["state"] for row in ask(snapshot, "SELECT state FROM milestone_verdict"))


def test_the_default_date_is_the_setting(shipped: Path) -> None:
    alter(shipped, "setting", {"name": "reporting_date"}, value="2010-06-30")
    row = one(judged(shipped), VERDICT, "odi-2010-11-p08-m02")
    assert (row["state"], row["days_to_due"]) == ("due_soon", 0)


@pytest.mark.parametrize(
    ("achieved_on", "state", "days_late"),
    [("2009-09-30", "achieved_on_time", None), ("2009-10-02", "achieved_late", 2), ("", "achieved_undated", None)],
)
def test_what_is_achieved_is_on_time_late_or_undated(
    shipped: Path, achieved_on: str, state: str, days_late: int | None
) -> None:
    alter(shipped, "milestone_update", {"milestone_id": "odi-2009-10-p01-m03"}, achieved_on=achieved_on)
    row = one(judged(shipped), VERDICT, "odi-2009-10-p01-m03")
    assert (row["state"], row["days_late"]) == (state, days_late)


def test_a_moved_date_does_not_make_a_late_achievement_timely(shipped: Path) -> None:
    report(shipped, "odi-2009-10-p01-m03", "2009-12-31", "in_progress", revised_due_on="2010-02-28")
    alter(
        shipped,
        "milestone_update",
        {"milestone_id": "odi-2009-10-p01-m03", "status": "achieved"},
        achieved_on="2010-02-28",
    )
    row = one(judged(shipped), VERDICT, "odi-2009-10-p01-m03")
    assert (row["state"], row["days_late"]) == ("achieved_late", (date(2010, 2, 28) - date(2009, 9, 30)).days)
    assert row["rebaselined_count"] == 1


def test_silence_never_undoes_an_achievement(shipped: Path) -> None:
    report(shipped, "odi-2009-10-p01-m03", "2010-06-30", "not_reported")
    snapshot = judged(shipped)
    assert one(snapshot, VERDICT_AT, date(2010, 6, 30), "odi-2009-10-p01-m03")["state"] == "achieved_undated"


def test_silence_after_a_report_of_progress_is_silence(shipped: Path) -> None:
    report(shipped, "odi-2009-10-p02-m04", "2010-06-30", "not_reported")
    snapshot = judged(shipped)
    before = one(snapshot, VERDICT_AT, date(2010, 6, 29), "odi-2009-10-p02-m04")
    assert before["state"] == "overdue"
    assert "That report was made before it fell due; none since." in before["reason"]
    after = one(snapshot, VERDICT_AT, date(2010, 6, 30), "odi-2009-10-p02-m04")
    assert after["state"] == "past_due_not_reported"
    assert "last reported in progress as at 31 March 2010, nothing since" in after["reason"]


def test_a_report_does_not_count_before_its_day(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT_AT, date(2010, 3, 30), "odi-2009-10-p01-m03")
    assert row["state"] == "past_due_not_reported"


def test_a_carried_date_that_passes_unreported_is_past_due(shipped: Path) -> None:
    alter(shipped, "milestone_update", {"milestone_id": "odi-2009-10-p11-m03"}, revised_due_on="2010-05-31")
    snapshot = judged(shipped)
    assert (
        one(snapshot, VERDICT, "odi-2009-10-p11-m03")["days_carried"] == (date(2010, 5, 31) - date(2009, 10, 31)).days
    )
    later = one(snapshot, VERDICT_AT, date(2010, 6, 30), "odi-2009-10-p11-m03")
    assert (later["state"], later["days_late"]) == ("past_due_not_reported", 30)


def test_each_revision_counts_once(shipped: Path) -> None:
    for as_at, new in (("2010-05-31", "2010-08-31"), ("2010-08-31", "2010-12-31"), ("2010-12-31", "2010-12-31")):
        report(shipped, "odi-2010-11-p01-m01", as_at, "in_progress", revised_due_on=new)
    row = one(judged(shipped), VERDICT_AT, date(2010, 12, 31), "odi-2010-11-p01-m01")
    assert (row["rebaselined_count"], row["current_due_on"]) == (2, date(2010, 12, 31))
    assert row["slipped_days"] == (date(2010, 12, 31) - date(2010, 4, 30)).days


def test_a_milestone_is_dropped_silently_unless_reported_or_continued(shipped: Path) -> None:
    dropped = "SELECT milestone_id FROM milestone_verdict WHERE dropped_silently"
    before = {row["milestone_id"] for row in ask(judged(shipped), dropped)}
    silent = {
        row["milestone_id"]
        for row in ask(judged(shipped), "SELECT * FROM milestone_update WHERE status = 'not_reported'")
    }
    assert before == silent
    add(
        shipped, "link", from_kind="milestone", from_id="odi-2010-11-p09-m04", to_kind="milestone",
        to_id="odi-2009-10-p11-m04", relation="continues", basis="matched",
    )  # fmt: skip
    snapshot = judged(shipped)
    assert {row["milestone_id"] for row in ask(snapshot, dropped)} == before - {"odi-2009-10-p11-m04"}
    row = one(snapshot, VERDICT, "odi-2009-10-p11-m04")
    assert (row["state"], row["days_carried"]) == ("carried_forward", (date(2010, 6, 30) - date(2009, 10, 31)).days)


def test_the_next_edition_is_not_known_before_it_speaks(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT_AT, date(2010, 3, 30), "odi-2009-10-p03-m09")
    assert (row["state"], row["slipped_days"]) == ("past_due_not_reported", 0)


def test_due_soon_is_a_threshold_of_the_plan_or_of_all(shipped: Path) -> None:
    soon = "SELECT plan_id, count(*) AS n FROM milestone_verdict WHERE falls_due_soon GROUP BY plan_id"
    before = {row["plan_id"]: row["n"] for row in ask(judged(shipped), soon)}
    add(
        shipped,
        "threshold",
        scope="plan",
        scope_id="odi-2010-11",
        rule="milestone_due_soon",
        amber_within="91",
        unit="days",
    )
    snapshot = judged(shipped)
    after = {row["plan_id"]: row["n"] for row in ask(snapshot, soon)}
    assert after["odi-2010-11"] > before["odi-2010-11"]
    assert after["homelessness-2008-13"] == before["homelessness-2008-13"]
    row = one(snapshot, VERDICT, "odi-2010-11-p08-m02")
    assert (row["state"], row["threshold_id"]) == ("due_soon", "plan/odi-2010-11/milestone_due_soon")


def test_expected_progress_is_the_share_of_the_time_gone(snapshot: Snapshot) -> None:
    row = one(snapshot, VERDICT, "odi-2009-10-p02-m04")  # November 2009 - April 2010
    assert row["expected_progress_pct"] == pytest.approx(100 * 150 / 180)
    assert one(snapshot, VERDICT, "odi-2010-11-p09-m02")["expected_progress_pct"] == 0
    assert one(snapshot, VERDICT_AT, date(2020, 1, 1), "odi-2010-11-p09-m02")["expected_progress_pct"] == 100
    assert one(snapshot, VERDICT, "odi-2010-11-p05-m01")["expected_progress_pct"] is None  # a start, not a span


def test_the_pile_up_counts_every_month_once(snapshot: Snapshot) -> None:
    months = {row["due_month"]: row for row in ask(snapshot, "SELECT * FROM milestone_pile_up")}
    rows = ask(snapshot, "SELECT * FROM milestone_verdict WHERE current_due_on IS NOT NULL")
    gone_on = {row["to_id"] for row in ask(snapshot, "SELECT * FROM link WHERE relation = 'continues'")} - {
        row["milestone_id"] for row in rows if row["state"].startswith("achieved")
    }
    standing = [
        row for row in rows
        if row["state"] not in ("carried_forward", "discontinued") and row["milestone_id"] not in gone_on
    ]  # fmt: skip
    assert {month: row["due_count"] for month, row in months.items()} == Counter(
        row["current_due_on"].replace(day=1) for row in standing
    )
    assert months[date(2010, 4, 1)]["is_ahead"] and not months[date(2010, 2, 1)]["is_ahead"]


def test_the_load_counts_a_shared_milestone_for_each_lead(snapshot: Snapshot) -> None:
    load = {row["lead"]: row for row in ask(snapshot, "SELECT * FROM milestone_load")}
    leads = Counter(
        lead for row in ask(snapshot, "SELECT lead FROM milestone") for lead in (row["lead"] or "none").split("; ")
    )
    assert {lead or "none": row["milestone_count"] for lead, row in load.items()} == leads
    for row in load.values():
        assert sum(count for name, count in row.items() if name.endswith("_count")) == 2 * row["milestone_count"]


# The second calculation, in plain Python and slow.


@dataclass
class Case:
    """The rows that decide, as they stand in the tables."""

    milestones: list[dict[str, Any]]
    updates: list[dict[str, Any]]
    links: list[dict[str, Any]]
    plans: list[dict[str, Any]]
    sources: list[dict[str, Any]] = field(default_factory=list)
    soon: int = 90


def second_calculation(case: Case, day: date) -> dict[str, tuple[Any, ...]]:
    """state, first date, latest date, slipped days, times moved, days late, days carried, dropped; by milestone."""
    by_id = {m["milestone_id"]: m for m in case.milestones}
    issued = {s["document_id"]: s["issued_on"] for s in case.sources}
    known_on = {}
    for plan in case.plans:
        days = [plan["starts_on"], issued.get(plan["document_id"])]
        days += [u["as_at"] for u in case.updates if u["source_ref"].split(", ")[0] == plan["document_id"]]
        known_on[plan["plan_id"]] = min((d for d in days if d), default=date.min)
    heard = {name: sorted((u for u in case.updates if u["milestone_id"] == name and u["as_at"] <= day),
                          key=lambda u: u["as_at"]) for name in by_id}  # fmt: skip

    def status(name: str) -> str | None:
        said = [u["status"] for u in heard[name] if u["status"] != "not_reported"]
        if heard[name] and heard[name][-1]["status"] != "not_reported":
            return said[-1]
        return said[-1] if said and said[-1] in ("achieved", "discontinued", "carried_forward") else None

    def own(name: str) -> date | None:
        m = by_id[name]
        return m["due_on"] if m["due_precision"] in ("day", "month", "range") else None

    def given(name: str) -> list[tuple[date, date]]:
        """(given on, due on) of one milestone."""
        first = [(date.min, own(name))] if own(name) else []
        return first + [(u["as_at"], u["revised_due_on"]) for u in heard[name] if u["revised_due_on"]]

    newer: dict[str, set[str]] = {name: set() for name in by_id}
    for link in case.links:
        if link["relation"] == "continues" and link["from_kind"] == link["to_kind"] == "milestone":
            new, old = link["from_id"], link["to_id"]
            if new != old and known_on[by_id[new]["plan_id"]] <= day and status(old) != "achieved":
                newer[old].add(new)

    def later(name: str) -> set[tuple[str, int]]:
        found, edge = set(), {name}
        for steps in range(1, 21):
            edge = {n for e in edge for n in newer[e]} - {name}
            found |= {(n, steps) for n in edge}
        return found

    closed = {p["plan_id"] for p in case.plans if p["ends_on"] and p["ends_on"] <= day}
    closed |= {
        k["to_id"] for k in case.links
        if k["relation"] == "continues" and k["from_kind"] == k["to_kind"] == "plan" and known_on[k["from_id"]] <= day
    }  # fmt: skip
    answers = {}
    for name, m in by_id.items():
        words = [(on, 0, due) for on, due in given(name)]
        for other, steps in later(name):
            words += [(max(on, known_on[by_id[other]["plan_id"]]), steps, due) for on, due in given(other)]
        latest = max(words)[2] if words else None
        earlier = [other for other in by_id if name in {n for n, _ in later(other)}]
        firsts = [due for due in map(own, [name, *earlier]) if due]
        first = min(firsts, default=latest)
        dates = {due for other in [name, *earlier] for _, due in given(other)} | ({latest} - {None})
        said, continued = status(name), bool(newer[name])
        promised = own(name) or latest
        achieved = [u["achieved_on"] for u in heard[name] if u["achieved_on"]]
        past = latest is not None and latest < day
        moved_by_report = any(u["revised_due_on"] for u in heard[name])
        if said == "achieved":
            if not achieved or not promised:
                state = "achieved_undated"
            else:
                state = "achieved_on_time" if achieved[-1] <= promised else "achieved_late"
        elif said == "discontinued":
            state = "discontinued"
        elif said is None and m["due_precision"] == "complete":
            state = "complete"
        elif said in (None, "carried_forward") and (continued or (said and not (moved_by_report and past))):
            state = "carried_forward"
        elif said in ("in_progress", "partly"):
            state = "overdue" if past and m["date_role"] == "finish" and not continued else said
        elif latest is None:
            state = "not_datable"
        elif past:
            state = "past_due_not_reported"
        else:
            state = "due_soon" if (latest - day).days <= case.soon else "not_due"
        late = None
        if state == "achieved_late":
            late = (achieved[-1] - promised).days
        elif state in ("overdue", "past_due_not_reported"):
            late = (day - latest).days
        carried = None
        if state == "carried_forward" and own(name) and latest > own(name):
            carried = (latest - own(name)).days
        slipped = (latest - first).days if latest else None
        dropped = m["plan_id"] in closed and said is None and not continued and state != "complete"
        answers[name] = (state, first, latest, slipped, max(len(dates) - 1, 0), late, carried, dropped)
    return answers


COLUMNS = (
    "state", "original_due_on", "current_due_on", "slipped_days", "rebaselined_count", "days_late", "days_carried",
    "dropped_silently",
)  # fmt: skip


def verdicts(where: Any, day: date) -> dict[str, tuple[Any, ...]]:
    rows = ask(where, "SELECT * FROM milestone_verdict_at(?)", day)
    return {row["milestone_id"]: tuple(row[column] for column in COLUMNS) for row in rows}


@pytest.mark.parametrize("day", [date(2008, 1, 1), date(2009, 12, 31), DAY, date(2010, 6, 30), date(2013, 12, 31)])
def test_a_second_calculation_gives_the_same_states_for_every_shipped_milestone(snapshot: Snapshot, day: date) -> None:
    tables = ("milestone", "milestone_update", "link", "plan", "source")
    case = Case(*(ask(snapshot, f"FROM {table}") for table in tables))
    assert verdicts(snapshot, day) == second_calculation(case, day)


@pytest.fixture(scope="module")
def rules(no_rows: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = empty_rules(no_rows)
    yield connection
    connection.close()


DAYS = st.dates(date(2009, 1, 1), date(2009, 12, 31))
NAMES = tuple(f"m{number}" for number in range(12))
PLANS = ("plan-a", "plan-b", "plan-c")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=4))
    precision = st.sampled_from(["day", "day", "month", "range", "ongoing", "none", "invalid", "complete"])
    status = st.sampled_from(["not_reported", "in_progress", "achieved", "partly", "carried_forward", "discontinued"])
    milestones = []
    for name in names:
        exact = draw(precision)
        milestones.append({
            "milestone_id": name, "plan_id": draw(st.sampled_from(PLANS)), "title": name, "due_precision": exact,
            "due_on": draw(DAYS) if exact in ("day", "month", "range") else None,
            "date_role": draw(st.sampled_from(["finish", "finish", "start"])), "source_ref": "a, b, c",
        })  # fmt: skip
    told = draw(st.lists(st.tuples(st.sampled_from(names), DAYS), unique=True, max_size=20))
    updates = [
        {
            "milestone_id": name, "as_at": as_at, "status": draw(status), "assumed": False,
            "achieved_on": draw(st.none() | DAYS), "revised_due_on": draw(st.none() | DAYS),
            "source_ref": f"{draw(st.sampled_from(['plan-b-paper', 'elsewhere']))}, b, c",
        }
        for name, as_at in told
    ]  # fmt: skip
    ties = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), unique=True, max_size=12))
    kind = {"from_kind": "milestone", "to_kind": "milestone", "relation": "continues", "basis": "matched"}
    links = [{"from_id": a, "to_id": b, "source_ref": "a, b, c", **kind} for a, b in ties]
    links += [{"from_id": "plan-b", "to_id": "plan-a", "source_ref": "a, b, c", "relation": "continues",
               "basis": "stated", "from_kind": "plan", "to_kind": "plan"}] * draw(st.integers(0, 1))  # fmt: skip
    plans = [
        {
            "plan_id": name, "title": name, "starts_on": draw(st.none() | DAYS), "ends_on": draw(st.none() | DAYS),
            "document_id": f"{name}-paper",
        }
        for name in PLANS
    ]  # fmt: skip
    return Case(milestones, updates, links, plans)


@settings(max_examples=35, deadline=None, derandomize=True, database=None)
@given(case=cases(), day=DAYS)
def test_a_second_calculation_gives_the_same_states_for_any_milestones(
    rules: duckdb.DuckDBPyConnection, case: Case, day: date
) -> None:
    refill(rules, milestone=case.milestones, milestone_update=case.updates, link=case.links, plan=case.plans)
    assert verdicts(rules, day) == second_calculation(case, day)
