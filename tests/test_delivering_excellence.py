"""The page on Delivering Excellence: its programmes, posts and costs as the report of September 2008 prints them, and
what the ODI plans made of them."""

import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import delivering_excellence as told
from data import service
from data.store import Snapshot
from queries import delivering_excellence, frame
from tests import reading
from tests.altered import alter, judged, remove
from tests.choosing import choose

DAY = datetime.date(2010, 3, 31)
PLAN = "delivering-excellence"
# Section 3.1, Table 2: present staffing, proposed staffing change, cost of change.
TABLE_2 = {
    "Corporate Team": (6, None, 0),
    "Frontline Service Direction": (16, 4, 432_417),
    "Central Service Direction": (7, 3, 232_856),
    "Band 9": (None, 1, 75_099),
    "Assistants": (29, 4, 104_000),
}


pytestmark = pytest.mark.usefixtures("snapshot")


def everything(snapshot: Snapshot) -> tuple[str, ...]:
    return frame.scope(snapshot, "", "", "", "")


def shown(app: AppTest) -> str:
    assert not app.exception, [e.value for e in app.exception]
    return reading.said(app)


def opened() -> AppTest:
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    return app.switch_page("pages/delivering_excellence.py").run()


@pytest.fixture
def page() -> AppTest:
    return opened()


def view(page: AppTest, name: str) -> AppTest:
    return choose(page, "programme", name)


# What became of the programmes.


def test_the_nine_programmes_and_enablers_stand_beside_what_they_became(page: AppTest, snapshot: Snapshot) -> None:
    assert "6 of 9 programmes and enablers go on in later plans; 3 are matched with nothing there" in shown(page)
    lines = delivering_excellence.became(snapshot, DAY, PLAN, everything(snapshot))
    table = told.became(lines).set_index("Programme or enabler")
    first, second = "ODI Plan 2009/10", "ODI Plan 2010/11"
    # The numbers of the priorities are those of section 3.2 of either ODI plan.
    for name, then, later in (
        ("Programme 1: Strategic Priorities", "–", "–"),
        ("Programme 2: Service Transformation", "–", "–"),
        ("Programme 3: Customer Service Improvement", "7 Customer services", "6 Customer services"),
        ("Programme 4: Partnership Development", "2 Better partnership", "1 Working in partnership"),
        ("Programme: Management structure implementation", "1 New structures", "–"),
        ("Enabler 1: People", "3 Developing employees", "2 Developing employees"),
        ("Enabler 2: Programme Management", "5 Project and programme", "4 Project and programme"),
        ("Enabler 3: Performance Management", "9 Priority based budgeting; 10 Better", "8 Approach to performance"),
        ("Enabler 4: Organisational Assurance", "–", "–"),
    ):
        assert table.loc[name, first].startswith(then)
        assert table.loc[name, second].startswith(later)


def test_priorities_no_programme_led_to_are_shown_as_beginning_later(snapshot: Snapshot) -> None:
    table = told.became(delivering_excellence.became(snapshot, DAY, PLAN, everything(snapshot)))
    later = table[table["Programme or enabler"] == "none: begins later"]
    assert [text.split()[0] for text in later["ODI Plan 2009/10"]] == ["4", "6", "8", "11"]
    assert [text.split()[0] for text in later["ODI Plan 2010/11"]] == ["3", "5", "7", "9"]


def test_the_milestones_since_are_those_of_both_plans(snapshot: Snapshot) -> None:
    table = told.became(delivering_excellence.became(snapshot, DAY, PLAN, everything(snapshot)))
    since = table.set_index("Programme or enabler")["Milestones since"]
    # Eleven and seventeen bullets under "The key milestones will be"; five of the first are reported achieved.
    assert since["Enabler 1: People"] == "28: 5 done, 1 overdue, 3 not reported"
    assert since["Programme 3: Customer Service Improvement"] == "12"  # the first plan prints none


def test_a_link_that_is_taken_away_leaves_the_programme_without_successor(shipped: Path) -> None:
    remove(shipped, "link", from_id="odi-2009-10-p05", to_id="delivering-excellence-enabler-02")
    snapshot = judged(shipped)
    lines = delivering_excellence.became(snapshot, DAY, PLAN, everything(snapshot))
    assert told.became_title(lines).startswith("5 of 9 programmes")
    table = told.became(lines).set_index("Programme or enabler")
    assert table.loc["Enabler 2: Programme Management", "ODI Plan 2009/10"] == "–"
    assert "5 Project and programme management" in set(table.loc["none: begins later", "ODI Plan 2009/10"])


def test_before_the_odi_plans_were_known_the_programmes_had_become_nothing(snapshot: Snapshot) -> None:
    lines = delivering_excellence.became(snapshot, datetime.date(2008, 12, 31), PLAN, everything(snapshot))
    assert len(lines) == 9
    assert lines["successor_id"].isna().all()


# Posts and cost.


