"""The search finds whatever bears the words, however they are typed, and says where each is seen."""

import collections
import datetime

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import presenting
from components.search import place
from data.store import Snapshot
from queries import frame, homelessness, overview, search, sources
from queries.words import folded
from tests import reading

REPORTING = datetime.date(2010, 3, 31)


def found(snapshot: Snapshot, words: str, limit: int = 6) -> pd.DataFrame:
    return search.search(snapshot, REPORTING, words, limit)


@pytest.mark.parametrize("typed", ["NI 145", "ni 145", "NI145", "ni145", " Ni  145 ", "145 ni"])
def test_a_code_is_found_however_it_is_typed(snapshot: Snapshot, typed: str) -> None:
    rows = found(snapshot, typed)
    assert list(rows["kind"]) == ["measure"]
    assert rows["title"][0] == "NI 145 Adults with learning disabilities in settled accommodation"
    assert sources.evidence_found(snapshot, words=typed) == sources.evidence_found(snapshot, words="NI 145") > 0


def test_words_match_in_any_order_case_and_accent(snapshot: Snapshot) -> None:
    once = found(snapshot, "sleeping rough")
    assert "People sleeping rough (snapshot)" in set(once["title"])
    for typed in ("rough sleeping", "ROUGH slEEping", "röugh sleeping", "rough, sleeping!"):
        assert list(found(snapshot, typed)["key"]) == list(once["key"])


@pytest.mark.parametrize("typed", ["", "   ", "!?", ". ."])
def test_no_words_find_nothing(snapshot: Snapshot, typed: str) -> None:
    assert found(snapshot, typed).empty


def test_words_typed_are_words_and_nothing_else(snapshot: Snapshot) -> None:
    assert found(snapshot, "'; DROP TABLE plan; --").empty
    assert found(snapshot, "%").empty
    assert len(folded("word " * 500)) <= 8


def test_at_most_so_many_of_each_kind_are_listed_and_all_are_counted(snapshot: Snapshot) -> None:
    rows = found(snapshot, "plan", 2)
    assert rows.groupby("kind").size().max() == 2
    milestones = snapshot.cursor().execute(
        "SELECT count(*) FROM milestone WHERE title ILIKE '% plan%' OR title ILIKE 'plan%'"
    )
    least = milestones.fetchall()[0][0]
    assert rows.loc[rows["kind"] == "milestone", "of_kind"].iloc[0] >= least > 2


TEXTS = {  # of the kinds that are found by their own columns alone
    "milestone": """
        SELECT milestone_id, concat_ws(' ', ref, m.title), concat_ws(' ', plan.title, p.number, p.title, m.lead,
            delivered_by, outcome, due_text)
        FROM milestone m LEFT JOIN priority p USING (priority_id)
        LEFT JOIN plan ON plan.plan_id = coalesce(p.plan_id, m.plan_id)
    """,
    "savings line": """
        SELECT line_id, l.title, concat_ws(' ', plan.title, division, section, department, officer, board.title)
        FROM efficiency_line l LEFT JOIN plan USING (plan_id) LEFT JOIN board USING (board_id)
        WHERE line_kind IN ('line', 'claim')
    """,
    "finding": """
        SELECT finding_key, title, concat_ws(' ', explanation, rule, replace(rule, '_', ' '), printed)
        FROM finding_at(?)
    """,
}


@pytest.mark.parametrize("date", [REPORTING, datetime.date(2009, 9, 3), datetime.date(2010, 7, 31)])
def test_what_is_found_is_what_reading_every_text_one_by_one_finds(snapshot: Snapshot, date: datetime.date) -> None:
    def words_in(text: str) -> list[str]:
        return [word for part in text.split() for word in folded(part)]

    def bears(words: list[str], typed: str) -> bool:
        return all(any(word.startswith(one) for word in words) for one in folded(typed))

    texts = {
        kind: [
            (key, title, words_in(title), words_in(f"{title} {more}"))
            for key, title, more in snapshot.cursor().execute(asked, [date] if kind == "finding" else None).fetchall()
        ]
        for kind, asked in TEXTS.items()
    }
    numbers = collections.Counter[str]()
    for typed in (
        "plan",
        "h",
        "2,030,000",
        "ni143",
        "review housing",
        "by 30th june",
        "due 2010",
        "overdue",
        "3",
        "zebra",
    ):
        rows = search.search(snapshot, date, typed, 1000)
        for kind, read in texts.items():
            wanted = [
                (not bears(in_title, typed), title, key)
                for key, title, in_title, in_all in read
                if bears(in_all, typed)
            ]
            assert list(rows.loc[rows["kind"] == kind, "key"]) == [key for *_, key in sorted(wanted)], (typed, kind)
            numbers[kind] += len(wanted)
    assert min(numbers.values()) > 20


