"""A board lead finds all that belongs to a priority on its page, counted by state, and nothing is lost on the way."""

import datetime
from collections import Counter
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import priorities as told
from data import places
from data.store import Snapshot
from queries import frame, priorities
from queries.priorities import Subject
from tests import altered, reading
from tests.choosing import choose

DATE = datetime.date(2010, 3, 31)
SUPPORT_SERVICES, PREVENT = "odi-2010-11-p05", "homelessness-2008-13-p01"
SHIPPED = places.SHIPPED_FOLDER

pytestmark = pytest.mark.usefixtures("snapshot")


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/priorities.py").run()


def about(page: AppTest, priority_id: str) -> str:
    choose(page, "about", priority_id)
    choose(page, "of_one", "All that belongs")
    return shown(page)


def shown(page: AppTest) -> str:
    assert not page.exception, [e.value for e in page.exception]
    return reading.said(page)


def every_priority(snapshot: Snapshot, plan: str = "") -> tuple[str, ...]:
    return frame.scope(snapshot, plan, "", "", "")


def test_each_priority_counts_just_what_the_papers_print_under_it(snapshot: Snapshot) -> None:
    rows = priorities.priority_list(snapshot, DATE, every_priority(snapshot)).set_index("priority_id")
    indicators = Counter(row["priority_id"] for row in altered.read(SHIPPED, "indicator"))
    milestones = Counter(row["priority_id"] for row in altered.read(SHIPPED, "milestone"))
    assert len(rows) == len(altered.read(SHIPPED, "priority")) == 42
    for key, row in rows.iterrows():
        assert row["measure_count"] + row["figure_count"] == indicators[key], key
        assert row["milestone_count"] == milestones[key], key
        assert sum(state["count"] for state in row["measure_states"]) == row["measure_count"], key
        assert sum(state["count"] for state in row["milestone_states"]) == row["milestone_count"], key


def test_no_indicator_milestone_or_savings_line_is_lost_between_the_pages(snapshot: Snapshot) -> None:
    held: dict[str, set[str]] = {"indicator": set(), "milestone": set(), "efficiency_line": set()}
    for plan in (row["plan_id"] for row in altered.read(SHIPPED, "plan")):
        subject = Subject(every_priority(snapshot, plan))
        held["indicator"] |= set(priorities.measures(snapshot, DATE, subject)["indicator_id"])
        held["milestone"] |= set(priorities.milestones(snapshot, DATE, subject)["milestone_id"])
        held["efficiency_line"] |= set(priorities.savings(snapshot, DATE, subject)["line_id"])
    for board in {row["board_id"] for row in altered.read(SHIPPED, "efficiency_line")} - {""}:
        held["efficiency_line"] |= set(priorities.savings(snapshot, DATE, Subject((), board))["line_id"])
    without = priorities.none(snapshot)
    keys = {"indicator": "indicator_id", "milestone": "milestone_id", "efficiency_line": "line_id"}
    for kind, key in keys.items():
        loose = set(without.loc[without["kind"] == kind, "id"])
        printed = {row[key] for row in altered.read(SHIPPED, kind)}
        assert held[kind] | loose == printed, kind
        assert not held[kind] & loose, kind


def test_every_tie_of_the_papers_is_in_the_thread_of_a_priority(snapshot: Snapshot) -> None:
    ends = ("from_kind", "from_id", "relation", "to_kind", "to_id")
    seen = set()
    for key in every_priority(snapshot):
        rows = priorities.thread(snapshot, Subject((key,)))
        assert rows["from_title"].notna().all(), key
        assert rows["to_title"].notna().all(), key
        seen |= set(rows[list(ends)].itertuples(index=False, name=None))
    assert seen == {tuple(row[end] for end in ends) for row in altered.read(SHIPPED, "link")}


