"""The pack page and the command: choose, make, take away, freeze, fetch again; and what is taken opens elsewhere."""

import re
import shutil
from pathlib import Path

import packs_read as read
import pytest
from click.testing import Result
from conftest import Watched
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner
from uploading import press, said

from data import service
from data.__main__ import app as command
from pages.packs import making
from tests import choosing, reading

ORDER = ["headline", "priority:homelessness-2008-13-p02", "savings"]


def opened(**query: str) -> AppTest:
    app = AppTest.from_file("../app.py", default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    app = app.run().switch_page("pages/pack.py").run()
    assert not app.exception, [e.value for e in app.exception]
    return app


def run(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.mark.usefixtures("own_home")
def test_a_pack_is_chosen_made_frozen_and_fetched_again_after_the_figures_changed(tmp_path: Path) -> None:
    app = opened()
    choosing.choose(app, "pack_order", ",".join((ORDER[0], ORDER[2], ORDER[1])))
    assert reading.tables(app)[0]["What"].iloc[0] == "Headline"
    press(app, "Make the pack")
    assert "pages, ready" in said(app)
    press(app, "Freeze")
    assert not app.exception
    (card,) = making.frozen().listed()
    assert (card.version, card.as_at, card.frozen_by) == (1, "2010-03-31", service.user())

    making._MADE.clear()
    sections = [word for key in (ORDER[0], ORDER[2], ORDER[1]) for word in ("--section", key)]
    told = run("pack", "--out", tmp_path / "out", *sections)
    assert told.exit_code == 0, told.stderr
    assert card.hash in told.stdout
    for kind in making.TYPES:
        assert (tmp_path / "out" / f"pack.{kind}").read_bytes() == making.frozen().fetch(card.hash, kind), kind

    changed = {
        "commentary_id": "one-more", "subject_kind": "priority", "subject_id": "homelessness-2008-13-p02",
        "as_at": "2010-03-31", "author_role": "Head of Service", "text": "More was done.", "action": "None.",
    }  # fmt: skip
    service.change_row("commentary", changed, "Said", "ann")
    app = opened(packs="Frozen packs")
    words = said(app) + reading.words(app)
    for fact in (card.hash[:12], service.user(), "31 March 2010", "Homelessness Strategy 2008-2013: 2"):
        assert fact in words
    assert {b.label for b in app.get("download_button")} >= {"PowerPoint", "PDF", "Excel"}


@pytest.mark.usefixtures("own_home")
def test_the_command_takes_the_filters_by_name_and_says_which_it_does_not_know(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("--plan", "ODI Plan 2010/11", "--date", "2010-06-30", "--section", "due", "--freeze", "--by", "ann")
    told = run("pack", "--out", out, *words)
    assert told.exit_code == 0, told.stderr
    text = read.pages((out / "pack.pdf").read_bytes())[0]
    assert "Plan: ODI Plan 2010/11" in text and "30 June 2010" in text
    assert making.frozen().listed()[0].frozen_by == "ann"
    for words, fault in (
        (("--plan", "No such plan"), "There is no plan 'No such plan'."),
        (("--section", "nonsense"), "There is no section 'nonsense'; there are headline, attention"),
    ):
        refused = run("pack", "--out", tmp_path / "none", *words)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert fault in refused.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.browser
def test_a_presenter_takes_the_pack_away_and_its_figures_are_the_pages(watched: Watched, tmp_path: Path) -> None:
    page = watched.open("/homelessness?measure=People+sleeping+rough+%28snapshot%29")
    told = page.get_by_role("heading", name=re.compile("People sleeping rough")).first.inner_text()
    assert told == "People sleeping rough (snapshot) rose from 5 to 11; the plan asks for 6, 5, 3 then 0"
    page = watched.open("/efficiency")
    bridge = page.get_by_role("heading", name=re.compile("sources bring the plan")).first.inner_text()
    page = watched.open("/pack?pack_order=Homelessness%3A+measures+and+cost&pack_order=Savings")
    page.get_by_role("button", name="Make the pack").click()
    page.get_by_text("pages, ready").wait_for(timeout=120_000)
    watched.settle()
    files = {}
    for kind, (title, _) in making.TYPES.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=title).click()
        assert re.fullmatch(rf"performance-pack-2010-03-31-[0-9a-f]{{8}}\.{kind}", download.value.suggested_filename)
        files[kind] = Path(shutil.copy(download.value.path(), tmp_path / kind)).read_bytes()
    charts = read.charts(files["pptx"])
    assert list(charts[told].plots[0].series[0].values)[:2] == [5, 11]
    assert list(charts[bridge].plots[0].series[1].values)[-1] == 37443
    paper = " ".join(read.pages(files["pdf"]))
    assert told in paper and bridge in paper
    rows = read.rows(files["xlsx"], "Strategy measures")
    rough = next(row for row in rows if row["Measure"] == "People sleeping rough (snapshot)")
    assert (rough["Latest"], rough["Target 2009/10"]) == (11, 6)
