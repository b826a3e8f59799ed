"""What the pages cost, beside a bare Streamlit page drawing as many charts in the quickest known way: run by hand.

Beside it stands a second bare page, which draws the page's tables too, with as many rows, as Streamlit's own grids: a
page of tables has nothing in common with a bare page of neither.

Whoever changes a filter has read the page before, which takes longer than the few seconds it is given here; meanwhile
the server works out what the page's lists lead to (docs/decisions/0015). With `COUNCIL_DASHBOARD_AHEAD=no` in the
environment it does not, and each choice is the first of its kind. A choice may draw more charts than the page had, or
fewer: it stands beside a choice of the bare page that has as many as it drew, and the ratio is the median of each.

`python -m tests.benchmark` prints it for the shipped figures and for a synthetic store a thousand times the size, which
it makes first, in half a minute; `python -m tests.benchmark HOME` takes the one `python -m tests.synthetic 1000 HOME`
made; `python -m tests.benchmark country` says what a whole country costs (tests/benchmark_country.py).
Work is processor time, in the server and in the page's own thread: it says what a page costs on a machine that others
use too, where milliseconds on the clock say how busy they were.
Everything runs on this machine and on loopback; nothing is asserted.
"""

import base64
import contextlib
import dataclasses
import functools
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright
from playwright.sync_api import Error as BrowserFault
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from data import places, service
from data.store import FileStore
from tests import benchmark_country, synthetic
from tests.conftest import BROWSER_FLAGS, ROOT

SERVE = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port")
# Each page, and the filter that is changed on it: one in sight, or one in the popover "Filters".
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
    ("/changes", "Since"),
    ("/findings", "Check"),
    ("/methods", "Of"),
    ("/sources", "Document"),
)
TIMES = 1000
LOADS, CLICKS, SESSIONS = 5, 9, 10
PATIENCE = 20  # seconds until a page is said not to answer
MEMORY = 6 * 2**30  # bytes a server may take; without a bound, one page took the machine's 23 GB and was killed
BOUND = 30 * 60  # seconds after which no further page is begun
READS = 6  # seconds that a reader reads a page before a filter is changed
QUIET = 500  # milliseconds without a change after which a page is drawn
FEW = 4  # pages after which the bare ones are measured anew
POINTS = 10  # of a chart that only a choice draws

BARE_SERVER = """
import gc
from contextlib import asynccontextmanager
import duckdb, plotly.graph_objects as go, streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

@asynccontextmanager
async def warm(app):
    go.Figure(go.Scatter(x=[1], y=[1]))
    gc.collect()
    gc.freeze()
    yield

app = st.App("page.py", lifespan=warm, middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)])
"""
BARE_PAGE = """
import os
import duckdb, plotly.graph_objects as go, streamlit as st

@st.cache_resource
def base():
    return duckdb.connect(os.environ["BARE_FILE"], read_only=True)

st.set_page_config(layout="wide")
st.title("Bare")
charts, points = int(st.query_params["charts"]), int(st.query_params["points"])
tables, rows = int(st.query_params["tables"]), int(st.query_params["rows"])
choice = st.selectbox("Choice", range(1, 21))
cursor = base().cursor()
ask = "SELECT value FROM indicator_value WHERE value IS NOT NULL ORDER BY indicator_id, period LIMIT ? OFFSET ?"
for number in range(charts):
    y = [value for value, in cursor.execute(ask, [points, choice + number]).fetchall()]
    figure = go.Figure(go.Scatter(x=list(range(len(y))), y=y, mode="lines+markers"), {"height": 280})
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=f"chart-{number}")
ask = "SELECT * EXCLUDE (source_ref, quote, note) FROM indicator_value ORDER BY indicator_id, period LIMIT ? OFFSET ?"
for number in range(tables):
    st.dataframe(cursor.execute(ask, [rows, choice + number]).df(), hide_index=True, key=f"table-{number}")
st.caption(f"Choice {choice}")
"""
# Notes when the page last changed, when a chart of it last did, and when a pointer was last pressed or a list changed.
WATCH = """
window.seen = {main: 0, chart: 0, press: 0, change: 0};
new MutationObserver(records => records.forEach(record => {
    const at = record.target.nodeType === 1 ? record.target : record.target.parentElement;
    if (!at || at.closest('.hoverlayer')) return;
    if (at.closest('.js-plotly-plot')) seen.chart = performance.now();
    else if (record.type !== 'attributes' && at.closest('[data-testid=stMain]')) seen.main = performance.now();
})).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
addEventListener('pointerdown', () => seen.press = performance.now(), true);
addEventListener('change', () => seen.change = performance.now(), true);
"""
DRAWN = """quiet => {
    const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
    return document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
        && document.querySelector('[data-testid=stMain] h1, [data-testid=stMain] [data-testid=stHeading]')
        && !document.querySelector('[data-testid=stSkeleton], [data-testid=stAppSkeleton]')
        && charts.every(chart => chart.querySelector('.main-svg'))
        && performance.now() - Math.max(seen.main, seen.chart, seen.press) > quiet;
}"""
OTHERS = "control => [...control.options].map(o => o.value).filter(value => value && value !== control.value)"
COUNT = """() => {
    const plots = [...document.querySelectorAll('.js-plotly-plot')];
    const rows = document.querySelectorAll('.cp-table tbody tr').length;
    const points = plots.flatMap(p => p.data).reduce((sum, t) => sum + (t.y || t.x || []).length, 0);
    return [plots.length, points, document.querySelectorAll('.cp-table').length, rows];
}"""