def test_transforming_support_services_holds_what_appendix_1_of_the_plan_prints(
    snapshot: Snapshot, page: AppTest
) -> None:
    # ODI Plan 2010/11, Appendix 1, priority five: 9 bullets with 15 dates, two of them February 2010, three in April
    # and May 2010, one the impossible 31st April; four measures of success, one with a target; no figure yet.
    text = about(page, SUPPORT_SERVICES)
    assert "0 of 4 measures assessed: 1 no figure, 3 to develop." in text
    assert "15 milestones: 2 not reported, 3 due soon, 9 later, 1 no date." in text
    assert "8 savings lines and 5 findings." in text
    # "target of a minimum of £2.5m in 2010/11".
    measures = told.measures(priorities.measures(snapshot, DATE, Subject((SUPPORT_SERVICES,))))
    assert "£2.5m (2010/11)" in set(measures["Target"])
    # Section 2.4, programmes table: £2,000k in 2010/11 for support services; the milestone says £2 million too.
    lines = priorities.savings(snapshot, DATE, Subject((SUPPORT_SERVICES,))).set_index("title")
    subtotal = {(a["period"], a["measure"]): a["amount"] for a in lines.loc["SUB-TOTAL", "amounts"]}
    assert subtotal["2010/11", "plan"] == 2000
    # The survey's part "Ways of working" (section 2.3.6) is of this priority's theme.
    assert "7 remarks" in text


def test_the_golden_thread_tells_up_from_down_and_earlier_from_later(snapshot: Snapshot) -> None:
    rows = priorities.thread(snapshot, Subject((SUPPORT_SERVICES,)))
    by_place = {place: set(of["to_title"]) for place, of in rows.groupby("place")}
    assert "One Leicester, 25 year vision" in by_place["up"]
    assert "6 Transforming support services" in by_place["before"]
    health = priorities.thread(snapshot, Subject(("one-leicester-p03",)))
    supporting = health[(health["place"] == "down") & (health["relation"] == "supports")]
    assert "Homelessness Strategy 2008-2013" in set(supporting["from_title"])  # strategy, section 2.3 of its report
    earlier = priorities.thread(snapshot, Subject(("odi-2009-10-p06",)))
    assert "5 Transforming support services" in set(earlier.loc[earlier["place"] == "after", "from_title"])


def test_the_first_priority_of_the_homelessness_strategy_has_its_thirteen_measures_and_nine_actions(
    page: AppTest,
) -> None:
    # Homelessness Strategy, section 5, objectives 1.1 to 1.6: 13 rows, four with targets to be agreed; delivery plan
    # rows 1.2 to 1.10.
    text = about(page, PREVENT)
    assert "0 of 13 measures assessed: 7 to go, 2 at next target, 4 no target yet." in text
    assert "9 milestones:" in text
    assert "21 other figures printed" in text
    assert "None of these belongs to it: savings lines, figures of the staff survey or remarks." in text


@pytest.mark.parametrize(
    ("priority_id", "milestones"), [("safeguarding-adults-2009-p01", 15), ("investments-governance-2009-p01", 22)]
)
def test_the_small_plans_of_the_cabinet_pack_have_pages_too(page: AppTest, priority_id: str, milestones: int) -> None:
    assert f"{milestones} milestones: {milestones} no date." in about(page, priority_id)


def test_a_board_is_counted_by_state_with_the_savings_printed_under_its_name(snapshot: Snapshot) -> None:
    rows = priorities.boards(snapshot, DATE).set_index("board_id")
    # ODI Plan 2010/11, Appendix 2: 11 lines and a total of 1,065 under Investing In Children.
    assert rows.loc["investing-in-children", "savings_count"] == 12
    lines = priorities.savings(snapshot, DATE, Subject((), "investing-in-children"))
    planned = [line.amounts[0]["amount"] for line in lines[lines["line_kind"] == "line"].itertuples()]
    assert sum(planned) == 1065
    # The strategy says of each measure that Wellbeing and Health monitors it: 31 rows of its table.
    assert rows.loc["wellbeing-health", "measure_count"] == 31
    counted = {state["state"]: state["count"] for state in rows.loc["odi-board", "milestone_states"]}
    assert sum(counted.values()) == 151 == rows.loc["odi-board", "milestone_count"]


