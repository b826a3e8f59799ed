"""No page fails, whatever the reader chooses: every registered page, with every plan, board and priority."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import filters
from data import service
from data.contracts import contracts
from data.store import FileStore, Snapshot
from queries import frame
from tests import altered, choosing, reading
from tests.choosing import choose

# What no page can do without: whose dashboard it is, and on what date.
NEEDED = {"area", "setting", "threshold", "source"}


class Walker:
    """One reader going from page to page, choosing filters and views."""

    def __init__(self, patch: pytest.MonkeyPatch):
        self.pages: dict[str, str] = {}  # the file of each registered page, by its title
        self.read: set[str] = set()  # the filters the last run asked for
        navigation = st.navigation

        def noting(pages: dict[str, list[st.Page]], **options: str) -> st.Page:
            for page in (page for group in pages.values() for page in group):
                self.pages[page.title] = f"pages/{Path(str(page._page)).name}"
            return navigation(pages, **options)

        read = self.read

        class Noting(filters.Chosen):
            def __getattribute__(self, name: str) -> object:
                read.add(name)
                return super().__getattribute__(name)

        patch.setattr(st, "navigation", noting)
        patch.setattr(filters, "Chosen", Noting)
        self.app = AppTest.from_file("../app.py", default_timeout=60).run()
        self.must_stand("the first page")

    def open(self, title: str) -> None:
        choosing.go(self.app, dict.fromkeys(filters.FILTERS, ""))
        self.read.clear()
        self.app.switch_page(self.pages[title]).run()
        self.must_stand(title)

    def choose(self, title: str, **chosen: str) -> None:
        for name in filters.FILTERS:
            self.app.query_params[name] = chosen.get(name, "")
        self.app.run()
        self.must_stand(f"{title} with {chosen}")

    def views(self, title: str) -> Iterator[str]:
        for view in choosing.every_view(self.app):
            self.must_stand(f"{title}, {view}")
            yield view

    def must_stand(self, where: str) -> None:
        assert not self.app.exception, (where, [e.value for e in self.app.exception])
        assert reading.titles(self.app), where


@pytest.fixture
def walker(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Walker]:
    monkeypatch.setattr(service, "current", lambda: snapshot)
    yield Walker(monkeypatch)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def choices(snapshot: Snapshot, name: str) -> list[str]:
    offered = frame.filter_choices(snapshot)
    return list(offered.loc[offered["filter"] == name, "key"])


def leaving_nothing(snapshot: Snapshot) -> dict[str, str]:
    """A plan and a board that have no priority in common."""
    for plan in choices(snapshot, "plan"):
        for board in choices(snapshot, "board"):
            if not frame.scope(snapshot, plan, board, "", ""):
                return {"plan": plan, "board": board}
    raise AssertionError("every board watches something of every plan")


def test_every_registered_page_stands_with_every_filter(walker: Walker, snapshot: Snapshot) -> None:
    assert len(walker.pages) >= 6
    nothing = leaving_nothing(snapshot)
    for title in walker.pages:
        walker.open(title)
        used = set(walker.read)
        walker.choose(title, **nothing)
        for name in ("plan", "board", "priority"):
            # A page that never asks which priority is chosen is the same page for each of them.
            for key in choices(snapshot, name) if name in used else choices(snapshot, name)[:1]:
                walker.choose(title, **{name: key})


def test_every_view_of_every_page_stands_with_all_and_with_nothing_left(walker: Walker, snapshot: Snapshot) -> None:
    seen = 0
    for title in walker.pages:
        walker.open(title)
        for view in walker.views(title):
            walker.choose(f"{title}, {view}", **leaving_nothing(snapshot))
            walker.choose(title)
            seen += 1
    assert seen > 40


def test_every_page_stands_on_an_empty_set_of_data(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in contracts():
        if name not in NEEDED:
            altered.write(shipped, name, [])
    altered.write(shipped, "threshold", [row for row in altered.read(shipped, "threshold") if row["scope_id"] == "all"])
    keeper = FileStore(tmp_path / "home")
    empty = service.build(keeper, shipped)
    monkeypatch.setattr(service, "current", lambda: empty)
    monkeypatch.setattr(service, "store", lambda: keeper)
    walker = Walker(monkeypatch)
    for title in walker.pages:
        walker.open(title)
        for _ in walker.views(f"{title}, without data"):
            pass


def test_of_two_plans_of_one_name_the_one_chosen_stays_chosen_and_its_link_opens_it(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered.alter(shipped, "plan", {"plan_id": "odi-2009-10"}, title="ODI Plan 2010/11")
    keeper = FileStore(tmp_path / "home")
    alike = service.build(keeper, shipped)
    monkeypatch.setattr(service, "current", lambda: alike)
    monkeypatch.setattr(service, "store", lambda: keeper)
    for plan in ("odi-2009-10", "odi-2010-11"):
        app = AppTest.from_file("../app.py", default_timeout=60).run()
        choose(app, "plan", plan)
        app.run()
        assert app.session_state.chosen.plan == plan
        fresh = AppTest.from_file("../app.py", default_timeout=60)
        fresh.query_params["plan"] = app.query_params["plan"]
        assert fresh.run().session_state.chosen.plan == plan
