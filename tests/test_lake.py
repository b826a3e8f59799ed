"""Versions kept in a lake, DuckLake over PostgreSQL: as whole and as safe as files of this machine."""

import datetime
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from store_worker import NO_RULES, marks, small_set, version
from streamlit.testing.v1 import AppTest

from data import catalogue as lakes
from data import judging, migrating, places, service
from data.catalogue import NotSetUp, place
from data.lake import LakeStore
from data.store import FileStore, Overtaken, PrunedVersion, Snapshot, UnknownOriginal, Unreachable
from tests import postgres

ROOT = Path(__file__).parent.parent
ANOTHER_DATE = datetime.date(2010, 6, 30)


@dataclass(frozen=True)
class Lake:
    """An empty lake of one test's own; `machine` is a store in it as one machine has it."""

    server: postgres.Server
    setting: str
    folder: Path

    @property
    def database(self) -> str:
        return self.setting.rpartition("dbname=")[2]

    def machine(self, name: str) -> LakeStore:
        return LakeStore(self.folder / name, place(self.setting))


@pytest.fixture
def lake(catalogue: postgres.Server, tmp_path: Path) -> Lake:
    return Lake(catalogue, f"data_path='{tmp_path / 'shared data'}' {catalogue.database()}", tmp_path)


@pytest.fixture
def no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "RULES_FOLDER", NO_RULES)


