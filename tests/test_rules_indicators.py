"""Indicator status: what a board reads, what the first uploads change, and a second calculation in exact fractions."""

import datetime
import math
import random
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store import Snapshot
from tests import altered
from tests.judging import (
    REPORTING_DATE,
    Judge,
    Row,
    add_rows,
    as_rows,
    differences,
    exact,
    judged,
    unhurried,
    value_row,
)

HOME = {"area_id": "leicester", "name": "Leicester", "kind": "authority", "is_home": True}
NEXT_DOOR = {"area_id": "derby", "name": "Derby", "kind": "authority", "is_home": False}
DEFAULT = {"scope": "default", "scope_id": "all", "rule": "indicator_status", "amber_within": 5, "unit": "percent"}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


@pytest.fixture(scope="module")
def verdicts(snapshot: Snapshot) -> dict[str, Row]:
    rows = as_rows(snapshot.cursor().execute("SELECT * FROM indicator_verdict WHERE area_id = 'leicester'"))
    return {row["indicator_id"]: row for row in rows}


def year(first: int) -> tuple[str, datetime.date]:
    return f"{first}/{(first + 1) % 100:02}", datetime.date(first + 1, 3, 31)


def actual(first: int, value: float | None, **other: Any) -> Row:
    period, end = year(first)
    return {
        "indicator_id": "one", "area_id": "leicester", "period": period, "period_end": end, "kind": "actual",
        "basis": "table", "value": value, "value_status": "stated", "is_baseline": False, **other,
    }  # fmt: skip


def target(first: int, value: float | None, **other: Any) -> Row:
    return actual(first, value, kind="target", **other)


def verdict(
    judge: Judge, *values: Row, polarity: str = "lower", date: datetime.date = REPORTING_DATE,
    thresholds: tuple[Row, ...] = (DEFAULT,), ends_on: datetime.date | None = None, **indicator: Any,
) -> Row:  # fmt: skip
    """What is said of one indicator of a small store."""
    held = {
        "area": [HOME, NEXT_DOOR],
        "source": [{"document_id": "paper"}],
        "plan": [{"plan_id": "plan", "document_id": "paper", "ends_on": ends_on}],
        "priority": [{"priority_id": "priority", "plan_id": "plan"}],
        "indicator": [{
            "indicator_id": "one", "polarity": polarity, "state": "live", "unit": "people", "decimals": 0,
            "plan_id": "plan", "priority_id": "priority", **indicator,
        }],
        "indicator_value": values,
        "threshold": thresholds,
    }  # fmt: skip
    with judge.holding(held):
        (found,) = judge.ask("indicator_verdict", date)
    return found


# ---- what the shipped figures say -------------------------------------------------------------------------------


def test_every_live_indicator_has_one_verdict_for_the_home_area(snapshot: Snapshot, verdicts: dict[str, Row]) -> None:
    live = snapshot.cursor().execute("SELECT indicator_id FROM indicator WHERE state = 'live'").fetchall()
    assert sorted(verdicts) == sorted(row[0] for row in live)
    rows = snapshot.cursor().execute("SELECT indicator_id, area_id FROM indicator_verdict").fetchall()
    assert len(rows) == len(set(rows))


def test_rough_sleeping_has_no_result_yet_and_says_how_far_there_is_to_go(verdicts: dict[str, Row]) -> None:
    said = verdicts["rough-sleeping-count"]
    assert (said["verdict"], said["not_assessed_reason"], said["word"]) == (
        "not_assessed", "no_result_yet", "no result yet",
    )  # fmt: skip
    assert said["reason"] == (
        "No 2009/10 result yet. The latest, 11 in 2008/09, is 5 above the 2009/10 target of 6 "
        "and moved away from it (5 in 2007/08)."
    )
    assert said["inputs"] == "latest 11 (2008/09); next target 6 (2009/10); tolerance 5 percent of target = 0.3"
    assert (said["gap_to_next"], said["already_at_next"], said["moved"]) == (5, False, "away")
    assert said["threshold_id"] == "default/all/indicator_status"
    assert said["rule"] == "indicator_status"


def test_as_shipped_nothing_is_met_or_off_target_and_every_row_says_why(verdicts: dict[str, Row]) -> None:
    assert {said["verdict"] for said in verdicts.values()} == {"not_assessed"}
    assert all(said["not_assessed_reason"] and len(said["reason"]) > 20 for said in verdicts.values())
    assert "None" not in " ".join(said["reason"] for said in verdicts.values())


@pytest.mark.parametrize(
    ("indicator", "word"),
    [
        ("approvals-violence", "targets to be agreed"),
        ("learning-disability-settled", "not representative"),
        ("prose-council-evictions", "no target"),
        ("council-investments", "no better or worse"),
        ("care-leavers-suitable", "no value"),
        ("social-homes-delivered", "no result yet"),
    ],
)
def test_the_board_reads_which_kind_of_nothing_it_is(verdicts: dict[str, Row], indicator: str, word: str) -> None:
    assert verdicts[indicator]["word"] == word


