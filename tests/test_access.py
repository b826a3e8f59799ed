"""Everyone can use the dashboard: WCAG 2.2 AA as far as a tool can tell, by keyboard, enlarged, and read aloud.

The pages and views are those app.py declares and the pages offer, so a new one is looked at too.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Watched
from playwright.sync_api import Browser, Page, expect
from test_journey import tab_to

from tests import tour, walking

pytestmark = pytest.mark.browser

AXE = Axe()
# preload: no rule named here asks for the style sheets to be fetched once more.
RULES = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Graver than axe thinks for those who find their way by headings and landmarks.
ALWAYS = {"heading-order", "page-has-heading-one", "landmark-one-main", "document-title", "html-has-lang"}
# What is Streamlit's own and cannot be mended here: rule, selector, and where it is reported.
STREAMLITS_OWN = [
    # A popover of words alone scrolls; browsers but Safari let the keyboard reach it all the same. Not reported either.
    ("scrollable-region-focusable", "[data-testid=stPopoverBody]", "streamlit 1.67, Popover"),
]
# What no button at the top of a page leads to.
DEEPER = [("Search", "/search?find=NI+156"), ("Overview", "/?rows=milestones-soon")]
SIZES: dict[str, dict[str, Any]] = {
    "light, 1280 by 720": {"viewport": {"width": 1280, "height": 720}, "color_scheme": "light"},
    # 1280 pixels at 400% are 320; what is wider reflows.
    "dark, at 400%": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
}
LARGEST = {"width": 1920, "height": 1080}
CUT = """() => {
  const scrolls = '.cp-scroll, [data-testid=stPlotlyChart], [data-testid=stDataFrame]'
  const out = []
  for (const node of document.querySelectorAll('[data-testid=stMain] *')) {
    if (node.closest(scrolls) || !node.innerText?.trim() || node.children.length) continue
    const box = node.getBoundingClientRect()
    if (box.width && (box.right > innerWidth + 1 || box.left < -1)) out.push(node.innerText)
  }
  return out
}"""
WIDE = "[document.documentElement, document.querySelector('main')].some(e => e.scrollWidth > e.clientWidth)"
# Whether what stands at the middle of an element, on the screen, is the element.
IN_SIGHT = """row => { const r = row.getBoundingClientRect()
  const there = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)
  return Boolean(there && row.contains(there)) }"""
WITHOUT_TABLE = """async () => {
  const without = []
  for (const chart of document.querySelectorAll('[data-testid=stPlotlyChart]')) {
    const card = chart.closest('[data-testid=stVerticalBlock]')
    const fold = [...card.querySelectorAll('details')].find(fold => fold.innerText === 'Table')
    if (fold) fold.open = true
    for (let n = 0; n < 40 && !card.querySelector('.cp-table'); n++) await new Promise(done => setTimeout(done, 25))
    if (!card.querySelector('.cp-table td')?.checkVisibility()) without.push(card.innerText)
    if (fold) fold.open = false
  }
  return without
}"""


@pytest.fixture(params=SIZES)
def sized(request: pytest.FixtureRequest, watched: Watched) -> Page:
    page = watched.page
    page.set_viewport_size(SIZES[request.param]["viewport"])
    page.emulate_media(color_scheme=SIZES[request.param]["color_scheme"])
    return page


def faults(page: Page) -> list[str]:
    """What axe finds grave on what is shown, but for what is Streamlit's own."""
    found = []
    if page.evaluate("typeof axe === 'undefined'"):  # half a megabyte of script: once a page, not once a view
        page.evaluate(AXE.axe_script)
    run = "async options => (await axe.run(options)).violations"
    for rule in page.evaluate(run, {"resultTypes": ["violations"], **RULES}):
        if rule["impact"] not in ("serious", "critical") and rule["id"] not in ALWAYS:
            continue
        own = [selector for name, selector, _ in STREAMLITS_OWN if name == rule["id"]]
        for node in rule["nodes"]:
            at = page.locator(node["target"][-1]).first
            if not any(at.evaluate("(node, of) => !!node.closest(of)", selector) for selector in own):
                found.append(f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:300]}")
    return found


