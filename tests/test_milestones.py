"""The milestones page: what fell due, what became of the first plan's, what slipped by how much, and who carries it.

Figures are held to the papers: the plan of 2009/10 (Cabinet pack of 13 July 2009, Appendix C, its Appendix 1) and the
plan of 2010/11 (Appendix 1), and to plain counts over the shipped CSVs.
"""

import datetime
from collections import Counter
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import charts, palette
from components import milestones as told
from data import places, service
from data.store import Snapshot
from queries import frame, milestones
from tests import reading
from tests.altered import Row, add, alter, ask, judged, one, read, remove
from tests.choosing import choose

DAY = datetime.date(2010, 3, 31)
FIRST, SECOND = "odi-2009-10", "odi-2010-11"
# The bullets under "The key milestones will be" of each priority of the plan of 2009/10, counted on paper.
PRINTED_2009_10 = {1: 6, 2: 4, 3: 11, 4: 4, 5: 11, 6: 7, 7: 0, 8: 5, 9: 4, 10: 5, 11: 6}


def shipped_rows(dataset: str) -> list[Row]:
    return read(places.SHIPPED_FOLDER, dataset)


pytestmark = pytest.mark.usefixtures("snapshot")


def scope(snapshot: Snapshot, plan: str = "") -> tuple[str, ...]:
    return frame.scope(snapshot, plan, "", "", "")


def shown(app: AppTest) -> str:
    assert not app.exception, [e.value for e in app.exception]
    return reading.said(app)


def opened() -> AppTest:
    return AppTest.from_file("../app.py", default_timeout=60).switch_page("pages/milestones.py").run()


@pytest.fixture
def page() -> AppTest:
    return opened()


def view(page: AppTest, name: str) -> AppTest:
    return choose(page, "milestones", name)


# What became of the first year's milestones.


def test_the_first_plan_prints_63_milestones_and_what_became_of_them_sums_to_63(snapshot: Snapshot) -> None:
    fates = milestones.fates(snapshot, DAY, scope(snapshot))
    assert fates["milestone_count"].sum() == sum(PRINTED_2009_10.values()) == 63
    assert set(fates["milestone_total"]) == {63}
    assert set(fates["plan_title"]) == {"ODI Plan 2009/10"}


def test_each_priority_of_the_first_plan_has_as_many_milestones_as_it_prints(snapshot: Snapshot) -> None:
    rows = milestones.became(snapshot, DAY, scope(snapshot))
    assert Counter(rows["priority_number"]) == {n: count for n, count in PRINTED_2009_10.items() if count}


def test_what_became_of_them_is_what_the_next_plan_says_counted_plainly(snapshot: Snapshot) -> None:
    fates = milestones.fates(snapshot, DAY, scope(snapshot)).set_index("fate")["milestone_count"]
    said = Counter(row["status"] for row in shipped_rows("milestone_update"))
    assert dict(fates) == {
        "no_longer_mentioned" if status == "not_reported" else status: count for status, count in said.items()
    }


def test_every_count_of_what_became_of_them_leads_to_as_many_rows(page: AppTest, snapshot: Snapshot) -> None:
    text = shown(view(page, "What became of them"))
    assert "Of 63 milestones of ODI Plan 2009/10, 25 are reported achieved and 23 are no longer mentioned" in text
    assert "63 milestones" in text
    assert len(reading.tables(page)[0]) == 63
    for row in milestones.fates(snapshot, DAY, scope(snapshot)).itertuples():
        choose(page, "fate", row.fate)
        assert f"{row.milestone_count} milestones" in shown(page)
        assert len(reading.tables(page)[0]) == row.milestone_count


def test_what_the_next_edition_goes_on_with_stands_beside_what_became_of_it(snapshot: Snapshot) -> None:
    rows = milestones.became(snapshot, DAY, scope(snapshot)).set_index("milestone_id")
    assert len(rows.loc["odi-2009-10-p06-m07", "goes_on_as"]) == 5  # one for each support service of phase one
    table = told.became(rows.reset_index()).set_index("Milestone")
    assert table.loc["Recruitment practice changed", "Goes on as"].endswith("30 April 2010")