def test_a_board_chosen_in_the_filters_has_its_own_savings_on_the_page(page: AppTest) -> None:
    page.session_state["board"] = "investing-in-children"
    page.session_state["of_one"] = "All that belongs"
    page.run()
    assert "12 savings lines" in shown(page)


def test_what_has_no_priority_is_listed_by_itself(page: AppTest) -> None:
    choose(page, "of_all", "In no priority")
    text = shown(page)
    assert "27 measures and figures, 0 milestones and 135 savings lines" in text


def test_a_long_list_says_how_much_of_it_is_shown(page: AppTest) -> None:
    choose(page, "of_all", "All that belongs")
    assert "The first 200 of 228 milestones" in shown(page)


def test_one_sort_of_thing_can_be_shown_alone_and_says_when_there_is_none(page: AppTest) -> None:
    about(page, PREVENT)
    assert "13 measures" in reading.titles(page)
    choose(page, "part", "savings lines")
    assert "13 measures" not in reading.titles(page)
    assert "No savings lines" in reading.empties(page)[0]


def test_filters_that_leave_nothing_are_told(page: AppTest) -> None:
    choose(page, "plan", "one-leicester")
    choose(page, "board", "odi-board")
    assert "No measure belongs to it." in shown(page)
    choose(page, "of_one", "Priorities")
    assert "No priorities" in reading.empties(page)[0]


def test_a_result_and_a_remark_change_what_is_said_of_their_priority(shipped: Path) -> None:
    source = "cabinet-pack-2009-07-13, made for a test, row 1"
    value = next(r for r in altered.read(shipped, "indicator_value") if r["indicator_id"] == "rough-sleeping-count")
    new = {"period": "2009/10", "period_end": "2010-03-31", "kind": "actual", "value": "4", "value_text": "4"}
    altered.add(shipped, "indicator_value", **{**value, **new, "is_baseline": "false", "source_ref": source})
    remark = altered.read(shipped, "commentary")[0]
    altered.add(
        shipped, "commentary",
        **{**remark, "commentary_id": "a-remark", "subject_kind": "indicator", "subject_id": "rough-sleeping-count",
           "source_ref": source},
    )  # fmt: skip
    judged, subject = altered.judged(shipped), Subject((PREVENT,))
    states = priorities.states(judged, DATE, subject)
    nothing = priorities.findings(judged, DATE, Subject(()))
    assert told.headline(states, nothing, nothing).startswith("1 of 13 measures assessed: 6 to go, 1 met, ")
    assert list(priorities.remarks(judged, DATE, subject)["commentary_id"]) == ["a-remark"]


def test_a_lead_chosen_leaves_what_is_theirs(snapshot: Snapshot) -> None:
    rows = priorities.milestones(snapshot, DATE, Subject(every_priority(snapshot)), "Vijay Desor")
    assert len(rows)
    assert all("Vijay Desor" in owner.split("; ") for owner in rows["owner"])
    listed = priorities.priority_list(snapshot, DATE, every_priority(snapshot), "Vijay Desor")
    assert listed["milestone_count"].sum() == len(rows)


def test_the_list_and_the_card_count_a_leads_measures_alike(snapshot: Snapshot) -> None:
    cursor = snapshot.cursor()
    for (lead,) in cursor.execute("SELECT key FROM filter_choice WHERE filter = 'lead'").fetchall():
        for row in priorities.priority_list(snapshot, DATE, every_priority(snapshot), lead).itertuples():
            states = priorities.states(snapshot, DATE, Subject((row.priority_id,)), lead)
            counted = states.loc[states["kind"] == "measure", "row_count"].sum()
            assert counted == row.measure_count, (lead, row.priority_id)
