"""The store among real processes: nobody is torn, blocked or lost, whoever is killed and whatever the disk refuses."""

import contextlib
import gc
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import synthetic
from store_worker import LAKE, NO_RULES, Worker, marked, marks, opened, small_set, version, whole_set
from typer.testing import CliRunner

from data import catalogue, filling, judging, places, service
from data.__main__ import app
from data.lake import LakeStore
from data.store import EmptyStore, FileStore, Snapshot, Store, UnknownVersion
from tests import postgres

ROOT = Path(__file__).parent.parent
# Both stores keep these promises; the others are about files, locks and disks.
BOTH = pytest.mark.parametrize("kept_in", ["files", "lake"], indirect=True)
UNIX = pytest.mark.skipif(os.name == "nt", reason="uses what only Unix has")


def at_home(folder: Path) -> dict[str, str]:
    return {**os.environ, places.HOME_SETTING: str(folder)}


def files(folder: Path) -> set[str]:
    """Every file of a store but the locks, the trail of acts, the original files and what versions begin as."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "originals" and not path.name.startswith("blank-")
    } - {"publish.lock", "build.lock", "audit.lock", "audit.jsonl"}


def expected_files(newest: int) -> set[str]:
    numbers = range(1, newest + 1)
    return {"CURRENT"} | {f"{Path('versions') / f'{n:06}'}.{kind}" for n in numbers for kind in ("duckdb", "json")}


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "files")


@pytest.fixture
def folder(tmp_path: Path, kept_in: str, request: pytest.FixtureRequest) -> Path:
    """A state folder; where versions are kept in a lake, it says in which."""
    folder = tmp_path / "home"
    if kept_in == "lake":
        server: postgres.Server = request.getfixturevalue("catalogue")
        folder.mkdir()
        (folder / LAKE).write_text(f"data_path={tmp_path / 'data'} {server.database()}")
    return folder


@pytest.fixture
def built(built_home: Path, folder: Path) -> Path:
    """The folder of a store that holds the shipped figures."""
    return Path(shutil.copytree(built_home, folder))


@pytest.fixture
def no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions without the rules of judgement, as the workers write them: it is the store that is tried here."""
    monkeypatch.setattr(judging, "RULES_FOLDER", NO_RULES)


@pytest.fixture
def store(folder: Path, no_rules: None) -> Store:  # noqa: ARG001
    """A store that holds one small version."""
    store = opened(folder)
    store.publish(small_set("v1"), version(1, "the first"))
    return store


def publish_next(store: Store, note: str = "") -> Snapshot:
    number = store.history()[0].number + 1
    return store.publish(small_set(f"v{number}"), version(number, note))


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("kept_in", "last"), [("files", 51), ("lake", 7)], indirect=["kept_in"])
def test_four_processes_read_while_another_publishes_fifty_versions_none_torn_none_blocked(
    folder: Path, last: int
) -> None:
    readers = [Worker("read", folder, last).ready() for _ in range(4)]
    publisher = Worker("publish", folder, last).ready()
    for worker in (*readers, publisher):
        worker.tell()
    assert publisher.ended() == [str(number) for number in range(2, last + 1)]
    for reader in readers:
        told = json.loads(reader.ended()[0])
        assert told["torn"] == 0
        assert told["seen"] == sorted(told["seen"])
        assert told["seen"][-1] == last
        assert told["looks"] >= last
        assert told["slowest"] < 5 or (folder / LAKE).exists()  # there, a look may make this machine's copy first


@pytest.mark.usefixtures("store")
def test_a_reader_does_not_wait_for_the_writers_lock(folder: Path) -> None:
    writer = Worker("hold", folder).ready()
    reader = Worker("read", folder, 1).ready()
    reader.tell()
    assert json.loads(reader.ended()[0])["seen"] == [1]
    assert writer.process.is_alive()  # the lock was held all the while
    writer.killed()


