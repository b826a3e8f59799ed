"""What the pages cost, beside a bare Streamlit page drawing as many charts in the quickest known way: run by hand.

A load is an address opened; a visit is the way to a page taken from another within the session: a click on the menu, or
words sent to the search. It begins, as that of the bare page does, at a page that shows next to nothing.

Whoever changes a filter has read the page before, which takes longer than the few seconds it is given here; meanwhile
the server works out what the page's lists lead to (docs/decisions/0015). With `COUNCIL_DASHBOARD_AHEAD=no` in the
environment it does not, and each choice is the first of its kind. A choice may draw more charts than the page had, or
fewer: it stands beside a choice of the bare page that has as many as it drew, and the ratio is the median of each.

`python -m tests.benchmark` prints it for the shipped figures and for a synthetic store a thousand times the size, which
it makes first, in two minutes; `python -m tests.benchmark HOME` takes the one `python -m tests.synthetic 1000 HOME`
made; addresses after it (`/findings`) are measured alone; `python -m tests.benchmark country` says what a whole country
costs (tests/benchmark_country.py).
Work is processor time, in the server and in the page's own thread: it says what a page costs on a machine that others
use too, where milliseconds on the clock say how busy they were.
Everything runs on this machine and on loopback; nothing is asserted.
"""

import contextlib
import dataclasses
import functools
import math
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserFault
from websockets.exceptions import WebSocketException

from components import presenting
from data import places, service
from data.store import FileStore
from tests import benchmark_country, synthetic
from tests.benchmark_tab import COUNT, SEARCH, SERVE, Server, Tab, a_session, serve
from tests.conftest import BROWSER_FLAGS, ROOT

# Each page, and what is changed on it: a list or view in sight, a link, or a filter in the popover "Filters".
PAGES = (
    ("/", "Plan"),
    ("/homelessness", "Measure"),
    ("/homelessness?view=Cost+per+head", "View"),
    ("/homelessness?view=Actions", "Strategic priority"),
    ("/priorities", "Plan"),
    ("/golden-thread", "View"),
    ("/efficiency", "View"),
    ("/efficiency?show=Owed", "By"),
    ("/milestones", "State"),
    ("/milestones?milestones=By+month", "State"),
    ("/delivering-excellence", "Plan"),
    ("/staff-survey", "View"),
    ("/benchmarks", "Plan"),
    ("/search?find=NI+156", "Plan"),
    ("/present", "Plan"),
    (f"/present?view=1&order={','.join(presenting.VIEWS)}", "Next"),
    ("/changes", "Since"),
    ("/findings", "Check"),
    ("/methods", "Of"),
    ("/sources", "Document"),
    ("/upload", "Dataset"),
    ("/enter", "What"),
    ("/history", "Plan"),
    ("/pack", "Plan"),
)
TIMES = 1000
LOADS, CLICKS = 5, 9
BOUND = 45 * 60  # seconds after which no further page is begun
READS = 6  # seconds that a reader reads a page before a filter is changed
FEW = 4  # pages after which the bare ones are measured anew
POINTS = 10  # of a chart that only a choice draws


@dataclass
class Cost:
    """What one page costs; `nan` where it did not answer."""

    charts: int = 0
    points: int = 0
    run: float = math.nan
    load: float = math.nan
    load_work: float = math.nan
    visit: float = math.nan
    click: float = math.nan
    click_work: float = math.nan
    first: float = math.nan
    socket: float = math.nan
    session: float = math.nan
    clicks: list[float] = field(default_factory=list)  # of each choice, of which `click` is the median
    after: list[int] = field(default_factory=list)  # charts that stood after each choice
    note: str = ""


def measure(browser: Browser, server: Server, path: str, label: str) -> Cost:
    """Open the page cold, then warm, then for ten more readers, then change its filter."""
    cost, url = Cost(), server.address + path
    with _tab(browser, cost) as tab:
        tab.network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        tab.load(url)
        cost.first, cost.socket = tab.body / 2**20, tab.socket / 2**20
        cost.charts, cost.points = tab.page.evaluate(COUNT)
        tab.network.send("Network.setCacheDisabled", {"cacheDisabled": False})
        tab.load(url)
        tab.runs.clear()
        loads, works = zip(*(_worked(server, lambda: tab.load(url), tab.work) for _ in range(LOADS)), strict=True)
        cost.load, cost.load_work = statistics.median(loads), statistics.median(works)
        cost.run = statistics.median(tab.runs)
        cost.session = a_session(server, tab.greeting)
        tab.page.wait_for_timeout(1000 * READS)
        tab.choose(label)

        def since() -> Callable[[], float]:
            before = tab.work()
            return lambda: tab.work() - before

        def chosen() -> float:
            taken = tab.choose(label)
            cost.after.append(tab.page.evaluate(COUNT)[0])
            return taken

        clicks, works = zip(*(_worked(server, chosen, since()) for _ in range(CLICKS)), strict=True)
        cost.clicks, cost.click, cost.click_work = list(clicks), statistics.median(clicks), statistics.median(works)
    return cost


def visit(browser: Browser, server: Server, way: str, begin: str) -> Cost:
    """Go from the page at `begin` to that at `way` and back, as often as a page is loaded; `visit` alone is given."""
    cost = Cost()
    with _tab(browser, cost) as tab:
        tab.load(server.address + begin)
        tab.visit(way)
        taken = []
        for _ in range(LOADS):
            tab.back()
            taken.append(tab.visit(way))
        cost.visit = statistics.median(taken)
    return cost