def test_targets_easier_than_the_baseline_are_named(verdicts: dict[str, Row]) -> None:
    easier = {name for name, said in verdicts.items() if said["target_easier_than_baseline"]}
    assert easier == {"alcohol-admissions", "independent-living-achieved", "reconnection-rate"}
    assert verdicts["reconnection-rate"]["reason"].endswith(
        "The 2009/10 target of 85.0% is easier than the baseline of 87.5% (2008/09)."
    )
    assert {name for name, said in verdicts.items() if said["target_on_baseline"]} == {"bb-16-17"}


def test_a_baseline_without_a_date_is_held_against_the_next_target(verdicts: dict[str, Row]) -> None:
    said = verdicts["temporary-accommodation"]
    assert (said["gap_to_next"], said["next_target_period"], said["moved"]) == (1, "2009/10", None)
    assert "53 (no date printed), is 1 above the 2009/10 target of 52" in said["reason"]


def test_a_rolling_average_is_held_against_the_rolling_target_not_the_years_own(verdicts: dict[str, Row]) -> None:
    said = verdicts["social-homes-delivered"]
    assert (said["value"], said["next_target"], said["basis"]) == (113, 134, "rolling")


def test_the_reporting_date_decides_what_is_known(snapshot: Snapshot) -> None:
    def on(date: datetime.date) -> Row:
        asked = "SELECT * FROM indicator_verdict_at($date) WHERE indicator_id = 'rough-sleeping-count'"
        return as_rows(snapshot.cursor().execute(asked, {"date": date}))[0]

    assert on(datetime.date(2009, 3, 30))["period"] == "2007/08"
    assert on(datetime.date(2009, 7, 13))["awaited_period"] is None
    assert on(datetime.date(2010, 3, 31))["next_target_period"] == "2009/10"
    after = on(datetime.date(2010, 4, 1))
    assert (after["next_target_period"], after["awaited_period"]) == ("2010/11", "2009/10")
    assert after["reason"].startswith("No 2009/10 result yet.")
    assert "6 above the 2010/11 target of 5" in after["reason"]


# ---- what the first uploads change ------------------------------------------------------------------------------


FIRST_RESULTS = [
    (6, "met", "6 in 2009/10 meets the target of 6. Better than 11 in 2008/09."),
    (
        6.2,
        "within tolerance",
        "6.2 in 2009/10 is 0.2 above the target of 6, within the tolerance of 0.3. Better than 11 in 2008/09.",
    ),
    (
        6.3,
        "within tolerance",
        "6.3 in 2009/10 is 0.3 above the target of 6, within the tolerance of 0.3. Better than 11 in 2008/09.",
    ),
    (
        7,
        "off target",
        "7 in 2009/10 is 1 above the target of 6, more than the tolerance of 0.3. Better than 11 in 2008/09.",
    ),
    (4, "met", "4 in 2009/10 meets the target of 6. Better than 11 in 2008/09."),
    (
        12,
        "off target",
        "12 in 2009/10 is 6 above the target of 6, more than the tolerance of 0.3. Worse than 11 in 2008/09.",
    ),
]


@pytest.fixture(scope="module")
def first_results(tmp_path_factory: pytest.TempPathFactory, built_home: Path) -> dict[float, Row]:
    """The verdict on each first result for 2009/10, by the result: one upload of as many copies of one indicator."""
    folder = altered.copy_shipped(tmp_path_factory.mktemp("first"), built_home)
    rough = {"indicator_id": "rough-sleeping-count"}
    (indicator,) = (row for row in altered.read(folder, "indicator") if row.items() >= rough.items())
    values = [row for row in altered.read(folder, "indicator_value") if row.items() >= rough.items()]
    for result, _, _ in FIRST_RESULTS:
        copy = {"indicator_id": f"rough-sleeping-{result}".replace(".", "-")}
        add_rows(folder, "indicator", {**indicator, **copy})
        first = value_row(copy["indicator_id"], "2009/10", "2010-03-31", result)
        add_rows(folder, "indicator_value", *({**row, **copy} for row in values), first)
    said = {row["indicator_id"]: row for row in judged(folder, "indicator_verdict")}
    return {result: said[f"rough-sleeping-{result}".replace(".", "-")] for result, _, _ in FIRST_RESULTS}


@pytest.mark.parametrize(("result", "word", "reason"), FIRST_RESULTS)
def test_the_first_result_for_2009_10_is_judged_against_its_target(
    first_results: dict[float, Row], result: float, word: str, reason: str
) -> None:
    rough = first_results[result]
    assert (rough["word"], rough["reason"]) == (word, reason)
    assert (rough["target"], rough["target_period"], rough["next_target"]) == (6, "2009/10", 5)


