"""The savings page: its figures against the two plans' tables, the rules behind it, and what a reader sees.

The ODI plan 2010/11 prints its sources and target in section 2.4 and its lines in Appendix 2; the plan 2009/10 prints
its summary and divisional tables in Appendix 2 (Appendix C of the Cabinet's pack of 13 July 2009).
"""

import csv
import datetime
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import charts, palette, savings, savings_proved
from data import places, service
from data.store import Snapshot
from queries import efficiency, frame, overview
from tests import reading
from tests.altered import add, alter, copy_shipped, judged
from tests.choosing import choose

pytestmark = pytest.mark.usefixtures("snapshot")

REPORTING = datetime.date(2010, 3, 31)
EARLIER, LATER = "odi-2009-10", "odi-2010-11"


def years(row: pd.Series, what: str = "amount") -> dict[str, float]:
    return {year["period"]: year[what] for year in row["years"]}


def by_line(rows: pd.DataFrame, title: str) -> pd.Series:
    (found,) = (row for _, row in rows.iterrows() if row["title"].startswith(title))
    return found


# The way to the target.


def test_the_ten_sources_are_those_of_section_2_4_the_largest_first(snapshot: Snapshot) -> None:
    steps = efficiency.bridge(snapshot, REPORTING)
    sources = steps[steps["step_kind"] == "source"]
    assert list(sources["amount"]) == [10958, 6260, 5384, 5039, 4500, 1822, 1800, 737, 462, 290]
    assert list(steps["step_kind"])[10:] == ["plan", "gap", "target"]
    assert list(steps["amount"])[10:] == [37252, 191, 37443]
    # Each bar begins where the one before it ends, and the last ends at the target.
    assert list(sources["starts_at"])[1:] == list(sources["ends_at"])[:-1]
    assert list(steps["ends_at"])[9:] == [37252, 37252, 37443, 37443]


def test_the_page_and_the_overview_give_the_same_plan_target_and_gap(snapshot: Snapshot) -> None:
    step, tile = efficiency.bridge(snapshot, REPORTING).iloc[0], overview.savings(snapshot).iloc[0]
    assert (step["planned"], step["target"]) == (tile["plan_gbp_000"], tile["target_gbp_000"]) == (37252, 37443)
    assert step["gap"] == -tile["gap_gbp_000"] == 191


def test_what_the_plan_rests_on_is_what_the_lines_themselves_say(snapshot: Snapshot) -> None:
    marks = efficiency.rest_on(snapshot, REPORTING).set_index("mark")
    # Two sources of their own (737 and 5,039) and one line of the Priority Boards' savings (100) name inflation.
    assert marks.loc["inflation", "amount"] == 737 + 5039 + 100
    assert marks.loc["not_cashable", "amount"] == 1822
    assert marks.loc["before_deduction", "amount"] == 500  # "less non-general fund", taken off in the table below only
    # Support services (2,000, its Finance line within it) and procurement (2,500) wait for January to March 2011.
    assert marks.loc["before_milestone", "amount"] == 2000 + 2500
    assert marks.loc["inflation", "short_without"] == 37443 - 37252 + 5876
    assert marks.loc["inflation", "share_pct"] == pytest.approx(100 * 5876 / 37252)


def test_a_plain_reading_of_the_csvs_finds_the_same_inflation(snapshot: Snapshot) -> None:
    with (places.SHIPPED_FOLDER / "efficiency_line.csv").open(encoding="utf-8", newline="") as file:
        lines = {row["line_id"]: row for row in csv.DictReader(file)}
    with (places.SHIPPED_FOLDER / "efficiency_amount.csv").open(encoding="utf-8", newline="") as file:
        amounts = {(row["line_id"], row["period"]): row["amount_gbp_000"] for row in csv.DictReader(file)}
    named = [key for key, row in lines.items()
             if row["plan_id"] == LATER and re.search(r"\binflation\b", row["title"].lower())]  # fmt: skip
    assert len(named) == 3
    found = efficiency.rest_on(snapshot, REPORTING).set_index("mark").loc["inflation", "amount"]
    assert sum(float(amounts[key, "2010/11"]) for key in named) == found