@contextlib.contextmanager
def _tab(browser: Browser, cost: Cost) -> Iterator[Tab]:
    """A tab of its own; what it could not do is noted in `cost`."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        yield Tab.open(context)
    except (BrowserFault, OSError, WebSocketException) as fault:
        cost.note = str(fault).splitlines()[0]
    finally:
        context.close()


def way_to(path: str) -> str:
    """The page that the menu or the search leads to; none for a view, which is chosen within its page."""
    asked = urlsplit(path)
    return asked.path if not asked.query or asked.path == SEARCH else ""


def _worked(server: Server, act: Callable[[], float], in_browser: Callable[[], float]) -> tuple[float, float]:
    """What `act` gives, and the processor time it took in the server and in the page's own thread."""
    before = server.work()
    return act(), server.work() - before + in_browser()


COLUMNS: tuple[tuple[str, Callable[[Cost], float], str], ...] = (
    ("server run, ms", lambda c: c.run, ",.0f"),
    ("warm load, ms", lambda c: c.load, ",.0f"),
    ("its work, ms", lambda c: c.load_work, ",.0f"),
    ("visit, ms", lambda c: c.visit, ",.0f"),
    ("filter, ms", lambda c: c.click, ",.0f"),
    ("its work, ms", lambda c: c.click_work, ",.0f"),
    ("first load, MB", lambda c: c.first, ".2f"),
    ("messages, MB", lambda c: c.socket, ".2f"),
    ("a session, MB", lambda c: c.session, ".2f"),
)
FILTER = [title for title, *_ in COLUMNS].index("filter, ms")


def line(what: str, cost: Cost) -> None:
    cells = [f"{read(cost):{form}}" for _, read, form in COLUMNS]
    say(what, cells, cost.note)


def ratio(what: str, cost: Cost, base: Cost, beside: Sequence[Cost] = ()) -> None:
    """`beside` holds what stands beside each choice, where that is not the same for all: then the median of each."""
    of = [(read(cost), read(base)) for _, read, _ in COLUMNS]
    if cost.clicks and beside:
        each = statistics.median(c / one.click for c, one in zip(cost.clicks, beside, strict=True))
        of[FILTER] = each, 1.0
    say(what, [f"x {one / other:.2f}" if other > 0 else "-" for one, other in of])


def say(what: str, cells: list[str], note: str = "") -> None:
    row = f"{what:<46}" + "".join(f"{cell.replace('nan', '-'):>16}" for cell in cells)
    print(f"{row}  {note}".rstrip(), flush=True)  # noqa: T201


def busy() -> str:
    """How busy the machine is, without which no figure here can be read."""
    return f"load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"


def cost_of(browser: Browser, home: Path, path: str, label: str) -> Cost:
    """What a page of the dashboard costs, on the store at `home`."""
    with serve(SERVE, ROOT, **{places.HOME_SETTING: str(home)}) as server:
        cost, way = measure(browser, server, path, label), way_to(path)
        return _with_visit(cost, visit(browser, server, way, SEARCH if way != SEARCH else "/upload")) if way else cost


def cost_of_bare(browser: Browser, folder: Path, file: Path, charts: int, points: int) -> Cost:
    """What the bare page of so many charts costs."""
    asked = f"charts={charts}&points={points}"
    with serve(SERVE, folder, BARE_FILE=str(file), BARE_SCRIPT="page.py") as server:
        cost = measure(browser, server, f"/?{asked}", "Choice")
    with serve(SERVE, folder, BARE_FILE=str(file), BARE_SCRIPT="two.py") as server:
        return _with_visit(cost, visit(browser, server, "/bare", f"/?{asked}"))


def _with_visit(cost: Cost, visited: Cost) -> Cost:
    return dataclasses.replace(cost, visit=visited.visit, note=cost.note or visited.note)


def main() -> None:
    if sys.argv[1:2] == ["country"]:
        return benchmark_country.main(sys.argv[2:])
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        shipped = service.build(FileStore(folder / "shipped"))
        if sys.argv[1:]:
            large = Path(sys.argv[1])
        else:
            large = folder / "large"
            synthetic.publish(large, folder / "csvs", TIMES)
        bare = shutil.copytree(ROOT / "tests" / "bare", folder / "bare")
        shutil.copytree(ROOT / ".streamlit", bare / ".streamlit")
        flags: dict[str, Any] = {"executable_path": shutil.which("chromium") or shutil.which("google-chrome")}
        browser = playwright.chromium.launch(
            args=BROWSER_FLAGS, **(flags if all(flags.values()) else {"channel": "msedge"})
        )
        bare_page = functools.cache(functools.partial(cost_of_bare, browser, bare, shipped.path))
        print(f"{os.cpu_count()} cores, {busy()}", flush=True)  # noqa: T201
        say("", [title for title, *_ in COLUMNS])
        for number, (path, label) in enumerate(one for one in PAGES if one[0] in sys.argv[2:] or not sys.argv[2:]):
            if number % FEW == 0:
                bare_page.cache_clear()  # a machine that others use is not equally busy all the time
            if time.monotonic() - begun > BOUND:
                say(path, [], f"left out: {BOUND} s are over")
                continue
            ours = cost_of(browser, folder / "shipped", path, label)
            points = ours.points // max(ours.charts, 1)
            after = [bare_page(n, (points or POINTS) if n else 0) for n in ours.after]
            plain = dataclasses.replace(
                bare_page(ours.charts, points),
                click=statistics.median([one.click for one in after] or [math.nan]),
                click_work=statistics.median([one.click_work for one in after] or [math.nan]),
            )
            many = cost_of(browser, large, path, label)
            line(f"{path} ({ours.charts} charts)", ours)
            line("  bare page", plain)
            ratio("  to the bare page", ours, plain, after)
            line(f"  at {TIMES:,} times the data", many)
            ratio("  to itself", many, ours)
        browser.close()
    print(f"{time.monotonic() - begun:.0f} s in all, {busy()}")  # noqa: T201


if __name__ == "__main__":
    main()