def test_a_new_tolerance_for_one_indicator_moves_its_verdict_and_is_named(shipped: Path) -> None:
    add_rows(shipped, "indicator_value", value_row("rough-sleeping-count", "2009/10", "2010-03-31", 7))
    add_rows(shipped, "threshold", {
        "scope": "indicator", "scope_id": "rough-sleeping-count", "rule": "indicator_status", "amber_within": 1,
        "unit": "points", "source_ref": "odi-plan-2010-11, uploaded, row 1",
    })  # fmt: skip
    said = {row["indicator_id"]: row for row in judged(shipped, "indicator_verdict")}
    rough = said["rough-sleeping-count"]
    assert (rough["verdict"], rough["threshold_id"]) == (
        "within_tolerance", "indicator/rough-sleeping-count/indicator_status",
    )  # fmt: skip
    assert rough["inputs"].endswith("tolerance 1 points")


def test_a_result_for_a_year_that_has_not_ended_is_not_known_yet(shipped: Path) -> None:
    add_rows(shipped, "indicator_value", value_row("rough-sleeping-count", "2010/11", "2011-03-31", 3))
    rows = judged(shipped, "indicator_verdict")
    assert next(r for r in rows if r["indicator_id"] == "rough-sleeping-count")["value"] == 11


# ---- each rule --------------------------------------------------------------------------------------------------


def test_the_nearest_tolerance_wins(judge: Judge) -> None:
    scopes = [("default", "all"), ("plan", "plan"), ("priority", "priority"), ("indicator", "one")]
    rows = [{**DEFAULT, "scope": scope, "scope_id": key} for scope, key in scopes]
    for many in range(1, 5):
        said = verdict(judge, actual(2008, 6), target(2008, 6), thresholds=tuple(rows[:many]))
        assert said["threshold_id"].startswith(scopes[many - 1][0])
    assert verdict(judge, actual(2008, 6.1), target(2008, 6), thresholds=())["verdict"] == "off_target"


def test_a_target_of_nothing_allows_nothing(judge: Judge) -> None:
    assert verdict(judge, actual(2008, 0), target(2008, 0))["verdict"] == "met"
    assert verdict(judge, actual(2008, 0.01), target(2008, 0))["verdict"] == "off_target"


def test_a_negative_target_has_a_tolerance_of_its_size(judge: Judge) -> None:
    for value, word in ((-20, "met"), (-19, "within_tolerance"), (-18.9, "off_target")):
        assert verdict(judge, actual(2008, value), target(2008, -20))["verdict"] == word


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (5, "met"),
        (9, "met"),
        (7, "met"),
        (9.45, "within_tolerance"),
        (9.46, "off_target"),
        (4.75, "within_tolerance"),
        (4.74, "off_target"),
    ],
)
def test_a_range_is_met_within_it(judge: Judge, value: float, word: str) -> None:
    said = verdict(judge, actual(2008, value), target(2008, None, value_low=5, value_high=9), polarity="range")
    assert said["verdict"] == word


def test_a_range_without_both_ends_is_no_target(judge: Judge) -> None:
    said = verdict(judge, actual(2008, 7), target(2008, 7, value_low=5), polarity="range")
    assert (said["verdict"], said["not_assessed_reason"]) == ("not_assessed", "no_target")


def test_a_period_between_two_targets_is_judged_by_the_line_between_them_and_marked(judge: Judge) -> None:
    rows = (actual(2008, 9), target(2007, 10), target(2009, 6))
    said = verdict(judge, *rows)
    assert (said["interpolated"], said["target_period"], said["verdict"]) == (True, "2008/09", "off_target")
    assert said["target"] == pytest.approx(10 - 4 * 365 / 730)
    assert "read off the line between the 2007/08 and 2009/10 targets" in said["reason"]
    assert "interpolated" in said["inputs"]
    blank = verdict(judge, *rows, target(2008, None, value_status="blank"))
    assert blank["interpolated"]
    still_open = verdict(judge, *rows, target(2008, None, value_status="to_be_agreed"))
    assert (still_open["interpolated"], still_open["not_assessed_reason"]) == (False, "to_be_agreed")


def test_a_month_is_not_judged_by_a_line_between_years(judge: Judge) -> None:
    month = actual(2008, 9, period="2009-01", period_end=datetime.date(2009, 1, 31))
    said = verdict(judge, month, target(2007, 10), target(2008, 6))
    assert (said["interpolated"], said["not_assessed_reason"], said["next_target"]) == (False, "no_result_yet", None)


def test_where_results_come_by_month_and_by_year_those_like_the_targets_are_judged(judge: Judge) -> None:
    month = actual(2009, 2, period="2009-12", period_end=datetime.date(2009, 12, 31))
    said = verdict(judge, actual(2008, 7), month, target(2008, 6))
    assert (said["period"], said["verdict"]) == ("2008/09", "off_target")


def test_a_months_result_leaves_the_years_target_still_to_be_met(judge: Judge) -> None:
    month = actual(2009, 2, period="2010-03", period_end=REPORTING_DATE)
    said = verdict(judge, month, target(2009, 6), target(2010, 5))
    assert (said["not_assessed_reason"], said["next_target_period"]) == ("no_result_yet", "2009/10")


def test_a_baseline_without_a_date_is_kept_when_dated_results_arrive(judge: Judge) -> None:
    undated = actual(2008, 53, period="not printed", period_end=None, is_baseline=True)
    said = verdict(judge, undated, actual(2009, 52), target(2009, 54), target(2010, 50))
    assert (said["word"], said["baseline_value"], said["target_easier_than_baseline"]) == ("met", 53, True)
    assert said["reason"].endswith("The 2009/10 target of 54 is easier than the baseline of 53 (no date printed).")


