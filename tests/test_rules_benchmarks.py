"""Benchmarks: where the home area stands, what the printed averages include, and a second calculation in fractions."""

import datetime
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

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

END = datetime.date(2008, 12, 31)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def figure(area: str, value: float | None, **other: Any) -> Row:
    return {
        "indicator_id": "one", "area_id": area, "period": "2008", "period_end": END, "kind": "actual",
        "basis": "published", "value": value, "value_text": f"{value}", "value_status": "stated", **other,
    }  # fmt: skip


def store_of(figures: list[Row], members: int, polarity: str = "lower") -> dict[str, list[Row]]:
    """A group of areas a0 (home), a1 ... and the figures of one indicator."""
    areas = [f"a{place}" for place in range(members)]
    return {
        "area": [{"area_id": a, "name": a.upper(), "kind": "authority", "is_home": a == "a0"} for a in areas]
        + [{"area_id": "near", "name": "Near", "kind": "group", "is_home": False}],
        "area_group": [{"group_id": "near-2008", "title": "Near, 2008", "as_at": END, "area_id": a} for a in areas],
        "indicator": [{"indicator_id": "one", "polarity": polarity, "state": "live", "decimals": 1, "unit": "%"}],
        "indicator_value": figures,
    }


def ranked(judge: Judge, values: list[float | None], polarity: str = "lower", *others: Row) -> dict[str, Row]:
    figures = [figure(f"a{place}", value) for place, value in enumerate(values) if value is not None]
    with judge.holding(store_of([*figures, *others], len(values), polarity)):
        return {row["area_id"]: row for row in judge.ask("benchmark_rank")}


# ---- what the shipped figures say -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def leicester(snapshot: Snapshot) -> Row:
    (row,) = as_rows(snapshot.cursor().execute("SELECT * FROM benchmark_rank WHERE is_home"))
    return row


def test_leicester_ranks_fifteenth_of_sixteen_in_the_worst_quarter(leicester: Row) -> None:
    assert (leicester["n"], leicester["rank"], leicester["rank_from_highest"], leicester["quartile"]) == (16, 15, 2, 4)
    assert (leicester["group_title"], leicester["as_at"]) == ("Nearest neighbours, 2008", END)
    assert leicester["reason"] == (
        "Leicester, £6.95 in 2008, ranks 15 of 16, lowest being best, in quarter 4 of 4; £4.26 above the median of "
        "£2.69, the home area counted in as in the printed average. Restated since: £4.96 in 2009/10. "
        "No interval is printed, so no difference is called significant."
    )


def test_the_printed_averages_are_found_to_include_leicester(leicester: Row) -> None:
    assert (leicester["printed_mean"], leicester["printed_median"]) == (3.28, 2.69)
    assert leicester["printed_includes_home"] is True
    assert leicester["mean"] == pytest.approx(52.54 / 16)
    assert leicester["mean_without_home"] == pytest.approx((52.54 - 6.95) / 15)
    assert leicester["median_without_home"] == 2.59
    assert leicester["comparator_median"] == leicester["median"] == 2.69
    assert (round(leicester["gap_to_median"], 9), round(leicester["gap_to_best"], 9)) == (4.26, 6.72)


def test_the_restated_figure_stands_beside_and_changes_no_rank(leicester: Row) -> None:
    assert (leicester["restated_value"], leicester["restated_period"], leicester["value"]) == (4.96, "2009/10", 6.95)


def test_nothing_is_called_significant(snapshot: Snapshot) -> None:
    rows = snapshot.cursor().execute("SELECT DISTINCT significant FROM benchmark_rank").fetchall()
    assert rows == [(None,)]