def test_the_earlier_edition_reached_the_same_target_by_eighteen_other_sources(snapshot: Snapshot) -> None:
    steps = efficiency.bridge(snapshot, REPORTING, EARLIER)
    sources = steps[steps["step_kind"] == "source"]
    assert (sources["lines"].sum(), sources["amount"].sum()) == (18, 9420 + 1677 + 24496 + 1850)
    # Fifteen are drawn; the three smallest are Policy Officers 200, Print Procurement 109 and Printers 100.
    assert (sources["title"].iloc[-1], sources["lines"].iloc[-1]) == ("Smaller sources together", 3)
    assert sources["amount"].iloc[-1] == 200 + 109 + 100
    assert "gap" not in set(steps["step_kind"])
    assert savings.bridge_title(steps) == "18 sources bring the plan to £37.443m, its target exactly"


def test_a_target_is_shown_with_its_own_place_in_the_papers(snapshot: Snapshot) -> None:
    for plan_id, ref in (
        (LATER, "odi-plan-2010-11, section 2.4 target table, line 4"),
        (EARLIER, "cabinet-pack-2009-07-13, Appendix C ODI plan section 2.3, paragraph 1"),
    ):
        steps = efficiency.bridge(snapshot, REPORTING, plan_id).set_index("step_kind")
        assert steps.loc["target", "source_ref"] == ref


def test_a_plan_that_meets_its_target_has_no_gap_and_one_beyond_it_says_so(shipped: Path) -> None:
    for line_id, value in (("l11", "690"), ("l14", "6466"), ("l15", "37652")):
        where = {"line_id": f"{LATER}-sources-{line_id}", "period": "2010/11"}
        alter(shipped, "efficiency_amount", where, amount_gbp_000=value)
    # Once its plans are agreed and under way, procurement waits for nothing.
    for milestone in ("m03", "m04"):
        add(shipped, "milestone_update", milestone_id=f"{LATER}-p07-{milestone}", as_at="2010-03-31",
            status="achieved", achieved_on="2010-03-01", assumed="false")  # fmt: skip
    changed = judged(shipped)
    steps = efficiency.bridge(changed, REPORTING)
    assert savings.bridge_title(steps) == "10 sources bring the plan to £37.652m, £0.209m beyond its £37.443m target"
    assert "£0.209m over its £37.443m target" in savings.on_course(steps)
    assert list(savings.bridge_steps(steps)["label"])[-2:] == ["Beyond target", "Target"]
    assert efficiency.rest_on(changed, REPORTING).set_index("mark").loc["before_milestone", "amount"] == 2000
    timing = efficiency.timing(changed, REPORTING, frame.scope(changed, "", "", "", ""))
    procurement = timing[timing["title"] == "Procurement"]
    assert set(procurement["standing"]) == {"achieved"}


def test_the_bridge_draws_each_source_where_the_last_one_ended(snapshot: Snapshot) -> None:
    bars = savings.bridge_steps(efficiency.bridge(snapshot, REPORTING))
    figure = charts.bridge_bars(bars, palette.LIGHT)
    bar, said = figure.data
    assert list(bar.base)[:3] == [0, 10958, 17218]
    assert list(bar.x)[-3:] == [37252, 191, 37443]
    assert [text.strip() for text in said.text][3:6] == [
        "£5.039m ◐ inflation", "£4.500m ◐ gross, late milestone", "£1.822m ◐ non-cashable",
    ]  # fmt: skip
    # Marked sources differ in colour from the others, and in words.
    colours = dict(zip(bars["label"], bar.marker.color, strict=True))
    assert colours["Inflation savings 2010/11"] != colours["Planned 10/11 savings"]


# Who owes what.


def test_each_board_owes_what_appendix_2_prints_under_it(snapshot: Snapshot) -> None:
    boards = efficiency.owed(snapshot, "board")
    assert dict(zip(boards["grouped"], boards["latest"], strict=True)) == {
        "Thriving, Safe Communities": 2851, "People Not Cars": 2121, "Investing In Children": 1065,
        "Talk Up Leicester": 190, "Wellbeing & Health": 33,
    }  # fmt: skip
    assert set(boards["officers"]) == {"no officer printed"}
    assert boards["share_pct"].sum() == pytest.approx(100)
    only = efficiency.lines(snapshot, "board", board_id="wellbeing-health")
    assert [(row["title"], row["latest"]) for _, row in only.iterrows()] == [("Reduce Opening Hours", 33)]