def test_an_unrepresentative_result_is_not_judged_unless_a_later_one_is_sound(judge: Judge) -> None:
    flagged = actual(2007, 3, value_status="unrepresentative")
    assert verdict(judge, flagged, target(2007, 6))["word"] == "not representative"
    assert verdict(judge, flagged, actual(2008, 3), target(2008, 6))["word"] == "met"


def test_a_withheld_result_is_neither_judged_nor_shown(judge: Judge) -> None:
    said = verdict(judge, actual(2007, 5), actual(2008, 3, value_status="suppressed"), target(2008, 6))
    assert (said["word"], said["value"], said["reason"]) == (
        "suppressed", None, "The figure for 2008/09 is withheld.",
    )  # fmt: skip


def test_restated_and_rolling_figures_are_not_mixed_with_others(judge: Judge) -> None:
    restated = verdict(judge, actual(2008, 3, basis="restated"), target(2008, 6))
    assert (restated["verdict"], restated["not_assessed_reason"]) == ("not_assessed", "no_target")
    both = verdict(judge, actual(2008, 3, basis="restated"), actual(2008, 9), target(2008, 6))
    assert (both["value"], both["verdict"]) == (9, "off_target")
    year_own = verdict(judge, actual(2008, 3, basis="in_year"), target(2008, 6, basis="in_year"))
    assert year_own["verdict"] == "met"
    rolling = verdict(judge, actual(2008, 3, basis="in_year"), target(2008, 6, basis="in_year"),
                      actual(2007, 9, basis="rolling"))  # fmt: skip
    assert (rolling["value"], rolling["verdict"]) == (9, "not_assessed")


def test_a_rolling_average_answers_the_target_of_the_year_it_ends_with(judge: Judge) -> None:
    average = actual(2008, 5, basis="rolling", period="2006/07-2008/09")
    assert verdict(judge, average, target(2008, 6, basis="rolling"))["verdict"] == "met"


def test_the_same_period_a_year_before_is_told_apart_from_the_last_period(judge: Judge) -> None:
    def quarter(first: int, number: int, value: float) -> Row:
        end = [datetime.date(first, 6, 30), datetime.date(first, 9, 30), datetime.date(first, 12, 31)][number - 1]
        return actual(first, value, period=f"{first}/{(first + 1) % 100:02} Q{number}", period_end=end)

    said = verdict(judge, quarter(2008, 1, 10), quarter(2008, 3, 5), quarter(2009, 1, 7))
    assert (said["previous_value"], said["moved"]) == (5, "away")
    assert (said["year_before_value"], said["moved_on_year"]) == (10, "towards")
    assert said["reason"].endswith(" A year before it was 10, so it is better.")
    years = verdict(judge, actual(2007, 10), actual(2008, 7))
    assert (years["year_before_value"], years["previous_value"]) == (10, 10)
    assert "A year before" not in years["reason"]  # it is the last result, which is told already


def test_other_areas_are_judged_where_they_have_both_results_and_targets(judge: Judge) -> None:
    held = {
        "area": [HOME, NEXT_DOOR],
        "indicator": [{"indicator_id": "one", "polarity": "lower", "state": "live"},
                      {"indicator_id": "two", "polarity": "lower", "state": "to_be_developed"}],
        "indicator_value": [actual(2008, 5, area_id="derby"), target(2008, 6, area_id="derby"),
                            actual(2008, 5, indicator_id="two")],
        "threshold": [DEFAULT],
    }  # fmt: skip
    with judge.holding(held):
        found = {(row["indicator_id"], row["area_id"]): row["verdict"] for row in judge.ask("indicator_verdict")}
    assert found == {("one", "leicester"): "not_assessed", ("one", "derby"): "met"}


def test_no_forecast_is_made_from_fewer_than_four_results(judge: Judge) -> None:
    results = [actual(first, value) for first, value in ((2005, 9), (2006, 8), (2007, 7), (2008, 6))]
    end = datetime.date(2013, 3, 31)
    assert verdict(judge, *results[1:], ends_on=end)["forecast"] is None
    said = verdict(judge, *results, target(2012, 3), ends_on=end)
    assert said["forecast"] == pytest.approx(2, abs=0.01)
    assert said["forecast_low"] <= said["forecast"] <= said["forecast_high"]
    assert said["forecast_verdict"] == "met"
    assert said["forecast_reason"] == (
        "The line through 4 results reaches 2 by 31 March 2013 (between 2 and 2); "
        "the plan's last target is 3 (2012/13), so it is on course."
    )
    missed = verdict(judge, *results, target(2012, 1), ends_on=end)
    assert (missed["forecast_verdict"], missed["forecast_word"]) == ("off_target", "off course")
    assert missed["forecast_reason"].endswith("the plan's last target is 1 (2012/13), so it is off course by 1.")
    assert verdict(judge, *results, ends_on=datetime.date(2009, 3, 31))["forecast"] is None


