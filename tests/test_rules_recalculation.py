"""Limits worked out anew from a recorded point on: published figures, what may not reach across, a second sum."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import charts, palette, stories
from data import service
from queries import homelessness
from tests.judging import REPORTING_DATE, Judge, Row, as_rows, differences, exact, unhurried, value_row
from tests.test_rules_spc import HOME, flagged, month, second_chart, series, steady
from tests.uploading import as_csv

# Wheeler, Making Sense of Data, table 9.1: accident rates of two years, each with its own limits
BEFORE = [43, 40, 37, 33, 30, 33, 34, 35, 29, 33, 31, 39]
AFTER = [35, 37, 33, 32, 27, 29, 31, 22, 25, 30, 24, 19]
# R: set.seed(123); rnorm(20), the figures of NHSRplotthedots' own tests
RANDOM = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def anew(place: int, name: str = "one", **other: object) -> Row:
    """A recalculation from the month of that place in the series on."""
    period, end = month(place)
    return {"indicator_id": name, "area_id": "leicester", "period": period, "period_end": end, **other}


def points(judge: Judge, values: list, *places: int, polarity: str = "lower", target: float | None = None) -> list[Row]:
    indicator = {"indicator_id": "one", "polarity": polarity, "state": "live", "decimals": 1, "unit": "people"}
    rows = series(values) + (series([target], kind="target") if target is not None else [])
    held = {"area": [HOME], "indicator": [indicator], "indicator_value": rows}
    with judge.holding({**held, "recalculation": [anew(place, reason="Counted anew.") for place in places]}):
        return sorted(judge.ask("spc_point"), key=lambda p: p["period_end"])


def limits(point: Row, digits: int = 1) -> tuple[float, float]:
    return round(point["lower_limit"], digits), round(point["upper_limit"], digits)


# ---- published figures ------------------------------------------------------------------------------------------


def test_each_year_of_accident_rates_has_the_limits_its_book_prints(judge: Judge) -> None:
    found = points(judge, BEFORE + AFTER, 12)
    assert {limits(p) for p in found[:12]} == {(25.6, 43.9)}
    assert {limits(p) for p in found[12:]} == {(18.0, 39.3)}
    assert [p["stretch"] for p in found] == [1] * 12 + [2] * 12
    assert {p["recalculated_from"] for p in found[:12]} == {None}
    assert {p["recalculated_from"] for p in found[12:]} == {"2001-01"}


def test_the_figures_of_the_nhs_package_agree_whole_and_in_two_halves(judge: Judge) -> None:
    # tests/testthat/_snaps/ptd_spc.md prints mean and limits to three figures, of all 20 and of each ten
    def three(point: Row) -> tuple[float, ...]:
        return tuple(float(f"{point[name]:.3g}") for name in ("mean", "lower_limit", "upper_limit"))

    assert {three(p) for p in points(judge, RANDOM)} == {(0.142, -3.01, 3.29)}
    halves = points(judge, RANDOM, 10)
    assert {three(p) for p in halves[:10]} == {(0.0746, -2.60, 2.75)}
    assert {three(p) for p in halves[10:]} == {(0.209, -3.28, 3.70)}


# ---- what may not reach across ----------------------------------------------------------------------------------


def test_the_step_between_two_stretches_is_no_moving_range(judge: Judge) -> None:
    low, high = [5.0, 6, 5, 4, 5, 6], [50.0, 51, 50, 49, 50, 51]
    found = points(judge, low + high, 6)
    assert found[6]["moving_range"] is None
    assert {p["mean_moving_range"] for p in found} == {1}
    assert flagged(found, "signal") == []
    assert flagged(points(judge, low + high), "signal") != []


def test_runs_and_trends_begin_again(judge: Judge) -> None:
    rise = [1.0, 2, 3, 4, 5, 6, 7]
    noise = [3.0, 4.5, 3.2, 4.2, 3.8, 4.4]
    assert flagged(points(judge, [*noise, *rise, *noise]), "trend7") == list(range(6, 13))
    assert flagged(points(judge, [*noise, *rise, *noise], 9), "trend7") == []
    high, low = [6.0, 7, 6, 7, 6, 7, 6], [4.0, 3, 4, 3, 4, 3, 4]
    assert len(flagged(points(judge, high + low), "run7")) == 14
    assert flagged(points(judge, high + low, 7), "run7") == []


def test_a_stretch_of_fewer_than_five_has_no_limits_yet_and_says_so(judge: Judge) -> None:
    found = points(judge, BEFORE + AFTER[:4], 12, target=30)
    latest = found[-1]
    assert (latest["n"], latest["mean"], latest["lower_limit"], latest["limits"]) == (4, None, None, None)
    assert (latest["signal"], latest["reading"], latest["assurance"]) == (False, None, None)
    assert latest["reason"] == "32.0 in April 2001: no limits yet, from 4 results since they are worked out anew."
    assert limits(found[0]) == (25.6, 43.9)


def test_the_target_is_held_against_the_limits_of_the_points_own_stretch(judge: Judge) -> None:
    found = points(judge, BEFORE + AFTER, 12, target=42)
    assert [found[0]["assurance"], found[-1]["assurance"]] == ["hit_and_miss", "will_pass"]
    assert found[-1]["assurance_reason"] == (
        "As it runs it will consistently meet the January 2000 target of 42.0: "
        "both its limits, 18.03 and 39.31, are as good."
    )


def test_a_recalculation_before_or_after_all_results_changes_no_limit(judge: Judge) -> None:
    plain = points(judge, BEFORE)
    for place in (0, 30):
        found = points(judge, BEFORE, place)
        assert [limits(p, 9) for p in found] == [limits(p, 9) for p in plain]


# ---- a second calculation ---------------------------------------------------------------------------------------


@unhurried
@given(steady, st.lists(st.integers(0, 40), max_size=3, unique=True))
def test_random_series_cut_at_random_agree_with_a_second_calculation(
    judge: Judge, values: list[float], places: list[int]
) -> None:
    found = points(judge, values, *places)
    if len(values) < 5:
        assert found == []
        return
    cuts = [0, *sorted(place for place in places if 0 < place < len(values)), len(values)]
    wanted: list[Row] = []
    for begin, end in pairwise(cuts):
        stretch = [exact(value) for value in values[begin:end]]
        none = {"n": len(stretch), "mean": None, "lower_limit": None, "limits": None, "signal": False, "reading": None}
        wanted += second_chart(stretch, "lower") if len(stretch) >= 5 else [none] * len(stretch)
    assert [d for point, want in zip(found, wanted, strict=True) if (d := differences(point, want))] == []


# ---- from the file to the screen --------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_home")
def test_a_recalculation_that_is_uploaded_steps_the_chart_and_says_when_and_why() -> None:
    years = [
        value_row("rough-sleeping-count", f"{year}/{year % 100 + 1:02}", f"{year + 1}-03-31", value)
        for year, value in zip(range(1995, 2007), BEFORE, strict=True)
    ]
    seen = service.preview(service.check("indicator_value", as_csv("indicator_value", *years), "more.csv"))
    service.publish(seen, "Earlier years", "ann", accept_warnings=True)
    row = {
        "indicator_id": "rough-sleeping-count", "area_id": "leicester", "period": "2002/03",
        "reason": "Hostels are counted too", "decided_on": "2003-05-01", "decided_by": "the Homelessness Board",
    }  # fmt: skip
    checked = service.check("recalculation", as_csv("recalculation", row), "anew.csv")
    seen = service.preview(checked)
    assert list(checked.rows_read["period_end"].astype(str)) == ["2003-03-31"]  # worked out from the period
    snapshot = service.publish(seen, "Hostels", "ann", accept_warnings=True)
    held = as_rows(snapshot.cursor().execute("SELECT period, source_ref FROM recalculation"))
    assert held == [{"period": "2002/03", "source_ref": "load:v3-recalculation"}]
    assert b"Hostels are counted too" in service.export("recalculation")

    shown = homelessness.spc_points(snapshot, "rough-sleeping-count", REPORTING_DATE)
    assert list(shown["stretch"]) == [1] * 7 + [2] * 7
    told = stories.process_told(shown)
    assert told[0] == (
        "Limits worked out anew from 2002/03: Hostels are counted too. Decided by the Homelessness Board on 1 May 2003."
    )
    assert told[1].startswith("As it runs it will consistently miss the 2009/10 target of 6: its limits, 12.3 and 40,")
    figure = charts.process_limits(shown, "people", 0, palette.LIGHT)
    upper, mean = figure.data[0], figure.data[1]
    assert upper.y[7] is None
    assert len({y for y in upper.y if y is not None}) == len({y for y in mean.y if y is not None}) == 2
    assert [shape.x0 for shape in figure.layout.shapes] == [6.5]
    assert "limits worked out anew" in [note.text for note in figure.layout.annotations]

    earlier = homelessness.spc_points(snapshot, "rough-sleeping-count", datetime.date(2002, 3, 31))
    assert set(earlier["stretch"]) == {1}
    back = service.publish(
        service.preview(service.check("recalculation", service.template("recalculation"), "none.csv"), "replace"),
        "Not so", "ann", accept_removals=True, accept_warnings=True,
    )  # fmt: skip
    assert set(homelessness.spc_points(back, "rough-sleeping-count", REPORTING_DATE)["stretch"]) == {1}
