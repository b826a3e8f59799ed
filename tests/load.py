"""Many readers at once while an analyst publishes, behind nginx, on this machine: run by hand.

`python -m tests.load` opens 50 sessions on two replicas, lets each change a filter every few seconds, publishes ten
times from the command line, and prints what it cost beside one session alone. Nothing is asserted about time; a page
of two versions, a fault, or a version that some reader was never offered ends it with status 1.
"""

import asyncio
import contextlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from data import places, service
from data.store import FileStore
from tests import behind
from tests.benchmark import busy
from tests.conftest import ROOT
from tests.readers import Reader

PAGES = ("", "homelessness", "benchmarks", "milestones", "priorities", "efficiency")
SESSIONS, PUBLISHES = 50, 10
THINK = (6.0, 18.0)  # seconds between two changes of a filter
PAUSE = 12  # seconds between two publishes
LOOK = 4  # as components/versions.py


@dataclass
class Outcome:
    """What was seen; `seen` holds for each published version how long each reader waited to be offered it, in s."""

    wrong: list[str] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    seen: dict[int, list[float]] = field(default_factory=dict)
    missed: int = 0
    memory: tuple[float, float, float] = (0.0, 0.0, 0.0)  # MB of all replicas: before, all open, at the end


Publish: TypeAlias = Callable[[Path], Awaitable[tuple[int, float]]]


async def go(
    address: str,
    home: Path,
    sessions: int,
    publishes: int,
    *,
    pause: float = PAUSE,
    think: tuple[float, float] = THINK,
    publish: Publish | None = None,
    running: behind.Running | None = None,
) -> Outcome:
    """Open so many sessions, change filters in each, publish so often meanwhile."""
    outcome, over = Outcome(), asyncio.Event()
    before = running.memory() if running else 0.0
    published: dict[int, float] = {}
    async with contextlib.AsyncExitStack() as opened:
        readers = []
        for number in range(sessions):
            reader = Reader(PAGES[number % len(PAGES)])
            await opened.enter_async_context(reader.open(address))
            readers.append(reader)
        opened_all = running.memory() if running else 0.0
        reading = [asyncio.create_task(read(r, random.Random(n), over, think)) for n, r in enumerate(readers)]  # noqa: S311
        for _ in range(publishes):
            await asyncio.sleep(pause)
            number, at = await (publish or from_command_line)(home)
            published[number] = at
        for _ in range(50 * LOOK):  # until all were offered the newest, or are late
            await asyncio.sleep(0.2)
            if all(max(reader.offered, default=0) >= max(published, default=0) for reader in readers):
                break
        if not publishes:
            await asyncio.sleep(pause)
        outcome.memory = before, opened_all, running.memory() if running else 0.0
        over.set()
        for fault in await asyncio.gather(*reading, return_exceptions=True):
            if fault is not None:
                outcome.wrong.append(f"{type(fault).__name__}: {fault}")
    for number, at in published.items():
        waited = [
            first - at for r in readers if (first := min((t for n, t in r.offered.items() if n >= number), default=0))
        ]
        outcome.seen[number] = waited
        outcome.missed += sessions - len(waited)
    for reader in readers:
        outcome.runs += [run.seconds for run in reader.runs[1:]]
        outcome.wrong += faults(reader)
    return outcome


def faults(reader: Reader) -> list[str]:
    """What is wrong with any page that was sent: a fault told, more than one version, or a version gone back."""
    wrong = [f"/{reader.page}: {error}" for run in reader.runs for error in run.errors]
    wrong += [
        f"/{reader.page}: versions {sorted(run.heads)} told, {sorted(run.marks)} in the council's name"
        for run in reader.runs
        if len(run.heads) != 1 or not run.marks <= run.heads or (run.heads != {1} and not run.marks)
    ]
    shown = [max(run.heads, default=0) for run in reader.runs]
    return wrong if shown == sorted(shown) else [*wrong, f"/{reader.page}: went back, {shown}"]