def test_what_neither_paper_nor_link_mentions_is_no_longer_mentioned_until_a_link_goes_on_with_it(
    shipped: Path,
) -> None:
    before = {r["milestone_id"]: r["fate"] for r in ask(judged(shipped), "FROM milestone_fate")}
    assert before["odi-2009-10-p11-m04"] == "no_longer_mentioned"
    assert before["odi-2009-10-p03-m09"] == "carried_forward"
    add(
        shipped, "link", from_kind="milestone", from_id="odi-2010-11-p09-m04", to_kind="milestone",
        to_id="odi-2009-10-p11-m04", relation="continues", basis="matched",
    )  # fmt: skip
    remove(shipped, "milestone_update", milestone_id="odi-2009-10-p10-m01")
    after = {r["milestone_id"]: r["fate"] for r in ask(judged(shipped), "FROM milestone_fate")}
    assert after["odi-2009-10-p11-m04"] == "carried_forward"
    assert after["odi-2009-10-p10-m01"] == "no_longer_mentioned"
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"odi-2009-10-p11-m04", "odi-2009-10-p10-m01"}


def test_no_longer_mentioned_is_what_the_verdict_calls_dropped_silently(snapshot: Snapshot) -> None:
    fates = ask(snapshot, "SELECT milestone_id FROM milestone_fate WHERE fate = 'no_longer_mentioned'")
    dropped = ask(snapshot, "SELECT milestone_id FROM milestone_verdict WHERE dropped_silently")
    assert {r["milestone_id"] for r in fates} == {r["milestone_id"] for r in dropped}


def test_before_the_next_plan_is_known_nothing_has_become_of_anything(page: AppTest) -> None:
    choose(page, "date", "2010-03-30")
    assert "No plan within these filters had ended or had a later edition by then" in shown(
        view(page, "What became of them")
    )


# What slipped.


@pytest.mark.parametrize(
    ("milestone_id", "first", "now"),
    [  # first: Appendix C of the pack; now: Appendix 1 of the plan of 2010/11
        ("odi-2010-11-p02-m01", datetime.date(2009, 12, 31), datetime.date(2010, 4, 30)),  # recruitment practice
        ("odi-2010-11-p02-m17", datetime.date(2010, 4, 30), datetime.date(2011, 3, 31)),  # appraisal framework
        ("odi-2010-11-p04-m02", datetime.date(2009, 12, 31), datetime.date(2010, 7, 31)),  # programme standards
        ("odi-2010-11-p05-m02", datetime.date(2010, 3, 31), datetime.date(2010, 9, 30)),  # Finance
        ("odi-2010-11-p05-m05", datetime.date(2010, 3, 31), datetime.date(2010, 9, 30)),  # Communications
        ("odi-2010-11-p05-m07", datetime.date(2010, 3, 31), datetime.date(2010, 10, 30)),  # strategic support
        ("odi-2010-11-p05-m09", datetime.date(2010, 3, 31), datetime.date(2010, 11, 30)),  # asset management
        ("odi-2010-11-p05-m11", datetime.date(2010, 3, 31), datetime.date(2010, 11, 30)),  # administration
    ],
)
def test_a_date_slipped_by_the_days_between_the_two_papers(
    snapshot: Snapshot, milestone_id: str, first: datetime.date, now: datetime.date
) -> None:
    row = milestones.slipped(snapshot, DAY, scope(snapshot)).set_index("milestone_id").loc[milestone_id]
    assert (row["original_due_on"].date(), row["current_due_on"].date()) == (first, now)
    assert row["slipped_days"] == (now - first).days
    assert row["rebaselined_count"] == 1
    assert [edition["plan"] for edition in row["editions"]] == ["ODI Plan 2009/10", "ODI Plan 2010/11"]


def test_what_slipped_is_told_once_each_and_what_has_no_new_date_beside_it(page: AppTest) -> None:
    text = shown(view(page, "Slipped"))
    assert "4 milestones slipped by 120 to 335 days and stand as 8 now; 1 carried forward with no new date" in text
    table = reading.tables(page)[0]
    assert len(table) == 9
    undated = table[table["Days slipped"] == "no new date"].iloc[0]
    assert undated["Milestone"] == "Support for strategic commissioning agreed"
    assert undated["Due now"] == "no new date printed"
    assert "ODI Plan 2009/10: April 2010 → ODI Plan 2010/11: 31 March 2011" in {
        cell.replace("\\", "") for cell in table["As each edition prints it"]
    }


def test_slippage_shows_under_the_plan_it_slipped_from_as_well(snapshot: Snapshot) -> None:
    from_first = milestones.slipped(snapshot, DAY, scope(snapshot, FIRST))
    into_second = milestones.slipped(snapshot, DAY, scope(snapshot, SECOND))
    assert set(into_second["milestone_id"]) < set(from_first["milestone_id"])
    assert len(into_second) == 8
    assert milestones.slipped(snapshot, DAY, scope(snapshot, "homelessness-2008-13")).empty


