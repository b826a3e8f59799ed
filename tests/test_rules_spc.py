"""Signals in a series: the published figures, each signal, and a second calculation in exact fractions."""

import datetime
import random
import re
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.store import Snapshot
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


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def month(number: int) -> tuple[str, datetime.date]:
    """Months counted from January 2000."""
    year, index = 2000 + number // 12, number % 12
    after = datetime.date(year + (index == 11), (index + 1) % 12 + 1, 1)
    return f"{year}-{index + 1:02}", after - datetime.timedelta(days=1)


def series(values: list[float | None], name: str = "one", **other: object) -> list[Row]:
    """One result a month from January 2000; None is a month without one."""
    rows = []
    for number, value in enumerate(values):
        period, end = month(number)
        rows.append({
            "indicator_id": name, "area_id": "leicester", "period": period, "period_end": end, "kind": "actual",
            "basis": "table", "value": value, "value_status": "blank" if value is None else "stated", **other,
        })  # fmt: skip
    return rows


def points(judge: Judge, rows: list[Row], polarity: str = "lower", date: datetime.date = REPORTING_DATE) -> list[Row]:
    indicator = {"indicator_id": "one", "polarity": polarity, "state": "live", "decimals": 1, "unit": "people"}
    with judge.holding({"area": [HOME], "indicator": [indicator], "indicator_value": rows}):
        return sorted(judge.ask("spc_point", date), key=lambda p: (p["basis"], p["period_end"]))


def flagged(found: list[Row], signal: str) -> list[int]:
    return [place for place, point in enumerate(found) if point[signal]]


# ---- the second calculation -------------------------------------------------------------------------------------


def second_chart(values: list[Fraction], polarity: str) -> list[Row]:
    """XmR of one series, point by point, as its books describe it."""
    n, mean = len(values), sum(values, Fraction(0)) / len(values)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    limit = Fraction("3.267") * sum(ranges, Fraction(0)) / len(ranges)
    kept = [r for r in ranges if r < limit]
    average = sum(kept, Fraction(0)) / len(kept) if kept else Fraction(0)
    if average == 0:
        nothing = {"outside": False, "run7": False, "two_of_three": False, "trend7": False, "signal": False}
        return [
            {"n": n, "mean": mean, "lower_limit": None, "upper_limit": None, "limits": None, "direction": None,
             "reading": None, "assurance": None, **nothing}
            for _ in values
        ]  # fmt: skip
    sides = [(v > mean) - (v < mean) for v in values]
    far = [s if abs(v - mean) > Fraction("1.7733") * average else 0 for s, v in zip(sides, values, strict=True)]
    out = [abs(v - mean) > Fraction("2.66") * average for v in values]
    run, pair, trend = set(), set(), {1: set(), -1: set()}
    for start in range(n):
        seven, three = range(start, start + 7), range(start, start + 3)
        if seven[-1] < n:
            if sides[start] and len({sides[i] for i in seven}) == 1:
                run |= set(seven)
            for way in (1, -1):
                if all((values[i + 1] - values[i]) * way > 0 for i in list(seven)[:-1]):
                    trend[way] |= set(seven)
        if three[-1] < n:
            for way in (1, -1):
                beyond = [i for i in three if far[i] == way]
                if len(beyond) >= 2:
                    pair |= set(beyond)
    chart = []
    for i in range(n):
        heading = None
        if out[i] or i in run or i in pair:
            heading = sides[i]
        elif i in trend[1] and i in trend[-1]:
            heading = 1 if values[i] > values[i - 1] else -1
        elif i in trend[1] or i in trend[-1]:
            heading = 1 if i in trend[1] else -1
        reading = None
        if polarity in ("higher", "lower"):
            good = 1 if polarity == "higher" else -1
            reading = "common_cause" if heading is None else "improvement" if heading == good else "concern"
        chart.append({
            "n": n, "mean": mean, "lower_limit": mean - Fraction("2.66") * average,
            "upper_limit": mean + Fraction("2.66") * average, "mean_moving_range": average,
            "moving_range": ranges[i - 1] if i else None, "moving_range_limit": Fraction("3.267") * average,
            "limits": "full" if n >= 12 else "trial", "outside": out[i], "run7": i in run, "two_of_three": i in pair,
            "trend7": i in trend[1] or i in trend[-1], "signal": heading is not None,
            "direction": {1: "up", -1: "down", None: None}[heading], "reading": reading,
        })  # fmt: skip
    return chart


