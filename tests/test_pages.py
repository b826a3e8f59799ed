"""Every page and view runs, and shows what the documents say."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import service
from data.store import Snapshot
from queries import frame, homelessness
from tests import reading
from tests.altered import judged
from tests.choosing import choose

PLAN = "homelessness-2008-13"


pytestmark = pytest.mark.usefixtures("snapshot")


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file("../app.py", default_timeout=60).run()


@pytest.fixture
def homeless(app: AppTest) -> AppTest:
    return app.switch_page("pages/homelessness.py").run()


@pytest.fixture
def sources(app: AppTest) -> AppTest:
    return app.switch_page("pages/sources.py").run()


def shown(app: AppTest) -> str:
    assert not app.exception, [e.value for e in app.exception]
    return reading.said(app)


def test_the_first_page_says_whose_figures_these_are_and_as_at_when(app: AppTest) -> None:
    text = shown(app)
    for words in ("Leicester City Council", "31 March 2010", "version 1"):
        assert words in text


def test_rough_sleeping_is_told_with_its_targets_and_what_is_missing(homeless: AppTest) -> None:
    text = shown(homeless)
    assert "People sleeping rough (snapshot) rose from 5 to 11; the plan asks for 6, 5, 3 then 0" in text
    assert "No 2009/10 result yet" in text


def test_every_measure_of_every_priority_can_be_chosen(homeless: AppTest, snapshot: Snapshot) -> None:
    seen = 0
    every = tuple(frame.plan_priorities(snapshot, PLAN)["priority_id"])
    for priority in ("", *every):
        choose(homeless, "strategic", priority)
        rows = homelessness.strategy_indicators(snapshot, PLAN, (priority,) if priority else every)
        for row in rows[rows["state"] == "live"].itertuples():
            choose(homeless, "measure", row.indicator_id)
            assert row.title in shown(homeless)
            seen += 1
    assert seen == 28 * 2


def test_a_measure_with_no_figure_says_so_in_words(homeless: AppTest) -> None:
    choose(homeless, "measure", "care-leavers-suitable")
    text = shown(homeless)
    assert "no figure published" in text
    assert "to be established" in text


def test_a_baseline_footnoted_as_unrepresentative_carries_the_warning(homeless: AppTest) -> None:
    choose(homeless, "measure", "learning-disability-settled")
    assert "not representative" in shown(homeless)


def test_leicester_is_second_of_sixteen_and_the_restated_figure_stands_beside(homeless: AppTest) -> None:
    choose(homeless, "view", "Cost per head")
    text = shown(homeless)
    assert "Leicester is the second highest of 16: £6.95 against a median of £2.69" in text
    for words in ("Mean as printed: £3.28", "Median as printed: £2.69", "Restated for Leicester: £4.96"):
        assert words in text


def test_the_forty_actions_are_shown_and_filtered_by_priority(homeless: AppTest) -> None:
    choose(homeless, "view", "Actions")
    assert "40 actions of the delivery plan" in shown(homeless)
    choose(homeless, "strategic", f"{PLAN}-p01")
    assert "9 actions of the delivery plan" in shown(homeless)


@pytest.mark.parametrize("view", ["Find a figure", "Documents", "What is held", "Data dictionary"])
def test_each_view_of_the_sources_runs(sources: AppTest, view: str) -> None:
    choose(sources, "show", view)
    assert "Sources" in shown(sources)


def test_any_figure_is_found_with_its_document_section_and_words(sources: AppTest) -> None:
    choose(sources, "words", "581.1")
    shown(sources)
    (table,) = reading.tables(sources)
    assert set(table["Document"]) == {"ODI Plan 2010/11"}
    assert any("581.1" in words for words in table["Printed words"])


def test_finding_nothing_says_so(sources: AppTest) -> None:
    choose(sources, "words", "no such words anywhere")
    assert not sources.exception
    assert "Nothing found" in reading.empties(sources)[0]
    assert not reading.tables(sources)


def test_a_series_of_five_results_gains_limits_and_a_first_actual_gains_a_verdict(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shipped / "indicator_value.csv"
    rows = [
        f"rough-sleeping-count,leicester,{year}/{year - 1999:02},{year + 1}-03-31,actual,table,{value},{value},stated,"
        'false,,,,,,"cabinet-pack-2009-07-13, later results, uploaded",,\n'
        for year, value in ((2009, 4), (2010, 6), (2011, 5), (2012, 7))
    ]
    path.write_text(path.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")
    path = shipped / "setting.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2010-03-31", "2013-03-31"), encoding="utf-8")
    later = judged(shipped)
    monkeypatch.setattr(service, "current", lambda: later)
    app = AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/homelessness.py").run()
    text = shown(app)
    assert "People sleeping rough (snapshot): no point stands out from ordinary variation" in text
    assert "off target" in reading.everything(app).lower()
