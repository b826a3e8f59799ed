"""Small changes without a file: the same check, preview, version and history as an upload."""

from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest
from uploading import HOSTILE, held, newest, note, press, said, tabled

from components import changing
from data import service
from tests.choosing import choose, offered
from tests.reading import bodies, links

pytestmark = pytest.mark.usefixtures("own_home")


def opened(**query: str) -> AppTest:
    app = AppTest.from_file("../app.py", default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page("pages/enter.py").run()


def form(name: str) -> AppTest:
    return choose(opened(), "form", name)


def publish(app: AppTest, why: str = "Told by the board") -> str:
    note(app, why)
    press(app, "Publish")
    return said(app)


def test_a_remark_is_checked_shown_and_published_with_its_load_as_source() -> None:
    app = form("Commentary")
    choose(app, "about_indicator", "rough-sleeping-count")
    app.text_area(key="said").set_value("More people were counted. The count was made later in the year.")
    app.text_input(key="role").set_value("Head of Housing").run()
    press(app, "Check and show")
    assert "1 row added" in said(app)
    assert newest() == 1
    assert "Version 2 is published, load v2-commentary" in publish(app)
    (row,) = [r for r in held("commentary") if r["author_role"] == "Head of Housing"]
    assert (row["subject_id"], row["as_at"], row["source_ref"]) == (
        "rough-sleeping-count", "2010-03-31", "load:v2-commentary",
    )  # fmt: skip
    assert service.history().iloc[0]["note"] == "Told by the board"


def test_four_sentences_are_too_many_and_nothing_said_is_too_few() -> None:
    app = form("Commentary")
    choose(app, "about_indicator", "rough-sleeping-count")
    app.text_input(key="role").set_value("Head of Housing")
    app.text_area(key="said").set_value("One. Two. Three. Four.").run()
    assert "Three sentences at most" in said(app)
    app.text_area(key="said").set_value("  ").run()
    press(app, "Check and show")
    assert "Something is still missing" in said(app)
    assert changing.sentences("It rose by 2.5% in 2009. Why? Nobody knows!") == 3


@pytest.mark.parametrize("name", ["markup", "formula", "right-to-left"])
def test_hostile_words_are_kept_and_shown_as_they_are(name: str) -> None:
    app = form("Commentary")
    choose(app, "about_indicator", "rough-sleeping-count")
    app.text_area(key="said").set_value(HOSTILE[name])
    app.text_input(key="role").set_value("Analyst").run()
    press(app, "Check and show")
    assert HOSTILE[name].replace("\u202e", "").replace("\u202c", "")[:20] in tabled(app).replace("\u202e", "")


def test_a_milestone_is_found_by_words_and_said_to_be_achieved() -> None:
    app = form("Milestone")
    assert len(offered(app, "of_milestone")) == 200  # 199 and none
    assert "First 199 of 228" in " ".join(bodies(app))
    choose(app, "of_milestone_words", "main causes of homelessness")
    assert 1 < len(offered(app, "of_milestone")) < 10
    choose(app, "of_milestone", "homelessness-2008-13-a1-02")
    choose(app, "reported", "achieved")
    choose(app, "achieved_on", "2009-12-20")
    press(app, "Check and show")
    text = said(app)
    assert "1 milestone" in text
    publish(app)
    (row,) = [r for r in held("milestone_update") if r["milestone_id"] == "homelessness-2008-13-a1-02"]
    assert (row["status"], row["achieved_on"], row["assumed"]) == ("achieved", "2009-12-20", "false")


def test_a_new_result_turns_its_measure_off_target_before_it_is_published() -> None:
    app = form("Result")
    assert offered(app, "of_area")["Leicester"] == ""  # the home area is meant, if nothing is said
    choose(app, "of_indicator", "learning-disability-settled")
    assert app.text_input(key="period").value == "2009/10"
    choose(app, "figure", "50")
    press(app, "Check and show")
    assert "1 indicator turns off target." in said(app)  # 62 was asked for: Cabinet pack 2009, Appendix B
    publish(app)
    assert newest() == 2


def test_a_decision_on_a_finding_is_kept_with_why() -> None:
    app = form("Finding")
    key = next(k for k in service.current().cursor().execute("SELECT finding_key FROM finding").fetchone())
    choose(app, "of_finding", key)
    choose(app, "decision", "explained")
    app.text_input(key="decision_note").set_value("The board knows.").run()
    press(app, "Check and show")
    assert "1 row added" in said(app)
    publish(app)
    assert [(r["finding_key"], r["status"], r["note"]) for r in held("finding_note")] == [
        (key, "explained", "The board knows.")
    ]


def test_a_meeting_is_dated_anew_or_added() -> None:
    app = form("Meeting")
    choose(app, "of_meeting", "cabinet-2009-07-13")
    choose(app, "held_on", "2009-07-14")
    press(app, "Check and show")
    assert "1 changed" in said(app)
    publish(app)
    (row,) = [r for r in held("meeting") if r["meeting_id"] == "cabinet-2009-07-13"]
    assert (row["held_on"], row["title"]) == ("2009-07-14", "Cabinet, 14 July 2009")
    choose(app, "of_meeting", "")
    choose(app, "of_board", "cabinet")
    choose(app, "held_on", "2010-04-12")
    press(app, "Check and show")
    publish(app)
    assert "cabinet-2010-04-12" in {r["meeting_id"] for r in held("meeting")}


def test_the_what_if_of_the_methods_leads_to_the_form_filled_in_and_is_put_in_force() -> None:
    app = AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/methods.py").run()
    choose(app, "amber", "12.5")
    page, _, asked = links(app)["Put this tolerance in force…"].partition("?")
    assert page == "enter"
    query = dict(parse_qsl(asked))
    assert query["form"] == "Threshold"
    app = opened(**query)
    assert 'name="threshold_amount" value="12.5"' in "".join(bodies(app))
    press(app, "Check and show")
    assert "1 changed" in said(app)
    publish(app)
    (row,) = [r for r in held("threshold") if r["rule"] == "indicator_status"]
    assert (row["amber_within"], row["unit"]) == ("12.5", "percent")


def test_what_was_shown_is_put_away_when_the_form_says_something_else() -> None:
    app = form("Threshold")
    choose(app, "threshold_rule", "rounding")
    choose(app, "threshold_unit", "gbp_000")
    choose(app, "threshold_amount", "2.0")
    press(app, "Check and show")
    assert "Publish" in [b.label for b in app.button]
    choose(app, "threshold_amount", "3.0")
    assert "Publish" not in [b.label for b in app.button]


@pytest.mark.parametrize(("asked", "taken"), [("500", "100"), ("-1", "0"), ("nan", "5"), ("five", "5"), ("2.5", "2.5")])
def test_a_tolerance_no_board_can_mean_is_the_nearest_one_or_none(asked: str, taken: str) -> None:
    app = AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/methods.py").run()
    choose(app, "amber", asked)
    assert not app.exception
    assert f'name="amber" value="{taken}"' in "".join(bodies(app))
