"""A store built from the shipped figures, the dashboard served on it, and a real browser."""

import contextlib
import errno
import functools
import gc
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cachetools
import filelock
import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, ConsoleMessage, Page, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test

from components import ahead
from data import places, service, sets
from data.catalogue import place
from data.lake import LakeStore
from data.store import FileStore, Snapshot
from tests import altered, postgres

ROOT = Path(__file__).parent.parent
BROWSER_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

expect.set_options(timeout=20_000)  # milliseconds: two cores draw for several browsers at once


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the search for what may go, after every run of a page, passes it over."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state folder of the tests' own, so that nobody's data is touched."""
    folder = tmp_path_factory.mktemp("home")
    os.environ[places.HOME_SETTING] = str(folder)
    service.store.cache_clear()
    yield folder
    del os.environ[places.HOME_SETTING]


@pytest.fixture(scope="session", autouse=True)
def pages_by_navigation() -> Iterator[None]:
    """Make AppTest run `app.py` for every page, as the server does, and not a file of `pages/` by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app_test, "PagesManager", type("Declared", (PagesManager,), {}))
        patch.setattr(PagesManager, "uses_pages_directory", False)
        # Each AppTest would read the description of every installed package again.
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        # And each run of one would compile the script and its page again, where a server does it once.
        patch.setattr(ScriptCache, "get_bytecode", lambda _, path: _compiled(path, Path(path).stat().st_mtime_ns))
        yield


@pytest.fixture(scope="session", autouse=True)
def files_typed_once() -> Iterator[None]:
    """Type each file of a set once: most stores that tests make differ from the shipped files in one of 25."""
    with pytest.MonkeyPatch.context() as patch:
        kept = cachetools.LRUCache[Any, Any](maxsize=256)
        by = cachetools.cached(kept, key=lambda original, file, contract: (original, file, repr(contract)))
        patch.setattr(sets, "typed", by(sets.typed))
        yield


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """An AppTest leaves its script as the main module, which a process begun by a later test would run again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


_COMPILE = ScriptCache.get_bytecode


@functools.cache
def _compiled(path: str, _: int) -> Any:
    return _COMPILE(ScriptCache(), path)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that those who test side by side share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def built_home(shared: Path) -> Path:
    """A state folder that holds the shipped figures as version 1, to be copied.

    They came through the real intake into a real DuckDB file.
    """
    with filelock.FileLock(shared / "built.lock"):
        service.build(FileStore(shared / "built"))  # nothing to do where another has built it
    return shared / "built"


@pytest.fixture(scope="session")
def snapshot_of_files(home: Path, built_home: Path) -> Snapshot:
    """The shipped figures."""
    shutil.copytree(built_home, home, dirs_exist_ok=True)
    return FileStore(home).current()


@pytest.fixture(scope="session")
def snapshot(snapshot_of_files: Snapshot) -> Snapshot:
    """The shipped figures."""
    return snapshot_of_files


@pytest.fixture(scope="session")
def no_rows(shared: Path, snapshot_of_files: Snapshot) -> Path:
    """A file of every rule over tables without rows, for `altered.empty_rules`."""
    path = shared / "no-rows.duckdb"
    with filelock.FileLock(shared / "no-rows.lock"):
        if not path.exists():
            altered.keep_empty_rules(path, snapshot_of_files)
    return path


@pytest.fixture(scope="session")
def catalogue() -> Iterator[postgres.Server]:
    """A PostgreSQL to keep the catalogues of lakes in; a test that needs one is left out where it is not installed."""
    if lacks := postgres.missing():
        pytest.skip(f"no lake can be kept here: {lacks}")
    with postgres.server() as server:
        yield server