def test_a_second_year_uploaded_is_ranked_on_its_own(shipped: Path) -> None:
    for area, value in (("leicester", 4), ("derby", 5), ("luton", 4)):
        add_rows(shipped, "indicator_value", value_row(
            "homelessness-cost-per-head", "2009", "2009-12-31", value, area_id=area, basis="published"))  # fmt: skip
    rows = [r for r in judged(shipped, "benchmark_rank") if r["period"] == "2009"]
    assert {(r["area_id"], r["rank"], r["n"], r["quartile"]) for r in rows} == {
        ("leicester", 1, 3, None), ("luton", 1, 3, None), ("derby", 3, 3, None),
    }  # fmt: skip
    home = next(r for r in rows if r["is_home"])
    assert home["reason"].startswith("Leicester, £4.00 in 2009, ranks joint 1 of 3, lowest being best; £0.50 below")
    assert home["printed_includes_home"] is None


# ---- each rule --------------------------------------------------------------------------------------------------


def test_quartiles_are_read_off_the_line_between_figures(judge: Judge) -> None:
    row = ranked(judge, [float(n) for n in range(100)])["a7"]
    assert (row["lower_quartile"], row["median"], row["upper_quartile"]) == (24.75, 49.5, 74.25)


def test_the_best_is_first_whichever_way_is_better(judge: Judge) -> None:
    values = [10.0, 20.0, 30.0, 40.0]
    lower, higher, neutral = (ranked(judge, values, polarity) for polarity in ("lower", "higher", "neutral"))
    assert [lower[f"a{i}"]["rank"] for i in range(4)] == [1, 2, 3, 4]
    assert [higher[f"a{i}"]["rank"] for i in range(4)] == [4, 3, 2, 1]
    assert [neutral[f"a{i}"]["rank"] for i in range(4)] == [4, 3, 2, 1]
    assert [lower[f"a{i}"]["quartile"] for i in range(4)] == [1, 2, 3, 4]
    assert [higher[f"a{i}"]["quartile"] for i in range(4)] == [4, 3, 2, 1]
    assert "highest first, neither way being better" in neutral["a0"]["reason"]
    assert neutral["a0"]["gap_to_best"] is None
    assert lower["a3"]["gap_to_median"] == -higher["a3"]["gap_to_median"] == 10  # of 20, 30 and 40, home left out


def test_ties_share_a_rank_and_a_quarter(judge: Judge) -> None:
    found = ranked(judge, [5.0, 3.0, 5.0, 1.0, 9.0])
    assert {a: r["rank"] for a, r in found.items()} == {"a3": 1, "a1": 2, "a0": 3, "a2": 3, "a4": 5}
    assert found["a0"]["quartile"] == found["a2"]["quartile"]
    assert "joint 3 of 5" in found["a0"]["reason"]
    level = ranked(judge, [4.0] * 5)
    assert {(r["rank"], r["quartile"], r["gap_to_best"]) for r in level.values()} == {(1, 1, 0)}


def test_small_groups_have_no_quarter_and_one_area_no_rank(judge: Judge) -> None:
    assert {r["quartile"] for r in ranked(judge, [1.0, 2.0, 3.0]).values()} == {None}
    assert ranked(judge, [1.0, None, None]) == {}
    assert "quarter" not in ranked(judge, [1.0, 2.0])["a0"]["reason"]


def test_the_home_area_is_left_out_of_its_own_comparison(judge: Judge) -> None:
    row = ranked(judge, [100.0, 1.0, 2.0, 3.0])["a0"]
    assert (row["comparator_median"], row["gap_to_median"], row["median"]) == (2, 98, 2.5)
    assert "the home area left out" in row["reason"]


def test_a_printed_average_without_the_home_area_is_recognised(judge: Judge) -> None:
    average = figure("near", 2.0, kind="printed_mean", value_text="2.0")
    row = ranked(judge, [10.0, 1.0, 2.0, 3.0], "lower", average)["a0"]
    assert (row["printed_includes_home"], row["comparator_median"]) == (False, 2)
    neither = ranked(judge, [10.0, 1.0, 2.0, 3.0], "lower", {**average, "value": 7.0, "value_text": "7.0"})["a0"]
    assert neither["printed_includes_home"] is None


