"""Every page and the pack on a whole country, beside the shipped figures: the processor's time and memory, by AppTest.

`python -m tests.benchmark country` makes every English authority (made up: 333 areas, 500 indicators, 40 quarters, 6.7
million values, 200,000 milestones), publishes it through the real checks and prints the ratios; `... country 0.1` a
tenth of it; `... country HOME` takes a store made before. Nothing is asserted.
"""

import dataclasses
import functools
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

from data import places, service, synthetic
from data.store import FileStore
from tests.choosing import choose

FILES = ("overview", "priorities", "thread", "homelessness", "efficiency", "milestones", "delivering_excellence",
         "survey", "benchmarks", "search", "present", "changes", "findings", "methods", "sources", "upload", "enter",
         "history", "pack")  # fmt: skip
VIEWS = {"homelessness": ("view", "All measures"), "milestones": ("milestones", "By month"),
         "sources": ("show", "What is held")}  # fmt: skip
PATIENCE = 300  # seconds until a page is said not to answer
MEMORY = 10 * 2**30  # bytes of data a process may take


def country(scale: float) -> synthetic.Size:
    """The country, or a smaller one: fewer indicators, councils and milestones; as many areas and quarters."""
    whole = synthetic.COUNTRY
    return dataclasses.replace(
        whole, indicators=max(round(whole.indicators * scale), 16), councils=max(round(whole.councils * scale), 1),
        milestones=max(round(whole.milestones * scale), 200),
    )  # fmt: skip


def publish(home: Path, scale: float) -> None:
    """Write, check and publish the country into a store at `home`; says how long each took, and what it weighs."""
    begun = time.perf_counter()
    synthetic.write(home / "set", country(scale))
    written = time.perf_counter()
    snapshot = service.build(FileStore(home), home / "set")
    done = time.perf_counter()
    cursor = snapshot.cursor()
    values, milestones = (cursor.table(name).shape[0] for name in ("indicator_value", "milestone"))
    csvs = sum(path.stat().st_size for path in (home / "set").glob("*.csv"))
    size = snapshot.path.stat().st_size
    say(f"{values:,} values and {milestones:,} milestones; {csvs / 2**20:,.0f} MB of CSV written in "
        f"{written - begun:,.0f} s, checked, judged and published in {done - written:,.0f} s: {size / 2**20:,.0f} MB; "
        f"peak memory {peak():,.0f} MB")  # fmt: skip


def pages() -> None:
    """In a process of its own: each page, cold and warm, and the pack; a line of JSON each."""
    from streamlit.components.v2 import manifest_scanner
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.testing.v1 import AppTest, app_test

    with mock.patch.object(app_test, "PagesManager", type("Declared", (PagesManager,), {})), \
            mock.patch.object(PagesManager, "uses_pages_directory", False), \
            mock.patch.object(manifest_scanner, "scan_component_manifests",
                              functools.cache(manifest_scanner.scan_component_manifests)):  # fmt: skip
        app = AppTest.from_file("../app.py", default_timeout=PATIENCE)
        told("opening the version", timed(app.run), math.nan)
        for name in FILES:
            try:
                walk(app, name)
            except RuntimeError as fault:
                told(name, math.nan, math.nan, str(fault).splitlines()[0])
                app = AppTest.from_file("../app.py", default_timeout=PATIENCE).run()
    from components.chosen import FILTERS
    from pages.packs import making, selection

    snapshot = service.current()
    asked = selection.named(snapshot, dict.fromkeys(FILTERS, ""))
    begun = time.process_time()
    made = making.make(snapshot, asked)
    told(f"the pack, {len(made.pack.pages)} pages", 1000 * (time.process_time() - begun), math.nan)


def walk(app: Any, name: str) -> None:
    """One page, and a view of it that asks for much."""
    app.switch_page(f"pages/{name}.py")
    cold = timed(app.run)
    told(name, cold, timed(app.run), *[e.value for e in app.exception])
    if name in VIEWS:
        key, view = VIEWS[name]
        cold = timed(functools.partial(choose, app, key, view))
        told(f"{name}: {view}", cold, timed(app.run), *[e.value for e in app.exception])


def told(what: str, cold: float, warm: float, *failed: str) -> None:
    print(json.dumps([what, cold, warm, resident(), peak(), list(failed)]), flush=True)  # noqa: T201


def timed(run: Any) -> float:
    """Milliseconds of the processor, which say what it costs on a machine that others use too."""
    begun = time.process_time()
    run()
    return 1000 * (time.process_time() - begun)


def peak() -> float:
    """MB at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident() -> float:
    """MB now."""
    return int(Path("/proc/self/status").read_text(encoding="ascii").split("VmRSS:")[1].split()[0]) / 1024


def measured(home: Path) -> dict[str, list[Any]]:
    """What `pages` says of the store at `home`, by page."""
    settings = {places.HOME_SETTING: str(home), places.DATASETS_SETTING: str(home / "set")}
    if not (home / "set").exists():
        del settings[places.DATASETS_SETTING]
    child = subprocess.run(
        [sys.executable, "-m", "tests.benchmark_country", "pages"], env={**os.environ, **settings},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, preexec_fn=bounded,
    )  # fmt: skip
    lines = [json.loads(line) for line in child.stdout.decode().splitlines() if line.startswith("[")]
    return {line[0].split(",")[0]: line for line in lines}


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        shipped, large = Path(name) / "shipped", Path(name) / "country"
        service.build(FileStore(shipped), places.SHIPPED_FOLDER)
        given = arguments[0] if arguments else "1"
        if Path(given).is_dir():
            large = Path(given)
        else:
            publish(large, float(given))
        ours, many = measured(shipped), measured(large)
        say(f"{'':<34}{'shipped, ms':>18}{'country, ms':>18}{'ratio':>16}{'memory, MB':>18}{'peak, MB':>12}")
        say(f"{'':<34}{'cold   warm':>18}{'cold   warm':>18}{'cold   warm':>16}{'shipped country':>18}")
        for what, (_, cold, warm, held, most, failed) in many.items():
            _, cold_1, warm_1, held_1, *_ = ours.get(what, [what, *[math.nan] * 5])
            row = (f"{what:<34}{cold_1:>10,.0f}{warm_1:>8,.0f}{cold:>10,.0f}{warm:>8,.0f}{cold / cold_1:>9.1f}"
                   f"{warm / warm_1:>7.1f}{held_1:>10,.0f}{held:>8,.0f}{most:>12,.0f}  {' '.join(failed)}")  # fmt: skip
            say(row.replace("nan", "  -").rstrip())


if __name__ == "__main__":
    pages() if sys.argv[1:] == ["pages"] else main(sys.argv[1:])
