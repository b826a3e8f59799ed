"""The benchmarks page ranks as the paper's own list does, and claims no more than the paper bears."""

import statistics
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import service
from data.store import Snapshot
from tests import reading
from tests.altered import add, alter, judged, one, read, remove, write
from tests.choosing import choose, offered

COST, GROUP = "homelessness-cost-per-head", "nearest-neighbours-2008"
# Cabinet pack of 13 July 2009, Appendix B, report section 5.1, in order of printing: Leicester is the second.
PRINTED = (8.71, 6.95, 6.50, 5.27, 4.05, 3.09, 2.91, 2.79, 2.59, 2.30, 2.03, 1.67, 1.62, 0.97, 0.86, 0.23)
OTHERS = "Other areas' own figures"

pytestmark = pytest.mark.usefixtures("snapshot")


def opened(view: str = "Ranked", **query: str) -> AppTest:
    app = AppTest.from_file("../app.py", default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app = app.run().switch_page("pages/benchmarks.py").run()
    if view != "Ranked":
        choose(app, "compare", view)
    assert not app.exception, [e.value for e in app.exception]
    return app


def text(app: AppTest) -> str:
    return reading.said(app)


def table(app: AppTest, number: int = 0) -> pd.DataFrame:
    return reading.tables(app)[number]


def standing(app: AppTest) -> dict[str, str]:
    return {name.replace("\N{NO-BREAK SPACE}", " "): said for name, said in table(app).itertuples(index=False)}


def on_screen(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Snapshot:
    """The folder's figures, published, and shown by the app from here on."""
    altered = judged(folder)
    monkeypatch.setattr(service, "current", lambda: altered)
    return altered


def cost(folder: Path, area: str, value: str) -> None:
    row = {"indicator_id": COST, "area_id": area, "kind": "actual", "basis": "published", "is_baseline": "false"}
    year = {"period": "2009", "period_end": "2009-12-31"}
    add(folder, "indicator_value", **row, **year, value=value, value_text=value, value_status="stated")


# What the paper prints.


def test_leicester_is_fifteenth_of_sixteen_in_the_worst_quarter_with_its_gaps() -> None:
    app = opened()
    assert "Leicester is the second highest of 16: £6.95 against a median of £2.69" in text(app)
    facts = standing(app)
    assert facts["Rank"] == "15 of 16, lowest being best"
    assert facts["Quarter"] == "4 of 4, 1 being best"
    assert facts["Gap to median"] == "£4.26 above £2.69"  # 6.95 - 2.69
    assert facts["Gap to best"] == "£6.72 above £0.23 (Oldham)"  # 6.95 - 0.23
    assert facts["Group"] == "Nearest neighbours, 2008, as at 31 December 2008. Only the year 2008 is printed."


def test_averages_worked_out_with_and_without_leicester_stand_beside_the_printed() -> None:
    app = opened()
    without = [value for value in PRINTED if value != 6.95]
    expected = {
        "With Leicester": [f"£{statistics.mean(PRINTED):.2f}", f"£{statistics.median(PRINTED):.2f}"],
        "Without Leicester": [f"£{statistics.mean(without):.2f}", f"£{statistics.median(without):.2f}"],
        "As printed": ["£3.28", "£2.69"],  # section 5.1: "Average 3.28", "Median 2.69"
    }
    shown = table(app, 1)
    assert {name: list(shown[name]) for name in expected} == expected
    assert expected["With Leicester"] == expected["As printed"] and expected["Without Leicester"] == ["£3.04", "£2.59"]
    assert "The printed averages count Leicester in" in text(app)


def test_the_restated_figure_stands_beside_the_published_with_the_reason_for_care() -> None:
    app = opened()
    shown = table(app, 2)
    assert list(shown["Figure"]) == ["Leicester, published 2008: £6.95", "Leicester, restated 2009/10: £4.96"]
    assert "includes the cost of housing advice" in shown["Our note"][0]
    assert "2007 population estimates" in shown["Our note"][1]
    assert "no other area's figure is restated" in text(app)


def test_nothing_is_called_significant() -> None:
    words = text(opened())
    assert "No interval is printed, so no difference is called significant." in words
    assert words.lower().count("significant") == words.lower().count("no difference is called significant")


def test_leicestershire_prints_eighteen_measures_and_leicester_none_of_them() -> None:
    app = opened(OTHERS)
    assert "Leicestershire: 18 measures in 21 figures; Leicester has a result for none of them" in text(app)
    shown = table(app)
    figures = list(zip(shown["Measure"], shown["Figure"], strict=True))
    for expected in (  # the case study, paragraph by paragraph
        ("Councils assessed Excellent", "10 councils"),
        ("Net budgeted spend, rank from lowest", "rank 2"),
        ("Population of the county", "640,000 people"),
        ("Area of the county", "208,000 hectares"),
        ("Public Library Service Standards achieved", "9 standards"),
        ("Office bases", "53 offices"),
        ("Office bases", "22 offices"),
        ("Midland Highways Alliance forecast savings", "£16.75 million"),
        ("Staff absence", "9.3 days"),
        ("Staff absence", "7.2 days"),
        ("Community forums", "27 forums"),
        ("Multi-Area Agreement efficiency target", "£200 million"),
    ):
        assert expected in figures, expected
    assert shown["Measure"].nunique() == 18 and len(shown) == 21
    assert shown.set_index("Measure")["Figure"]["Stonewall most improved employers"] == "in words only"


def test_a_figure_of_england_stands_beside_what_leicester_said_of_the_same() -> None:
    app = opened(OTHERS)
    choose(app, "area", "england")
    shown = table(app).set_index("Measure")
    assert "not exposed to these losses" in shown.loc["Local authority deposits in Icelandic banks", "Leicester"]


# Filters.


def test_a_plan_without_comparisons_says_so_and_the_strategys_keeps_them() -> None:
    app = opened()
    choose(app, "plan", "odi-2010-11")
    assert "Nothing to compare." in text(app)
    choose(app, "plan", "homelessness-2008-13")
    assert "Leicester is the second highest of 16" in text(app)
    choose(app, "compare", OTHERS)
    assert "Leicestershire" not in text(app)  # its figures belong to no plan


def test_before_the_figures_were_out_there_is_nothing_to_compare() -> None:
    assert "Nothing to compare." in text(opened(date="2008-06-30"))


# Other figures than those shipped.


def test_three_areas_are_ranked_but_get_no_quarter(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for area, value in (("leicester", "4"), ("derby", "5"), ("luton", "3")):
        cost(shipped, area, value)
    on_screen(monkeypatch, shipped)
    app = opened()
    assert len(offered(app, "of")) == 2
    facts = standing(app)  # the latest period first
    assert (facts["Rank"], facts["Quarter"]) == ("2 of 3, lowest being best", "none: fewer than 4 areas")
    choose(app, "of", f"{COST} / {GROUP} / 2008")
    assert standing(app)["Rank"].startswith("15 of 16")


def test_the_gap_is_given_in_money_only_with_a_printed_population(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standing(opened())["Gap in money"] == "population not printed"
    alter(shipped, "indicator_value", {"indicator_id": COST, "area_id": "leicester", "basis": "published"},
          denominator="300000")  # fmt: skip
    altered = on_screen(monkeypatch, shipped)
    # 300,000 x 4.26 and x 6.72
    assert (
        standing(opened())["Gap in money"] == "£1,278,000 over the median, £2,016,000 over the best, for 300,000 people"
    )
    row = one(altered, "SELECT * FROM benchmark_rank WHERE area_id = 'slough'")
    assert (row["population"], row["gap_to_median_gbp"], row["gap_to_best_gbp"]) == (None, None, None)


def test_a_denominator_of_anything_but_a_cost_per_head_is_no_population(shipped: Path) -> None:
    alter(shipped, "indicator", {"indicator_id": COST}, unit="days")
    alter(shipped, "indicator_value", {"indicator_id": COST, "area_id": "leicester", "basis": "published"},
          denominator="300000")  # fmt: skip
    row = one(judged(shipped), "SELECT * FROM benchmark_rank WHERE is_home")
    assert (row["population"], row["gap_to_median_gbp"]) == (None, None)


def test_a_comparison_without_leicester_says_so(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remove(shipped, "indicator_value", indicator_id=COST, area_id="leicester", basis="published")
    on_screen(monkeypatch, shipped)
    app = opened()
    assert "Leicester has no figure among the 15 areas compared; Slough has the highest" in text(app)
    assert standing(app)["Rank"] == "no figure of its own"


def test_three_hundred_areas_are_all_ranked_and_the_nearest_drawn(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {f"place-{number}": f"{10 + number}" for number in range(300)}
    values, members, areas = (read(shipped, name) for name in ("indicator_value", "area_group", "area"))
    derby = next(row for row in values if row["area_id"] == "derby" and row["indicator_id"] == COST)
    kind = {"kind": "authority", "is_home": "false"}
    write(shipped, "area", areas + [{"area_id": place, "name": place.capitalize(), **kind} for place in places])
    write(shipped, "area_group", members + [{**members[0], "area_id": place} for place in places])
    more = [{**derby, "area_id": place, "value": value, "value_text": value} for place, value in places.items()]
    write(shipped, "indicator_value", values + more)
    on_screen(monkeypatch, shipped)
    app = opened()
    assert standing(app)["Rank"] == "15 of 316, lowest being best"
    assert "drawn: the 24 nearest in rank of 316" in text(app)
    assert "The table lists the 200 areas nearest in rank, of 316." in text(app)
    bars = app.get("plotly_chart")[0].proto.spec
    assert bars.count("Place-") < 24 and "Leicester" in bars
