"""What a process of its own does to a store, for test_store.py and test_publishing.py.

A worker says "ready" and waits for a line before each thing it does, so that a test can let several begin at once.
"""

import datetime
import json
import multiprocessing
import os
import time
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from pathlib import Path

import filelock
import pandas as pd

from data import catalogue, judging, places
from data.contracts import contracts
from data.lake import LakeStore
from data.store import FileStore, Overtaken, Snapshot, Store, Version

MARK = "mark"
LAKE = "lake.txt"  # in a state folder: the setting of the lake that is kept in instead of files
NO_RULES = Path(__file__).parent / "no-rules"  # binding the rules is most of the work of writing a small version

# Importing takes longer than most of what a worker does: where there is fork, each is born of one that has imported.
_BORN = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
if os.name != "nt":
    _BORN.set_forkserver_preload(["data.service", "duckdb", "filelock", "pandas", "pyarrow", "tenacity"])


def opened(folder: Path) -> Store:
    """The store of a state folder, as another process would open it."""
    setting = folder / LAKE
    return LakeStore(folder, catalogue.place(setting.read_text())) if setting.exists() else FileStore(folder)


class Worker:
    """A process of its own that does one of the commands below to the store of a folder."""

    def __init__(self, command: str, folder: Path, *words: object):
        hears, self._tells = _BORN.Pipe(duplex=False)
        self._hears, says = _BORN.Pipe(duplex=False)
        self.process = _BORN.Process(target=_work, args=(command, folder, [str(word) for word in words], hears, says))
        self.process.start()
        hears.close()
        says.close()

    def ready(self) -> "Worker":
        assert self.hear() == "ready"
        return self

    def tell(self, line: object = "") -> None:
        self._tells.send(str(line))

    def hear(self) -> str:
        return self._hears.recv()

    def killed(self) -> list[str]:
        """Kill it as an operator would, with SIGKILL; what it had still said."""
        self.process.kill()
        return self.ended()

    def ended(self) -> list[str]:
        """Tell it no more, and wait until it ends; what it had still said."""
        self._tells.close()
        said = []
        try:
            while self._hears.poll(300):
                said.append(self.hear())
        except EOFError:
            self.process.join()
            return said
        raise TimeoutError("The worker does not end.")


_pipes: list[Connection] = []  # of this process, where it is a worker: what it is told comes in by the first


def _work(command: str, folder: Path, words: list[str], *pipes: Connection) -> None:
    _pipes[:] = pipes
    os.environ[places.HOME_SETTING] = str(folder)
    if (folder / LAKE).exists():
        os.environ[places.LAKE_SETTING] = (folder / LAKE).read_text()
    if command != "start":
        judging.RULES_FOLDER = NO_RULES
    {f.__name__: f for f in (read, publish, race, hold, start, refused, nursery, change_refused)}[command](
        folder, *words
    )


def small_set(mark: str) -> dict[str, pd.DataFrame]:
    """A whole set of datasets, nearly empty."""
    frames = {name: pd.DataFrame(columns=list(contract.columns)) for name, contract in contracts().items()}
    setting = {"name": ["reporting_date", "home_area"], "value": ["2010-03-31", "here"], "description": ["d", "d"]}
    source = {"document_id": ["d"], "title": ["D"], "issued_on": [None], "publisher": ["p"], "status": ["final"]}
    return marked({**frames, "setting": pd.DataFrame(setting), "source": pd.DataFrame(source)}, mark)


def marked(frames: Mapping[str, pd.DataFrame], mark: str) -> dict[str, pd.DataFrame]:
    """The same set with `mark` in two of its tables: a torn version would show two marks."""
    setting = frames["setting"]
    row = pd.DataFrame({"name": [MARK], "value": [mark], "description": ["told twice"]})
    return {
        **frames,
        "setting": pd.concat([setting[setting["name"] != MARK], row]),
        "source": frames["source"].assign(publisher=mark),
    }


def marks(snapshot: Snapshot) -> set[str]:
    """What two tables say of the version, asked one after the other."""
    cursor = snapshot.cursor()
    told = cursor.execute("SELECT value FROM setting WHERE name = ?", [MARK]).fetchall()
    return {mark for (mark,) in [*told, *cursor.execute("SELECT publisher FROM source").fetchall()]}