@BOTH
def test_of_two_that_publish_at_once_one_wins_the_other_is_told_and_nothing_is_lost(
    store: Store, folder: Path, kept_in: str
) -> None:
    last = 21 if kept_in == "files" else 5
    ann, ben = Worker("race", folder, "ann").ready(), Worker("race", folder, "ben").ready()
    for parent in range(1, last, 2):
        for worker in (ann, ben):
            worker.tell(parent)
        outcome = {"ann": ann.hear(), "ben": ben.hear()}
        assert sorted(outcome.values()) == ["overtaken", "won"]
        winner, loser = sorted(outcome, key=outcome.__getitem__, reverse=True)
        assert store.current().version == store.history()[0]
        assert (store.current().version.note, marks(store.current())) == (winner, {winner})
        {"ann": ann, "ben": ben}[loser].tell(parent + 1)
        assert {"ann": ann, "ben": ben}[loser].hear() == "won"
        assert marks(store.open(parent + 1)) == {winner}
        assert marks(store.open(parent + 2)) == {loser}
    for worker in (ann, ben):
        worker.ended()
    assert [v.number for v in store.history()] == list(range(last, 0, -1))


def kill_publishers(folder: Path, kills: int, seed: int) -> dict[str, int]:
    """Kill so many publishers of the shipped figures at random moments; check what each leaves behind."""
    are_files = not (folder / LAKE).exists()
    moments = random.Random(seed)  # noqa: S311
    keeper = opened(folder)
    service.build(keeper)
    frames = whole_set(keeper.current())
    rows = {name: len(frame) for name, frame in marked(frames, "").items()}
    begun = time.perf_counter()
    keeper.publish(marked(frames, "v2"), version(2))
    a_publish = time.perf_counter() - begun
    figures = {"kills": 0, "left the old": 0, "left the new": 0, "left files half made": 0, "acknowledged": 0}

    # A lake is looked at from another machine, which takes from it what it has not seen yet.
    elsewhere = None if are_files else LakeStore(folder / "elsewhere", catalogue.place((folder / LAKE).read_text()))

    def whole(number: int) -> bool:
        snapshot = (elsewhere or opened(folder)).open(number)
        count = snapshot.cursor().execute
        held = {name: count(f'SELECT count(*) FROM "{name}"').fetchall()[0][0] for name in rows}  # noqa: S608
        return marks(snapshot) == {f"v{number}"} and held == rows

    coming = Worker("publish", folder, 10**6)
    for _ in range(kills):
        victim, before = coming.ready(), keeper.history()[0].number
        coming = Worker("publish", folder, 10**6)  # gets ready meanwhile
        victim.tell()
        time.sleep(moments.uniform(0, 2.5 * a_publish))
        acknowledged = [int(word) for word in victim.killed()]
        newest = (elsewhere or opened(folder)).history()[0].number
        last = max([before, *acknowledged])
        assert newest in (last, last + 1)
        assert acknowledged == list(range(before + 1, last + 1))
        assert all(whole(number) for number in range(before, newest + 1))
        figures["kills"] += 1
        figures["acknowledged"] += len(acknowledged)
        figures["left the old" if newest == last else "left the new"] += 1
        figures["left files half made"] += are_files and files(folder) != expected_files(newest)
        begun = time.perf_counter()
        keeper.publish(marked(frames, f"v{newest + 1}"), version(newest + 1))
        a_publish = time.perf_counter() - begun
        assert not are_files or files(folder) == expected_files(newest + 1)
    coming.killed()
    newest = keeper.history()[0].number
    assert all(whole(number) for number in range(2, newest + 1))
    return {**figures, "versions": newest}


@pytest.mark.usefixtures("no_rules")
@pytest.mark.parametrize(("kept_in", "kills"), [("files", 20), ("lake", 5)], indirect=["kept_in"])
def test_a_publisher_killed_at_twenty_random_moments_leaves_the_old_or_the_new_version_whole(
    folder: Path, kills: int
) -> None:
    assert kill_publishers(folder, kills, seed=1)["kills"] == kills