@pytest.fixture
def by_setting(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    """The dashboard of this process kept in the lake, by the setting alone."""
    monkeypatch.setenv(places.HOME_SETTING, str(tmp_path / "home"))
    monkeypatch.setenv(places.LAKE_SETTING, lake.setting)
    service.store.cache_clear()
    yield lake
    service.store.cache_clear()


def as_if_one(first: Snapshot, second: Snapshot) -> bool:
    """Whether two versions hold the same rows in every table, in the same order."""
    told = [
        {(s, t): snapshot.cursor().execute(f'FROM "{s}"."{t}"').fetchall() for s, t in tables}
        for snapshot in (first, second)
        for tables in [
            snapshot.cursor()
            .execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()")
            .fetchall()
        ]
    ]
    return len(told[0]) > 20 and told[0] == told[1]


def test_a_copy_taken_out_of_the_lake_says_at_any_date_what_the_file_that_was_published_says(
    snapshot_of_files: Snapshot, snapshot_of_a_lake: Snapshot
) -> None:
    rules = {name for (name, *_) in snapshot_of_files.cursor().table("judged.rule").fetchall()}
    assert len(rules) > 20
    with (
        snapshot_of_files.judged_at(ANOTHER_DATE, rules) as one,
        snapshot_of_a_lake.judged_at(ANOTHER_DATE, rules) as other,
    ):
        for rule in rules:
            told = [
                cursor.execute(f"FROM {kept[rule]} ORDER BY ALL").fetchall()
                for cursor, kept in ((snapshot_of_files.cursor(), one), (snapshot_of_a_lake.cursor(), other))
            ]
            assert told[0] == told[1], rule
    # The macros themselves too, as the file holds them: a database gives its words back otherwise than it runs them.
    for macro in ("indicator_verdict_at", "milestone_verdict_at", "finding_at"):
        asked = f"FROM {macro}(DATE '2010-06-30') ORDER BY ALL"
        one, other = (snapshot.cursor().execute(asked) for snapshot in (snapshot_of_files, snapshot_of_a_lake))
        assert one.fetchall() == other.fetchall()


def test_who_reads_a_version_reaches_neither_the_lake_nor_a_file_nor_the_catalogue(
    snapshot_of_a_lake: Snapshot, built_lake: str
) -> None:
    cursor = snapshot_of_a_lake.cursor()
    reached = {
        name for (name,) in cursor.execute("SELECT database_name FROM duckdb_databases() WHERE NOT internal").fetchall()
    }
    assert len(reached) == 2  # the version, and the memory for other dates
    for asked in (
        "FROM read_csv('/etc/passwd')",
        f"FROM read_parquet('{place(built_lake).data_path}/**')",
        f"ATTACH 'ducklake:postgres:{place(built_lake).catalogue}' AS lake",
        "LOAD ducklake",
        "SET enable_external_access = true",
        "COPY setting TO '/tmp/out.csv'",
        "UPDATE setting SET value = ''",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(asked)


def test_an_analyst_changes_looks_back_and_takes_back_and_another_machine_sees_each_of_it(by_setting: Lake) -> None:
    first = service.current()
    assert isinstance(service.store(), LakeStore)
    assert first.version.shipped
    other = by_setting.machine("another")
    key = {"scope": "default", "scope_id": "all", "rule": "indicator_status"}
    changed = service.change_row("threshold", {**key, "amber_within": 20}, "wider", "ann")
    seen = other.current()
    assert seen.version == changed.version
    assert seen.path != changed.path
    asked = "SELECT amber_within FROM threshold WHERE scope = 'default' AND rule = 'indicator_status'"
    assert seen.cursor().execute(asked).fetchall() == changed.cursor().execute(asked).fetchall() == [(20.0,)]
    assert first.cursor().execute(asked).fetchall() != [(20.0,)]  # who holds a version goes on reading it
    newest = service.history(other).iloc[0]
    assert (newest["published_by"], newest["note"], newest["changed"]) == ("ann", "wider", 1)
    assert service.diff(1, 2, keeper=other).rows["threshold"].counts["changed"] == 1
    back = service.roll_back(1, "too wide", "ben", keeper=other)
    assert service.current().version == back.version
    assert as_if_one(by_setting.machine("third").current(), back)
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    assert not page.exception
    assert page.session_state.snapshot.version == back.version
    _, content = service.original("v1-milestone")
    assert content == (ROOT / "data" / "milestone.csv").read_bytes()
    with pytest.raises(UnknownOriginal):
        other.original(hashlib.sha256(b"never loaded").hexdigest())


@pytest.mark.usefixtures("no_rules")
def test_pruned_versions_are_gone_for_every_machine_and_their_records_and_files_stay(lake: Lake) -> None:
    here, there = lake.machine("here"), lake.machine("there")
    for number in (1, 2, 3):
        here.publish(small_set(f"v{number}"), version(number, "n"), [f"file {number}".encode()])
    held = there.open(1)
    assert here.prune(1) == [1, 2]
    assert [there.is_pruned(number) for number in (1, 2, 3)] == [True, True, False]
    with pytest.raises(PrunedVersion):
        there.open(1)
    assert marks(held) == {"v1"}
    assert [v.number for v in there.history()] == [3, 2, 1]
    assert there.original(hashlib.sha256(b"file 1").hexdigest()) == b"file 1"
    assert marks(lake.machine("new").current()) == {"v3"}
    assert there.prune(1) == []
    assert marks(there.publish(small_set("v4"), version(4))) == {"v4"}
    with pytest.raises(ValueError, match="current version"):
        here.prune(0)


@pytest.mark.usefixtures("no_rules")
def test_while_the_catalogue_does_not_answer_what_is_known_is_read_and_nothing_is_published(lake: Lake) -> None:
    store = lake.machine("here")
    store.publish(small_set("v1"), version(1))
    lake.server.shut_out(lake.database)
    assert marks(store.current()) == {"v1"}
    with pytest.raises(Unreachable, match="does not answer") as told:
        store.publish(small_set("v2"), version(2))
    assert lake.database not in str(told.value)
    with pytest.raises(Unreachable):
        lake.machine("newly started").current()
    lake.server.let_in(lake.database)
    assert marks(store.publish(small_set("v2"), version(2))) == {"v2"}
    with pytest.raises(Overtaken):
        store.publish(small_set("v2"), version(2))


def test_a_reader_who_comes_while_the_catalogue_does_not_answer_is_told_so(by_setting: Lake) -> None:
    by_setting.server.shut_out(by_setting.database)
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not page.exception
    assert [error.value for error in page.error] == [
        "The figures cannot be reached just now; nothing of them is lost. Try again in a minute."
    ]


@pytest.mark.usefixtures("no_rules")
def test_versions_of_other_shapes_open_as_they_were(lake: Lake, tmp_path: Path) -> None:
    files, here = FileStore(tmp_path / "files"), lake.machine("here")
    for number in (1, 2, 3):
        path = files.publish(small_set(f"v{number}"), version(number)).path
        if number == 2:  # as a release that is to come may have it
            path = Path(shutil.copyfile(path, tmp_path / "other.duckdb"))
            with duckdb.connect(str(path)) as connection:
                connection.execute("ALTER TABLE setting ADD COLUMN unit VARCHAR; CREATE TABLE extra (a INTEGER[])")
                connection.execute("INSERT INTO extra VALUES ([1, NULL]); DROP TABLE commentary")
                connection.execute("CREATE TABLE large AS SELECT range AS place, hash(range) FROM range(1000000)")
        here.adopt(version(number), path)
    there = lake.machine("there")
    assert there.open(2).cursor().execute("SELECT a FROM extra").fetchall() == [([1, None],)]
    assert "unit" in there.open(2).cursor().table("setting").columns
    in_order = (
        "SELECT count(*), count(*) FILTER (place = n) FROM (SELECT place, row_number() OVER () - 1 AS n FROM large)"
    )
    assert there.open(2).cursor().execute(in_order).fetchall() == [(1_000_000, 1_000_000)]
    for number in (1, 3):
        assert marks(there.open(number)) == {f"v{number}"}
        assert "unit" not in there.open(number).cursor().table("setting").columns
        assert there.open(number).cursor().table("commentary").fetchall() == []


def test_every_version_moves_into_a_lake_and_back_and_a_command_proves_it_the_same(
    lake: Lake, built_home: Path, tmp_path: Path
) -> None:
    home, back = Path(shutil.copytree(built_home, tmp_path / "home")), tmp_path / "back"
    keeper = FileStore(home)
    key = {"scope": "default", "scope_id": "all", "rule": "indicator_status"}
    service.change_row("threshold", {**key, "amber_within": 20}, "wider", "ann", keeper=keeper)
    keeper.prune(1)

    def migrate(into: str, folder: Path) -> subprocess.CompletedProcess[str]:
        settings = {places.HOME_SETTING: str(folder), places.LAKE_SETTING: lake.setting}
        command = [sys.executable, "-m", "data", "migrate", into]
        return subprocess.run(
            command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )

    there = migrate("lake", home)
    assert there.stderr == ""
    *_, said = there.stdout.splitlines()
    assert said.startswith("All the same: 2 versions (1 pruned), ")
    assert f"{len(keeper.originals())} original files" in said
    assert migrate("files", back).stdout.splitlines()[-1] == said
    assert FileStore(back).history() == keeper.history()
    assert as_if_one(FileStore(back).open(2), keeper.open(2))
    # Into a store that holds something else: nothing.
    with_others = FileStore(tmp_path / "others")
    with_others.publish(small_set("other"), version(1, "another's"))
    refused = migrate("files", with_others.folder)
    assert refused.returncode == 1
    assert "holds versions of its own" in refused.stderr
    assert [v.note for v in with_others.history()] == ["another's"]


@pytest.mark.usefixtures("no_rules")
def test_a_move_that_was_cut_off_goes_on_and_one_altered_row_or_file_is_found(lake: Lake, tmp_path: Path) -> None:
    files, here, told = FileStore(tmp_path / "files"), lake.machine("here"), list[str]()
    for number in (1, 2):
        files.publish(small_set(f"v{number}"), version(number), [f"file {number}".encode()])
    here.adopt(files.history()[-1], files.open(1).path, [b"file 1"])
    moved = migrating.migrate(files, here, lambda: lake.machine("afresh"), told.append)
    assert (moved.versions, moved.originals, told[0]) == (2, 2, "Version 2 moved")
    with duckdb.connect(str(tmp_path / "altered.duckdb")) as connection:
        connection.execute(f"ATTACH '{files.open(2).path}' AS v (READ_ONLY); COPY FROM DATABASE v TO altered; DETACH v")
        connection.execute("UPDATE source SET title = 'Ð' WHERE document_id = 'd'")
    altered = FileStore(tmp_path / "altered")
    altered.adopt(files.history()[-1], files.open(1).path, [b"file 1"])
    altered.adopt(files.history()[0], tmp_path / "altered.duckdb", [b"file 2"])
    with pytest.raises(migrating.NotTheSame, match=r"Version 2 holds other rows in main\.source"):
        migrating.compare(files, altered, told.append)
    next((tmp_path / "altered" / "originals").iterdir()).write_bytes(b"spoilt")
    with pytest.raises(migrating.NotTheSame, match="original file"):
        migrating.compare(files, altered, told.append)


def test_what_is_missing_or_wrong_in_the_setting_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read = place(r"host=db data_path='/srv/the council\'s' dbname=lake")
    assert (read.data_path, read.catalogue) == ("/srv/the council's", "host=db dbname=lake connect_timeout=5")
    with pytest.raises(NotSetUp, match="data_path="):
        place("host=db dbname=lake")
    monkeypatch.setattr(lakes, "EXTENSIONS", ("no_such_extension",))
    with pytest.raises(Unreachable, match=r"pip install -r requirements-lake\.txt"):
        LakeStore(tmp_path, read).current()