def test_departments_owe_the_sums_of_their_lines_each_year_by_itself(snapshot: Snapshot) -> None:
    found = efficiency.owed(snapshot, "department").set_index("grouped")
    housing = found.loc["Adults & Housing"]
    # Nine lines of the departmental strategy, then seven additional ones.
    assert years(housing) == {
        "2009/10": 200 + 60 + 0 + 400 + 8 + 30 + 100 + 38 + 5 + 65 + 100 + 70 + 100 + 300 + 100 + 40,
        "2010/11": 500 + 60 + 100 + 850 + 10 + 30 + 100 + 38 + 5 + 65 + 100 + 70 + 200 + 300 + 200 + 40,
    }
    assert housing["officers"] == "A Branson; A Lemmon; B Dave; K Curry; R Lake; T Rees (ODI Plan 2009/10); " \
        "8 with no officer printed"  # fmt: skip
    assert sum(years(row)["2010/11"] for _, row in found.iterrows()) == 5384
    assert set(found["measure"]) == {"cumulative"}


def test_an_officer_answers_for_the_lines_that_name_him_in_every_year(snapshot: Snapshot) -> None:
    officers = efficiency.owed(snapshot, "officer").set_index("grouped")
    assert years(officers.loc["R Lake"]) == {"2009/10": 0 + 400, "2010/11": 319 + 850, "2011/12": 1277 + 850}
    assert years(officers.loc["N Gamble"]) == dict.fromkeys(("2009/10", "2010/11", "2011/12"), 653 + 100)
    # A figure merged over seven programmes is no officer's own.
    assert all(pd.isna(amount) for amount in years(officers.loc["Kim Curry"]).values())
    mine = efficiency.lines(snapshot, "department", lead="R Watson")
    assert set(mine["owner"]) == {"R Watson (ODI Plan 2009/10)"}
    assert sorted(mine["latest"]) == [24, 30, 40]


def test_the_programmes_are_given_net_of_what_is_taken_off_them(snapshot: Snapshot) -> None:
    sections = efficiency.owed(snapshot, "section", LATER).set_index("grouped")
    year = ("2010/11", "2011/12", "2012/13")
    assert years(sections.loc["Support Services"]) == dict(zip(year, (2000, 4000, 4000), strict=True))
    assert years(sections.loc["Procurement"]) == dict(zip(year, (2500, 5000, 5000), strict=True))
    assert years(sections.loc["less non-general fund"]) == dict(zip(year, (-500, -1000, -1000), strict=True))


def test_a_merged_cell_is_told_from_a_dash_and_from_nothing_printed(snapshot: Snapshot) -> None:
    shown = savings.owed_lines(efficiency.lines(snapshot, "officer", EARLIER))
    shown = shown.set_index("Saving")
    assert shown.loc["One Council One Contact", "2010/11"] == "within a merged cell"
    assert shown.loc["DE Future Programmes", "2009/10"] == "a dash is printed"
    assert shown.loc["Future Years Efficiencies", "2009/10"] == "nothing printed"
    assert shown.loc["Printers", "2009/10"] == "0"
    groups = savings.owed(efficiency.owed(snapshot, "officer"), "Officer")
    assert groups.set_index("Officer").loc["Kim Curry", "2010/11"] == "within a merged cell"


# Editions, totals, timing, tests.


