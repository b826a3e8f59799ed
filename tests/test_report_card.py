"""A board sees on one side of paper how its priority stands: said honestly, each figure as the papers print it."""

import datetime
import io
from pathlib import Path

import pytest
from conftest import Watched
from playwright.sync_api import expect
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from components import report_card
from components.report_card import ReportCard
from data.store import Snapshot
from queries import frame, priorities
from queries import report_card as asked
from queries.priorities import Subject
from tests import altered, reading
from tests.choosing import choose, view

DATE, PLAN = datetime.date(2010, 3, 31), "homelessness-2008-13"
PREVENT, SUPPORT_SERVICES = f"{PLAN}-p01", "odi-2010-11-p05"

pytestmark = pytest.mark.usefixtures("snapshot")


def card(snapshot: Snapshot, subject: Subject, lead: str = "") -> ReportCard:
    held = asked.held(snapshot, DATE, subject, lead)
    return report_card.assemble("One", report_card.facts(held["ties"]), held)


def strategy(snapshot: Snapshot) -> Subject:
    return Subject(frame.scope(snapshot, PLAN, "", "", ""), "", PLAN)


def row(of: ReportCard, section: str, **wanted: str) -> dict[str, str]:
    """The first row of a section with these words in these columns."""
    table = next(s.table for s in of.sections if s.name == section)
    rows = [{name: str(cell).replace("\xa0", " ") for name, cell in r.items()} for r in table.to_dict("records")]
    return next(r for r in rows if all(words in r[column] for column, words in wanted.items()))


def test_the_card_of_the_homelessness_strategy_sets_rough_sleeping_beside_what_is_to_end_by_2012(
    snapshot: Snapshot,
) -> None:
    # Strategy, section 5, objective 1.1 "End rough sleeping by 2012": 5 (07/08), 11 (08/09), then 6, 5, 3, 0. Its text:
    # 5 in 2007, around 10 by September 2008; delivery plan rows 1.8, 2.9 (fewer than 5 by December 2009) and 3.2.
    of = card(snapshot, strategy(snapshot))
    first = row(of, "measures", Measure="sleeping rough")
    assert first == row(of, "measures")  # it moved away: it comes first
    assert first["Measure"].endswith("Objective: 1.1 End rough sleeping by 2012")
    assert first["Results"] == "5 → 11 (2007/08 to 2008/09)"
    assert first["Targets"] == "6 / 5 / 3 / 0 (2009/10 to 2012/13)"
    for words in (
        "5 (2007)",
        "“around 10” (2008-09)",
        "target “less than 5” (2009-12)",
        "“End rough sleeping by 2012”",
    ):
        assert words in first["The text says"]
    assert first["Meant to move it"] == "○ 3.2 (May 2009), ○ 2.9 (December 2009), ◆ 1.8 (May 2010)"
    assert of.first is not None
    assert of.first.title.endswith("rose from 5 to 11; the plan asks for 6, 5, 3 then 0")


def test_the_card_gives_the_cost_per_head_as_published_and_as_restated(snapshot: Snapshot) -> None:
    # Homelessness report, section 5.1: £6.95 in 2008, second highest of 16, median £2.69; £4.96 for the 2009/10 return.
    cost = row(card(snapshot, strategy(snapshot)), "beside others")
    assert (cost["Published"], cost["Restated"]) == ("£6.95 (2008)", "£4.96 (2009/10)")
    assert (cost["Place"], cost["Median"]) == ("second highest of 16", "£2.69")


def test_the_headline_says_that_nothing_is_assessed_what_is_short_and_what_moved_away(snapshot: Snapshot) -> None:
    # 28 live rows of the strategy's table, counted in test_overview against the CSVs, and 3 still to be developed.
    of = card(snapshot, strategy(snapshot))
    assert of.headline == (
        "0 of 31 measures assessed, for no result has come yet in a period with a target: 15 short of their next "
        "target, 4 already at it, 6 without a target yet, 3 without a usable figure, 3 still to be developed. "
        "1 moved the wrong way: People sleeping rough (snapshot), 5 to 11."
    )
    assert of.also.startswith("40 milestones: ")
    assert any(line.startswith("People sleeping rough (snapshot): no commentary yet") for line in of.lines)


def test_results_change_the_headline_into_what_is_off_target_and_met(shipped: Path) -> None:
    values = altered.read(shipped, "indicator_value")
    for indicator, result in (("rough-sleeping-count", "9"), ("overcrowded-households", "150")):
        model = next(v for v in values if v["indicator_id"] == indicator)
        altered.add(
            shipped, "indicator_value",
            **{**model, "period": "2009/10", "period_end": "2010-03-31", "kind": "actual", "value": result,
               "value_text": result, "is_baseline": "false", "quote": "",
               "source_ref": "cabinet-pack-2009-07-13, made for a test, row 1"},
        )  # fmt: skip
    of = card(altered.judged(shipped), Subject((PREVENT,)))
    assert of.headline == (
        "2 of 13 measures assessed: 1 off target (People sleeping rough (snapshot)) and 1 met. "
        "Of the others: 5 short of their next target, 2 already at it, 4 without a target yet."
    )
    assert row(of, "measures")["Results"] == "5 → 11 → 9 (2007/08 to 2009/10)"