def second_points(values: list[Row], polarities: dict[str, str], date: datetime.date) -> dict[tuple, Row]:
    """Every series that a chart may be made of, by (indicator, area, basis, period)."""

    def series_of(row: Row) -> tuple:
        return row["indicator_id"], row["area_id"], row["basis"]

    def sort_of(row: Row) -> str:
        return (
            "rolling" if row["basis"] == "rolling" else re.sub("[A-Za-z]+", "a", re.sub("[0-9]+", "9", row["period"]))
        )

    fit = [
        row for row in values
        if row["kind"] == "actual" and row["value"] is not None and row["period_end"] and row["period_end"] <= date
        and row["value_status"] not in ("suppressed", "unrepresentative")
    ]  # fmt: skip
    expected = {}
    for key, members in groupby(sorted(fit, key=series_of), series_of):
        rows = list(members)
        if any("cumulative" in (row.get("qualifier") or "").lower() for row in rows):
            continue
        by_sort = [[r for r in rows if sort_of(r) == sort] for sort in sorted({sort_of(r) for r in rows})]
        chosen = max(by_sort, key=lambda same: (len(same), max(r["period_end"] for r in same)))
        if len(chosen) < 5:
            continue
        chosen.sort(key=lambda r: (r["period_end"], r["period"]))
        chart = second_chart([exact(r["value"]) for r in chosen], polarities[key[0]])
        expected |= {(*key, row["period"]): point for row, point in zip(chosen, chart, strict=True)}
    return expected


def agree(found: list[Row], expected: dict[tuple, Row]) -> None:
    by_key = {(p["indicator_id"], p["area_id"], p["basis"], p["period"]): p for p in found}
    assert by_key.keys() == expected.keys()
    assert {key: d for key, want in expected.items() if (d := differences(by_key[key], want))} == {}


# ---- published figures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "mean", "lower", "upper"),
    [
        (list(range(1, 11)), 5.5, 2.84, 8.16),
        ([3, 1, 4, 1, 5, 9, 2], 3.5714, -6.6252, 13.7681),
        ([16, 9, 4, 2, 1], 6.4, -3.575, 16.375),
    ],
)
def test_limits_agree_with_published_figures(
    judge: Judge, values: list[float], mean: float, lower: float, upper: float
) -> None:
    for point in points(judge, series(values)):
        assert (round(point["mean"], 4), round(point["lower_limit"], 4), round(point["upper_limit"], 4)) == (
            mean, lower, upper,
        )  # fmt: skip


def test_a_run_of_eight_below_the_mean_is_the_one_its_book_finds(judge: Judge) -> None:
    # Wheeler, Making Sense of Data, table 8.1: the percentage of high school seniors who smoke daily
    found = points(judge, series([21.3, 20.2, 20.9, 21.0, 18.8, 19.6, 18.7, 18.6, 18.1, 18.9, 19.2, 18.2, 17.3, 19.0]))
    assert flagged(found, "run7") == list(range(6, 14))


def test_the_handbook_of_nist_is_met_within_the_rounding_of_its_constant(judge: Judge) -> None:
    # NIST/SEMATECH e-Handbook 6.3.2.2, flow rates; it takes 3 / 1.128 = 2.6596 where the rule takes 2.66
    point = points(judge, series([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]))[0]
    assert round(point["mean"], 4) == 50.81
    assert round(point["mean_moving_range"], 4) == 1.8778
    assert point["lower_limit"] == pytest.approx(45.8159, abs=1e-3)
    assert point["upper_limit"] == pytest.approx(55.8041, abs=1e-3)