@pytest.mark.parametrize("title,path", [*walking.declared(), *DEEPER])
def test_each_view_of_a_page_is_free_of_faults_fits_the_screens_says_what_it_is_and_asks_nothing_elsewhere(
    sized: Page, address: str, title: str, path: str
) -> None:
    page, size = sized, sized.viewport_size
    sizes = [size, LARGEST] if size == SIZES["light, 1280 by 720"]["viewport"] else [size]
    page.goto(address + path)
    for view in walking.views(page):
        for shown in sizes:
            if page.viewport_size != shown:
                page.set_viewport_size(shown)
                walking.settle(page, pause=100)
            assert not page.evaluate(WIDE), view
            if shown != size:
                continue
            assert faults(page) == [], view
            assert page.title() == f"{title} · Council performance"
            assert page.locator("html").get_attribute("lang") == "en-GB"
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
            expect(page.locator("[data-testid=stException]")).to_have_count(0)
            assert page.locator("main .cp-words-used").count() == 1, view  # each page has its line once
            expect(page.get_by_text("31 March 2010", exact=True).first).to_be_visible()
            assert page.evaluate(CUT) == [], view
            assert page.evaluate(WITHOUT_TABLE) == [], view
        sizes.reverse()  # the next view is drawn in the size that stands: charts are drawn anew for each change of it


def test_the_menu_of_a_narrow_screen_is_out_of_the_way_until_it_is_opened(sized: Page, address: str) -> None:
    page = sized
    page.goto(f"{address}/methods")
    walking.settle(page)
    menu = page.get_by_role("navigation", name="Pages")
    if page.viewport_size == SIZES["dark, at 400%"]["viewport"]:
        expect(menu.get_by_role("link")).to_have_count(0)
        menu.get_by_text("Menu").click()
        expect(menu.get_by_role("link", name="Milestones")).to_be_in_viewport()
        assert faults(page) == []
        menu.get_by_role("link", name="Milestones").click()
        expect(page.get_by_role("heading", name="Milestones", level=1)).to_be_visible()
        expect(menu.get_by_role("link")).to_have_count(0)


@pytest.fixture(params=["100%", "200%"])
def enlarged(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Watched]:
    """The dashboard at 1280 by 720, as it is and at 200% zoom, for somebody who asked for less motion."""
    by = 2 if request.param == "200%" else 1
    context = browser.new_context(
        viewport={"width": 1280 // by, "height": 720 // by}, device_scale_factor=by, reduced_motion="reduce"
    )
    page = Watched(context, address)
    yield page
    context.close()
    assert page.errors == []


def test_by_keyboard_alone_a_plan_is_chosen_and_a_charts_table_and_evidence_are_read(enlarged: Watched) -> None:
    page = enlarged.open("/homelessness")
    tab_to(page, page.get_by_text("Filters", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("combobox", name="Plan", exact=True))
    page.keyboard.type("Homelessness")
    expect(page.get_by_text("Plan: Homelessness Strategy 2008-2013")).to_be_visible()
    page.keyboard.press("Escape")
    enlarged.settle()
    tab_to(page, page.get_by_text("Table", exact=True).first)
    page.keyboard.press("Enter")
    table = page.get_by_role("region", name="People sleeping rough (snapshot)")
    expect(table).to_be_in_viewport()
    tab_to(page, table)
    row = table.get_by_role("row", name="2008/09 Result 11")
    row.scroll_into_view_if_needed()
    assert row.evaluate(IN_SIGHT)
    page.keyboard.press("Escape")
    tab_to(page, page.get_by_text("Evidence", exact=True).first)
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Number of people rough sleeping (snapshot)").first).to_be_in_viewport()
    assert faults(page) == []  # with what is open too
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    slow = "parseFloat(getComputedStyle(document.querySelector('button')).transitionDuration) > 0.01"
    assert not page.evaluate(slow)
    assert not page.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.transition?.duration")


def test_the_words_of_the_papers_are_explained_on_the_page_and_in_the_heads_of_tables(watched: Watched) -> None:
    page = watched.open("/homelessness?view=All+measures")
    expect(page.locator("th abbr", has_text="In")).to_have_attribute("title", re.compile("Local Area Agreement"))
    expect(page.get_by_text("Senior Responsible Officer")).to_be_hidden()
    tab_to(page, page.get_by_text("Glossary"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Senior Responsible Officer")).to_be_visible()
    page.get_by_role("link", name="Actions", exact=True).click()
    expect(page.get_by_role("link", name="Actions", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("Senior Responsible Officer")).to_be_visible()
    page.get_by_role("link", name="Milestones", exact=True).click()
    expect(page.get_by_role("heading", name="Milestones", level=1)).to_be_visible()
    expect(page.get_by_text("Senior Responsible Officer")).to_be_hidden()


@pytest.mark.parametrize("name", tour.STEPS)
def test_the_tour_can_be_walked_as_it_is_told(watched: Watched, name: str) -> None:
    tour.STEPS[name](watched.page, watched.address)


def test_the_tour_shows_a_small_picture_of_every_step() -> None:
    told = Path("docs/tour.md").read_text(encoding="utf-8")
    pictures = {file.stem: file for file in Path("docs/tour").glob("*.png")}
    assert set(pictures) == set(tour.STEPS) == set(re.findall(r"\(tour/(.+?)\.png\)", told))
    assert all(file.stat().st_size < 150_000 for file in pictures.values())