@dataclass
class Cost:
    """What one page costs; `nan` where it did not answer."""

    charts: int = 0
    points: int = 0
    tables: int = 0
    rows: int = 0
    run: float = math.nan
    load: float = math.nan
    load_work: float = math.nan
    click: float = math.nan
    click_work: float = math.nan
    first: float = math.nan
    socket: float = math.nan
    session: float = math.nan
    clicks: list[float] = field(default_factory=list)  # of each choice, of which `click` is the median
    after: list[int] = field(default_factory=list)  # charts that stood after each choice
    note: str = ""


@dataclass
class Server:
    address: str
    process: "subprocess.Popen[bytes]"

    def memory(self) -> float:
        """Resident memory in MB; nan where there is no /proc."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return math.nan
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def work(self) -> float:
        """Processor time taken so far, in milliseconds; nan where there is no /proc."""
        try:
            status = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        except OSError:
            return math.nan
        user, system = status.rpartition(")")[2].split()[11:13]
        return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serve(command: tuple[str, ...], folder: Path, **settings: str) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*command, str(port)], cwd=folder, env={**os.environ, **settings},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=None if os.name == "nt" else _bounded,
    )  # fmt: skip
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        for _ in range(4 * 60):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=1):  # noqa: S310
                break
            time.sleep(0.25)
        yield server
    finally:
        process.kill()  # asked politely, one in the midst of a query would not hear
        process.wait()


def _bounded() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


@dataclass
class Tab:
    """A tab whose traffic is counted as the browser itself counts it."""

    page: Page
    network: CDPSession
    body: int = 0  # bytes of answers, as sent
    socket: int = 0  # bytes of messages, before compression
    runs: list[float] = field(default_factory=list)  # milliseconds from asking for a run to its end
    greeting: bytes = b""  # the first message of the browser: which page it asks for
    _asked: float = math.nan
    _chosen: int = 0

    @classmethod
    def open(cls, context: BrowserContext) -> "Tab":
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.add_init_script(WATCH)
        tab = cls(page, context.new_cdp_session(page))
        tab.network.send("Network.enable")
        tab.network.send("Performance.enable", {"timeDomain": "threadTicks"})
        tab.network.on("Network.loadingFinished", tab._loaded)
        tab.network.on("Network.webSocketFrameSent", tab._sent)
        tab.network.on("Network.webSocketFrameReceived", tab._received)
        return tab

    def _loaded(self, event: dict[str, Any]) -> None:
        self.body += int(event["encodedDataLength"])

    def _sent(self, event: dict[str, Any]) -> None:
        sent = base64.b64decode(event["response"]["payloadData"])
        message = BackMsg.FromString(sent)
        self.greeting = self.greeting or sent
        if message.WhichOneof("type") == "rerun_script" and math.isnan(self._asked):
            self._asked = event["timestamp"]

    def _received(self, event: dict[str, Any]) -> None:
        payload = base64.b64decode(event["response"]["payloadData"])
        self.socket += len(payload)
        if ForwardMsg.FromString(payload).WhichOneof("type") == "script_finished":
            self.runs.append(1000 * (event["timestamp"] - self._asked))
            self._asked = math.nan

    def load(self, url: str) -> float:
        """Milliseconds from navigating to the last chart drawn, or to the last change of a page without charts."""
        self.page.goto("about:blank")
        before = len(self.runs)
        self.page.goto(url, wait_until="commit")
        self._settle(before)
        return float(self.page.evaluate("seen.chart || seen.main"))

    def work(self) -> float:
        """Processor time the page's own thread has taken since the page was opened, in milliseconds."""
        metrics = self.network.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(metric["value"]) for metric in metrics if metric["name"] == "TaskDuration")

    def choose(self, label: str) -> float:
        """Milliseconds from clicking an option of the filter that is not chosen to the last chart redrawn."""
        control = self._control(label)
        before = len(self.runs)
        if control.evaluate("control => control.tagName") == "SELECT":
            others = control.evaluate(
                "control => [...control.options].map(o => o.value).filter(v => v && v !== control.value)"
            )
            self._chosen += 1
            control.select_option(others[self._chosen % len(others)])
            return self._redrawn(float(self.page.evaluate("seen.change")), before)
        if control.get_attribute("role") == "combobox":
            control.click()
            options = self.page.get_by_role("option", selected=False)
            options.last.wait_for()
            # Another each time: an answer already asked for would be no more than remembered.
            control = options.nth((1 + self._chosen) % options.count())
            self._chosen += 1
        before = len(self.runs)
        control.click()
        return self._redrawn(float(self.page.evaluate("seen.press")), before)

    def _redrawn(self, begun: float, runs_before: int) -> float:
        self._settle(runs_before)
        chart, main = self.page.evaluate("[seen.chart, seen.main]")
        ended = chart if chart > begun else main
        return ended - begun if ended > begun else math.nan

    def _control(self, label: str) -> Any:
        views = self.page.get_by_role("navigation", name=label, exact=True)
        if views.count():
            return views.locator("a:not([aria-current])").first
        box = self.page.get_by_role("combobox", name=label, exact=True)
        if not box.count():
            self.page.get_by_text("Filters", exact=True).click()
            box.first.wait_for()
        return box.first

    def _settle(self, runs_before: int) -> None:
        until = time.monotonic() + PATIENCE
        while len(self.runs) == runs_before or not self.page.evaluate(DRAWN, QUIET):
            if time.monotonic() > until:
                raise BrowserFault(f"not drawn in {PATIENCE} s")
            self.page.wait_for_timeout(50)