def test_the_two_editions_differ_by_219_lowered_1500_dropped_and_975_new(snapshot: Snapshot) -> None:
    sums = efficiency.edition_sums(snapshot, REPORTING).set_index("period")
    columns = ["earlier_sum", "raised", "lowered", "dropped", "added", "later_sum"]
    assert list(sums.loc["2009/10", columns]) == [3340, 0, 0, 0, 65 + 100 + 70 + 100 + 300 + 100 + 40, 4115]
    assert list(sums.loc["2010/11", columns]) == [6128, 0, 100 - 319, -1500, 65 + 100 + 70 + 200 + 300 + 200 + 40, 5384]
    assert sums.loc["2011/12", "earlier_sum"] == 8113
    assert pd.isna(sums.loc["2011/12", "later_sum"])
    lines = efficiency.editions(snapshot, REPORTING)
    assert lines["word"].value_counts().to_dict() == {"Unchanged": 27, "New line": 7, "Lowered": 1, "No figure now": 1}
    homes = by_line(lines, "Elderly Persons Homes")
    assert (years(homes, "earlier"), years(homes, "later")) == (
        {"2009/10": 0, "2010/11": 319}, {"2009/10": 0, "2010/11": 100},
    )  # fmt: skip


def test_every_printed_total_is_recomputed_and_the_short_one_is_explained(snapshot: Snapshot) -> None:
    checks = efficiency.checks(snapshot, REPORTING)
    differing = checks[~checks["agrees"]]
    assert (len(checks), len(differing)) == (73, 12)
    assert savings_proved.checks_title(checks) == "12 of 73 printed sums and repeated figures differ"
    short = differing[(differing["title"] == "Total") & (differing["check_kind"] == "total_of_lines")]
    short = short[short["unit"] == "£000"].sort_values("period")
    assert [list(row) for row in short[["printed_amount", "recomputed", "difference"]].to_numpy()] == [
        [1761, 3340, -1579], [2003, 6128, -4125], [2030, 8113, -6083],
    ]  # fmt: skip
    assert all("lines 18 to 29" in reason for reason in short["likely_reason"])
    assert "191" in set(savings_proved.differing(checks)["Difference"].str.lstrip("-"))


def test_a_saving_stands_beside_the_milestone_that_comes_first(snapshot: Snapshot) -> None:
    timing = efficiency.timing(snapshot, REPORTING, frame.scope(snapshot, "", "", "", ""))
    late = timing[timing["standing"] == "late"]
    assert (
        savings_proved.timing_title(timing)
        == "3 savings are claimed for a year of which their milestones leave 59 days at most"
    )
    assert {(row.title, row.amount, row.days_left) for row in late.itertuples()} == {
        ("SUB-TOTAL", 2000, 0), ("Procurement", 2500, 31), ("Procurement", 2500, 59), ("Finance", 600, 59),
    }  # fmt: skip
    begins = by_line(late[late["milestone_title"].str.startswith("Delivery")], "Procurement")
    # "Delivery of category plans and savings commences - by end February 2011"
    assert begins["current_due_on"].date() == datetime.date(2011, 2, 28)
    within = frame.scope(snapshot, LATER, "", "", f"{LATER}-p07")
    assert set(efficiency.timing(snapshot, REPORTING, within)["title"]) == {"Procurement"}


def test_what_the_paper_itself_says_fails_a_test_is_counted(snapshot: Snapshot) -> None:
    counts = efficiency.tests_answered(snapshot, REPORTING).set_index("test")
    assert list(counts["no"]) == [7, 2, 2]
    assert set(counts.sum(axis=1)) == {131}
    tests = efficiency.efficiency_tests(snapshot, REPORTING)
    assert set(tests.loc[tests["cash_releasing"] == "no", "inputs"]) <= {
        "2010/11: 1,822", "2009/10: nothing; 2010/11: nothing; 2011/12: nothing",
    }  # fmt: skip
    assert (tests["word"].iloc[:9] == "Fails a test").all()


def test_findings_about_savings_begin_with_the_plan_that_falls_short(snapshot: Snapshot) -> None:
    found = efficiency.findings(snapshot, REPORTING)
    assert (len(found), found["total_rows"].iloc[0]) == (19, 19)
    assert found["rule"].iloc[0] == "plan_short_of_target"
    assert efficiency.findings(snapshot, REPORTING, board_id="people-not-cars").empty


# The page.


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/efficiency.py").run()


def view(page: AppTest, name: str) -> str:
    choose(page, "show", name)
    return shown(page)


def shown(page: AppTest) -> str:
    assert not page.exception, [e.value for e in page.exception]
    return reading.said(page)


