"""The served dashboard in a real browser: nothing breaks, nothing leaves the machine, links open what they say."""

import csv
import re

import pytest
from conftest import Watched
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

pytestmark = pytest.mark.browser

# What no button at the top of a page leads to; the rest is walked in test_access.py.
VIEWS = ["/?rows=savings", "/search?find=rough", "/present"]


SIZES = [ViewportSize(width=1280, height=720), ViewportSize(width=1920, height=1080)]


@pytest.mark.parametrize(("number", "path"), list(enumerate(VIEWS)), ids=VIEWS)
def test_a_view_opens_without_error_fits_both_screens_and_asks_nothing_of_another_machine(
    watched: Watched, number: int, path: str
) -> None:
    first, then = SIZES if number % 2 else SIZES[::-1]  # every other view is opened on the larger
    watched.page.set_viewport_size(first)
    must_fit(watched.open(path))
    watched.page.set_viewport_size(then)
    watched.settle()
    must_fit(watched.page)


def must_fit(page: Page) -> None:
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    expect(page.get_by_text("31 March 2010", exact=True).first).to_be_visible()
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not too_wide, page.viewport_size


def test_rough_sleeping_and_its_foot_stand_on_one_screen_at_1280_by_720(watched: Watched) -> None:
    page = watched.open("/homelessness")
    title = page.get_by_text("People sleeping rough (snapshot) rose from 5 to 11; the plan asks for 6, 5, 3 then 0")
    expect(title).to_be_in_viewport()
    for label in ("2007/08", "2012/13"):
        expect(page.locator(".js-plotly-plot").get_by_text(label)).to_be_in_viewport()


def test_a_figure_is_traced_to_its_paragraph_in_two_clicks(watched: Watched) -> None:
    page = watched.open("/homelessness")
    page.get_by_text("Evidence", exact=True).first.click()
    expect(
        page.get_by_text("“Number of people rough sleeping (snapshot) 5 (07/08) 11 (08/09) 6 5 3 0”")
    ).to_be_visible()
    expect(page.get_by_text("Appendix B strategy section 5 · objective 1.1 line 1")).to_be_visible()
    expect(page.get_by_text("Loaded from indicator_value.csv as v1-indicator-value, version 1")).to_be_visible()


def test_a_copied_link_opens_the_same_view_in_a_fresh_browser(watched: Watched, browser: Browser) -> None:
    page = watched.open("/homelessness")
    page.get_by_label("Measure", exact=True).select_option("Overcrowded households")
    expect(page.get_by_text("Overcrowded households: 312; the plan asks for 190, 90, 75 then 70")).to_be_visible()
    link = page.url
    assert "measure=" in link
    fresh = browser.new_context()
    other = Watched(fresh, watched.address)
    other.open(link.removeprefix(watched.address))
    expect(other.page.get_by_text("Overcrowded households: 312")).to_be_visible()
    fresh.close()


def test_the_figures_behind_a_chart_come_as_csv(watched: Watched) -> None:
    page = watched.open("/homelessness")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("Period,What,Figure,As printed,Remark\n")
    assert "2008/09,Result,11,11 (08/09)" in text


def test_the_csv_of_a_table_that_shows_the_first_rows_has_them_all(watched: Watched) -> None:
    page = watched.open("/milestones")
    heading = page.get_by_role("heading", name=re.compile("First 80 of"))
    expect(heading).to_be_visible()
    total = int(heading.inner_text().split(" of ")[1].split()[0])
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(text.splitlines()))) == total > 80


def test_the_dark_theme_opens_without_error(browser: Browser, address: str) -> None:
    context: BrowserContext = browser.new_context(color_scheme="dark")
    page = Watched(context, address)
    page.open("/")
    assert page.errors == []
    context.close()


def test_a_filter_stays_in_the_address_from_page_to_page_and_one_click_clears_it(watched: Watched) -> None:
    page = watched.open("/?plan=ODI+Plan+2010%2F11")
    expect(page.get_by_text("Plan: ODI Plan 2010/11")).to_be_visible()
    page.locator("summary", has_text="About the figures").click()
    page.get_by_role("link", name="Sources", exact=True).click()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    expect(page.get_by_text("Plan: ODI Plan 2010/11")).to_be_visible()
    assert "plan=ODI+Plan+2010%2F11" in page.url
    page.get_by_role("link", name="Clear").click()
    expect(page.get_by_text("Plan: ODI Plan 2010/11")).to_have_count(0)
    assert "plan=" not in page.url