def test_the_printed_median_decides_where_the_mean_cannot(judge: Judge) -> None:
    mean = figure("near", 3.0, kind="printed_mean", value_text="3")
    median = figure("near", 2.5, kind="printed_median", value_text="2.5")
    row = ranked(judge, [3.0, 1.0, 2.0, 6.0], "lower", mean, median)["a0"]
    assert row["printed_includes_home"] is True


def test_a_printed_average_on_the_very_edge_of_rounding_agrees(judge: Judge) -> None:
    # 8.05 prints as 8.0 or 8.1; in a machine 8.05 - 8.0 is a hair over 0.05
    average = figure("near", 8.0, kind="printed_mean", value_text="8.0")
    assert ranked(judge, [9.1, 7.0], "lower", average)["a0"]["printed_includes_home"] is True


def test_withheld_figures_and_figures_not_yet_known_are_not_compared(judge: Judge) -> None:
    withheld = figure("a1", 5.0, value_status="suppressed")
    assert ranked(judge, [1.0, None], "lower", withheld) == {}
    later = figure("a1", 5.0, period_end=datetime.date(2010, 4, 1))
    assert ranked(judge, [1.0, None], "lower", later) == {}
    unprinted = [figure(a, 5.0, period="not printed", period_end=None) for a in ("a0", "a1")]
    assert ranked(judge, [None, None], "lower", *unprinted) == {}


# ---- the second calculation -------------------------------------------------------------------------------------


def quantile(figures: list[Fraction], share: Fraction) -> Fraction:
    place = share * (len(figures) - 1)
    below = math.floor(place)
    above = min(below + 1, len(figures) - 1)
    return sorted(figures)[below] + (sorted(figures)[above] - sorted(figures)[below]) * (place - below)


def mean(figures: list[Fraction]) -> Fraction:
    return sum(figures, Fraction(0)) / len(figures)


def agrees(figure: Fraction, printed: Row | None) -> bool | None:
    if printed is None:
        return None
    decimals = len(printed["value_text"].partition(".")[2])
    return abs(figure - exact(printed["value"])) <= Fraction(1, 2 * 10**decimals)


def second_benchmark(held: dict[str, list[Row]], date: datetime.date) -> dict[tuple, Row]:
    """Every ranked figure, by (group, indicator, period, area)."""
    homes = {a["area_id"] for a in held["area"] if a["is_home"]}
    polarity = {i["indicator_id"]: i["polarity"] for i in held["indicator"]}
    fit = [
        r for r in held["indicator_value"]
        if r["value"] is not None and r["value_status"] not in ("suppressed", "unrepresentative")
        and r["period"] != "not printed" and (r["period_end"] is None or r["period_end"] <= date)
    ]  # fmt: skip
    expected = {}
    for group in sorted({g["group_id"] for g in held["area_group"]}):
        members = {g["area_id"] for g in held["area_group"] if g["group_id"] == group}
        published = [r for r in fit if r["kind"] == "actual" and r["basis"] == "published" and r["area_id"] in members]
        for indicator, period in sorted({(r["indicator_id"], r["period"]) for r in published}):
            rows = [r for r in published if (r["indicator_id"], r["period"]) == (indicator, period)]
            if len(rows) < 2:
                continue
            way = {"lower": 1, "higher": -1}.get(polarity[indicator], 0)
            every = [exact(r["value"]) for r in rows]
            others = [exact(r["value"]) for r in rows if r["area_id"] not in homes]
            quarters = [quantile(every, Fraction(share, 4)) for share in (1, 2, 3)]
            printed = {
                r["kind"]: r for r in fit
                if r["kind"].startswith("printed") and (r["indicator_id"], r["period"]) == (indicator, period)
                and (group == r["area_id"] or group.startswith(r["area_id"] + "-"))
            }  # fmt: skip
            includes = None
            for kind, how in (("printed_mean", mean), ("printed_median", lambda f: quantile(f, Fraction(1, 2)))):
                with_home, without = agrees(how(every), printed.get(kind)), agrees(how(others), printed.get(kind))
                if includes is None and with_home != without:
                    includes = with_home
            middle = quarters[1] if includes else quantile(others, Fraction(1, 2))
            for row in rows:
                value = exact(row["value"])
                better = [v for v in every if (v < value if way == 1 else v > value)]
                worse_than = [q for q in quarters if (value > q if way == 1 else value < q)]
                expected[group, indicator, period, row["area_id"]] = {
                    "n": len(rows), "value": value, "is_home": row["area_id"] in homes,
                    "rank": 1 + len(better), "rank_from_highest": 1 + sum(v > value for v in every),
                    "quartile": None if len(rows) < 4 else 1 + len(worse_than),
                    "lower_quartile": quarters[0], "median": quarters[1], "upper_quartile": quarters[2],
                    "mean": mean(every), "mean_without_home": mean(others),
                    "median_without_home": quantile(others, Fraction(1, 2)), "comparator_median": middle,
                    "gap_to_median": (value - middle) * (-1 if way == -1 else 1),
                    "gap_to_best": abs(value - (min(every) if way == 1 else max(every))) if way else None,
                    "printed_includes_home": includes, "significant": None,
                }  # fmt: skip
    return expected