# ---- the second calculation -------------------------------------------------------------------------------------

BASES = ["table", "rolling", "published", "prose", "national", "derived", "restated", "in_year"]
APART = {"rolling", "in_year", "restated"}
FAR = datetime.date.max


def form(row: Row) -> str | None:
    if row["period_end"] is None:
        return None
    if row["basis"] == "rolling":
        return "rolling"
    return re.sub("[A-Za-z]+", "a", re.sub("[0-9]+", "9", row["period"]))


def to_go(polarity: str, value: Fraction, aim: Row) -> Fraction | None:
    if polarity == "higher":
        return aim["value"] - value
    if polarity == "lower":
        return value - aim["value"]
    if polarity == "range":
        return max(aim["low"] - value, value - aim["high"])
    return None


def allowed(threshold: Row | None, polarity: str, value: Fraction, aim: Row) -> Fraction | None:
    if threshold is None:
        return None
    size = aim["value"]
    if polarity == "range":
        size = aim["low"] if abs(value - aim["low"]) < abs(value - aim["high"]) else aim["high"]
    within = exact(threshold["amber_within"])
    return within if threshold["unit"] == "points" or size is None else abs(size) * within / 100


def status(gap: Fraction, tolerance: Fraction | None) -> str:
    return "met" if gap <= 0 else "within_tolerance" if gap <= (tolerance or 0) else "off_target"


def where_it_went(polarity: str, value: Fraction, before: Fraction | None, aim: Row | None) -> str | None:
    if before is None or polarity == "neutral":
        return None
    if value == before:
        return "unchanged"
    if polarity == "range":
        if aim is None:
            return None
        now, then = (max(to_go("range", v, aim), Fraction(0)) for v in (value, before))
        return "unchanged" if now == then else "towards" if now < then else "away"
    return "towards" if (value > before) == (polarity == "higher") else "away"


def least_squares(points: list[tuple[int, Fraction]]) -> tuple[Fraction, float] | None:
    """Where the line stands at x = 0, and two standard errors of a prediction there."""
    if len(points) < 4 or len({x for x, _ in points}) < 2 or max(x for x, _ in points) >= 0:
        return None
    n, mean_x = len(points), Fraction(sum(x for x, _ in points), len(points))
    mean_y = sum((y for _, y in points), Fraction(0)) / n
    sxx = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sxx
    left = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points) / (n - 2)
    return mean_y - slope * mean_x, 2 * math.sqrt(left) * math.sqrt(1 + Fraction(1, n) + mean_x**2 / sxx)


def year_before(day: datetime.date) -> datetime.date:
    if (day + datetime.timedelta(days=1)).day == 1:  # the last of a month
        return datetime.date(day.year - (day.month == 12), day.month % 12 + 1, 1).replace(
            year=day.year - (day.month != 12)
        ) - datetime.timedelta(days=1)
    return day.replace(year=day.year - 1)


def is_sound(row: Row) -> bool:
    return row["figure"] is not None and row["value_status"] != "unrepresentative"


def in_order(row: Row) -> tuple:
    """By date, those without one last, then by name."""
    return row["period_end"] is None, row["period_end"] or FAR, row["period"]