@pytest.fixture(scope="session")
def built_lake(catalogue: postgres.Server, built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The setting of a lake that holds the shipped figures as version 1; to be read only, it is shared."""
    folder = tmp_path_factory.mktemp("lake")
    setting = f"data_path={folder / 'data'} {catalogue.database()}"
    files, lake = FileStore(built_home), LakeStore(folder / "publisher", place(setting))
    version = files.current().version
    lake.adopt(version, files.current().path, [files.original(sha256) for sha256 in files.originals()])
    return setting


@pytest.fixture(scope="session")
def snapshot_of_a_lake(built_lake: str, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The shipped figures as another machine takes them out of the lake."""
    return LakeStore(tmp_path_factory.mktemp("elsewhere"), place(built_lake)).current()


@pytest.fixture
def shipped(tmp_path: Path, built_home: Path) -> Path:
    """A copy of the shipped CSVs to spoil, with a store beside it that holds them unspoilt as version 1."""
    return altered.copy_shipped(tmp_path, built_home)


@dataclass(frozen=True)
class Served:
    address: str
    pid: int


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The dashboard served as the README says, on a free port; it starts for the first time, and makes its store."""
    with serve(tmp_path_factory.mktemp("served")) as served:
        yield served


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def serve(home: Path, *options: str, port: int = 0, **environment: str) -> Iterator[Served]:
    """The dashboard served from a state folder, on a free port unless one is named."""
    port = port or free_port()
    log = (home / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *options],
        cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
        # Nothing is worked out ahead, on a machine that draws for several browsers at once.
        env={**os.environ, places.HOME_SETTING: str(home), ahead.SETTING: "no", **environment},
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(url, server)
        yield Served(url, server.pid)
    finally:
        server.terminate()
        server.wait(10)
        log.close()


@pytest.fixture(scope="session")
def address(served: Served) -> str:
    return served.address


@pytest.fixture(scope="session")
def server_pid(served: Served) -> int:
    return served.pid


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(480):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):  # noqa: S310
                return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("The dashboard did not start; see server.log in the tests' home folder.")


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    with sync_playwright() as playwright:
        yield playwright.chromium


def which_browser() -> dict[str, Any]:
    """For tests: one process draws every page, and holds its scripts ready; to begin one takes as long again."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    # Windows has Edge; elsewhere this fails, and says that no browser was found.
    flags = [*BROWSER_FLAGS, "--renderer-process-limit=1", "--disable-site-isolation-trials"]
    return {"args": flags, **({"executable_path": path} if path else {"channel": "msedge"})}


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """For readers who have never been here: each new context of it is one."""
    yield chromium.launch(**which_browser())


@pytest.fixture(scope="session")
def regular(chromium: BrowserType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The browser of a reader who has been here: it keeps the scripts compiled, which saves a third of each page."""
    profile = tmp_path_factory.mktemp("profile")
    context = chromium.launch_persistent_context(profile, viewport={"width": 1280, "height": 720}, **which_browser())
    yield context
    context.close()


@pytest.fixture
def context(regular: BrowserContext) -> Iterator[BrowserContext]:
    """That browser, with nothing left in it of earlier tests but the scripts."""
    yield regular
    for page in regular.pages[1:]:  # without its first, empty page it would close
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        page.close()
    regular.clear_cookies()


class Watched:
    """A page whose console and requests are watched; leaving one with an error, or the machine, fails the test."""

    def __init__(self, context: BrowserContext, address: str):
        self.page: Page = context.new_page()
        self.address = address
        self.errors: list[str] = []
        self.left_the_machine: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("request", lambda r: self._note(r.url))

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.address + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the script has run and drawn."""
        self.page.wait_for_selector("[data-testid=stMain] h1")
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        self.page.wait_for_timeout(300)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _note(self, url: str) -> None:
        local = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:")
        if not url.startswith(local):
            self.left_the_machine.append(url)


@pytest.fixture
def watched(context: BrowserContext, address: str) -> Iterator[Watched]:
    page = Watched(context, address)
    yield page
    assert page.errors == []
    assert page.left_the_machine == []


@pytest.fixture
def own_home(built_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder of one test's own, for tests that publish."""
    folder = Path(shutil.copytree(built_home, tmp_path / "own-home"))
    monkeypatch.setenv(places.HOME_SETTING, str(folder))
    service.store.cache_clear()
    yield folder
    service.store.cache_clear()


@pytest.fixture
def refuses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A disk that is full from the n-th step of a publish on; the list holds n, and how far it came."""
    yield disk_that_refuses(monkeypatch, lambda step, n: step > n)
    monkeypatch.undo()


def disk_that_refuses(monkeypatch: pytest.MonkeyPatch, which: Callable[[int, int], bool]) -> list[int]:
    """A disk that has no room for the steps that `which` says of the step and n; gives n, and how far it came."""
    at = [10**6, 0]

    def or_refuse(real):  # type: ignore[no-untyped-def]
        def step(*args, **kwargs):  # type: ignore[no-untyped-def]
            at[1] += 1
            if which(at[1], at[0]):
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args, **kwargs)

        return step

    monkeypatch.setattr(os, "fsync", or_refuse(os.fsync))
    monkeypatch.setattr(Path, "replace", or_refuse(Path.replace))
    return at