def test_a_leap_beyond_the_limit_of_moving_ranges_is_left_out_once(judge: Judge) -> None:
    # Wheeler's figures for trying out software: the last leap, 1737, is over 3.267 x 355.93 and would widen the limits
    values = [5045, 4350, 4350, 3975, 4290, 4430, 4485, 4285, 3980, 3925, 3645, 3760, 3300, 3685, 3463, 5200]
    point = points(judge, series(values))[-1]
    assert (point["mean"], point["moving_range"]) == (4135.5, 1737)
    assert point["mean_moving_range"] == pytest.approx((355.9333333 * 15 - 1737) / 14)
    assert point["upper_limit"] == pytest.approx(4135.5 + 2.66 * 3602 / 14)
    assert point["outside"]
    calm = points(judge, series(values[:-1]))[0]
    assert calm["mean_moving_range"] == pytest.approx(3602 / 14)


def test_a_moving_range_on_its_limit_is_left_out(judge: Judge) -> None:
    # ten moving ranges with a mean of 1, one of them 3.267
    steps = [0.75, -0.75] * 4 + [0.733, -3.267]
    values = [round(10 + sum(steps[:i]), 3) for i in range(11)]
    assert points(judge, series(values))[0]["mean_moving_range"] == pytest.approx(6.733 / 9)


# ---- each signal ------------------------------------------------------------------------------------------------


def test_four_results_are_too_few_for_a_chart(judge: Judge) -> None:
    assert points(judge, series([1, 5, 2, 4])) == []
    assert points(judge, series([7])) == []
    assert len(points(judge, series([1, 5, 2, 4, 3]))) == 5


def test_limits_are_on_trial_until_twelve_results(judge: Judge) -> None:
    assert {p["limits"] for p in points(judge, series([1, 5] * 5 + [2]))} == {"trial"}
    found = points(judge, series([1, 5] * 6))
    assert {p["limits"] for p in found} == {"full"}
    assert "Trial limits" not in found[0]["reason"]


def test_a_series_that_does_not_vary_declines_limits(judge: Judge) -> None:
    for values in ([5] * 8, [5] * 20 + [9], [0] * 6):
        for point in points(judge, series(values)):
            assert (point["lower_limit"], point["limits"], point["signal"], point["reading"]) == (
                None,
                None,
                False,
                None,
            )
            assert "varies too little" in point["reason"]


def test_a_point_outside_the_limits_is_a_concern_when_lower_is_better(judge: Judge) -> None:
    point = points(judge, series([5, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 19]))[-1]
    assert (point["outside"], point["direction"], point["reading"]) == (True, "up", "concern")
    assert point["reason"].startswith("19.0 in December 2000 is a signal for concern: above the limit of")


def test_seven_rising_points_make_a_trend_and_six_do_not(judge: Judge) -> None:
    tail = [3.5, 4.5, 3.2, 4.2, 3.8]
    assert flagged(points(judge, series([1, 2, 3, 4, 5, 6, 7, *tail])), "trend7") == list(range(7))
    assert flagged(points(judge, series([2, 3, 4, 5, 6, 7, *tail])), "trend7") == []


def test_a_tie_breaks_a_trend(judge: Judge) -> None:
    assert flagged(points(judge, series([1, 2, 3, 4, 4, 5, 6, 7, 3, 5])), "trend7") == []


def test_seven_points_on_one_side_make_a_run_and_a_point_on_the_mean_breaks_it(judge: Judge) -> None:
    high, low = [6, 7, 6, 7, 6, 7, 6], [4, 3, 4, 3, 4, 3, 4]
    assert flagged(points(judge, series(high + low)), "run7") == list(range(14))
    broken = [6, 7, 6, 5, 7, 6, 7, 6, 4, 3, 4, 5, 3, 4, 3, 4]
    found = points(judge, series(broken))
    assert found[0]["mean"] == 5
    assert flagged(found, "run7") == []


def test_seven_points_on_the_mean_are_no_run_though_a_machine_misses_it_by_a_hair(judge: Judge) -> None:
    found = points(judge, series([0.6, 0.8, 0.6, 0.8, *[0.7] * 7, *[0.6, 0.8] * 3]))
    assert found[0]["mean"] != 0.7
    assert found[0]["mean"] == pytest.approx(0.7)
    assert flagged(found, "run7") == []