@BOTH
@pytest.mark.long
@pytest.mark.usefixtures("no_rules")
def test_a_publisher_killed_at_two_hundred_random_moments_leaves_the_old_or_the_new_version_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = kill_publishers(folder, 200, seed=2)
    with capsys.disabled():
        print("\n" + ", ".join(f"{what}: {count}" for what, count in figures.items()))  # noqa: T201
    assert figures["kills"] == 200


def test_the_lock_of_a_dead_process_does_not_block(store: Store, folder: Path) -> None:
    Worker("hold", folder).ready().killed()
    begun = time.perf_counter()
    assert publish_next(store).version.number == 2
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize(("kept_in", "processes"), [("files", 2), ("files", 4), ("lake", 2)], indirect=["kept_in"])
def test_processes_at_their_very_first_start_make_one_store_with_one_version(folder: Path, processes: int) -> None:
    starting = [Worker("start", folder).ready() for _ in range(processes)]
    for worker in starting:
        worker.tell()
    (path,) = {worker.ended()[0] for worker in starting}
    assert [v.number for v in opened(folder).history()] == [1]
    assert path == str(opened(folder).current().path)
    if not (folder / LAKE).exists():
        assert path == str(folder / "versions" / "000001.duckdb")
        assert files(folder) == expected_files(1)


@BOTH
def test_a_session_that_holds_a_version_goes_on_reading_it_after_the_next_is_published(
    store: Store, folder: Path
) -> None:
    held = store.current()
    publisher = Worker("publish", folder, 2).ready()
    publisher.tell()
    assert publisher.ended() == ["2"]
    assert (held.version.number, marks(held)) == (1, {"v1"})
    assert (store.current().version.number, marks(store.current())) == (2, {"v2"})
    assert store.current() is store.current()


@BOTH
def test_the_version_that_stands_stays_open_for_whoever_comes_next(store: Store) -> None:
    opened = weakref.ref(store.current())
    gc.collect()
    assert opened() is not None
    publish_next(store)
    store.current()
    gc.collect()
    assert opened() is None


@BOTH
def test_an_earlier_version_that_nobody_holds_is_closed(store: Store) -> None:
    first, second = store.current(), publish_next(store)
    one_holder, path, gone = first, str(first.path.resolve()), weakref.ref(first)
    del first
    gc.collect()
    assert marks(one_holder) == {"v1"}
    if sys.platform == "linux":
        assert path in open_files()
    del one_holder
    gc.collect()
    assert gone() is None
    if sys.platform == "linux":
        assert path not in open_files()
        assert str(second.path.resolve()) in open_files()


@BOTH
def test_whoever_has_a_cursor_holds_its_version(store: Store) -> None:
    cursor, held = store.current().cursor(), weakref.ref(store.current())
    publish_next(store)
    gc.collect()
    assert cursor.execute("SELECT count(*) FROM source").fetchall() == [(1,)]
    assert held() is not None
    del cursor
    gc.collect()
    assert held() is None


def open_files() -> set[str]:
    handles = Path("/proc/self/fd")
    return {os.path.realpath(handle) for handle in handles.iterdir()}


@BOTH
def test_a_version_is_read_by_one_thread_or_an_empty_list_might_take_it_down_for_everybody(store: Store) -> None:
    # Two threads at a window over no rows race in DuckDB 1.5.5, a few times in a thousand; the database is then
    # invalid until the program is started again (duckdb/duckdb#25713).
    assert store.current().cursor().execute("SELECT current_setting('threads')").fetchone() == (1,)


@BOTH
def test_the_history_lists_versions_newest_first_and_an_old_one_can_be_opened(store: Store, folder: Path) -> None:
    publish_next(store, "the second")
    publish_next(store, "the third")
    assert [(v.number, v.parent, v.note) for v in opened(folder).history()] == [
        (3, 2, "the third"),
        (2, 1, "the second"),
        (1, 0, "the first"),
    ]
    assert marks(opened(folder).open(2)) == {"v2"}