def test_one_look_says_how_far_the_plan_falls_short_and_that_no_result_is_printed(page: AppTest) -> None:
    text = shown(page)
    assert "the plan to 2010/11, £37.252m, is £0.191m short of its £37.443m target" in text
    assert "none prints what has been saved" in text
    assert "10 sources bring the plan to £37.252m" in text
    rests = reading.tables(page)[0]
    assert list(rests["Amount"].str.replace("\\", "")) == ["£5.876m", "£4.500m", "£1.822m", "£0.500m"]


def test_each_view_says_its_finding(page: AppTest) -> None:
    for name, words in (
        ("Owed", "Thriving, Safe Communities owes most for 2010/11: £2.851m, 46% of its table"),
        ("Editions", "£6.128m for 2010/11 became £5.384m: £0.219m lowered, £1.500m dropped, £0.975m new"),
        ("Totals", "12 of 73 printed sums and repeated figures differ"),
        ("Timing", "3 savings are claimed for a year of which their milestones leave 59 days at most"),
        ("Tests", "Savings that fail a test: 7 not net, 2 not ongoing and 2 not cash-releasing"),
    ):
        assert words in view(page, name), name
    view(page, "Owed")
    for by in ("Department", "Division", "Officer", "Section"):
        choose(page, "by", by)
        assert " owes most for 201" in shown(page), by


def test_the_plan_and_the_board_chosen_are_respected_and_the_rest_is_said(page: AppTest) -> None:
    choose(page, "plan", EARLIER)
    assert "18 sources bring the plan to £37.443m, its target exactly" in shown(page)
    assert "No line within these filters prints a board" in view(page, "Owed")
    choose(page, "plan", LATER)
    choose(page, "board", "people-not-cars")
    assert "People Not Cars owes most for 2010/11: £2.121m" in shown(page)
    assert list(reading.tables(page)[1]["Saving"]) == ["Highways and Transport organisational review"]
    assert "Board cannot narrow this view" in view(page, "Bridge")


def test_a_plan_without_savings_says_so_on_every_view(page: AppTest) -> None:
    choose(page, "plan", "one-leicester")
    for name in ("Bridge", "Owed", "Editions", "Totals", "Timing", "Tests"):
        view(page, name)
        assert len(reading.empties(page)) == 1, name


# Stranger data.


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory, built_home: Path) -> Snapshot:
    """A line that refers to no earlier edition, two lines that refer to each other, and a name with markup."""
    folder = copy_shipped(tmp_path_factory.mktemp("strange"), built_home)
    alter(folder, "efficiency_line", {"line_id": f"{LATER}-divisional-l08"}, refers_to="")
    ring = {"refers_to": f"{LATER}-programmes-l08", "title": "<b>Buying</b> [here](http://example.org)"}
    alter(folder, "efficiency_line", {"line_id": f"{LATER}-programmes-l07"}, **ring)
    return judged(folder)


def test_lines_that_refer_to_each_other_in_a_ring_end_the_bridge_all_the_same(strange: Snapshot) -> None:
    steps = efficiency.bridge(strange, REPORTING)
    assert list(steps["amount"])[-3:] == [37252, 191, 37443]
    assert efficiency.rest_on(strange, REPORTING).set_index("mark").loc["before_milestone", "amount"] == 4500


def test_a_line_that_refers_to_no_earlier_one_is_new_and_the_earlier_one_gone(strange: Snapshot) -> None:
    lines = efficiency.editions(strange, REPORTING)
    assert sorted(lines.loc[lines["title"] == "Nominations", "word"]) == ["Line gone", "New line"]
    year = efficiency.edition_sums(strange, REPORTING).set_index("period").loc["2010/11"]
    assert (year["dropped"], year["added"]) == (-1500 - 38, 975 + 38)
    assert year["earlier_sum"] + year["lowered"] + year["dropped"] + year["added"] == year["later_sum"] == 5384


def test_markup_in_the_name_of_a_saving_is_shown_as_text(strange: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "current", lambda: strange)
    page = AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/efficiency.py").run()
    view(page, "Timing")
    names = " ".join(reading.tables(page)[0]["Saving"])
    assert "<b>Buying" in names
    assert "[here]" in names