def test_a_turning_point_counts_with_the_trend_it_ends(judge: Judge) -> None:
    rise, noise = [-3, -2, -1, 0, 1, 2, 3], [-4, 5] * 6
    peak = points(judge, series([*noise, *rise, *rise[-2::-1], *noise]), polarity="higher")[18]
    assert (peak["value"], peak["trend7"], peak["run7"], peak["outside"]) == (3, True, False, False)
    assert (peak["direction"], peak["reading"]) == ("up", "improvement")
    assert "steady rise and fall" in peak["reason"]


def test_two_of_three_far_points_on_one_side_are_marked_and_the_third_is_not(judge: Judge) -> None:
    calm = [5, 5.4, 5, 5.4]
    values = [*calm, *calm, 7.4, 5.4, 7.4, *calm, *calm]
    found = points(judge, series(values))
    assert flagged(found, "two_of_three") == [8, 10]
    assert flagged(found, "outside") == []
    opposite = points(judge, series([*calm, *calm, 7.0, 5.4, 3.4, *calm, *calm]))
    assert flagged(opposite, "two_of_three") == []


def test_where_neither_way_is_better_a_signal_is_neither_gain_nor_loss(judge: Judge) -> None:
    point = points(judge, series([5, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 19]), polarity="neutral")[-1]
    assert (point["signal"], point["reading"]) == (True, None)


@pytest.mark.parametrize(
    ("polarity", "target", "assurance"),
    [
        ("lower", 9, "will_pass"),
        ("lower", 1, "will_fail"),
        ("lower", 5, "hit_and_miss"),
        ("higher", 9, "will_fail"),
        ("higher", 1, "will_pass"),
        ("higher", 5, "hit_and_miss"),
        ("neutral", 5, None),
    ],
)
def test_the_process_is_held_against_the_target_in_force(
    judge: Judge, polarity: str, target: float, assurance: str | None
) -> None:
    rows = series([5, 5.5, 5, 4.5] * 3)
    rows += series([target], kind="target")
    assert {p["assurance"] for p in points(judge, rows, polarity)} == {assurance}


def test_without_a_target_nothing_is_assured(judge: Judge) -> None:
    assert {p["assurance"] for p in points(judge, series([5, 6, 5, 4, 6]))} == {None}


def test_the_target_in_force_is_the_next_one_due_or_else_the_last(judge: Judge) -> None:
    rows = series([5, 6, 5, 4, 6])
    rows += [dict(row, kind="target", value=place) for place, row in enumerate(series([0.0] * 5))]
    for date, period in ((datetime.date(2000, 5, 31), "2000-05"), (datetime.date(2000, 6, 1), "2000-05")):
        assert {p["target_period"] for p in points(judge, rows, date=date)} == {period}
    shorter = [r for r in rows if r["kind"] == "actual" or r["period"] in ("2000-01", "2000-03")]
    assert {p["target_period"] for p in points(judge, shorter)} == {"2000-03"}


def test_cumulative_series_and_results_not_yet_known_are_not_charted(judge: Judge) -> None:
    assert points(judge, series([1, 2, 3, 4, 5, 7], qualifier="Cumulative, year to date")) == []
    assert points(judge, series([1, 2, 3, 4, 5, 7]), date=datetime.date(2000, 4, 30)) == []
    assert len(points(judge, series([1, 2, 3, 4, 5, 7]), date=datetime.date(2000, 5, 31))) == 5


def test_withheld_and_unrepresentative_results_are_left_out(judge: Judge) -> None:
    rows = series([5, 6, 5, 4, 6, 99, 98])
    rows[5]["value_status"], rows[6]["value_status"] = "suppressed", "unrepresentative"
    assert {p["value"] for p in points(judge, rows)} == {4, 5, 6}