async def read(reader: Reader, among: random.Random, over: asyncio.Event, think: tuple[float, float]) -> None:
    """Change filters, look for newer data as an open page does, and show it when it is offered."""
    looked = time.monotonic() - among.uniform(0, LOOK)  # pages were opened at different moments
    change = time.monotonic() + among.uniform(*think)
    while not over.is_set():
        await asyncio.sleep(max(0.0, min(looked + LOOK, change) - time.monotonic()))
        if time.monotonic() >= looked + LOOK:
            looked = time.monotonic()
            await reader.look()
            if reader.news:
                await reader.move()
        if time.monotonic() >= change:
            change = time.monotonic() + among.uniform(*think)
            await reader.choose(among.choice(reader.may_choose()), among)


def next_name(home: Path) -> tuple[int, dict[str, str]]:
    """The next version's number, and the council's name, which stands on every page, with that number in it."""
    number = FileStore(home).history()[0].number + 1
    return number, {"name": "council_name", "value": f"Leicester v{number}", "description": "As on every page."}


async def from_command_line(home: Path) -> tuple[int, float]:
    """Publish the council's next name as an analyst does from the command line; the version's number, and when."""
    number, cells = next_name(home)
    file = home.parent / f"setting-{number}.csv"
    file.write_text(",".join(cells) + "\n" + ",".join(cells.values()) + "\n", encoding="utf-8")
    words = ("publish", str(file), "--dataset", "setting", "--note", f"Version {number}", "--accept-warnings")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "data", *words, cwd=ROOT, env={**os.environ, places.HOME_SETTING: str(home)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(told.decode())
    return number, (home / "CURRENT").stat().st_mtime


def p95(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))] if values else float("nan")


def main() -> int:
    sessions = int(sys.argv[1]) if sys.argv[1:] else SESSIONS
    publishes = int(sys.argv[2]) if sys.argv[2:] else PUBLISHES
    with tempfile.TemporaryDirectory() as name:
        home, folder = Path(name) / "home", Path(name) / "run"
        folder.mkdir()
        service.build(FileStore(home))
        with behind.run(home, folder, "/performance") as running:
            print(f"{os.cpu_count()} cores, {busy()}", flush=True)  # noqa: T201
            asyncio.run(
                go(running.address, home, 2 * len(PAGES), 0, pause=5, think=(0.2, 0.4))
            )  # every page warm on both
            alone = asyncio.run(go(running.address, home, 1, 0, pause=20, think=(0.5, 1.0)))
            begun, worked = time.monotonic(), running.processor()
            many = asyncio.run(go(running.address, home, sessions, publishes, running=running))
            took, worked = time.monotonic() - begun, running.processor() - worked
    waits = [wait for each in many.seen.values() for wait in each]
    for line in (
        f"one session alone: {len(alone.runs)} filter changes, median {1000 * statistics.median(alone.runs):.0f} ms",
        f"{sessions} sessions, {publishes} publishes, {took:.0f} s: {len(many.runs)} filter changes and new versions "
        f"shown, median {1000 * statistics.median(many.runs):.0f} ms, p95 {1000 * p95(many.runs):.0f} ms "
        f"({p95(many.runs) / statistics.median(alone.runs):.1f} times one session's median)",
        f"the replicas used {worked:.0f} s of a processor, {100 * worked / took:.0f}% of one core",
        "memory of both replicas: {:.0f} MB before, {:.0f} with all open, {:.0f} at the end, ".format(*many.memory)
        + f"which is {(many.memory[2] - many.memory[0]) / sessions:.1f} MB a session with all they looked at",
        f"a publish was offered after {statistics.median(waits):.1f} s (median), {max(waits):.1f} s (the last reader "
        f"of any publish), {many.missed} readers missed one" if waits else "nothing was published",
        f"wrong: {len(many.wrong)}", *many.wrong[:10], busy(),
    ):  # fmt: skip
        print(line, flush=True)  # noqa: T201
    return 1 if many.wrong or alone.wrong or many.missed else 0


if __name__ == "__main__":
    sys.exit(main())
