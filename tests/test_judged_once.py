"""What a rule says is worked out once: it stands from version to version, and for a date while the version is open."""

import datetime
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from threading import Barrier, Thread

import duckdb
import pandas as pd
import pytest
from store_worker import marks, small_set, version

from data import blank, filling, judging, service
from data.checking import CHANGEABLE
from data.contracts import contracts
from data.differences import held
from data.judging import APART, DATES, KEPT, THEN
from data.store import FileStore, Snapshot
from queries import changes, judgement
from tests.judging import as_rows

HALF_YEAR, JULY = datetime.date(2009, 9, 30), datetime.date(2010, 7, 31)
# One row of one dataset after the other: each is read by other rules than the last.
CHANGES: list[tuple[str, Mapping[str, object]]] = [
    ("threshold", {"scope": "default", "scope_id": "all", "rule": "milestone_due_soon", "amber_within": 120}),
    ("indicator_value", {
        "indicator_id": "rough-sleeping-count", "area_id": "leicester", "period": "2009/10", "kind": "actual",
        "period_end": datetime.date(2010, 3, 31), "basis": "table", "value": 9, "value_status": "stated",
        "is_baseline": False,
    }),
    ("milestone_update", {
        "milestone_id": "odi-2009-10-p01-m01", "as_at": datetime.date(2010, 3, 31), "status": "achieved",
        "assumed": False,
    }),
    ("efficiency_amount", {
        "line_id": "odi-2009-10-divisional-l30", "period": "2009/10", "measure": "cumulative", "amount_gbp_000": 3340,
        "printed": "(3,340)",
    }),
    ("finding_note", {
        "finding_key": "total_differs:odi-2009-10-divisional-l30:2010/11", "status": "accepted", "note": "Seen.",
        "as_at": datetime.date(2010, 3, 31),
    }),
    ("plan", {"plan_id": "odi-2009-10", "title": "Plan of another name"}),  # most datasets have a key of it
    ("survey_factor", {"factor": "leadership", "title": "Leading"}),
    ("source", {"document_id": "odi-plan-2010-11", "title": "Paper of another name"}),
]  # fmt: skip

# By dataset, the columns that are keys, its own or another's.
KEYS = {
    name: {
        *contract.primary_key,
        *(column for key in contract.foreign_keys for column in key.columns),
        *(column for pair in contract.kind_keys for column in pair),
    }
    for name, contract in contracts().items()
}


@pytest.fixture
def keeper(snapshot: Snapshot, tmp_path: Path) -> FileStore:
    home = snapshot.path.parent.parent
    return FileStore(Path(shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("prepared"))))


def kept(snapshot: Snapshot) -> dict[str, list[tuple]]:
    """Everything the rules say of a version at its own date."""
    cursor = snapshot.cursor()
    asked = f"SELECT table_name FROM duckdb_tables() WHERE schema_name = '{KEPT}'"  # noqa: S608 (a name of ours)
    names = [name for (name,) in cursor.execute(asked).fetchall()]
    return {name: sorted(cursor.table(f"{KEPT}.{name}").fetchall(), key=repr) for name in names}


def test_after_any_change_every_rule_says_what_judging_all_of_it_again_would_say(keeper: FileStore) -> None:
    first = keeper.current()
    before = kept(first)
    for dataset, values in CHANGES:
        service.change_row(dataset, values, "One row", "ann", True, keeper=keeper)
    after = keeper.current()
    wanted = judged_anew(keeper, after)
    moved = {name for name in wanted if before[name] != wanted[name]}
    assert {"indicator_verdict", "milestone_verdict", "reconciliation", "finding", "thing"} <= moved
    assert "spc_point" not in moved
    # Each was begun from the one before: what was written again takes the room of what it replaced.
    assert after.path.stat().st_size < 1.5 * first.path.stat().st_size


