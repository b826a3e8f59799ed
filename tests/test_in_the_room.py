"""In the room, in a real browser: a presenter walks views by keyboard, a member searches, a link is passed on."""

from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Watched
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
SLOW = 60_000  # so many dots take a machine without a graphics card a while
SMALLEST = """() => [...document.querySelectorAll('.st-key-stage *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility()
        && !e.closest('.cp-walk') && e.tagName !== 'STYLE')
    .map(e => parseFloat(getComputedStyle(e).fontSize)).reduce((a, b) => Math.min(a, b), 1000)"""
CUT = """() => { const stage = document.querySelector('.st-key-stage').getBoundingClientRect();
    const foot = document.querySelector('.cp-corner').getBoundingClientRect().top;
    const shown = [...document.querySelectorAll('.cp-slide, .js-plotly-plot')].map(e => e.getBoundingClientRect());
    const page = document.querySelector('[data-testid=stMain]');
    return shown.some(r => r.bottom > foot + 1 || r.right > stage.right + 1) || page.scrollHeight > page.clientHeight
        || page.scrollWidth > page.clientWidth }"""


def standing(page: Page, number: int, title: str) -> None:
    """One view stands: its title and the date in the corner, nothing of the dashboard's, nothing small or cut."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator(".cp-corner")).to_have_text(
        f"{number} of 5 · Leicester City Council · as at 31 March 2010 · data version 1"
    )
    expect(page.get_by_role("link", name="Homelessness")).to_have_count(0)
    expect(page.get_by_text("Filters", exact=True).locator("visible=true")).to_have_count(0)
    assert f"view={number}" in page.url
    assert page.evaluate(SMALLEST) >= 32
    assert not page.evaluate(CUT)


def test_a_presenter_runs_five_views_by_the_keyboard_alone_and_comes_back(watched: Watched) -> None:
    page = watched.open("/milestones")
    page.get_by_role("link", name="Present").click()
    expect(page.get_by_role("link", name="Start")).to_be_visible()
    watched.settle()
    page.keyboard.press("Enter")
    standing(page, 1, "Measures: 15 of 28 still to reach their next target; 28 milestones fall due in 90 days")
    page.keyboard.press("ArrowRight")
    standing(page, 2, "15 of 28 measures are off target or still to reach their next target")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".js-plotly-plot").get_by_text("2012/13")).to_be_visible()
    standing(page, 3, "People sleeping rough (snapshot) rose from 5 to 11; the plan asks for 6, 5, 3 then 0")
    page.keyboard.press("PageDown")
    standing(page, 4, "28 milestones fall due in 90 days")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".js-plotly-plot").get_by_text("£37.252m")).to_be_visible()
    standing(page, 5, "10 sources bring the plan to £37.252m, £0.191m short of its £37.443m target")
    page.keyboard.press("ArrowLeft")
    standing(page, 4, "28 milestones fall due in 90 days")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Go on from view 4")).to_be_visible()
    expect(page.get_by_role("link", name="Homelessness")).to_be_visible()


def test_a_link_opens_one_view_of_an_order_on_the_largest_screen(watched: Watched) -> None:
    watched.page.set_viewport_size({"width": 3840, "height": 2160})
    page = watched.page
    page.goto(f"{watched.address}/present?order=since,measure:rough-sleeping-count,cost,months,findings&view=2")
    expect(page.locator(".js-plotly-plot").get_by_text("2012/13")).to_be_visible(timeout=SLOW)
    standing(page, 2, "People sleeping rough (snapshot) rose from 5 to 11")
    title = page.get_by_role("heading", level=1).bounding_box()
    assert title is not None
    assert title["height"] > 200  # the stage grew with the screen


def test_a_code_typed_on_any_page_leads_to_its_measure(watched: Watched) -> None:
    page = watched.open("/efficiency")
    page.get_by_label("Search everything").fill("ni156")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search", exact=True)).to_be_visible()
    page.get_by_role("link", name="NI 156 Households in temporary accommodation").click()
    expect(page.get_by_role("heading", name="Homelessness", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Households in temporary accommodation: 53")).to_be_visible()
    assert "measure=Households+in+temporary+accommodation" in page.url


def test_the_address_offered_for_copying_opens_the_same_view(watched: Watched, browser: Browser) -> None:
    page = watched.open("/homelessness")
    page.get_by_role("combobox", name="Measure", exact=True).select_option("Overcrowded households")
    expect(page.get_by_text("Overcrowded households: 312; the plan asks for")).to_be_visible()
    page.get_by_text("Copy link").click()
    expect(page.locator(".cp-copy code")).to_contain_text("measure=")
    link = page.locator(".cp-copy code").inner_text()
    assert urlsplit(link)._replace(query="") == urlsplit(page.url)._replace(query="")
    assert parse_qs(urlsplit(link).query) == parse_qs(urlsplit(page.url).query)
    fresh = browser.new_context()
    other = Watched(fresh, watched.address)
    other.open(link.removeprefix(watched.address))
    expect(other.page.get_by_text("Overcrowded households: 312; the plan asks for")).to_be_visible()
    fresh.close()


def test_the_overview_answers_on_one_screen_and_each_measure_leads_to_its_page(watched: Watched) -> None:
    page = watched.open("/")
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("e => e.scrollHeight <= e.clientHeight")
    for words in ("Since Full Council, 3 September 2009", "▲ 5 to go, moved away", "28 fall due in 90 days"):
        expect(main.get_by_text(words).last).to_be_in_viewport()
    page.get_by_role("link", name="People sleeping rough (snapshot)").click()
    expect(page.get_by_text("People sleeping rough (snapshot) rose from 5 to 11")).to_be_visible()
