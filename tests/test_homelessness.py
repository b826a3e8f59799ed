"""The homelessness page sets costs, actions and the text's own figures beside the measures, and says what differs."""

import datetime

import pytest
from streamlit.testing.v1 import AppTest

from components import homelessness as told
from data.store import Snapshot
from queries import frame, homelessness
from tests import reading
from tests.choosing import choose

DATE, PLAN = datetime.date(2010, 3, 31), "homelessness-2008-13"

pytestmark = pytest.mark.usefixtures("snapshot")


@pytest.fixture
def page() -> AppTest:
    return reading.opened("homelessness")


def shown(page: AppTest) -> str:
    assert not page.exception, [e.value for e in page.exception]
    return reading.said(page)


def every_priority(snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(frame.plan_priorities(snapshot, PLAN)["priority_id"])


def test_both_totals_of_supporting_people_are_shown_a_pound_out(page: AppTest) -> None:
    choose(page, "view", "Cost per head")
    text = shown(page)
    # Cabinet pack of 13 July 2009, homelessness report, section 5.1.
    assert "£6,852,483 in 2008/09 and £7,000,444 in 2009/10; 2 of 2 totals are not the sum of their lines" in text
    assert "£6,852,483 is printed, £1 less than its 2 lines (£6,852,484)" in text
    assert "£7,000,444 is printed, £1 more than its 2 lines (£7,000,443)" in text
    tables = reading.tables(page)
    costs = next(table for table in tables if "Sum of its lines, £" in table)
    assert list(costs["Difference, £"]).count("1") == list(costs["Difference, £"]).count("-1") == 1


def test_a_measure_has_the_actions_meant_to_move_it_beside_it(page: AppTest, snapshot: Snapshot) -> None:
    assert "Actions meant to move it" in shown(page)
    # Delivery plan: row 2.9 expects fewer than 5 sleeping rough, 3.2 reduced rough sleeping, 1.8 an outreach worker.
    rows = homelessness.indicator_actions(snapshot, "rough-sleeping-count", DATE)
    assert set(rows["ref"]) == {"1.8", "2.9", "3.2"}


def test_a_measure_without_actions_says_so(page: AppTest) -> None:
    choose(page, "measure", "temporary-accommodation")
    text = shown(page)
    assert "Actions meant to move it: none." in text
    assert "The text gives 42 (2009), the table 53 (no date)" in text


def test_figures_of_the_text_that_contradict_the_table_come_first_with_their_finding(
    page: AppTest, snapshot: Snapshot
) -> None:
    choose(page, "view", "In the text")
    assert "43 series in the text: 12 stand beside the table, 2 contradict it" in shown(page)
    rows = homelessness.text_figures(snapshot, DATE, PLAN, every_priority(snapshot))
    table = told.text_figures(rows)
    # Strategy section 2.2: 42 households in 2009; its table: 53 with no year. Delivery plan row 1.6: no work in
    # schools; the table: one school in 2008/09.
    assert "The text gives 42 (2009), the table 53 (no date)" in table["Finding"].iloc[0]
    assert "The text gives 0 (no date), the table 1 (2008/09)" in table["Finding"].iloc[1]
    assert (table["Finding"].iloc[2:] == "").all()


def test_a_strategic_priority_leaves_its_own_figures_of_the_text(page: AppTest, snapshot: Snapshot) -> None:
    every = every_priority(snapshot)
    whole = homelessness.text_figures(snapshot, DATE, PLAN, every)
    apart = [homelessness.text_figures(snapshot, DATE, PLAN, (key,), with_none=False) for key in every]
    loose = whole["priority_title"].isna()
    assert sum(len(rows) for rows in apart) + loose.sum() == len(whole)
    choose(page, "view", "In the text")
    choose(page, "strategic", every[2])
    assert f"{apart[2]['indicator_id'].nunique()} series in the text" in shown(page)
