"""The pages that app.py declares and the views each offers, walked as a reader would; for tests and screenshots."""

from collections.abc import Iterator
from unittest import mock

import streamlit as st
from playwright.sync_api import Page

import app

READY = "[data-testid=stApp][data-test-script-state=notRunning]"
# What the last run left is faded until it is drawn anew.
STILL = """() => !document.querySelector('[data-stale="true"]')
    && document.getAnimations().every(
        a => a.effect.getComputedTiming().endTime === Infinity || a.playState !== 'running')"""


def declared() -> list[tuple[str, str]]:
    """Every page app.py declares: its title, and its address below the server's."""
    with mock.patch.object(st, "navigation"), mock.patch.object(st, "Page") as page:
        app.navigate("Homelessness", "Delivering Excellence")
    said = [call.kwargs for call in page.call_args_list]
    return [(one["title"], "/" if one.get("default") else f"/{one['url_path']}") for one in said]


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