@pytest.mark.parametrize(
    ("kept_in", "number"), [*(("files", n) for n in (-1, 0, 2, 99)), ("lake", 2)], indirect=["kept_in"]
)
def test_a_version_that_never_was_is_said_not_to_be(store: Store, number: int) -> None:
    with pytest.raises(UnknownVersion, match=f"There is no version {number}."):
        store.open(number)


@BOTH
def test_a_store_that_holds_nothing_says_so_and_has_no_history(folder: Path) -> None:
    with pytest.raises(EmptyStore):
        opened(folder).current()
    assert opened(folder).history() == []
    assert opened(folder).originals() == []
    assert {path.name for path in folder.glob("*")} <= {LAKE}


# What a publish asks of the disk, in this order, beside DuckDB's own writing.
STEPS = [
    "version through to disk", "version named", "card through to disk", "card named", "folder through to disk",
    "pointer through to disk", "pointer swapped",
]  # fmt: skip


@UNIX
@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
def test_a_disk_that_fills_up_at_any_step_is_an_error_that_changes_nothing(
    store: Store, folder: Path, refuses: list[int], step: int
) -> None:
    refuses[:] = [step, 0]
    with pytest.raises(OSError, match="No space left"):
        publish_next(store)
    assert refuses[1] == step + 1
    assert files(folder) == expected_files(1)
    assert marks(FileStore(folder).current()) == {"v1"}
    refuses[:] = [10**6, 0]
    assert marks(publish_next(store)) == {"v2"}
    assert refuses[1] == len(STEPS) + 1


@UNIX
def test_a_version_stands_once_the_pointer_names_it_whatever_the_disk_says_after(
    store: Store, folder: Path, refuses: list[int]
) -> None:
    refuses[:] = [len(STEPS), 0]
    assert publish_next(store).version.number == 2
    assert files(folder) == expected_files(2)


@UNIX
@pytest.mark.parametrize("bytes_allowed", [100, 50_000, 200_000, 300_000])
def test_a_version_that_does_not_fit_on_the_disk_is_an_error_that_changes_nothing(
    store: Store, folder: Path, bytes_allowed: int
) -> None:
    said = Worker("refused", folder, bytes_allowed).ended()
    assert re.match("refused: (The version could not be written|.*File too large)", said[0])  # by DuckDB, or by us
    assert said[1] == "reads: {'v1'}"
    assert files(folder) == expected_files(1)
    assert marks(publish_next(store)) == {"v2"}


@UNIX
@pytest.mark.usefixtures("no_rules")
def test_a_folder_that_may_only_be_read_can_be_read_and_says_that_it_may_not_be_written() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        FileStore(folder).publish(small_set("v1"), version(1))
        for path in (folder, folder / "versions"):
            path.chmod(0o555)
        said = Worker("refused", folder, 0).ended()
        for path in (folder, folder / "versions"):
            path.chmod(0o755)
        assert said[0].startswith("refused: ")
        assert "Permission denied" in said[0]
        assert said[1] == "reads: {'v1'}"
        assert files(folder) == expected_files(1)


def run(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "data", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=at_home(home), capture_output=True, text=True, check=False)


def test_a_folder_of_csvs_is_published_from_the_command_line_and_listed(built: Path, shipped: Path) -> None:
    first = FileStore(built).current().cursor().table("load").fetchall()
    path = shipped / "setting.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2010-03-31", "2010-06-30"), encoding="utf-8")
    published = run(built, "publish", shipped, "--note", "Quarter 1")
    assert published.stdout == f"Version 2 stands at {built / 'versions' / '000002.duckdb'}\n"

    listed = [line.split() for line in run(built, "versions").stdout.splitlines()]
    assert [(words[0], words[3], words[4]) for words in listed] == [("2", "UTC", "published"), ("1", "UTC", "shipped")]
    assert listed[0][-2:] == ["Quarter", "1"]

    current = FileStore(built).current().cursor()
    assert current.execute("SELECT value FROM setting WHERE name = 'reporting_date'").fetchall() == [("2010-06-30",)]
    assert set(first) <= set(current.table("load").fetchall())
    superseded = current.execute("SELECT load_id, supersedes FROM load WHERE version = 2 AND dataset = 'setting'")
    assert superseded.fetchall() == [("v2-setting", "v1-setting")]