def test_back_and_forward_walk_the_pages_seen_each_with_its_filters(watched: Watched) -> None:
    page = watched.open("/")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("combobox", name="Plan", exact=True).select_option("ODI Plan 2010/11")
    chosen, address = page.get_by_text("Plan: ODI Plan 2010/11"), "plan=ODI+Plan+2010%2F11"

    def stands(title: str) -> None:
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(chosen).to_be_visible()
        watched.settle()
        assert page.url.endswith(address)

    stands("Overview")
    expect(page.get_by_role("combobox", name="Plan", exact=True)).to_be_focused()  # drawn anew, at hand as before
    page.keyboard.press("Escape")
    for title in ("Savings", "Milestones"):
        page.get_by_role("link", name=title, exact=True).click()
        stands(title)
    for title in ("Savings", "Overview"):
        page.go_back()
        stands(title)
    page.go_back()
    expect(chosen).to_have_count(0)
    for title in ("Overview", "Savings"):
        page.go_forward()
        stands(title)


def test_a_link_in_a_tile_or_a_table_leads_on_within_the_session(watched: Watched) -> None:
    sessions: list[str] = []
    watched.page.on("websocket", lambda socket: sessions.append(socket.url))
    page = watched.open("/?lead=Toni+Soni")
    page.get_by_role("link", name="due soon").click()
    expect(page.get_by_role("heading", name="Milestones", exact=True)).to_be_visible()
    assert "lead=Toni+Soni&milestone_state=" in page.url
    page.go_back()
    page.get_by_role("link", name="Clear").click()
    page.get_by_role("link", name="Overcrowded households").click()
    expect(page.get_by_text("Overcrowded households: 312")).to_be_visible()
    assert len(sessions) == 1


@pytest.mark.parametrize("knows_how", [True, False])
def test_what_should_have_been_escaped_and_was_not_is_taken_out_in_the_browser(
    browser: Browser, address: str, knows_how: bool
) -> None:
    context: BrowserContext = browser.new_context()
    if not knows_how:
        context.add_init_script("delete window.Sanitizer; delete Element.prototype.setHTML")
    page = Watched(context, address)
    shown = page.open("/")
    expect(shown.get_by_role("link", name="What changed")).to_be_visible()
    expect(shown.locator(".cp-spark:has(polyline)").first).to_be_visible()
    piece = """html => {
        const piece = Object.assign(document.createElement('div'), {className: 'cp-piece'})
        piece.dataset.html = html
        document.querySelector('main').append(piece)
    }"""
    shown.evaluate(
        piece,
        '<p id="said" onmouseover="window.hacked=1">said<script>window.hacked=1</script>'
        "<style>p{display:none}</style></p>"
        '<a href="javascript:window.hacked=1" target="_self">on</a><iframe src="/"></iframe>'
        '<base href="https://elsewhere.invalid/"><meta http-equiv="refresh" content="0">'
        '<svg onload="window.hacked=1"></svg>',
    )
    said = shown.locator("#said")
    expect(said).to_be_visible()
    said.hover()
    drawn = said.evaluate("said => said.parentElement.innerHTML")
    assert drawn == '<p id="said">said</p><a target="_self">on</a><svg></svg>'
    assert shown.evaluate("window.hacked") is None
    context.close()
    assert all("Content Security Policy" in error for error in page.errors)  # it forbids what is then taken out


def test_filters_that_leave_nothing_say_so(watched: Watched) -> None:
    page = watched.open("/homelessness?plan=ODI+Plan+2010%2F11")
    expect(page.get_by_text("Nothing of Homelessness Strategy 2008-2013 is left.")).to_be_visible()


def test_two_filters_set_by_keyboard_one_after_the_other_both_hold(watched: Watched) -> None:
    page = watched.open("/milestones")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("combobox", name="Plan", exact=True).focus()
    page.keyboard.type("Homelessness")
    page.keyboard.press("Tab")
    page.keyboard.type("Wellbeing")
    expect(page.get_by_text("Plan: Homelessness Strategy 2008-2013")).to_be_visible()
    expect(page.get_by_text("Board: Wellbeing & Health")).to_be_visible()
    expect(page.get_by_role("combobox", name="Board", exact=True)).to_be_focused()