def second_verdict(indicator: Row, rows: list[Row], threshold: Row | None, ends_on: Any, date: datetime.date) -> Row:
    """One indicator in one area, from its rows; `threshold` is the one that holds for it."""
    polarity = indicator["polarity"]
    rows = [{**row, "figure": None if row["value_status"] == "suppressed" else exact(row["value"])} for row in rows]
    if any(row["basis"] == "rolling" for row in rows):
        rows = [row for row in rows if row["basis"] != "in_year"]
    actuals = [r for r in rows if r["kind"] == "actual" and (r["period_end"] is None or r["period_end"] <= date)]
    targets = [r for r in rows if r["kind"] == "target"]

    # one series of results, one of targets
    target_bases = {t["basis"] for t in targets}
    target_forms = {(t["basis"], form(t)) for t in targets}
    basis = sort = None
    ranked = sorted(
        {(r["basis"], form(r)) for r in actuals},
        key=lambda s: (
            not any(r["figure"] is not None for r in actuals if (r["basis"], form(r)) == s),
            s[0] not in target_bases,
            BASES.index(s[0]),
            s[1] is None or s not in target_forms,
            s[1] is None,
            -max((r["period_end"].toordinal() for r in actuals if (r["basis"], form(r)) == s and s[1]), default=0),
            s[1] or "",
        ),
    )
    if ranked:
        basis, sort = ranked[0]
    on_basis = [r for r in actuals if r["basis"] == basis]
    actuals = [r for r in on_basis if form(r) == sort]
    comparable = [t for t in targets if basis in (None, t["basis"]) or not {basis, t["basis"]} & APART]
    if comparable:
        nearest = min((t["basis"] for t in comparable), key=lambda b: (b != basis, BASES.index(b)))
        comparable = [t for t in comparable if t["basis"] == nearest]
        own_form = [t for t in comparable if sort is not None and form(t) == sort]
        comparable = own_form or comparable

    # results
    heard = sorted(
        (r for r in actuals if r["figure"] is not None or r["value_status"] in ("suppressed", "unrepresentative")),
        key=lambda r: (r["period_end"] is not None, r["period_end"] or FAR, r["period"]),
    )
    latest = heard[-1] if heard else None
    sound_rows = [r for r in heard if is_sound(r)]
    sound = latest is not None and latest in sound_rows
    value = latest["figure"] if latest else None
    end = latest["period_end"] if latest else None
    earlier = [r for r in sound_rows if sound and end and r["period_end"] and r["period_end"] < end]
    previous = earlier[-1] if earlier else None
    last_year = [r for r in earlier if r["period_end"] == year_before(end)]
    baselines = sorted(
        (r for r in on_basis if r["is_baseline"] and is_sound(r)),
        key=lambda r: (r["period_end"] is not None, r["period_end"] or FAR, r["period"]),
    )
    baseline = baselines[-1]["figure"] if baselines else None

    # targets
    def is_stated(t: Row) -> bool:
        if polarity == "range":
            return t["value_low"] is not None and t["value_high"] is not None
        return t["figure"] is not None

    def is_own(t: Row) -> bool:
        if not (latest and end and t["period_end"]):
            return False
        return t["period"] == latest["period"] or (basis == "rolling" and t["period_end"] == end)

    def aim_of(t: Row) -> Row:
        return {"period": t["period"], "end": t["period_end"], "value": t["figure"],
                "low": exact(t["value_low"]), "high": exact(t["value_high"])}  # fmt: skip

    comparable.sort(key=in_order)
    to_come = [t for t in comparable if not is_own(t) and (not end or not t["period_end"] or t["period_end"] >= end)]
    stated = [t for t in comparable if is_stated(t) and t["period_end"]]
    due = [t for t in to_come if t in stated]
    own = [aim_of(t) for t in stated if is_own(t)]
    following = [aim_of(t) for t in due if t["period_end"] >= date]
    awaited = [t["period"] for t in due if t["period_end"] <= date]
    before = [aim_of(t) for t in stated if end and t["period_end"] < end and form(t) == sort]
    after = [aim_of(t) for t in stated if end and t["period_end"] > end and form(t) == sort]
    unset = [t for t in comparable if not is_stated(t) and (is_own(t) or t in to_come)]
    unset.sort(key=lambda t: not is_own(t))
    unset_status = unset[0]["value_status"] if unset else None
    said_open = {"to_be_agreed": "to_be_agreed", "tbs": "tbs", "to_be_established": "tbs", "set_annually": "tbs"}
    unset_own = bool(unset) and is_own(unset[0])
    still_open = said_open.get(unset_status)

    aim, interpolated = (own[0] if own else None), False
    if not own and before and after and not (unset_own and unset_status not in ("blank", "dash")):
        left, right = before[-1], after[0]
        share = Fraction((end - left["end"]).days, (right["end"] - left["end"]).days)
        aim = {"period": latest["period"]} | {
            part: None if None in (left[part], right[part]) else left[part] + (right[part] - left[part]) * share
            for part in ("value", "low", "high")
        }
        interpolated = True
    next_aim = following[0] if following else None
    measure = aim or next_aim

    reason = None
    if polarity == "neutral":
        reason = "neutral_polarity"
    elif latest is None:
        reason = "no_value"
    elif latest["value_status"] == "suppressed":
        reason = "suppressed"
    elif not sound:
        reason = "unrepresentative"
    elif aim is None:
        if unset_own and still_open:
            reason = still_open
        elif due:
            reason = "no_result_yet"
        else:
            reason = still_open or "no_target"

    gap = to_go(polarity, value, aim) if sound and aim else None
    gap_to_next = to_go(polarity, value, next_aim) if sound and next_aim else None
    tolerance = None
    if measure and value is not None:
        tolerance = allowed(threshold, polarity, value, measure)
    elif measure and polarity != "range":
        tolerance = allowed(threshold, polarity, Fraction(0), measure)
    elif measure and threshold:
        tolerance = allowed(threshold, "lower", Fraction(0), {"value": exact(measure["high"])})
    elif threshold and threshold["unit"] == "points":
        tolerance = exact(threshold["amber_within"])
    first, last = (stated[0] if stated else None), [t for t in stated if ends_on and t["period_end"] <= ends_on]
    two_way = polarity in ("higher", "lower") and first and baseline is not None
    line = least_squares([((r["period_end"] - ends_on).days, r["figure"]) for r in sound_rows if r["period_end"]]) \
        if ends_on else None  # fmt: skip
    forecast_gap = to_go(polarity, line[0], aim_of(last[-1])) if line and last else None
    return {
        "period": latest["period"] if latest else None,
        "value": value,
        "value_status": latest["value_status"] if latest else None,
        "target_period": aim["period"] if aim else None,
        "target": aim["value"] if aim else None,
        "target_low": aim["low"] if aim else None,
        "target_high": aim["high"] if aim else None,
        "interpolated": interpolated,
        "tolerance_amount": tolerance,
        "verdict": "not_assessed" if reason else status(gap, tolerance),
        "not_assessed_reason": reason,
        "gap": gap,
        "next_target_period": next_aim["period"] if next_aim else None,
        "next_target": next_aim["value"] if next_aim else None,
        "gap_to_next": gap_to_next,
        "already_at_next": None if gap_to_next is None else gap_to_next <= 0,
        "awaited_period": awaited[-1] if awaited else None,
        "previous_period": previous["period"] if previous else None,
        "previous_value": previous["figure"] if previous else None,
        "moved": where_it_went(polarity, value, previous["figure"] if previous else None, measure),
        "year_before_value": last_year[-1]["figure"] if last_year else None,
        "moved_on_year": where_it_went(polarity, value, last_year[-1]["figure"] if last_year else None, measure),
        "baseline_value": baseline,
        "target_easier_than_baseline": bool(two_way) and to_go(polarity, first["figure"], {"value": baseline}) > 0,
        "target_on_baseline": bool(two_way) and first["figure"] == baseline,
        "forecast": line[0] if line else None,
        "forecast_low": float(line[0]) - line[1] if line else None,
        "forecast_high": float(line[0]) + line[1] if line else None,
        "forecast_target": last[-1]["figure"] if last else None,
        "forecast_verdict": None if forecast_gap is None
        else status(forecast_gap, allowed(threshold, polarity, line[0], aim_of(last[-1]))),
    }  # fmt: skip


