"""What a process of its own does to a store: `python tests/store_worker.py COMMAND FOLDER ...`, for test_store.py.

A worker says "ready" when everything is imported and waits for a line before each thing it does, so that a test can let
several begin at once.
"""

import datetime
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import filelock
import pandas as pd

from data import judging
from data.contracts import contracts
from data.store import FileStore, Overtaken, Snapshot, Version

MARK = "mark"
NO_RULES = Path(__file__).parent / "no-rules"  # binding the rules is most of the work of writing a small version


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
    sys.stdin.readline()


def say(word: object) -> None:
    print(word, flush=True)  # noqa: T201


def read(folder: Path, until: str) -> None:
    """Look at the current version again and again until it is number `until`; say what was seen."""
    store, seen, torn, looks, slowest = FileStore(folder), [0], 0, 0, 0.0
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
    store = FileStore(folder)
    frames = whole_set(store.current())
    begin()
    for number in range(store.history()[0].number + 1, int(last) + 1):
        store.publish(marked(frames, f"v{number}"), version(number))
        say(number)


def race(folder: Path, name: str) -> None:
    """At each line, publish against the parent it names; say "won", or "overtaken"."""
    store, frames = FileStore(folder), small_set("")
    say("ready")
    for line in sys.stdin:
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
    store, frames = FileStore(folder), small_set("v2")
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

    Each process is born here, everything imported, because starting one afresh takes seconds. Says "born" and its
    number, "published" and the version's, and "dead".
    """
    from data import service

    say("ready")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            keeper = FileStore(folder)
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

    keeper = FileStore(folder)
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
    say(f"version: {FileStore(folder).current().version.number}")


if __name__ == "__main__":
    command, folder, *words = sys.argv[1:]
    if command != "start":
        judging.RULES_FOLDER = NO_RULES
    {f.__name__: f for f in (read, publish, race, hold, start, refused, nursery, change_refused)}[command](
        Path(folder), *words
    )