@pytest.mark.parametrize(
    ("typed", "kind", "page"),
    [
        ("vijay desor", "person", "milestones"),
        ("leadership", "survey factor", "staff-survey"),
        ("single person discount", "savings line", "efficiency"),
        ("dashboards boards", "milestone", "milestones"),
        ("prevent homelessness wider", "priority", "priorities"),
        ("cabinet july 2009", "meeting", "changes"),
        ("delivering excellence", "document", "sources"),
        ("plan falls short of its target", "finding", "findings"),
    ],
)
def test_each_kind_leads_to_the_page_that_shows_it(snapshot: Snapshot, typed: str, kind: str, page: str) -> None:
    rows = found(snapshot, typed)
    of_kind = [row for row in rows.itertuples() if row.kind == kind]
    assert of_kind, sorted(set(rows["kind"]))
    assert place(of_kind[0])[0] == page


@pytest.mark.usefixtures("snapshot")
def test_every_place_a_search_leads_to_opens_with_its_selection() -> None:
    app = AppTest.from_file("../app.py", default_timeout=60)
    pages = {
        "homelessness": ("NI 156", "measure"),
        "milestones": ("vijay desor", "lead"),
        "findings": ("target easier", "check"),
    }
    snapshot = app.run().session_state.snapshot
    for page, (typed, key) in pages.items():
        row = next(r for r in search.search(snapshot, REPORTING, typed).itertuples() if place(r)[0] == page)
        for name in list(app.query_params):
            del app.query_params[name]
        for name, value in place(row)[1].items():
            app.query_params[name] = value
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert place(row)[1][key] in app.query_params[key]


@pytest.mark.usefixtures("snapshot")
@pytest.mark.parametrize("plan", ["", "ODI Plan 2010/11"])
def test_every_view_to_present_opens_whatever_the_filters(plan: str) -> None:
    app = AppTest.from_file("../app.py", default_timeout=60)
    if plan:
        app.query_params["plan"] = plan
    app.run()
    for number in range(1, len(presenting.VIEWS) + 1):
        app.query_params["order"] = ",".join(presenting.VIEWS)
        app.query_params["view"] = str(number)
        app.switch_page("pages/present.py").run()
        assert not app.exception
        said = reading.words(app)
        assert f"{number} of {len(presenting.VIEWS)}" in said
        assert (f"Plan: {plan}" in said) == bool(plan)


def test_which_view_an_address_asks_for_is_one_of_the_order_or_none() -> None:
    for text, number in ((None, 0), ("", 0), ("3", 3), ("99", 5), ("-1", 0), ("x", 0), ("²", 0)):
        assert presenting.number_of(text, 5) == number


def test_every_measure_with_a_page_can_be_put_in_an_order(snapshot: Snapshot) -> None:
    every = tuple(frame.plan_priorities(snapshot, "homelessness-2008-13")["priority_id"])
    rows = homelessness.strategy_indicators(snapshot, "homelessness-2008-13", every).set_index("indicator_id")
    assert "measure:rough-sleeping-count" in presenting.offered(rows)


def test_what_changed_since_a_board_is_what_two_judgements_differ_in(snapshot: Snapshot) -> None:
    meeting = datetime.date(2009, 9, 3)
    scope = frame.scope(snapshot, "", "", "", "")
    for lead in ("", "Toni Soni"):
        then, now = (
            overview.milestones(snapshot, day, scope, lead).set_index("milestone_id")["state"]
            for day in (meeting, REPORTING)
        )
        changed = collections.Counter(now[key] for key in now.index if then[key] != now[key])
        rows = overview.since(snapshot, meeting, REPORTING, scope, lead)
        told = rows[(rows["kind"] == "milestone") & (rows["became"] != "moved")]
        assert changed
        assert dict(zip(told["became"], told["number"], strict=True)) == changed
