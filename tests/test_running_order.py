"""A running order, of views to present or of a pack: held by the address, changed where it is shown."""

import re

import pytest
from conftest import Watched
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from components import presenting
from tests import reading
from tests.choosing import offered


def order(app: AppTest) -> list[str]:
    return re.findall(r'<li data-key="([^"]*)"', " ".join(reading.bodies(app)))


def opened(page: str, name: str, *words: str) -> AppTest:
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    if words:
        app.query_params[name] = list(words)
    return app.switch_page(f"pages/{page}.py").run()


@pytest.mark.usefixtures("snapshot")
def test_an_order_in_an_address_keeps_what_there_is_once_and_else_is_the_usual() -> None:
    assert order(opened("present", "order", "due,nonsense,glance,due")) == ["due", "glance"]
    assert order(opened("present", "order", "nonsense")) == list(presenting.USUAL)
    app = opened("present", "order")
    assert order(app) == list(presenting.USUAL)
    assert "cost" in offered(app, "order").values()
    assert "glance" not in offered(app, "order").values()  # it is in the order


@pytest.mark.usefixtures("snapshot")
def test_an_address_may_say_what_the_parts_of_a_pack_are_called() -> None:
    assert order(opened("pack", "pack_order", "Homelessness: measures and cost", "Savings")) == [
        "homelessness",
        "savings",
    ]
    assert order(opened("pack", "pack_order", "Savings")) == ["savings"]


@pytest.mark.usefixtures("snapshot")
def test_an_order_is_there_again_after_another_page_and_said_in_the_address() -> None:
    app = opened("present", "order", "due,glance")
    app.query_params.clear()
    app.switch_page("pages/milestones.py").run()
    app.switch_page("pages/present.py").run()
    assert order(app) == ["due", "glance"]
    assert app.query_params["order"] == "due,glance"


def entries(page: Page) -> list[str]:
    return page.locator(".cp-order li > span").all_inner_texts()


def test_an_entry_is_moved_left_out_and_added_and_the_keyboard_stays_with_it(watched: Watched) -> None:
    page = watched.open("/present?order=glance,furthest,due")
    page.get_by_role("button", name="Due next, earlier").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cp-order li > span").nth(1)).to_have_text("Due next")
    expect(page.get_by_role("button", name="Due next, earlier")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cp-order li > span").first).to_have_text("Due next")
    page.get_by_role("button", name="Leave out At a glance").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cp-order li")).to_have_count(2)
    expect(page.get_by_label("Add", exact=True)).to_be_focused()
    page.get_by_label("Add", exact=True).select_option("Cost per head")
    expect(page.locator(".cp-order li > span").nth(2)).to_have_text("Cost per head")
    assert entries(page) == ["Due next", "Off target, else furthest to go", "Cost per head"]
    assert "order=due%2Cfurthest%2Ccost" in page.url
    page.go_back()
    expect(page.locator(".cp-order li")).to_have_count(2)
    page.get_by_role("link", name="Usual order").click()
    expect(page.locator(".cp-order li")).to_have_count(len(presenting.USUAL))


def test_each_press_of_an_arrow_counts_though_the_view_before_is_not_drawn_yet(watched: Watched) -> None:
    page = watched.page
    page.goto(f"{watched.address}/present?view=1")
    expect(page.locator(".cp-corner")).to_contain_text("1 of 5")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".cp-corner")).to_contain_text("4 of 5")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".cp-corner")).to_contain_text("5 of 5")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Go on from view 5")).to_be_visible()
