"""What the pages cost, beside a bare Streamlit page drawing as many charts in the quickest known way: run by hand.

A load is an address opened; a visit is the way to a page taken from another within the session: a click on the menu, or
words sent to the search; on the shipped figures alone. It begins, as the bare one does, at a page with next to nothing.

Whoever changes a filter has read the page before, which takes longer than the few seconds it is given here; meanwhile
the server works out what the page's lists lead to (docs/decisions/0015). With `COUNCIL_DASHBOARD_AHEAD=no` in the
environment it does not, and each choice is the first of its kind. A choice may draw more charts than the page had, or
fewer: it stands beside a choice of the bare page that has as many as it drew, and the ratio is the median of each.
Ours, the bare page and the larger store are loaded, chosen on and visited in turn.

`python -m tests.benchmark` prints it for the shipped figures and for a synthetic store a thousand times the size, which
it makes first, in two minutes; `python -m tests.benchmark HOME` takes the one `python -m tests.synthetic 1000 HOME`
made; addresses after it (`/findings`) are measured alone; `python -m tests.benchmark country` says what a whole country
costs (tests/benchmark_country.py).
Work is processor time, in the server and in the page's own thread: it says what a page costs on a machine that others
use too, where milliseconds on the clock say how busy they were.
Everything runs on this machine and on loopback; nothing is asserted.
"""

import contextlib
import functools
import math
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserFault
from websockets.exceptions import WebSocketException

from components import ahead, presenting
from data import places, service
from data.store import FileStore
from tests import benchmark_country, synthetic
from tests.benchmark_tab import COUNT, PATIENCE, SEARCH, SERVE, Server, Tab, a_session, serve
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
Asked = ParamSpec("Asked")
TIMES = 1000
LOADS, CLICKS = 4, 7
BOUND = 45 * 60  # seconds after which no further page is begun
READS = 6  # seconds that a reader reads a page before a filter is changed
IDLE = 50  # milliseconds of the processor's in a second
CALM = math.ceil(ahead.QUIET) + 1  # seconds of idleness after which nothing more is to come
POINTS = 10  # of a chart that only a choice draws


@dataclass
class Cost:
    """What one page costs, in milliseconds, each time it was done."""

    charts: int = 0
    points: int = 0
    first: float = math.nan  # MB of a first load, and of its messages
    socket: float = math.nan
    session: float = math.nan  # MB
    runs: list[float] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    load_works: list[float] = field(default_factory=list)
    visits: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    click_works: list[float] = field(default_factory=list)
    note: str = ""


def noting(act: Callable[Concatenate["Side", Asked], None]) -> Callable[Concatenate["Side", Asked], None]:
    """Note what could not be done, and do nothing more then."""

    @functools.wraps(act)
    def noted(side: "Side", *of: Asked.args, **by_name: Asked.kwargs) -> None:
        if side.cost.note:
            return
        try:
            act(side, *of, **by_name)
        except (BrowserFault, OSError, WebSocketException) as fault:
            side.cost.note = str(fault).splitlines()[0]

    return noted


@dataclass
class Side:
    """A page in a tab of its own, done to in turn with what it is compared with: a machine that others use drifts."""

    server: Server
    tab: Tab
    path: str
    label: str
    cost: Cost = field(default_factory=Cost)
    standing: int = 0

    @classmethod
    def open(cls, browser: Browser, server: Server, path: str, label: str) -> "Side":
        return cls(server, Tab.open(browser.new_context(viewport={"width": 1280, "height": 720})), path, label)

    @noting
    def cold(self) -> None:
        """Open the page with an empty cache, then with a full one."""
        self.tab.network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.tab.load(self.server.address + self.path)
        self.cost.first, self.cost.socket = self.tab.body / 2**20, self.tab.socket / 2**20
        self.cost.charts, self.cost.points = self.tab.page.evaluate(COUNT)
        self.tab.network.send("Network.setCacheDisabled", {"cacheDisabled": False})
        self.tab.load(self.server.address + self.path)
        self.tab.runs.clear()

    @noting
    def load(self) -> None:
        taken, work = self._worked(lambda: self.tab.load(self.server.address + self.path), since=0)
        self.cost.loads.append(taken)
        self.cost.load_works.append(work)
        self.cost.runs = list(self.tab.runs)

    @noting
    def readers(self) -> None:
        """What ten more readers cost."""
        self.cost.session = a_session(self.server, self.tab.greeting)

    @noting
    def choose(self) -> None:
        """Change the filter; `standing` is how many charts there are then."""
        taken, work = self._worked(lambda: self.tab.choose(self.label), since=self.tab.work())
        self.cost.clicks.append(taken)
        self.cost.click_works.append(work)
        self.standing = int(self.tab.page.evaluate(COUNT)[0])

    @noting
    def visit(self, way: str) -> None:
        """Go to the page at `way`, and back."""
        self.cost.visits.append(self.tab.visit(way))
        self.tab.back()

    def close(self) -> None:
        self.tab.page.context.close()

    def _worked(self, act: Callable[[], float], since: float) -> tuple[float, float]:
        """What `act` gives, and the processor time it took in the server and in the page's own thread."""
        before = self.server.work()
        return act(), self.server.work() - before + self.tab.work() - since


@dataclass
class Bare:
    """The bare page, and that of two pages, served for as long as all is measured."""

    browser: Browser
    one: Server
    two: Server

    def side(self, charts: int, points: int) -> Side:
        return Side.open(self.browser, self.one, f"/?charts={charts}&points={points}", "Choice")

    def visitor(self, charts: int, points: int) -> Side:
        return Side.open(self.browser, self.two, f"/?charts={charts}&points={points}", "")