def threshold_for(indicator: Row, thresholds: list[Row]) -> Row | None:
    keys = [("indicator", indicator["indicator_id"]), ("priority", indicator["priority_id"]),
            ("plan", indicator["plan_id"]), ("default", "all")]  # fmt: skip
    for key in keys:
        for row in thresholds:
            if (row["scope"], row["scope_id"]) == key and row["rule"] == "indicator_status":
                return row
    return None


def agree(found: list[Row], indicators: list[Row], values: list[Row], thresholds: list[Row],
          ends: dict[str, Any], date: datetime.date) -> None:  # fmt: skip
    """Every verdict of the rule against the second calculation."""
    expected = {}
    for indicator in indicators:
        held = [row for row in values if row["indicator_id"] == indicator["indicator_id"]]
        kinds = {area: {r["kind"] for r in held if r["area_id"] == area} for area in {r["area_id"] for r in held}}
        areas = {"leicester"} | {area for area, kind in kinds.items() if kind >= {"actual", "target"}}
        for area in areas if indicator["state"] == "live" else ():
            expected[indicator["indicator_id"], area] = second_verdict(
                indicator, [r for r in held if r["area_id"] == area], threshold_for(indicator, thresholds),
                ends.get(indicator["plan_id"]), date,
            )  # fmt: skip
    by_key = {(row["indicator_id"], row["area_id"]): row for row in found}
    assert by_key.keys() == expected.keys()
    assert {key: d for key, want in expected.items() if (d := differences(by_key[key], want))} == {}


# ---- against the second calculation -----------------------------------------------------------------------------

DATED = [year(first) for first in range(2004, 2013)]
MONTHS = [("2009-12", datetime.date(2009, 12, 31)), ("2010-03", datetime.date(2010, 3, 31)),
          ("2010-06", datetime.date(2010, 6, 30))]  # fmt: skip
PERIODS = DATED * 3 + MONTHS + [("not printed", None)]
NOTHINGS = ["blank", "dash", "tbs", "to_be_agreed", "to_be_established", "set_annually", "words_only"]
figures = st.integers(-60, 60).map(lambda fifths: fifths / 5)


@st.composite
def one_value(draw: st.DrawFn) -> Row:
    kind = draw(st.sampled_from(["actual", "actual", "target"]))
    period, end = draw(st.sampled_from(PERIODS))
    basis = draw(st.sampled_from(["table"] * 8 + BASES))
    value_status = draw(st.sampled_from(["stated"] * 12 + ["unrepresentative", "suppressed"] + NOTHINGS))
    low = draw(st.one_of(st.none(), figures))
    return {
        "kind": kind, "period": period, "period_end": end, "basis": basis, "value_status": value_status,
        "value": None if value_status in NOTHINGS else draw(figures), "is_baseline": draw(st.booleans()),
        "value_low": low, "value_high": None if low is None else low + draw(st.integers(0, 3)),
        "area_id": draw(st.sampled_from(["leicester"] * 4 + ["derby"])),
    }  # fmt: skip


cases = st.lists(
    st.tuples(
        st.sampled_from(["higher", "lower", "range", "neutral"]),
        st.lists(one_value(), max_size=16, unique_by=lambda r: (r["area_id"], r["period"], r["kind"], r["basis"])),
        st.sampled_from(["early", "late", "never"]),
        st.one_of(st.none(), st.tuples(st.integers(0, 20), st.sampled_from(["percent", "points"]))),
    ),
    min_size=4,
    max_size=16,
)
ENDS = {"early": datetime.date(2009, 3, 31), "late": datetime.date(2013, 3, 31), "never": None}


