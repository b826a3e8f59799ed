"""What a list offers, and what it says when it holds more than anyone reads through."""

from streamlit.testing.v1 import AppTest

from tests import reading
from tests.choosing import choose, offered


def of_many() -> None:
    import streamlit as st

    from components import choosers

    name = choosers.Row().one("Strategy", [f"s{number}" for number in range(1000)], "strategy")
    st.markdown(f"chosen: {name}")


def test_of_a_long_list_the_first_are_offered_and_how_many_there_are_is_said() -> None:
    app = AppTest.from_function(of_many).run()
    assert list(offered(app, "strategy")) == [f"s{number}" for number in range(200)]
    assert "The first 200 of 1,000" in reading.words(app)


def test_what_is_chosen_is_offered_however_long_the_list() -> None:
    app = choose(AppTest.from_function(of_many), "strategy", "s871")
    assert list(offered(app, "strategy"))[-1] == "s871"
    assert "chosen: s871" in reading.said(app)


def of_words() -> None:
    from components import choosers

    choosers.Row().one("Measure", ["", "one  two", "<b> & 'more'", "plain"], "measure", lambda key: key or "Any")


def test_each_option_says_its_own_words() -> None:
    app = AppTest.from_function(of_words).run()
    assert offered(app, "measure") == {
        "Any": "",
        "one  two": "one  two",
        "<b> & 'more'": "<b> & 'more'",
        "plain": "plain",
    }


def of_many_words() -> None:
    from components import choosers

    words = ["one  two", "<b> & 'more' \"still\"", "&lt;i&gt;", *map(str, range(99))]
    choosers.Row().one("Measure", ["", *words], "measure", lambda key: key or "Any", default="&lt;i&gt;")


def test_each_option_of_a_list_that_waits_for_its_reader_says_its_own_words() -> None:
    app = AppTest.from_function(of_many_words).run()
    (drawn,) = [body for body in reading.bodies(app) if "<select" in body]
    assert drawn.count("<option") == 1
    assert ">&amp;lt;i&amp;gt;</option>" in drawn
    told = offered(app, "measure")
    assert list(told)[:4] == ["Any", "one  two", "<b> & 'more' \"still\"", "&lt;i&gt;"]
    assert told["<b> & 'more' \"still\""] == "<b> & 'more' \"still\""
    assert len(told) == 103