def test_each_card_counts_what_belongs_and_shows_what_a_board_asks_about_first(snapshot: Snapshot) -> None:
    of = card(snapshot, Subject((), "odi-board"))
    milestones = next(s for s in of.sections if s.name == "milestones")
    assert milestones.title == "151 milestones, 6 shown"
    assert [words.split("\xa0")[0].split()[0] for words in milestones.table["State"]] == ["▲"] * 3 + ["○"] * 3
    savings = next(s for s in of.sections if s.name == "savings lines")
    # Plan 2010/11, section 2.4: support services give £2,000k in 2010/11, then £4,000k; the sub-total comes first.
    assert savings.table["Amounts, £000"].iloc[0] == "Plan 2010/11: 2,000; Plan 2011/12: 4,000; Plan 2012/13: 4,000"


def test_no_card_shows_more_than_a_side_of_paper_holds_and_each_table_has_its_evidence(snapshot: Snapshot) -> None:
    for key in frame.scope(snapshot, "", "", "", ""):
        of = card(snapshot, Subject((key,)))
        for section in of.sections:
            assert 0 < len(section.table) == len(section.rows) <= report_card.ROWS[section.name], key
            assert section.rows["source_ref"].notna().all()


def test_a_priority_with_nothing_but_ties_says_so(snapshot: Snapshot) -> None:
    of = card(snapshot, Subject(("one-leicester-p02",)))
    assert of.headline == "No measure belongs to it."
    assert of.facts == ["Supported by 1 Strategic Priorities"]
    assert of.lines == ["No measures, milestones, savings lines, remarks or findings."]


def test_a_lead_chosen_leaves_on_the_card_what_is_theirs(snapshot: Snapshot) -> None:
    of = card(snapshot, Subject((PREVENT,)), "Vijay Desor")
    owners = [owner for section in of.sections for owner in section.table.get("Owner", [])]
    assert owners
    assert all("Vijay Desor" in owner for owner in owners)


def test_a_remark_on_a_measure_stands_on_its_card_before_those_of_the_survey(shipped: Path) -> None:
    remark = {**altered.read(shipped, "commentary")[0], "commentary_id": "a-remark", "subject_kind": "indicator"}
    source = {"source_ref": "cabinet-pack-2009-07-13, made for a test, row 1", "text": "More came from elsewhere."}
    altered.add(shipped, "commentary", **{**remark, **source, "subject_id": "rough-sleeping-count"})
    of = card(altered.judged(shipped), Subject((PREVENT,)))
    assert row(of, "remarks")["Said"] == "More came from elsewhere."
    assert not any(line.startswith("No commentary yet") for line in of.lines)


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/priorities.py").run()


def test_one_priority_or_board_opens_on_its_card_and_its_list_is_one_choice_away(page: AppTest) -> None:
    assert view(page, "Show") == "Priorities"
    for name, key, title in (
        ("about", SUPPORT_SERVICES, "5 Transforming support services"),
        ("board", "wellbeing-health", "Wellbeing & Health"),
        ("theme", "Leadership", "Leadership"),
    ):
        for chosen in ("about", "board", "theme"):
            page.query_params[chosen] = key if chosen == name else ""
        page.run()
        assert not page.exception, [e.value for e in page.exception]
        assert reading.titles(page)[1] == title
        assert view(page, "Show") == "Report card"
    choose(page, "of_one", "Priorities")
    assert reading.titles(page)[1:] == ["3 priorities"]
    assert len(reading.tables(page)[0]) == len(priorities.priority_list(page.session_state.snapshot, DATE, (
        "odi-2009-10-p01", "odi-2009-10-p02", "odi-2010-11-p01")))  # fmt: skip


@pytest.mark.browser
def test_a_link_opens_the_card_and_the_browser_prints_it_on_one_side_without_controls(watched: Watched) -> None:
    page = watched.open("/priorities?plan=Homelessness+Strategy+2008-2013")
    expect(page.get_by_role("heading", name="Homelessness Strategy 2008-2013")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    assert [round(float(side)) for side in printed.pages[0].mediabox[2:]] == [595, 842]  # A4 in points
    words = " ".join(printed.pages[0].extract_text().split())
    for figure in ("5 → 11", "6 / 5 / 3 / 0", "£6.95 (2008)", "£4.96 (2009/10)", "31 March 2010", "version 1"):
        assert figure in words, figure
    for control in ("Evidence", "CSV", "Filters", "Overview", "Choose one", "Its golden thread"):
        assert control not in words, control
    page.goto(watched.address + "/priorities")
    watched.settle()
    page.get_by_role("link", name="5 Transforming support services").click()
    expect(page.get_by_role("heading", name="5 Transforming support services")).to_be_visible()
    page.get_by_role("link", name="Its golden thread").click()
    expect(page.get_by_role("heading", name="Golden thread")).to_be_visible()
    assert "node=priority%3Aodi-2010-11-p05" in page.url