def check(judge: Judge, drawn: list[tuple], date: datetime.date) -> list[Row]:
    """Judge the drawn indicators both ways; returns what the rule says."""
    indicators, values, thresholds = [], [], [DEFAULT]
    for place, (polarity, rows, plan, tolerance) in enumerate(drawn):
        key = f"i{place}"
        indicator = {"indicator_id": key, "polarity": polarity, "state": "live", "plan_id": plan, "priority_id": None}
        indicators.append({**indicator, "decimals": 1})
        values += [{**row, "indicator_id": key} for row in rows]
        if tolerance:
            own = {"scope": "indicator", "scope_id": key, "amber_within": tolerance[0], "unit": tolerance[1]}
            thresholds.append({**DEFAULT, **own})
    held = {
        "area": [HOME, NEXT_DOOR],
        "source": [{"document_id": "paper"}],
        "plan": [{"plan_id": plan, "document_id": "paper", "ends_on": end} for plan, end in ENDS.items()],
        "indicator": indicators,
        "indicator_value": values,
        "threshold": thresholds,
    }
    with judge.holding(held):
        found = judge.ask("indicator_verdict", date)
    agree(found, indicators, values, thresholds, ENDS, date)
    return found


@settings(unhurried, max_examples=25)  # to plan the rule takes longer than to judge a dozen indicators
@given(cases, st.sampled_from([REPORTING_DATE, datetime.date(2008, 9, 30), datetime.date(2011, 4, 1)]))
def test_random_indicators_agree_with_a_second_calculation(
    judge: Judge, drawn: list[tuple], date: datetime.date
) -> None:
    check(judge, drawn, date)


def test_many_full_series_agree_with_a_second_calculation_and_every_verdict_occurs(judge: Judge) -> None:
    chance = random.Random(11)  # noqa: S311
    drawn = []
    for _ in range(300):
        rows = []
        for period, end in chance.sample(DATED, chance.randint(4, len(DATED))):
            for kind in ("actual", "target"):
                low = chance.randint(-8, 20)
                rows.append({
                    "kind": kind, "period": period, "period_end": end, "basis": "table", "area_id": "leicester",
                    "value": chance.randint(-10, 40) / 2, "value_low": low, "value_high": low + chance.randint(0, 9),
                    "value_status": chance.choices(["stated", "unrepresentative", "tbs"], [9, 1, 1])[0],
                    "is_baseline": chance.random() < 0.2,
                })  # fmt: skip
                if rows[-1]["value_status"] == "tbs":
                    rows[-1] |= {"value": None, "value_low": None, "value_high": None}
                if kind == "target" and chance.random() < 0.4:
                    rows.pop()
        tolerance = chance.choice([None, (30, "percent"), (2, "points")])
        drawn.append((chance.choice(["higher", "lower", "range"]), rows, chance.choice(list(ENDS)), tolerance))
    found = check(judge, drawn, REPORTING_DATE)
    seen = {name: {row[name] for row in found} for name in ("verdict", "forecast_verdict", "moved", "interpolated")}
    judgements = {"met", "within_tolerance", "off_target"}
    assert seen["verdict"] == {*judgements, "not_assessed"}
    assert seen["forecast_verdict"] == {*judgements, None}
    assert seen["moved"] >= {"towards", "away", "unchanged"}
    assert seen["interpolated"] == {True, False}


@pytest.mark.parametrize(
    "date", [datetime.date(2008, 3, 31), datetime.date(2009, 7, 13), REPORTING_DATE, datetime.date(2013, 4, 1)]
)
def test_the_shipped_figures_agree_with_a_second_calculation(snapshot: Snapshot, date: datetime.date) -> None:
    cursor = snapshot.cursor()
    indicators, values, thresholds = (
        as_rows(cursor.execute(f"SELECT * FROM {name}"))  # noqa: S608
        for name in ("indicator", "indicator_value", "threshold")
    )
    ends = dict(cursor.execute("SELECT plan_id, ends_on FROM plan").fetchall())
    found = as_rows(cursor.execute("SELECT * FROM indicator_verdict_at($date)", {"date": date}))
    agree(found, indicators, values, thresholds, ends, date)


def test_ten_thousand_results_agree_with_a_second_calculation(judge: Judge) -> None:
    chance = random.Random(7)  # noqa: S311
    first = datetime.date(1982, 1, 1)
    days = [first + datetime.timedelta(days=number) for number in range(10_000)]
    rows = [
        actual(2000, round(chance.gauss(40, 6), 2), period=f"{day}", period_end=day, is_baseline=number == 0)
        for number, day in enumerate(days)
    ]
    rows += [target(2000, 35, period=f"{days[-1]}", period_end=days[-1]), target(2012, 30)]
    end = datetime.date(2013, 3, 31)
    said = verdict(judge, *rows, ends_on=end)
    indicator = {"indicator_id": "one", "polarity": "lower"}
    expected = second_verdict(indicator, [{"value_low": None, "value_high": None, **r} for r in rows], DEFAULT, end,
                              REPORTING_DATE)  # fmt: skip
    assert differences(said, expected) == {}
    assert said["forecast_points"] == 10_000