def compare(browser: Browser, bare: Bare, homes: Sequence[Path], path: str, label: str) -> list[Cost]:
    """What the page costs on each of the `homes`, then the bare one, of whose choices each has as many charts."""
    with contextlib.ExitStack() as open_now:
        served = [open_now.enter_context(serve(SERVE, ROOT, **{places.HOME_SETTING: str(home)})) for home in homes]

        def opened(side: Side) -> Side:
            open_now.callback(side.close)
            return side

        ours = [opened(Side.open(browser, server, path, label)) for server in served]
        for side in ours:
            side.cold()
        charts, points = ours[0].cost.charts, ours[0].cost.points // max(ours[0].cost.charts, 1)
        plain = opened(bare.side(charts, points))
        plain.cold()
        sides = [*ours, plain]
        ours[0].tab.page.wait_for_timeout(1000 * READS)
        for side in sides:
            side.choose()
            side.cost.clicks.clear()
            side.cost.click_works.clear()
        beside, pairs = {charts: plain}, []
        for _ in range(CLICKS):
            ours[0].choose()
            count = ours[0].standing
            if count not in beside:
                other = beside[count] = opened(bare.side(count, points or POINTS))
                other.load()
                other.choose()
            beside[count].choose()
            pairs.append(beside[count].cost.clicks[-1] if beside[count].cost.clicks else math.nan)
            for side in ours[1:]:
                side.choose()
        plain.cost.clicks = pairs
        quieten(served)
        for _ in range(LOADS):
            for side in sides:
                side.load()
        for side in sides:
            side.readers()
        if way := way_to(path):
            begin = SEARCH if way != SEARCH else "/upload"
            here, there = opened(Side.open(browser, served[0], begin, "")), opened(bare.visitor(charts, points))
            here.load()
            there.load()
            for number in range(1 + LOADS):
                here.visit(way)
                there.visit("/bare")
                if not number:
                    quieten(served)
            for side, walk in ((ours[0], here), (plain, there)):
                side.cost.visits, side.cost.note = walk.cost.visits[1:], side.cost.note or walk.cost.note
        return [side.cost for side in sides]


def quieten(servers: Sequence[Server]) -> None:
    """Wait until they have looked ahead, lest the bare page or ours be measured beside that: it begins in a pause."""
    until, calm = time.monotonic() + PATIENCE, 0
    while calm < CALM and time.monotonic() < until:
        before = [server.work() for server in servers]
        time.sleep(1)
        is_idle = all(server.work() - work < IDLE for server, work in zip(servers, before, strict=True))
        calm = calm + 1 if is_idle else 0


def way_to(path: str) -> str:
    """The page that the menu or the search leads to; none for a view, which is chosen within its page."""
    asked = urlsplit(path)
    return asked.path if not asked.query or asked.path == SEARCH else ""


COLUMNS: tuple[tuple[str, Callable[[Cost], float], str], ...] = (
    ("server run, ms", lambda c: median(c.runs), ",.0f"),
    ("warm load, ms", lambda c: median(c.loads), ",.0f"),
    ("its work, ms", lambda c: median(c.load_works), ",.0f"),
    ("visit, ms", lambda c: median(c.visits), ",.0f"),
    ("filter, ms", lambda c: median(c.clicks), ",.0f"),
    ("its work, ms", lambda c: median(c.click_works), ",.0f"),
    ("first load, MB", lambda c: c.first, ".2f"),
    ("messages, MB", lambda c: c.socket, ".2f"),
    ("a session, MB", lambda c: c.session, ".2f"),
)
FILTER = [title for title, *_ in COLUMNS].index("filter, ms")


def median(taken: Sequence[float]) -> float:
    return statistics.median(taken) if taken else math.nan


def line(what: str, cost: Cost) -> None:
    cells = [f"{read(cost):{form}}" for _, read, form in COLUMNS]
    say(what, cells, cost.note)


def ratio(what: str, cost: Cost, base: Cost) -> None:
    """Of choices the median of each beside the other's in its turn, for a choice draws now a chart and now none."""
    of = [read(cost) / read(base) if read(base) > 0 else math.nan for _, read, _ in COLUMNS]
    of[FILTER] = median([one / other for one, other in zip(cost.clicks, base.clicks, strict=False)])
    say(what, [f"x {one:.2f}" for one in of])


def say(what: str, cells: list[str], note: str = "") -> None:
    row = f"{what:<46}" + "".join(f"{cell.replace('nan', '-'):>16}" for cell in cells)
    print(f"{row}  {note}".rstrip(), flush=True)  # noqa: T201


def busy() -> str:
    """How busy the machine is, without which no figure here can be read."""
    return f"load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"


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
        settings = {"BARE_FILE": str(shipped.path)}
        with (
            serve(SERVE, bare, BARE_SCRIPT="page.py", **settings) as one,
            serve(SERVE, bare, BARE_SCRIPT="two.py", **settings) as two,
        ):
            print(f"{os.cpu_count()} cores, {busy()}", flush=True)  # noqa: T201
            say("", [title for title, *_ in COLUMNS])
            for path, label in (one for one in PAGES if one[0] in sys.argv[2:] or not sys.argv[2:]):
                if time.monotonic() - begun > BOUND:
                    say(path, [], f"left out: {BOUND} s are over")
                    continue
                homes = folder / "shipped", large
                ours, many, plain = compare(browser, Bare(browser, one, two), homes, path, label)
                line(f"{path[:30]} ({ours.charts} charts)", ours)
                line("  bare page", plain)
                ratio("  to the bare page", ours, plain)
                line(f"  at {TIMES:,} times the data", many)
                ratio("  to itself", many, ours)
        browser.close()
    print(f"{time.monotonic() - begun:.0f} s in all, {busy()}")  # noqa: T201


if __name__ == "__main__":
    main()
