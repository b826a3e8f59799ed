"""An analyst's whole journey in a real browser: a good file, a bad one, hostile cells, the keyboard alone, and back."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Served, Watched, serve
from playwright.sync_api import Browser, BrowserContext, FileChooser, Locator, Page, expect
from test_store import UNIX
from uploading import HOSTILE, LATE_RESULT, SAID, as_csv

from data import drafts

pytestmark = pytest.mark.browser
SLOW = 60_000


@pytest.fixture(scope="module")
def own_server(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose data may be changed."""
    home = Path(shutil.copytree(built_home, tmp_path_factory.mktemp("journey") / "home"))
    with serve(home) as served:
        yield served


@pytest.fixture
def walked(context: BrowserContext, own_server: Served) -> Iterator[Watched]:
    page = Watched(context, own_server.address)
    yield page
    assert page.errors == []
    assert page.left_the_machine == []
    assert page.page.evaluate("window.hacked === undefined")


def choose_file(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def choose_version(walked: Watched, label: str) -> None:
    walked.settle()
    box = walked.page.get_by_label("Version", exact=True)
    box.select_option(next(words for words in box.locator("option").all_inner_texts() if label in words))


def publish(page: Page, why: str) -> None:
    page.get_by_label("Note: what changes, and why").fill(why)
    page.get_by_role("button", name="Publish").click()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tabulator until the thing is reached."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("wanted => document.activeElement === wanted"):
            return
    raise AssertionError("the tabulator never led there")


def asked_for_a_file(page: Page, choose: Locator) -> FileChooser:
    """Reach the button and press it; once more where the page was being drawn anew as it was pressed."""
    asked: list[FileChooser] = []
    # Before anything is pressed: a window of the browser's own would open else, and never be closed.
    page.on("filechooser", lambda chooser: asked.append(chooser))
    for _ in range(3):
        tab_to(page, choose)
        page.keyboard.press("Enter")
        for _ in range(100):
            page.wait_for_timeout(100)
            if asked:
                return asked[0]
    raise AssertionError("no file was ever asked for")


def test_an_analyst_mends_a_bad_file_publishes_the_good_one_sees_it_everywhere_and_takes_it_back(
    walked: Watched, browser: Browser
) -> None:
    page = walked.open("/upload")
    elsewhere = Watched(browser.new_context(), walked.address)
    elsewhere.open("/homelessness")
    with page.expect_download() as download:
        page.get_by_role("button", name="Empty template").click()
    header = download.value.path().read_text(encoding="utf-8-sig")
    assert header.startswith("indicator_id,area_id,period")
    with page.expect_download() as download:
        page.get_by_role("button", name="Contract (Table Schema)").click()
    assert download.value.suggested_filename == "indicator_value.json"
    assert json.loads(download.value.path().read_text(encoding="utf-8"))["name"] == "indicator_value"

    choose_file(page, "quarter 4.csv", as_csv("indicator_value", {**LATE_RESULT, "value": "fifty"}))
    expect(page.get_by_text("1 error.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("cell", name="fifty")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Findings, with their rows").click()
    (row,) = csv.DictReader(download.value.path().read_text(encoding="utf-8-sig").splitlines())
    assert (row["Row"], row["Column"], row["File column 1"]) == ("2", "value", "learning-disability-settled")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)

    choose_file(page, "quarter 4.csv", as_csv("indicator_value", LATE_RESULT))
    expect(page.get_by_text("1 row added, none changed, none removed.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("1 indicator turns off target.")).to_be_visible()
    publish(page, "The result of quarter 4")
    expect(page.get_by_text("Version 2 is published, load v2-indicator-value.")).to_be_visible(timeout=SLOW)

    offered = elsewhere.page.get_by_role("button", name="New data: version 2 — show it")
    expect(offered).to_be_visible(timeout=20_000)
    expect(elsewhere.page.get_by_text("version 1", exact=True)).to_be_visible()
    offered.click()
    expect(elsewhere.page.get_by_text("version 2", exact=True)).to_be_visible(timeout=SLOW)
    elsewhere.page.context.close()

    page.get_by_role("main").get_by_role("link", name="History").click()
    expect(page.get_by_text("Version 2 changed Indicator value")).to_be_visible(timeout=SLOW)
    with page.expect_download() as download:
        page.get_by_role("button", name="The file as it was loaded").click()
    assert download.value.path().read_bytes() == as_csv("indicator_value", LATE_RESULT)
    choose_version(walked, "1: Figures shipped")
    page.get_by_role("button", name="See the dashboard as it was").click()
    expect(page.get_by_text("You see version 1 as published on")).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="Homelessness").click()
    expect(page.get_by_role("heading", name="Homelessness", exact=True)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("You see version 1 as published on")).to_be_visible()
    assert "as_of_version=1" in page.url
    fresh = Watched(browser.new_context(), walked.address)
    fresh.open(page.url.removeprefix(walked.address))
    expect(fresh.page.get_by_text("You see version 1 as published on")).to_be_visible(timeout=SLOW)
    fresh.page.context.close()
    page.get_by_role("button", name="Back to the newest").click()
    expect(page.get_by_text("You see version 1 as published on")).to_have_count(0, timeout=SLOW)
    walked.settle()
    assert "as_of_version" not in page.url

    page = walked.open("/history")
    expect(page.get_by_text("Version 2 changed Indicator value")).to_be_visible(timeout=SLOW)
    choose_version(walked, "1: Figures shipped")
    page.get_by_role("button", name="Roll back to it").click()
    page.get_by_label("Note: why").fill("Came too early")
    page.get_by_role("button", name="Roll back", exact=True).click()
    expect(page.get_by_text("holds the figures of version 1. Every load is kept.")).to_be_visible(timeout=SLOW)


def test_hostile_cells_are_shown_as_words_wherever_they_appear_and_leave_as_words(walked: Watched) -> None:
    page = walked.open("/upload?upload_what=Commentary")
    rows = [{**SAID, "commentary_id": f"hostile-{name}", "text": text} for name, text in HOSTILE.items()]
    choose_file(page, "<img src=x onerror=window.hacked=1>.csv", as_csv("commentary", *rows))
    expect(page.get_by_text(f"{len(rows)} rows added")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("<script>window.hacked=1</script>")).to_be_visible()
    expect(page.locator("main a[href*='evil.example'], main img[src='x']")).to_have_count(0)
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not too_wide
    publish(page, HOSTILE["markup"])
    expect(page.get_by_text("is published, load")).to_be_visible(timeout=SLOW)
    page = walked.open("/homelessness?measure=People+sleeping+rough+%28snapshot%29")
    expect(page.get_by_text("DROP TABLE commentary").first).to_be_visible(timeout=SLOW)
    expect(page.locator("main a[href*='evil.example'], main img[src='x']")).to_have_count(0)
    walked.open("/history")
    expect(page.locator("main img[src='x']")).to_have_count(0)
    page = walked.open("/upload?upload_what=Commentary")
    with page.expect_download() as download:
        page.get_by_role("button", name="Current rows").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    came = {row["commentary_id"]: row["text"] for row in csv.DictReader(text.splitlines())}
    assert came["hostile-formula"] == f"'{HOSTILE['formula']}"
    assert came["hostile-very-long"] == HOSTILE["very-long"]

    # A chart's words, and what it says under the pointer, are an area's name.
    hostile = f'Derby <a href="http://evil.example">here</a> {HOSTILE["markup"]}'
    page = walked.open("/upload?upload_what=Benchmarks&upload_of=Area")
    choose_file(
        page,
        "areas.csv",
        as_csv("area", {"area_id": "derby", "name": hostile, "kind": "authority", "is_home": "false"}),
    )
    publish(page, "A name no council has")
    expect(page.get_by_text("is published, load")).to_be_visible(timeout=SLOW)
    page = walked.open("/benchmarks")
    expect(page.get_by_text("Derby <a href").first).to_be_visible(timeout=SLOW)
    for bar in page.locator(".barlayer .point path").all()[:20]:
        bar.hover(force=True)  # what Plotly lays over its bars hears the pointer, and says a moment later what it meets
        page.wait_for_timeout(250)
        if page.locator(".hoverlayer").get_by_text("Derby <a href").count():
            break
    else:
        raise AssertionError("no bar says so")
    expect(page.locator("main a[*|href*='evil.example'], main img[src='x']")).to_have_count(0)


def test_a_bad_file_is_looked_at_and_a_good_one_published_with_the_keyboard_alone(walked: Watched) -> None:
    page = walked.open("/upload?upload_what=Reference+lists&upload_of=Meeting")
    expect(page.get_by_text("One CSV for “Meeting”")).to_be_visible(timeout=SLOW)
    meeting = {"meeting_id": "cabinet-2010-04-12", "board_id": "cabinet", "held_on": "2010-04-12", "title": "Cabinet"}
    content = as_csv("meeting", meeting)
    walked.settle()
    choose = page.get_by_test_id("stFileUploader").locator("button").first
    chooser = asked_for_a_file(page, choose)
    bad = content.replace(b"2010-04-12,Cabinet", b"31/04/2010,Cabinet")
    chooser.set_files({"name": "meetings.csv", "mimeType": "text/csv", "buffer": bad})
    expect(page.get_by_role("cell", name="31/04/2010")).to_be_visible(timeout=SLOW)
    walked.settle()
    tab_to(page, page.get_by_role("button", name="Findings, with their rows"))
    with page.expect_download():
        page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Put it away"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="31/04/2010")).to_have_count(0)
    walked.settle()
    chooser = asked_for_a_file(page, choose)
    chooser.set_files({"name": "meetings.csv", "mimeType": "text/csv", "buffer": content})
    expect(page.get_by_text("1 row added, none changed, none removed.")).to_be_visible(timeout=SLOW)
    walked.settle()
    tab_to(page, page.get_by_label("Note: what changes, and why"))
    page.keyboard.type("The first Cabinet of the year")
    tab_to(page, page.get_by_role("button", name="Publish"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("is published, load")).to_be_visible(timeout=SLOW)
    tab_to(page, page.get_by_role("main").get_by_role("link", name="History"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("changed Meeting")).to_be_visible(timeout=SLOW)


def test_what_was_typed_and_which_file_was_chosen_stay_when_a_list_beside_them_changes(walked: Watched) -> None:
    page = walked.open("/enter?about_indicator=rough-sleeping-count")
    page.get_by_label("What is to be said").fill("More people were counted.")
    page.get_by_label("Who speaks").fill("Head of Housing")
    page.get_by_label("As at", exact=True).fill("2010-02-28")
    expect(page.get_by_text("As at 28 February 2010")).to_be_visible(timeout=SLOW)
    expect(page.get_by_label("What is to be said")).to_have_value("More people were counted.")
    page.get_by_role("button", name="Check and show").click()
    expect(page.get_by_text("1 row added, none changed, none removed.")).to_be_visible(timeout=SLOW)

    page = walked.open("/upload?upload_what=Reference+lists&upload_of=Meeting")
    meeting = {"meeting_id": "cabinet-2011-04-12", "board_id": "cabinet", "held_on": "2011-04-12", "title": "Cabinet"}
    choose_file(page, "meetings.csv", as_csv("meeting", meeting))
    expect(page.get_by_text("1 row added, none changed, none removed.")).to_be_visible(timeout=SLOW)
    page.get_by_role("navigation", name="How").get_by_role("link", name="Replace all").click()
    expect(page.get_by_text(re.compile("1 row added, none changed, [1-9] removed"))).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Put it away").click()
    expect(page.get_by_text("1 row added")).to_have_count(0)


def workers(server: Served) -> list[int]:
    """The processes a server has begun to work on large files."""
    told = subprocess.run(["pgrep", "-P", str(server.pid), "-f", "data.aside"], capture_output=True, text=True).stdout
    return [int(line) for line in told.split()]


def until(what: Callable[[], object]) -> None:
    for _ in range(600):
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to that")


@UNIX
def test_others_read_on_while_a_large_file_is_worked_on_and_leaving_the_page_stops_it(
    walked: Watched, browser: Browser, own_server: Served
) -> None:
    rows = [{**SAID, "commentary_id": f"long-{n}", "text": "word " * 200} for n in range(2200)]
    large = as_csv("commentary", *rows)
    assert len(large) > drafts.LARGE
    page = walked.open("/upload?upload_what=Commentary")
    choose_file(page, "long.csv", large)
    until(lambda: workers(own_server))
    (worker,) = workers(own_server)
    os.kill(worker, signal.SIGSTOP)  # so that the work lasts as long as this test wants
    reader = Watched(browser.new_context(), walked.address)
    reader.open("/homelessness")
    expect(reader.page.get_by_role("heading", name="Homelessness", exact=True)).to_be_visible(timeout=SLOW)
    reader.page.context.close()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("s. Leaving this page stops it.")).to_be_visible(timeout=SLOW)
    os.kill(worker, signal.SIGCONT)
    expect(page.get_by_text("2,200 rows added, none changed, none removed.")).to_be_visible(timeout=SLOW)
    until(lambda: not workers(own_server))

    choose_file(page, "long.csv", large.replace(b"word", b"text"))
    until(lambda: workers(own_server))
    page.get_by_role("link", name="Homelessness").click()
    expect(page.get_by_role("heading", name="Homelessness", exact=True)).to_be_visible(timeout=SLOW)
    until(lambda: not workers(own_server))


def test_a_page_left_open_asks_little_while_nothing_changes(walked: Watched) -> None:
    sent: list[int] = []
    walked.page.on("websocket", lambda s: s.on("framereceived", lambda frame: sent.append(len(frame))))
    page = walked.open("/methods")
    page.wait_for_timeout(1000)
    sent.clear()
    page.wait_for_timeout(11_000)
    assert sum(sent) < 20_000
    assert len(sent) < 20
