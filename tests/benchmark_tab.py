"""What the benchmarks serve and see: a server of their own, and a tab of a browser that notes when it was drawn."""

import base64
import contextlib
import math
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Locator, Page
from playwright.sync_api import Error as BrowserFault
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

SERVE = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port")
SESSIONS = 10
PATIENCE = 20  # seconds until a page is said not to answer
MEMORY = 6 * 2**30  # bytes a server may take; without a bound, one page took the machine's 23 GB and was killed
QUIET = 500  # milliseconds without a change after which a page is drawn
SEARCH, SOUGHT = "/search", "NI 156"

# Notes when the page last changed, when a chart of it last did, and when a pointer was last pressed or a list changed,
# or words were sent.
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
addEventListener('submit', () => seen.change = performance.now(), true);
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
    const points = plots.flatMap(p => p.data).reduce((sum, t) => sum + (t.y || t.x || []).length, 0);
    return [plots.length, points];
}"""
WAY = """path => [...document.querySelectorAll('[data-testid=stMain] a[href]')]
    .find(way => way.pathname === path && !way.closest('.cp-pages > details'))"""


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
        self._chosen += 1
        before = len(self.runs)
        if control.evaluate("control => control.tagName") == "SELECT":
            control.focus()  # as a click does: a long list is made when its reader comes to it
            others = control.evaluate(OTHERS)
            control.select_option(others[self._chosen % len(others)])
            return self._redrawn("change", before)
        if control.get_attribute("role") == "combobox":
            control.click()
            options = self.page.get_by_role("option", selected=False)
            options.last.wait_for()
            # Another each time: an answer already asked for would be no more than remembered.
            control = options.nth(self._chosen % options.count())
        before = len(self.runs)
        control.click()
        return self._redrawn("press", before)

    def _control(self, label: str) -> Locator:
        views = self.page.get_by_role("navigation", name=label, exact=True)
        if views.count():
            return views.locator("a:not([aria-current])").first
        choices = self.page.get_by_role("radiogroup", name=label, exact=True).get_by_role("radio", checked=False)
        if choices.count():
            return choices.nth(self._chosen % choices.count())
        way = self.page.get_by_role("link", name=label, exact=True)
        if way.count():
            return way.first
        box = self.page.get_by_role("combobox", name=label, exact=True)
        if not box.count():
            self.page.get_by_text("Filters", exact=True).click()
            box.first.wait_for()
        return box.first

    def visit(self, path: str) -> float:
        """Milliseconds from clicking the way from the page in sight to that at `path`, to its last chart drawn."""
        before = len(self.runs)
        if path == SEARCH:
            field = self.page.get_by_role("searchbox")
            field.fill(SOUGHT)
            field.press("Enter")
            return self._redrawn("change", before)
        way = self.page.evaluate_handle(WAY, path).as_element()
        if way is None:
            raise BrowserFault(f"no way leads to {path}")
        if not way.is_visible():
            way.evaluate("way => { way.closest('details').open = true }")
        way.click()
        return self._redrawn("press", before)

    def back(self) -> None:
        """Go back to the page before."""
        before = len(self.runs)
        self.page.go_back(wait_until="commit")
        self._settle(before)

    def _redrawn(self, since: str, runs_before: int) -> float:
        """Milliseconds from what `seen` notes as `since`."""
        self._settle(runs_before)
        begun, chart, main = self.page.evaluate("since => [seen[since], seen.chart, seen.main]", since)
        ended = chart if chart > begun else main
        return float(ended - begun) if ended > begun else math.nan

    def _settle(self, runs_before: int) -> None:
        until = time.monotonic() + PATIENCE
        while len(self.runs) == runs_before or not self.page.evaluate(DRAWN, QUIET):
            if time.monotonic() > until:
                raise BrowserFault(f"not drawn in {PATIENCE} s")
            self.page.wait_for_timeout(50)


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