def test_years_are_not_charted_among_months(judge: Judge) -> None:
    years = [
        dict(row, period=f"{2000 + i}/{i + 1:02}", period_end=datetime.date(2001 + i, 3, 31), value=100)
        for i, row in enumerate(series([0.0] * 5))
    ]
    found = points(judge, series([5, 6, 5, 4, 6, 5]) + years)
    assert {p["n"] for p in found} == {6}
    assert max(p["value"] for p in found) == 6


# ---- against the second calculation -----------------------------------------------------------------------------

small = st.integers(-40, 40).map(lambda tenths: tenths / 10)
steady = st.lists(st.one_of(st.integers(4, 6).map(float), small), min_size=1, max_size=40)
drifting = st.lists(st.integers(-2, 4), min_size=5, max_size=40).map(
    lambda steps: [sum(steps[: i + 1]) / 10 for i in range(len(steps))]
)
gapped = st.lists(st.one_of(st.none(), small), min_size=1, max_size=30)


polarities = st.sampled_from(["higher", "lower", "range", "neutral"])


@unhurried
@given(st.lists(st.tuples(st.one_of(steady, drifting, gapped), polarities), min_size=1, max_size=6))
@example([([0.0] * 7, "lower"), ([-3.0, -1, -4, -1, -5, -9], "higher"), ([7.0], "lower")])
@example([([1.0, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], "higher"), ([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10], "lower")])
def test_random_series_agree_with_a_second_calculation(
    judge: Judge, cases: list[tuple[list[float | None], str]]
) -> None:
    rows, indicators = [], []
    for place, (values, polarity) in enumerate(cases):
        rows += series(values, name=f"i{place}")
        indicators.append({"indicator_id": f"i{place}", "polarity": polarity, "state": "live", "decimals": 1})
    with judge.holding({"area": [HOME], "indicator": indicators, "indicator_value": rows}):
        found = judge.ask("spc_point")
    agree(found, second_points(rows, {i["indicator_id"]: i["polarity"] for i in indicators}, REPORTING_DATE))


def test_ten_thousand_points_agree_with_a_second_calculation(judge: Judge) -> None:
    chance = random.Random(4)  # noqa: S311
    start = datetime.date(1980, 1, 1)
    rows = []
    for number in range(10_000):
        day = start + datetime.timedelta(days=number)
        value = round(chance.gauss(50, 5) + (6 if 4_000 < number < 4_020 else 0), 1)
        rows.append({
            "indicator_id": "one", "area_id": "leicester", "period": f"{day}", "period_end": day, "kind": "actual",
            "basis": "table", "value": value, "value_status": "stated",
        })  # fmt: skip
    found = points(judge, rows, polarity="higher")
    assert len(found) == 10_000
    agree(found, second_points(rows, {"one": "higher"}, REPORTING_DATE))


def test_the_shipped_figures_agree_with_a_second_calculation(snapshot: Snapshot) -> None:
    cursor = snapshot.cursor()
    values = as_rows(cursor.execute("SELECT * FROM indicator_value"))
    polarities = dict(cursor.execute("SELECT indicator_id, polarity FROM indicator").fetchall())
    agree(as_rows(cursor.execute("SELECT * FROM spc_point")), second_points(values, polarities, REPORTING_DATE))


def test_a_series_springs_to_life_when_its_fifth_result_is_uploaded(shipped: Path) -> None:
    # rough sleeping has 5 (2007/08) and 11 (2008/09); its target for 2009/10 is 6
    more = [
        value_row("rough-sleeping-count", f"{year}/{year % 100 + 1:02}", f"{year + 1}-03-31", value)
        for year, value in ((2004, 9), (2005, 8), (2006, 7))
    ]
    add_rows(shipped, "indicator_value", *more[:2])
    assert judged(shipped, "spc_point") == []
    add_rows(shipped, "indicator_value", more[2])
    found = judged(shipped, "spc_point")
    assert [p["value"] for p in sorted(found, key=lambda p: p["period_end"])] == [9, 8, 7, 5, 11]
    assert {(p["n"], p["mean"], p["limits"], p["target"], p["target_period"]) for p in found} == {
        (5, 8, "trial", 6, "2009/10")
    }