def test_a_third_edition_adds_its_date_and_counts_the_move(shipped: Path) -> None:
    third = "odi-2011-12"
    add(shipped, "plan", plan_id=third, title="ODI Plan 2011/12", starts_on="2011-04-01", ends_on="2012-03-31",
        status="draft", document_id="odi-plan-2010-11")  # fmt: skip
    add(shipped, "milestone", milestone_id="odi-2011-12-p01-m01", plan_id=third, priority_id="odi-2010-11-p02",
        title="Appraisal framework at last", due_text="by 30th June 2011", due_on="2011-06-30", due_precision="day",
        date_role="finish")  # fmt: skip
    add(shipped, "link", from_kind="milestone", from_id="odi-2011-12-p01-m01", to_kind="milestone",
        to_id="odi-2010-11-p02-m17", relation="continues", basis="stated")  # fmt: skip
    snapshot = judged(shipped)
    rows = milestones.slipped(snapshot, datetime.date(2011, 4, 30), scope(snapshot)).set_index("milestone_id")
    assert "odi-2010-11-p02-m17" not in rows.index
    row = rows.loc["odi-2011-12-p01-m01"]
    assert row["slipped_days"] == (datetime.date(2011, 6, 30) - datetime.date(2010, 4, 30)).days
    assert row["rebaselined_count"] == 2
    printed = told.slipped(rows.loc[["odi-2011-12-p01-m01"]].reset_index()).iloc[0]
    assert printed["As each edition prints it"] == (
        "ODI Plan 2009/10: April 2010 → ODI Plan 2010/11: 31 March 2011 → ODI Plan 2011/12: 30 June 2011"
    )


# What falls due, and when.


def test_lateness_and_silence_are_counted_apart(page: AppTest) -> None:
    text = shown(page)
    assert "228 milestones as at 31 March 2010: 7 overdue (last reported unfinished)" in text
    assert "40 past due with nothing reported (silence, not lateness), 28 fall due in 90 days" in text


def test_the_next_eighty_are_shown_at_first_and_the_page_says_so(page: AppTest) -> None:
    assert "First 80 of 228 milestones" in shown(page)
    assert len(reading.tables(page)[0]) == 80


def test_the_state_filter_leaves_only_that_state(page: AppTest) -> None:
    for group, count in (("overdue", 7), ("silent", 40), ("soon", 28), ("dropped", 2)):
        choose(page, "milestone_state", group)
        assert f"{count} milestones" in shown(page)
        assert len(reading.tables(page)[0]) == count


def test_a_date_is_shown_no_more_exact_than_it_is_printed(snapshot: Snapshot) -> None:
    rows = [milestones.listed(snapshot, DAY, scope(snapshot, plan)) for plan in (FIRST, SECOND)]
    due = {}
    for some in rows:
        table = told.listed(some)
        due |= dict(zip(some["milestone_id"], table["Due"], strict=True))
    assert due["odi-2009-10-p01-m01"] == "1 June 2009"
    assert due["odi-2009-10-p03-m11"] == "April 2010"
    assert due["odi-2009-10-p02-m04"] == "November 2009 – April 2010"
    assert due["odi-2010-11-p05-m12"] == "by 31st April 2010"  # no such day: kept as printed
    assert due["odi-2010-11-p03-m01"] == "ongoing"


def test_each_month_holds_what_the_plan_prints_for_it(snapshot: Snapshot) -> None:
    months = milestones.months(snapshot, DAY, scope(snapshot, SECOND))
    printed = Counter(
        row["due_on"][:7] for row in shipped_rows("milestone") if row["plan_id"] == SECOND and row["due_on"]
    )
    assert {f"{m:%Y-%m}": n for m, n in zip(months["due_month"], months["due_count"], strict=True)} == printed
    assert list(months["open_count"]) == list(months["due_count"])  # nothing of it is reported done


def test_the_fullest_month_ahead_leads_to_its_milestones(page: AppTest, snapshot: Snapshot) -> None:
    text = shown(view(page, "By month"))
    assert "April 2010 is the fullest month ahead: 16 milestones open" in text
    assert "17 due in April 2010" in text
    assert len(reading.tables(page)[0]) == 17
    choose(page, "month", "2009-12-01")
    in_december = milestones.months(snapshot, DAY, scope(snapshot)).set_index("due_month")["due_count"]["2009-12-01"]
    assert f"{in_december} due in December 2009" in shown(page)
    choose(page, "milestone_state", "soon")  # December holds none that is due soon
    assert "due in April 2010" in shown(page)


