"""Pictures of the dashboard, made by using it.

`python -m tests.screenshots docs/tour` makes those of the tour. `python -m tests.screenshots FOLDER --every` takes
every page and view at each size and in both themes, for looking through.
"""

import argparse
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from data import places, service
from data.store import FileStore
from tests import tour, walking
from tests.conftest import BROWSER_FLAGS, serve

SIZES = {"1280": (1280, 720), "1920": (1920, 1080), "phone": (390, 844)}
COLOURS = 128  # enough for flat colours and the edges of letters, at a third of the bytes


def save(page: Page, file: Path, whole: bool = False) -> None:
    """What the page shows, or with `whole` all of it, as a small PNG."""
    if whole:  # Streamlit scrolls within the page, so the window must be as tall as what it holds
        size = page.viewport_size or {"width": 1280, "height": 720}
        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({**size, "height": min(max(size["height"], tall), 4000)})
        page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)
    if whole:
        page.set_viewport_size(size)


def of_the_tour(browser: Browser, address: str, folder: Path) -> None:
    for name, step in tour.STEPS.items():
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        step(page, address)
        save(page, folder / f"{name}.png")
        context.close()


def of_every_page(browser: Browser, address: str, folder: Path) -> None:
    for theme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
            page = context.new_page()
            for _, path in walking.declared():
                page.goto(address + path)
                for view in walking.views(page):
                    name = re.sub(r"\W+", "-", f"{path} {view}").strip("-").lower()
                    save(page, folder / f"{theme}-{size}-{name}.png", whole=size == "phone")
            context.close()


@contextmanager
def shipped() -> Iterator[str]:
    """The dashboard served on the shipped figures in a state folder of its own; gives its address."""
    with tempfile.TemporaryDirectory() as home:
        os.environ[places.HOME_SETTING] = home
        service.build(FileStore(Path(home)))
        with serve(Path(home)) as served:
            yield served.address


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--every", action="store_true", help="every page and view, at each size, in both themes")
    asked = ask.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with shipped() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_FLAGS)
        (of_every_page if asked.every else of_the_tour)(browser, address, asked.folder)


if __name__ == "__main__":
    main()