def test_table_2_stands_as_printed_with_the_sums_it_does_not_print(snapshot: Snapshot) -> None:
    rows = delivering_excellence.structure(snapshot, PLAN).set_index("title")
    rows = rows.astype(object).where(rows.notna(), None)
    for title, (now, change, cost) in TABLE_2.items():
        assert (rows.loc[title, "posts_now"], rows.loc[title, "posts_change"], rows.loc[title, "cost_gbp"]) == (
            now, change, cost,
        )  # fmt: skip
        assert rows.loc[title, "posts_after"] == (now or 0) + (change or 0)
    assert rows.loc["Total", "cost_gbp"] == sum(cost for _, _, cost in TABLE_2.values()) == 844_372
    assert rows.loc["Total", "posts_now"] is None  # no total of staff is printed
    ours = rows.loc["sum of the lines"]
    assert (ours["posts_now"], ours["posts_change"], ours["posts_after"]) == (58, 12, 70)


def test_a_dash_is_shown_as_a_dash_and_a_nought_as_a_nought(snapshot: Snapshot) -> None:
    table = told.structure(delivering_excellence.structure(snapshot, PLAN))
    table = table.set_index("Employment area")
    assert (table.loc["Corporate Team", "Change"], table.loc["Corporate Team", "Cost of change"]) == ("-", "0")
    assert table.loc["Band 9", "Posts now"] == "-"
    assert table.loc["Total (printed)", "Posts now"] == ""
    assert table.loc["Sum of the lines (ours)", "Change"] == "+12"


def test_the_printed_total_is_set_against_its_lines(page: AppTest) -> None:
    text = shown(view(page, "Posts and cost"))
    assert "+12 posts for £844,372. £844,372 is printed; the sum of its 5 lines is the same." in text
    assert "section 5.1 gives £0.9m a year for a different set of posts, 14 in all" in text


def test_a_total_that_does_not_come_out_says_so(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(
        shipped, "cost_line", {"line_id": "de-structure-l06", "measure": "cost"},
        amount_gbp="854372", printed="£854,372",
    )  # fmt: skip
    snapshot = judged(shipped)
    monkeypatch.setattr(service, "current", lambda: snapshot)
    text = shown(view(opened(), "Posts and cost"))
    assert "£854,372 is printed, £10,000 more than its 5 lines (£844,372)" in text


def test_costs_stand_in_the_words_of_section_5_1_and_nothing_is_put_where_nothing_is_printed(page: AppTest) -> None:
    table = reading.tables(view(page, "Posts and cost"))[1].set_index("What")
    cells = {name: cell.replace("\\", "") for name, cell in table["Cost, as printed"].items()}
    assert cells["Ongoing cost with the operational managers"] == "£0.9m per annum"
    assert cells["Ongoing cost thereafter"] == "£0.5m per annum"
    assert cells["Setting up the new posts"] == "£40,000"
    assert cells["Additional HR capacity"] == "£150,000"
    assert cells["Staff seconded to the programme"] == "No cost assumption is included"
    assert cells["Operational managers"] == ""


# Savings.


def test_two_and_a_half_million_against_two_is_found_beside_the_figure(page: AppTest) -> None:
    table = reading.tables(view(page, "Savings"))[0]
    rows = table.set_index("Saving")
    # Section 2.4 of the plan of 2010/11: a minimum of £2m; its Appendix 1, priority five: a minimum of £2.5m.
    assert "(£2m)" in rows.loc["Support services transformation, minimum in 2010/11", "£000 (as printed)"]
    other = rows.loc["Support services cost reduction, minimum target"]
    assert "2010/11: 2,500 (£2.5m)" in other["£000 (as printed)"]
    assert "£500,000 more than the figure it refers to (£2,000,000)" in other["What was found"]


def test_the_programme_s_own_claims_come_first(snapshot: Snapshot) -> None:
    rows = delivering_excellence.savings(snapshot, DAY, PLAN, everything(snapshot))
    own = rows[rows["steps"] == 0]
    # The foreword and section 2.1 each speak of £30m.
    assert [amount["gbp_000"] for amounts in own["amounts"] for amount in amounts] == [30_000, 30_000]
    assert list(rows["steps"]) == sorted(rows["steps"])


def test_every_saving_found_fault_with_is_one_the_findings_name(snapshot: Snapshot) -> None:
    rows = delivering_excellence.savings(snapshot, DAY, PLAN, everything(snapshot))
    cursor = snapshot.cursor().execute("SELECT explanation FROM finding WHERE subject_kind = 'efficiency_line'")
    explanations = {row[0] for row in cursor.fetchall()}
    found = rows["found"].dropna()
    assert len(found) == 4
    assert set(found) <= explanations


# Filters.


def test_where_the_filters_leave_nothing_the_page_says_so(page: AppTest) -> None:
    choose(page, "plan", "homelessness-2008-13")
    assert "Nothing of Delivering Excellence programme is left" in shown(page)
    assert not reading.tables(page)


def test_a_priority_of_a_later_plan_leaves_the_programme_it_came_from(page: AppTest) -> None:
    choose(page, "priority", "odi-2010-11-p04")
    assert "1 of 1 programmes and enablers go on in later plans" in shown(page)
    assert list(reading.tables(page)[0]["Programme or enabler"]) == ["Enabler 2: Programme Management"]


def test_a_sponsor_leaves_only_what_he_or_she_sponsors(page: AppTest) -> None:
    choose(page, "lead", "Deputy Leader")
    assert list(reading.tables(page)[0]["Programme or enabler"]) == ["Programme 2: Service Transformation"]