def measure(browser: Browser, server: Server, path: str, label: str) -> Cost:
    """Open the page cold, then warm, then for ten more readers, then change its filter."""
    cost, url = Cost(), server.address + path
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        tab = Tab.open(context)
        tab.network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        tab.load(url)
        cost.first, cost.socket = tab.body / 2**20, tab.socket / 2**20
        cost.charts, cost.points, cost.tables, cost.rows = tab.page.evaluate(COUNT)
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
    except (BrowserFault, OSError, WebSocketException) as fault:
        cost.note = str(fault).splitlines()[0]
    finally:
        context.close()
    return cost


def _worked(server: Server, act: Callable[[], float], in_browser: Callable[[], float]) -> tuple[float, float]:
    """What `act` gives, and the processor time it took in the server and in the page's own thread."""
    before = server.work()
    return act(), server.work() - before + in_browser()


def a_session(server: Server, greeting: bytes) -> float:
    """MB that one more reader costs the server, over ten who have the page open; none of them needs a browser."""
    before = server.memory()
    with contextlib.ExitStack() as readers:
        for _ in range(SESSIONS):
            address = server.address.replace("http", "ws") + "/_stcore/stream"
            reader: ClientConnection = readers.enter_context(
                connect(address, origin=server.address, subprotocols=["streamlit"], max_size=None)  # type: ignore[arg-type, list-item]
            )
            reader.send(greeting)
            while ForwardMsg.FromString(reader.recv(PATIENCE)).WhichOneof("type") != "script_finished":  # type: ignore[arg-type]
                pass
        return (server.memory() - before) / SESSIONS