@pytest.mark.long
@pytest.mark.parametrize("dataset", CHANGEABLE)
def test_after_a_change_of_any_dataset_every_rule_says_what_judging_all_of_it_again_would_say(
    keeper: FileStore, dataset: str
) -> None:
    contract = contracts()[dataset]
    not_words = {*KEYS[dataset], "source_ref", "quote", "value" if dataset == "setting" else ""}
    free = [f.name for f in contract.fields if f.type == "string" and not {"enum", "pattern"} & f.constraints.keys()]
    rows = held(keeper.current(), [dataset])[dataset].to_pylist()
    for row in rows[:: max(len(rows) // 5, 1)]:
        key = {column: row[column] for column in contract.primary_key}
        told = {column: f"{row[column] or ''} more" for column in free if column not in not_words}
        service.change_row(dataset, {**key, **told}, "One row", "ann", True, keeper=keeper)
    judged_anew(keeper, keeper.current())


def judged_anew(keeper: FileStore, version: Snapshot) -> dict[str, list[tuple]]:
    """What judging all of a version again says, which is what it keeps."""
    found, wanted = kept(version), kept(Snapshot(keeper.prepare(held(version)), version.version))
    assert found.keys() == wanted.keys()
    assert {name for name in wanted if found[name] != wanted[name]} == set()
    return wanted


def test_no_step_of_a_rule_is_named_as_what_it_would_then_seem_to_read(snapshot: Snapshot) -> None:
    cursor = snapshot.cursor()
    views = cursor.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    read = {name for (name,) in views} | set(contracts())
    for name, body, *_ in cursor.table(f"{KEPT}.rule").fetchall():
        assert read.isdisjoint(re.findall(r"\b(\w+) AS (?:MATERIALIZED )?\(", body)), name


@pytest.mark.parametrize("date", [HALF_YEAR, JULY])
def test_at_another_date_every_rule_says_what_it_says_when_asked_directly(
    snapshot: Snapshot, date: datetime.date
) -> None:
    cursor = snapshot.cursor()
    names = kept(snapshot).keys() - {"rule"}
    with snapshot.judged_at(date, names) as tables:
        for name in names:
            remembered = cursor.execute(f"FROM {tables[name]}").fetchall()
            live = cursor.execute(f"FROM {name}_at($date)", {"date": date}).fetchall()
            assert sorted(remembered, key=repr) == sorted(live, key=repr), name


@pytest.mark.parametrize("made", [[], CHANGES[:3]], ids=["as it is made", "after three changes"])
def test_what_a_large_version_keeps_of_the_days_of_meetings_is_what_judging_them_says(
    keeper: FileStore, monkeypatch: pytest.MonkeyPatch, made: list[tuple[str, Mapping[str, object]]]
) -> None:
    for change in made[:-1]:
        service.change_row(*change, "One row", "ann", True, keeper=keeper)
    monkeypatch.setattr(filling, "LARGE", 0)  # rows
    for change in made[-1:]:  # what is looked at
        service.change_row(*change, "One row", "ann", True, keeper=keeper)
    version = keeper.current()
    snapshot = version if made else Snapshot(keeper.prepare(held(version)), version.version)
    cursor = snapshot.cursor()
    days = [day for (day,) in cursor.execute(f"FROM {THEN}.day").fetchall()]
    assert len(days) == 5
    for day in days if made else (days[0], days[-1]):  # to ask each directly takes seconds
        with snapshot.judged_at(day, {APART}) as tables:
            assert THEN in tables[APART]
            found = cursor.execute(f"FROM {tables[APART]}").fetchall()
        live = cursor.execute("FROM stood_apart_at($day)", {"day": day}).fetchall()
        assert len(found) > 50
        assert sorted(found, key=repr) == sorted(live, key=repr)
    assert cursor.table(f"{KEPT}.{APART}").fetchall() == []


def test_dates_are_told_apart_and_only_the_last_few_are_remembered(snapshot: Snapshot) -> None:
    fresh = Snapshot(snapshot.path, snapshot.version)
    first = datetime.date(2009, 4, 30)
    wanted = as_rows(snapshot.cursor().execute("FROM milestone_load_at($date)", {"date": first}))
    with fresh.judged_at(first, ["milestone_load"]) as tables:
        for month in range(5, 5 + DATES):
            changes.standing(fresh, datetime.date(2009, month, 28))
        # somebody still reads the first, which is the oldest by now
        assert as_rows(fresh.cursor().execute(f"FROM {tables['milestone_load']}")) == wanted
    changes.standing(fresh, datetime.date(2009, 12, 31))
    asked = "SELECT count(DISTINCT schema_name) FROM duckdb_tables() WHERE database_name = ?"
    assert fresh.cursor().execute(asked, [tables["milestone_load"].split(".")[0]]).fetchall() == [(DATES,)]
    assert len(judgement.findings(fresh, first)) > 20


def test_readers_who_choose_one_date_at_the_same_moment_all_see_it(snapshot: Snapshot) -> None:
    fresh, together, seen = Snapshot(snapshot.path, snapshot.version), Barrier(4), []

    def read() -> None:
        together.wait()
        with fresh.judged_at(JULY, ["finding"]) as tables:
            seen.append(fresh.cursor().execute(f"SELECT count(*) FROM {tables['finding']}").fetchall())  # noqa: S608

    readers = [Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert seen == [[(len(judgement.findings(snapshot, JULY)),)]] * 4


def test_a_version_that_did_not_keep_the_words_of_its_rules_is_asked_directly(keeper: FileStore) -> None:
    version = keeper.current()
    path = keeper.prepare(held(version))
    with duckdb.connect(str(path)) as older:
        older.execute(f"DROP TABLE {KEPT}.rule")
    found = judgement.findings(Snapshot(path, version.version), JULY)
    assert list(found["finding_key"]) == list(judgement.findings(version, JULY)["finding_key"])


def test_a_process_that_starts_later_binds_no_rule_again_but_where_what_was_kept_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    define, defined, rules = judging.define, list[int](), tmp_path / "rules"
    monkeypatch.setattr(judging, "define", lambda connection: (defined.append(1), define(connection)))
    monkeypatch.setattr(judging, "RULES_FOLDER", rules)
    rules.mkdir()
    (rules / "00.sql").write_text("CREATE MACRO one() AS 1;", encoding="utf-8")

    def made(name: str) -> tuple[set[str], int]:
        """The marks of a version made as by a process that has just begun, and how often rules were bound so far."""
        blank._remembered.clear()
        filling.write(tmp_path / name, small_set(name), kept=tmp_path / "prepared")
        return marks(Snapshot(tmp_path / name, version(1))), len(defined)

    assert made("first") == ({"first"}, 1)
    assert made("second") == ({"second"}, 1)
    (file,) = (tmp_path / "prepared").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert made("third") == ({"third"}, 2)
    file.write_bytes(whole[: len(whole) // 2])
    assert made("fourth") == ({"fourth"}, 3)
    assert made("fifth") == ({"fifth"}, 3)
    (rules / "00.sql").write_text("CREATE MACRO one() AS 1; -- a remark more", encoding="utf-8")
    assert made("sixth") == ({"sixth"}, 4)
    assert len(list((tmp_path / "prepared").iterdir())) == 2


def test_a_day_given_as_a_moment_is_the_same_day(snapshot: Snapshot) -> None:
    meeting = pd.Timestamp("2009-07-13")  # as a frame gives the day of a meeting
    for_day, for_moment = changes.standing(snapshot, meeting.date()), changes.standing(snapshot, meeting)
    assert for_day.equals(for_moment)
    own = pd.Timestamp("2010-03-31")
    assert changes.standing(snapshot, own).equals(changes.standing(snapshot, own.date()))