def test_after_a_publish_build_refuses_and_starting_the_dashboard_leaves_it_alone(folder: Path, shipped: Path) -> None:
    with pytest.raises(service.KeepsPublished):
        keeper = FileStore(folder)
        service.publish_folder(keeper, shipped, "ours")
        service.build(keeper)
    refusal = run(folder, "build")
    assert refusal.returncode == 1
    assert "holds published data" in refusal.stderr
    assert service.current(FileStore(folder)).version.note == "ours"
    assert files(folder) == expected_files(1)


def test_a_folder_with_faults_is_refused_with_each_fault_and_nothing_is_changed(built: Path, shipped: Path) -> None:
    path = shipped / "area.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("authority", "village", 2), encoding="utf-8")
    (shipped / "board.csv").unlink()
    refusal = run(built, "publish", shipped, "--note", "spoiled")
    assert (refusal.returncode, refusal.stdout) == (1, "")
    said = refusal.stderr.splitlines()
    assert any(line.startswith("area.csv, row 2, column kind: found 'village'") for line in said)
    assert any(line.startswith("board.csv") for line in said)
    assert said[-1] == "Nothing was published: 3 faults."
    assert files(built) == expected_files(1)


def test_a_publish_overtaken_while_its_files_are_checked_says_so_and_changes_nothing(
    built: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, check = FileStore(built), service.check_set

    def overtaken(*args: object) -> dict[str, pd.DataFrame]:
        publish_next(FileStore(built), "faster")
        return check(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "check_set", overtaken)
    monkeypatch.setattr(service, "store", lambda: keeper)
    result = CliRunner().invoke(app, ["publish", str(shipped), "--note", "slower"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Nothing was published: Version 2 was published since version 1.\n"
    assert keeper.history()[0].note == "faster"
    assert files(built) == expected_files(2)


def test_listing_a_store_that_holds_nothing_makes_nothing(folder: Path) -> None:
    listed = run(folder, "versions")
    assert (listed.returncode, listed.stdout) == (0, "")
    assert "No version yet" in listed.stderr
    assert not folder.exists()


def test_the_synthetic_set_to_measure_by_passes_every_check_and_says_that_it_is_not_real(
    folder: Path, tmp_path: Path, snapshot: Snapshot
) -> None:
    synthesised = synthetic.publish(folder, tmp_path / "csvs", 3)

    def count(snapshot: Snapshot, dataset: str) -> int:
        return snapshot.cursor().table(dataset).aggregate("count(*)").fetchall()[0][0]

    for dataset in ("indicator_value", "milestone", "efficiency_amount", "link"):
        assert count(synthesised, dataset) == 3 * count(snapshot, dataset)
    asked = synthesised.cursor()
    assert asked.execute("SELECT name FROM area WHERE is_home").fetchall() == [("Synthetic City (not real)",)]
    assert all("Synthetic" in title for (title,) in asked.execute("SELECT title FROM source").fetchall())


@pytest.mark.long
def test_no_rule_pairs_all_with_all_at_a_thousand_times_the_figures(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = filling._writing

    @contextlib.contextmanager
    def within_bounds(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        with writing(path) as connection:
            connection.execute("SET memory_limit = '6GB'; SET max_temp_directory_size = '2GB'")
            yield connection

    monkeypatch.setattr(filling, "_writing", within_bounds)
    assert synthetic.publish(folder, tmp_path / "csvs", 1000).version.number == 1