def version(number: int, note: str = "") -> Version:
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return Version(number, number - 1, now, "tests", note, shipped=False, fingerprint=note)


def whole_set(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    return {name: snapshot.cursor().table(name).to_arrow_table().to_pandas() for name in contracts()}


def begin() -> None:
    say("ready")
    _pipes[0].recv()


def lines() -> Iterator[str]:
    """What the worker is told, line by line, until it is told no more."""
    say("ready")
    while True:
        try:
            yield _pipes[0].recv()
        except EOFError:
            return


def say(word: object) -> None:
    _pipes[1].send(str(word))


def read(folder: Path, until: str) -> None:
    """Look at the current version again and again until it is number `until`; say what was seen."""
    store, seen, torn, looks, slowest = opened(folder), [0], 0, 0, 0.0
    begin()
    while seen[-1] < int(until):
        begun = time.perf_counter()
        snapshot = store.current()
        told = marks(snapshot)
        slowest = max(slowest, time.perf_counter() - begun)
        looks += 1
        torn += told != {f"v{snapshot.version.number}"}
        if seen[-1] != snapshot.version.number:
            seen.append(snapshot.version.number)
        time.sleep(0.01)
    say(json.dumps({"looks": looks, "torn": torn, "slowest": slowest, "seen": seen[1:]}))


def publish(folder: Path, last: str) -> None:
    """Publish one version after another up to number `last`, saying each when it is done."""
    store = opened(folder)
    frames = whole_set(store.current())
    begin()
    for number in range(store.history()[0].number + 1, int(last) + 1):
        store.publish(marked(frames, f"v{number}"), version(number))
        say(number)


def race(folder: Path, name: str) -> None:
    """At each line, publish against the parent it names; say "won", or "overtaken"."""
    store, frames = opened(folder), small_set("")
    for line in lines():
        try:
            store.publish(marked(frames, name), version(int(line) + 1, name))
            say("won")
        except Overtaken:
            say("overtaken")


def hold(folder: Path) -> None:
    """Hold the writers' lock until killed."""
    lock = filelock.FileLock(folder / "publish.lock")
    lock.acquire()
    say("ready")
    time.sleep(600)


def start(_: Path) -> None:
    """Start as the dashboard does, at whatever place the setting names; say which file is current."""
    from data import service

    begin()
    say(service.current().path)


def refused(folder: Path, bytes_allowed: str) -> None:
    """Publish where the disk refuses: files longer than so many bytes, or, with none, anything at all."""
    store, frames = opened(folder), small_set("v2")
    store.history()  # whatever Python loads on the way is loaded before
    if int(bytes_allowed):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(bytes_allowed), resource.RLIM_INFINITY))
    elif os.geteuid() == 0:
        os.seteuid(65534)  # nobody: what is read-only does not stop root
    try:
        store.publish(frames, version(2))
    except OSError as fault:
        say(f"refused: {fault}")
    say(f"reads: {marks(store.current())}")


def nursery(folder: Path) -> None:
    """At each line, let a new process publish one small change after another, through the service, until killed.

    Says "born" and its number, "published" and the version's, and "dead".
    """
    from data import service

    for _ in lines():
        child = os.fork()
        if child == 0:
            keeper = opened(folder)
            for _ in range(10**6):
                number = keeper.history()[0].number + 1
                told = {"name": MARK, "value": f"v{number}", "description": "told here"}
                say(f"published {service.change_row('setting', told, 'again', 'tests', keeper=keeper).version.number}")
        say(f"born {child}")
        os.waitpid(child, 0)
        say("dead")


def change_refused(folder: Path, bytes_allowed: str) -> None:
    """Publish a change where the disk refuses: files longer than so many bytes, or, with none, anything at all."""
    from data import service

    keeper = opened(folder)
    checked = service.check_row(
        "setting", {"name": MARK, "value": "new", "description": "not to be told"}, keeper=keeper
    )
    if int(bytes_allowed):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(bytes_allowed), resource.RLIM_INFINITY))
    elif os.geteuid() == 0:
        os.seteuid(65534)  # nobody: what is read-only does not stop root
    try:
        service.publish(service.preview(checked, keeper=keeper), "refused", "tests", keeper=keeper)
    except service.NotWritten as fault:
        say(f"refused: {fault}")
    say(f"version: {opened(folder).current().version.number}")
