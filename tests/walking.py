"""The pages of the menu and the views each offers, walked as a reader would; for tests and screenshots."""

import itertools
from collections.abc import Iterator

from playwright.sync_api import Page

from components import menu

READY = "[data-testid=stApp][data-test-script-state=notRunning]"
# What the last run left is faded until it is drawn anew.
STILL = """() => !document.querySelector('[data-stale="true"]')
    && document.getAnimations().every(
        a => a.effect.getComputedTiming().endTime === Infinity || a.playState !== 'running')"""


def declared() -> list[tuple[str, str]]:
    """Every page: its title, and its address below the server's."""
    pages = itertools.chain(*menu.listed("Homelessness", "Delivering Excellence").values())
    return [(page.title, "/" if page.address == menu.FIRST else f"/{page.address}") for page in pages]


def settle(page: Page, pause: int = 300) -> None:
    """Wait until the script has run and drawn."""
    page.wait_for_selector("[data-testid=stMain] h1")
    page.wait_for_selector(READY)
    page.wait_for_timeout(pause)
    page.wait_for_function(STILL)


def views(page: Page) -> Iterator[str]:
    """The view that is open, then each other that the first row of buttons on the page offers; gives its name."""
    offered = page.locator("[data-testid=stMain] .cp-views")
    settle(page)
    if not offered.count():
        yield ""
        return
    names = offered.first.get_by_role("link").all_inner_texts()
    for name in names:
        choice = offered.first.get_by_role("link", name=name, exact=True)
        if choice.get_attribute("aria-current") != "true":
            choice.click()
            settle(page)
        yield name