def test_the_months_agree_with_the_rule_that_counts_them(snapshot: Snapshot) -> None:
    months = milestones.months(snapshot, DAY, scope(snapshot))
    rule = ask(snapshot, "SELECT due_count, open_count FROM milestone_pile_up ORDER BY due_month")
    assert [(r["due_count"], r["open_count"]) for r in rule] == list(
        zip(months["due_count"], months["open_count"], strict=True)
    )


def test_only_the_sixty_months_nearest_the_date_are_drawn(shipped: Path) -> None:
    for n in range(70):
        add(shipped, "milestone", milestone_id=f"odi-2010-11-p01-m{n + 100}", plan_id=SECOND, title=f"Later {n}",
            priority_id="odi-2010-11-p01", due_text="later", due_precision="day", date_role="finish",
            due_on=f"{2013 + n // 12}-{n % 12 + 1:02}-28")  # fmt: skip
    snapshot = judged(shipped)
    months = milestones.months(snapshot, DAY, scope(snapshot))
    assert (len(months), months["total_rows"].iloc[0]) == (60, 28 + 70)
    assert months["due_month"].is_monotonic_increasing


def test_bars_start_at_nought_and_label_every_month(snapshot: Snapshot) -> None:
    months = milestones.months(snapshot, DAY, scope(snapshot))
    figure = charts.month_bars(months, DAY, palette.LIGHT)
    assert list(figure.data[0].y) == [int(text) for text in figure.data[0].text] == list(months["open_count"])
    assert figure.layout.yaxis.range[0] == 0


def test_the_chart_of_moved_dates_joins_the_first_date_to_the_last(snapshot: Snapshot) -> None:
    moved = told.moved_dates(milestones.slipped(snapshot, DAY, scope(snapshot)))
    figure = charts.moved_dates(moved, palette.LIGHT)
    first, now = figure.data
    assert first.x[0] == datetime.date(2010, 4, 30) and now.x[0] == datetime.date(2011, 3, 31)
    assert "+335 days" in now.text[0]
    assert len(first.x) == len(figure.layout.shapes) == 8  # what has no new date is in the table only


# Who carries how many.


def test_each_lead_carries_what_names_him_or_her_or_falls_to_the_officer_of_the_priority(snapshot: Snapshot) -> None:
    leads = milestones.leads(snapshot, DAY, scope(snapshot))
    leads = leads.set_index(leads["owner"].fillna("nobody"))
    officer = {p["priority_id"]: p["sro"] or p["lead"] for p in shipped_rows("priority")}
    carried = Counter(
        name.strip()
        for m in shipped_rows("milestone")
        for name in (m["lead"] or officer[m["priority_id"]] or "nobody").split(";")
    )
    assert leads["milestone_count"].to_dict() == carried
    assert leads.loc["Sheila Lock", "milestone_count"] == 11 + 17  # priority three of 2009/10, two of 2010/11
    assert leads.loc["Nicola Hobbs", "named_count"] == 14


def test_the_lead_who_carries_most_is_named(page: AppTest) -> None:
    assert "Sheila Lock carries most: 28 milestones, 16 of them ahead" in shown(view(page, "By lead"))


def test_one_lead_chosen_leaves_only_his_or_her_own(page: AppTest) -> None:
    choose(page, "lead", "Toni Soni")
    own = sum("Toni Soni" in row["lead"] for row in shipped_rows("milestone"))
    assert f"{own} milestones as at" in shown(page)
    assert list(reading.tables(view(page, "By lead"))[0]["Lead"]) == ["Toni Soni"]


# Nothing to show.


def test_where_the_filters_leave_nothing_every_view_says_so(page: AppTest) -> None:
    choose(page, "plan", "one-leicester")
    for name in ("Due", "What became of them", "Slipped", "By month", "By lead"):
        assert "0 milestones as at" in shown(view(page, name))
        assert len(reading.empties(page)) == 1
        assert not reading.tables(page)


def test_a_title_from_a_file_is_shown_and_never_formatted(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(shipped, "milestone", {"milestone_id": "odi-2010-11-p02-m17"}, title="**Bold** <b>$x$</b> [link](http://a.b)")
    snapshot = judged(shipped)
    assert one(snapshot, "SELECT title FROM milestone WHERE milestone_id = 'odi-2010-11-p02-m17'")["title"][:2] == "**"
    monkeypatch.setattr(service, "current", lambda: snapshot)
    page = opened()
    table = reading.tables(view(page, "Slipped"))[0]
    assert not page.exception
    assert table["Milestone"].iloc[0].startswith("**Bold**")
    moved = told.moved_dates(milestones.slipped(snapshot, DAY, scope(snapshot)))
    assert "<b>" not in charts.moved_dates(moved, palette.LIGHT).layout.yaxis.ticktext[0]