def agree(found: list[Row], expected: dict[tuple, Row]) -> None:
    by_key = {(r["group_id"], r["indicator_id"], r["period"], r["area_id"]): r for r in found}
    assert by_key.keys() == expected.keys()
    assert {key: d for key, want in expected.items() if (d := differences(by_key[key], want))} == {}


def test_the_shipped_figures_agree_with_a_second_calculation(snapshot: Snapshot) -> None:
    cursor = snapshot.cursor()
    tables = ("area", "area_group", "indicator", "indicator_value")
    held = {name: as_rows(cursor.execute(f"SELECT * FROM {name}")) for name in tables}  # noqa: S608
    agree(as_rows(cursor.execute("SELECT * FROM benchmark_rank")), second_benchmark(held, REPORTING_DATE))


tenths = st.one_of(st.integers(-3, 3), st.integers(-500, 500)).map(lambda n: n / 10)
printed_figures = st.one_of(st.none(), st.tuples(st.sampled_from(["with", "without", "else"]), st.integers(0, 2)))


@unhurried
@given(
    st.lists(st.one_of(tenths, tenths, tenths, st.none()), min_size=1, max_size=20),
    st.sampled_from(["lower", "higher", "neutral", "range"]),
    printed_figures,
    printed_figures,
)
@example([0.0] * 6, "higher", None, None)
@example([-1.0, -1.0, 0.0, 2.5], "lower", ("with", 1), ("without", 1))
def test_random_groups_agree_with_a_second_calculation(
    judge: Judge, values: list[float | None], polarity: str, printed_mean: Any, printed_median: Any
) -> None:
    figures = [figure(f"a{place}", value) for place, value in enumerate(values) if value is not None]
    others = [exact(r["value"]) for r in figures if r["area_id"] != "a0"]
    for kind, how, printed in (("printed_mean", mean, printed_mean),
                               ("printed_median", lambda f: quantile(f, Fraction(1, 2)), printed_median)):  # fmt: skip
        if printed and others:
            which, decimals = printed
            average = how([exact(r["value"]) for r in figures] if which == "with" else others) + (which == "else")
            text = f"{float(average):.{decimals}f}"
            figures.append(figure("near", float(text), kind=kind, value_text=text))
    held = store_of(figures, len(values), polarity)
    with judge.holding(held):
        found = judge.ask("benchmark_rank")
    agree(found, second_benchmark(held, REPORTING_DATE))


def test_ten_thousand_areas_agree_with_a_second_calculation(judge: Judge) -> None:
    values = [((n * 7919) % 3001) / 10 for n in range(10_000)]
    found = ranked(judge, values, "higher")
    ordered = sorted(map(exact, values))
    for area, place in (("a0", 0), ("a1", 1), ("a9999", 9999)):
        row, value = found[area], exact(values[place])
        assert row["rank"] == 1 + sum(v > value for v in ordered)
        assert exact(round(row["median"], 6)) == quantile(ordered, Fraction(1, 2))
    assert len(found) == 10_000
