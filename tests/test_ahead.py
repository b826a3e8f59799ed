"""While nobody waits, what the lists in sight lead to is worked out: the choice that follows asks nothing."""

import logging
import time
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from components import ahead, parts
from queries import runner
from tests.choosing import choose, go, offered
from tests.reading import said

pytestmark = pytest.mark.usefixtures("snapshot")


@pytest.fixture
def looking(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The dashboard as it is served, looking ahead; nothing may go wrong at that."""
    caplog.set_level(logging.WARNING, "dashboard.ahead")
    for remembered in (ahead._SEEN, parts._KEPT, runner._ANSWERS):  # of the tests before
        remembered.clear()
    ahead.begin()
    yield
    ahead.end()
    assert not [record for record in caplog.records if record.name == "dashboard.ahead"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions put to the database from now on."""
    questions: list[str] = []
    of = runner._sql
    monkeypatch.setattr(runner, "_sql", lambda question: questions.append(question) or of(question))
    return questions


def until_done() -> None:
    for _ in range(400):
        if ahead.is_done():
            return
        time.sleep(0.1)
    raise AssertionError("still looking ahead")


@pytest.mark.usefixtures("looking")
@pytest.mark.parametrize(
    ("page", "name", "words"),
    [("overview", "plan", "ODI Plan 2010/11"), ("milestones", "milestone_state", ""), ("findings", "check", "")],
)
def test_a_choice_worked_out_ahead_asks_the_database_nothing(
    asked: list[str], page: str, name: str, words: str
) -> None:
    app = AppTest.from_file("../app.py", default_timeout=60).run().switch_page(f"pages/{page}.py").run()
    before = said(app)
    until_done()
    assert asked, "the page itself asks"
    asked.clear()
    words = words or next(words for words in offered(app, name).values() if words)
    choose(app, name, words)
    assert not app.exception
    assert said(app) != before, "the choice shows something else"
    assert asked == []


@pytest.mark.usefixtures("looking")
def test_what_is_worked_out_ahead_leaves_the_reader_where_they_are() -> None:
    app = go(AppTest.from_file("../app.py", default_timeout=60).run(), {"plan": "ODI Plan 2010/11"})
    before, chosen, address = said(app), app.session_state.chosen, dict(app.query_params)
    until_done()
    assert app.session_state.chosen == chosen
    app.run()
    assert (said(app), app.session_state.chosen, dict(app.query_params)) == (before, chosen, address)


@pytest.mark.usefixtures("looking")
def test_a_page_that_stops_for_want_of_rows_stops_no_reader() -> None:
    app = AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/homelessness.py").run()
    until_done()  # most plans have no strategy's measures, where the page stops
    assert said(choose(app, "view", "Actions")) and not app.exception


def test_nothing_is_worked_out_where_the_setting_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ahead.SETTING, "no")
    ahead.begin()
    AppTest.from_file("../app.py", default_timeout=60).run()
    assert ahead.is_done()


@pytest.mark.usefixtures("looking")
def test_a_reader_who_comes_meanwhile_is_served_first(asked: list[str]) -> None:
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    asked.clear()
    for _ in range(100):
        if asked:
            break
        time.sleep(0.1)
    with ahead.reading():
        time.sleep(0.5)  # the question under way is answered
        before = len(asked)
        time.sleep(1)
        assert before and len(asked) == before
    until_done()
    asked.clear()
    choose(app, "plan", "ODI Plan 2010/11")
    assert asked == []


def test_the_list_just_changed_is_walked_on_and_then_the_likeliest_of_any() -> None:
    offers = {"plan": ["a", "b", "c"], "measure": ["", "one", "two", "three"], "view": ["", "Table"]}
    order = ahead._nearest_first(offers, {"measure": "two"}, {"measure": "one"})
    assert order[:4] == [("measure", "two"), ("measure", "three"), ("measure", ""), ("measure", "one")]
    assert order[4:] == [("view", ""), ("view", "Table"), ("plan", "a"), ("plan", "b"), ("plan", "c")]
    # of each list the nearest come first: of the page's own before those of a filter, though it be shorter
    order = ahead._nearest_first(offers, {}, {})
    assert order[:4] == [("view", ""), ("measure", ""), ("view", "Table"), ("plan", "a")]
    assert order[4:] == [("measure", "one"), ("plan", "b"), ("measure", "two"), ("measure", "three"), ("plan", "c")]


@pytest.mark.usefixtures("looking")
def test_of_a_list_whose_choices_take_long_no_more_is_worked_out(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "LONG", 0.0)
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    until_done()
    asked.clear()
    choose(app, "plan", "ODI Plan 2010/11")
    assert asked and not app.exception


@pytest.mark.usefixtures("looking")
def test_who_walks_a_list_finds_the_next_of_it_worked_out_without_long_quiet(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "QUIET", 600.0)
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    plans = [words for words in offered(app, "plan").values() if words]
    # The last but one is that which waits for quiet when it is chosen.
    for words in (plans[0], plans[1 + ahead.NEXT], plans[2 + ahead.NEXT]):
        asked.clear()
        choose(app, "plan", words)
        by_the_reader = len(asked)
        for _ in range(100):
            if len(asked) > by_the_reader:
                break
            time.sleep(0.1)
        time.sleep(2)
    assert by_the_reader == 0


@pytest.mark.usefixtures("looking")
def test_whoever_opens_a_page_is_waited_for(asked: list[str]) -> None:
    AppTest.from_file("../app.py", default_timeout=60).run()
    asked.clear()
    for _ in range(30):
        ahead.coming()
        time.sleep(0.1)
    assert asked == []
    until_done()
    assert asked
