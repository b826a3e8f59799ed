"""The history: who did what, what it changed, the dashboard as it was, and going back; and newer data offered."""

import re

import pytest
from streamlit.testing.v1 import AppTest
from uploading import LATE_RESULT, SAID, held, newest, press, said, tabled

from components import changing
from data import service
from tests import choosing, reading

pytestmark = pytest.mark.usefixtures("own_home")


def opened(page: str = "history", **query: str) -> AppTest:
    app = AppTest.from_file("../app.py", default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(f"pages/{page}.py").run()


def test_the_shipped_figures_are_the_first_version_with_every_file_to_download() -> None:
    app = opened()
    text = said(app) + tabled(app)
    for words in ("Figures shipped with the dashboard", "indicator_value.csv", "303", "v1-threshold"):
        assert words in text
    assert next(iter(choosing.offered(app, "of_load"))) == "area.csv"
    (button,) = [b for b in app.get("download_button") if b.label == "The file as it was loaded"]
    assert button.proto.deferred_file_id


def test_a_version_says_who_when_why_and_what_it_changed_and_judged_otherwise() -> None:
    service.change_row("indicator_value", LATE_RESULT, "Quarter 4 came late", "ann")
    app = opened()
    text = said(app)
    assert "Version 2 changed Indicator value" in text
    assert "1 indicator turns off target." in text
    table = reading.tables(app)[-1]
    first = table.iloc[0]
    assert first[["Version", "Who", "Note", "Added", "Changed", "Removed", "Load"]].tolist() == [
        "2", "ann", "Quarter 4 came late", "1", "0", "0", "v2-indicator-value",
    ]  # fmt: skip
    assert len(first["SHA-256"]) == 12
    assert re.fullmatch(r"[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}, [0-9]{2}:[0-9]{2} UTC", first["When"])
    as_data = changing.history(service.history(), is_data=True).iloc[0]
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC", as_data["When"])


def test_the_dashboard_is_seen_as_it_was_on_every_page_until_one_click_leads_back() -> None:
    service.change_row("commentary", SAID, "Said", "ann")
    app = opened()
    choosing.choose(app, "of_version", "1")
    press(app, "See the dashboard as it was")
    for page in ("overview", "methods", "upload", "history"):
        app.switch_page(f"pages/{page}.py").run()
        text = said(app)
        assert "You see version 1 as published on" in text
        assert re.search(r"Data\s+version 1\b", text)
        assert app.session_state.snapshot.version.number == 1
    press(app, "Back to the newest")
    assert app.session_state.snapshot.version.number == 2
    assert "You see version" not in said(app)


def test_a_copied_link_opens_the_same_version() -> None:
    service.change_row("commentary", SAID, "Said", "ann")
    app = AppTest.from_file("../app.py", default_timeout=60)
    app.query_params["as_of_version"] = "1"
    app.run()
    assert app.session_state.snapshot.version.number == 1
    assert "You see version 1" in said(app)


@pytest.mark.parametrize("asked", ["99", "0", "-1", "x", "١", "9" * 40, ""])
def test_a_link_to_a_version_that_never_was_says_so_and_shows_the_newest(asked: str) -> None:
    app = AppTest.from_file("../app.py", default_timeout=60)
    app.query_params["as_of_version"] = asked
    app.run()
    assert "There is no version" in said(app)
    assert app.session_state.snapshot.version.number == 1


def test_rolling_back_asks_for_a_note_makes_a_new_version_and_deletes_nothing() -> None:
    before = held("commentary")
    service.change_row("commentary", SAID, "Said", "ann")
    app = opened()
    choosing.choose(app, "of_version", "1")
    press(app, "Roll back")
    assert "Say in a note why" in said(app)
    assert newest() == 2
    app.text_input(key="why-1").set_value("Said too early")
    press(app, "Roll back")
    assert "Version 3 is published and holds the figures of version 1." in said(app)
    assert held("commentary") == before
    assert [v.note for v in service.versions()][:2] == ["Rolled back to version 1: Said too early", "Said"]
    assert app.session_state.snapshot.version.number == 3


def test_rolling_back_while_an_older_version_is_seen_leads_to_the_newest() -> None:
    service.change_row("meeting", {"meeting_id": "cabinet-2009-07-13", "held_on": "2009-07-14"}, "Moved", "ann")
    app = opened(as_of_version="1")
    choosing.choose(app, "of_version", "1")
    app.text_input(key="why-1").set_value("It was right")
    press(app, "Roll back")
    assert app.session_state.snapshot.version.number == 3
    assert "You see version" not in said(app)


def test_a_pruned_version_keeps_its_record_and_files_and_says_so() -> None:
    for day in ("14", "15"):
        service.change_row("meeting", {"meeting_id": "cabinet-2009-07-13", "held_on": f"2009-07-{day}"}, day, "ann")
    assert service.prune(1) == [1, 2]
    app = opened()
    assert "pruned" in "".join(reading.empties(app))
    choosing.choose(app, "of_version", "1")
    assert "Its figures were pruned" in said(app)
    assert "Roll back" not in [b.label for b in app.button]


def test_newer_data_is_offered_and_shown_only_when_asked_for() -> None:
    app = opened("methods")
    assert not [b for b in app.button if "New data" in b.label]
    service.change_row("threshold", {"scope": "default", "scope_id": "all", "rule": "rounding", "amber_within": 2},
                       "Wider", "ann")  # fmt: skip
    app.run()
    assert app.session_state.snapshot.version.number == 1
    press(app, "New data: version 2 — show it")
    assert app.session_state.snapshot.version.number == 2
    assert not [b for b in app.button if "New data" in b.label]
