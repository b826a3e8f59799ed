"""What a lake costs beside files: run by hand, `python -m tests.benchmark_lake [FACTOR]`.

At today's size and at FACTOR (100) times it: publishing a whole set, changing one row, taking a version out of the lake
on a machine that has none of it, and every question of the pages asked of a file, of the copy taken out of the lake,
and of the lake itself, pinned at its version. Each is done three times, in turns, and the quickest is told, with its
time of processor. Nothing is asserted.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from data import catalogue, service
from data.catalogue import LAKE
from data.contracts import contracts
from data.differences import held
from data.judging import rule_files
from data.lake import LakeStore
from data.lake_tables import snapshots
from data.schema import create_evidence_view
from data.store import FileStore, Snapshot, Store, Version
from data.versions import next_version, rules_fingerprint
from queries import runner
from tests import postgres, synthetic
from tests.test_queries import MODULES, questions

FACTOR, TIMES = 100, 3
KEY = {"scope": "default", "scope_id": "all", "rule": "indicator_status"}


class Straight:
    """The lake itself as a version to be asked, pinned: its tables, and over them the rules as macros in memory."""

    def __init__(self, place: catalogue.Place, version: Version, snapshot: int):
        self.version, self.path = version, Path("straight")
        self._connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": "1"})
        for name in catalogue.EXTENSIONS:
            self._connection.execute(f"LOAD '{catalogue.extension(name)}'")
        pinned = f"SNAPSHOT_VERSION {snapshot}, DATA_PATH '{place.data_path}', OVERRIDE_DATA_PATH true, READ_ONLY"
        self._connection.execute(f"ATTACH 'ducklake:postgres:{place.catalogue}' AS {LAKE} ({pinned})")
        self._connection.execute(f"SET search_path = 'memory.main,{LAKE}.main'")
        asked = "SELECT DISTINCT table_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = 'judged'"
        kept = [name for (name,) in self._connection.execute(asked, [LAKE]).fetchall()]
        self._connection.execute(create_evidence_view(contracts().values()))
        for path in rule_files():
            for statement in self._connection.extract_statements(path.read_text(encoding="utf-8")):
                self._connection.execute(statement)
        for name in kept:
            self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM {LAKE}.judged.{name}")

    def cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        cursor.execute(f"SET search_path = 'memory.main,{LAKE}.main'")
        return cursor


def timed(*works: tuple[str, Callable[[], Any]]) -> str:
    """The quickest of a few runs of each, done in turns."""
    best: dict[str, tuple[float, float]] = {}
    for _ in range(TIMES):
        for name, work in works:
            begun, busy = time.perf_counter(), time.process_time()
            work()
            took = time.perf_counter() - begun, time.process_time() - busy
            best[name] = min(best.get(name, took), took)
    return ", ".join(f"{name} {1000 * took:,.0f} ms ({1000 * busy:,.0f})" for name, (took, busy) in best.items())


def republish(keeper: Store) -> None:
    frames, number = held(keeper.current()), keeper.history()[0].number
    card = next_version(number, note="again", by="benchmark", fingerprint="", rules=rules_fingerprint())
    keeper.publish(frames, card)


def change(keeper: Store, within: list[int]) -> None:
    within[0] += 1
    service.change_row("threshold", {**KEY, "amber_within": within[0]}, "wider", "benchmark", keeper=keeper)


def ask_all(snapshot: Any) -> None:
    runner._ANSWERS.clear()
    for module in MODULES:
        for _, question in questions(module):
            question(snapshot)


def measure(home: Path, place: catalogue.Place) -> list[str]:
    files, lake = FileStore(home), LakeStore(home / "lake", place)
    current = files.current()
    lake.adopt(replace(current.version, number=1, parent=0), current.path)
    rows = sum(table.num_rows for table in held(current).values())
    told = [f"{rows:,} rows, a version file of {current.path.stat().st_size / 2**20:.1f} MB:"]
    works: Mapping[str, Callable[[Store], Any]] = {"a whole set published": republish}
    for name, work in works.items():
        told.append(f"  {name}: " + timed(("files", lambda: work(files)), ("lake", lambda: work(lake))))  # noqa: B023
    one, two = [20], [20]
    told.append(
        "  one row changed: " + timed(("files", lambda: change(files, one)), ("lake", lambda: change(lake, two)))
    )
    afresh, _held = iter(range(100)), (files.current(), lake.current())
    told.append(
        "  what is current: " + timed(("files", files.current), ("lake", lake.current))
        + "; first opened on another machine: "
        + timed(("lake", lambda: LakeStore(home / f"machine-{next(afresh)}", place).current()))
    )  # fmt: skip
    other = LakeStore(home / "other", place)
    version: Version = other.current().version
    with catalogue.Catalogue(place).cursor() as cursor:
        straight = Straight(place, version, snapshots(cursor)[version.number])
    count = sum(1 for module in MODULES for _ in questions(module))
    asked: list[tuple[str, Snapshot | Straight]] = [
        ("of a file", files.current()), ("of a copy out of the lake", other.current()), ("of the lake itself", straight)
    ]  # fmt: skip
    told.append(f"  {count} questions asked " + timed(*((name, lambda s=s: ask_all(s)) for name, s in asked)))
    return told


def main() -> None:
    factor = int(sys.argv[1]) if len(sys.argv) > 1 else FACTOR
    if lacks := postgres.missing():
        sys.exit(f"Nothing to measure: {lacks}.")
    with tempfile.TemporaryDirectory() as name, postgres.server() as server:
        for times in (1, factor):
            home = Path(name) / str(times)
            if times == 1:
                service.build(FileStore(home))
            else:
                synthetic.publish(home, Path(name) / "csvs", times)
            place = catalogue.place(f"data_path={home / 'data'} {server.database()}")
            sys.stdout.write("\n".join(measure(home, place)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