COLUMNS: tuple[tuple[str, Callable[[Cost], float], str], ...] = (
    ("server run, ms", lambda c: c.run, ",.0f"),
    ("warm load, ms", lambda c: c.load, ",.0f"),
    ("its work, ms", lambda c: c.load_work, ",.0f"),
    ("filter, ms", lambda c: c.click, ",.0f"),
    ("its work, ms", lambda c: c.click_work, ",.0f"),
    ("first load, MB", lambda c: c.first, ".2f"),
    ("messages, MB", lambda c: c.socket, ".2f"),
    ("a session, MB", lambda c: c.session, ".2f"),
)


FILTER = 3  # the column of a choice


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
        bare = folder / "bare"
        shutil.copytree(ROOT / ".streamlit", bare / ".streamlit")
        (bare / "app.py").write_text(BARE_SERVER, encoding="utf-8")
        (bare / "page.py").write_text(BARE_PAGE, encoding="utf-8")
        flags: dict[str, Any] = {"executable_path": shutil.which("chromium") or shutil.which("google-chrome")}
        browser = playwright.chromium.launch(
            args=BROWSER_FLAGS, **(flags if all(flags.values()) else {"channel": "msedge"})
        )

        @functools.cache
        def bare_page(charts: int, points: int, tables: int = 0, rows: int = 0) -> Cost:
            asked = f"/?charts={charts}&points={points}&tables={tables}&rows={rows}"
            with serve(SERVE, bare, BARE_FILE=str(shipped.path)) as server:
                return measure(browser, server, asked, "Choice")

        print(f"{os.cpu_count()} cores, {busy()}", flush=True)  # noqa: T201
        say("", [title for title, *_ in COLUMNS])
        for number, (path, label) in enumerate(PAGES):
            if number % FEW == 0:
                bare_page.cache_clear()  # a machine that others use is not equally busy all the time
            if time.monotonic() - begun > BOUND:
                say(path, [], f"left out: {BOUND} s are over")
                continue
            with serve(SERVE, ROOT, **{places.HOME_SETTING: str(folder / "shipped")}) as server:
                ours = measure(browser, server, path, label)
            points, tables = ours.points // max(ours.charts, 1), (ours.tables, ours.rows // max(ours.tables, 1))
            after = [bare_page(n, (points or POINTS) if n else 0) for n in ours.after]
            plain = dataclasses.replace(
                bare_page(ours.charts, points),
                click=statistics.median([one.click for one in after] or [math.nan]),
                click_work=statistics.median([one.click_work for one in after] or [math.nan]),
            )
            tabled = bare_page(ours.charts, points, *tables)
            with serve(SERVE, ROOT, **{places.HOME_SETTING: str(large)}) as server:
                many = measure(browser, server, path, label)
            line(f"{path} ({ours.charts} charts, {ours.tables} tables)", ours)
            line("  bare page", plain)
            ratio("  to the bare page", ours, plain, after)
            line("  bare page with the tables", tabled)
            ratio("  to that", ours, tabled)
            line(f"  at {TIMES:,} times the data", many)
            ratio("  to itself", many, ours)
        browser.close()
    print(f"{time.monotonic() - begun:.0f} s in all, {busy()}")  # noqa: T201


if __name__ == "__main__":
    main()
