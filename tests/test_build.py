"""Building the DuckDB file: all or nothing, with every fault named by file, row and column."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data import service
from data.contracts import contracts
from data.findings import Refused
from data.sets import CheckedSet
from data.store import FileStore, Snapshot, Version
from tests import altered

ROOT = Path(__file__).parent.parent


def spoil(folder: Path, dataset: str, old: str, new: str) -> None:
    path = folder / f"{dataset}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder: Path, tmp_path: Path) -> list[tuple[str, str, int, str]]:
    keeper = FileStore(tmp_path / "home")
    with pytest.raises(Refused) as refused:
        service.build(keeper, folder)
    assert keeper.history() == []
    return [(f.rule, f.file, f.row, f.column) for f in refused.value.findings]


def test_the_shipped_datasets_make_one_version_with_a_table_each(snapshot: Snapshot) -> None:
    tables = {
        row[0]
        for row in snapshot.cursor()
        .execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'")
        .fetchall()
    }
    assert tables == set(contracts())
    assert snapshot.version.number == 1
    assert snapshot.version.shipped


def test_every_row_of_every_csv_is_in_its_table(snapshot: Snapshot) -> None:
    import csv

    for name in contracts():
        with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.DictReader(file))
        held = snapshot.cursor().table(name).aggregate("count(*)").fetchall()[0][0]
        assert held == rows or name == "load", name


def test_each_dataset_has_a_load_with_the_hash_of_its_file(snapshot: Snapshot) -> None:
    import hashlib

    loads = snapshot.cursor().execute("SELECT dataset, sha256, rows, version FROM load").fetchall()
    assert {dataset for dataset, *_ in loads} == set(contracts()) - {"load"}
    for dataset, sha256, _, version in loads:
        assert sha256 == hashlib.sha256((ROOT / "data" / f"{dataset}.csv").read_bytes()).hexdigest()
        assert version == 1


def test_building_again_from_the_same_files_changes_nothing(shipped: Path, tmp_path: Path) -> None:
    keeper = FileStore(tmp_path / "home")
    first = service.build(keeper, shipped)
    assert service.build(keeper, shipped).path == first.path
    assert [v.number for v in keeper.history()] == [1]


def test_of_those_who_start_at_once_one_builds_and_the_others_find_it_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built, check, together = list[int](), service.check_set, threading.Barrier(3)

    def counted(folder: Path, version: Version, earlier: Snapshot | None = None) -> CheckedSet:
        built.append(version.number)
        return check(folder, version, earlier)

    def start(_: int) -> int:
        together.wait()
        return service.current(FileStore(tmp_path / "home")).version.number

    monkeypatch.setattr(service, "check_set", counted)
    with ThreadPoolExecutor(3) as readers:
        assert list(readers.map(start, range(3))) == [1, 1, 1]
    assert built == [1]


def test_a_changed_file_makes_the_next_version_and_keeps_the_earlier_loads(shipped: Path, tmp_path: Path) -> None:
    keeper = FileStore(tmp_path / "home")
    service.build(keeper, shipped)
    spoil(shipped, "setting", "2010-03-31", "2010-06-30")
    second = service.build(keeper, shipped)
    loads = second.cursor().execute("SELECT load_id, supersedes FROM load WHERE dataset = 'setting' ORDER BY version")
    assert loads.fetchall() == [("v1-setting", None), ("v2-setting", "v1-setting")]
    assert keeper.open(1).cursor().execute("SELECT value FROM setting WHERE name = 'reporting_date'").fetchall() == [
        ("2010-03-31",)
    ]


def test_an_impossible_date_is_named_by_file_row_and_column(shipped: Path, tmp_path: Path) -> None:
    spoil(shipped, "meeting", ",2009-07-13,", ",2009-07-32,")
    rule, file, row, column = faults(shipped, tmp_path)[0]
    assert (rule, file, column) == ("impossible_date", "meeting.csv", "held_on")
    assert "2009-07-32" in (shipped / "meeting.csv").read_text(encoding="utf-8").splitlines()[row - 1]


def test_faults_of_several_files_are_all_named_at_once(shipped: Path, tmp_path: Path) -> None:
    spoil(shipped, "area", "authority", "village")
    spoil(shipped, "survey_response", "51.1,", "511,")
    (shipped / "board.csv").unlink()
    found = faults(shipped, tmp_path)
    assert ("enum", "area.csv", 2, "kind") in found
    assert ("maximum", "survey_response.csv", 2, "rate_pct") in found
    assert ("missing_file", "board.csv", 0, "") in found


def test_a_doubled_key_is_named_on_both_rows(shipped: Path, tmp_path: Path) -> None:
    path = shipped / "setting.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    assert faults(shipped, tmp_path) == [
        ("duplicate_key", "setting.csv", 2, "name"),
        ("duplicate_key", "setting.csv", len(lines) + 1, "name"),
    ]


@pytest.mark.parametrize(
    ("dataset", "old", "new", "column"),
    [
        ("area_group", ",slough,", ",atlantis,", "area_id"),
        ("efficiency_line", ",odi-2009-10-divisional-l30,", ",odi-2009-10-divisional-l99,", "refers_to"),
        ("milestone", "cabinet-pack-2009-07-13,", "a-paper-never-seen,", "source_ref"),
        ("link", "one-leicester-p01", "one-leicester-p99", "to_id"),
        ("commentary", "survey_section,leadership", "survey_factor,no-such-factor", "subject_id"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(
    shipped: Path, tmp_path: Path, dataset: str, old: str, new: str, column: str
) -> None:
    spoil(shipped, dataset, old, new)
    found = faults(shipped, tmp_path)
    assert ("unknown_reference", f"{dataset}.csv", column) in {(rule, file, col) for rule, file, _, col in found}


@pytest.mark.parametrize(
    ("dataset", "key", "left"),
    [
        ("area", "slough", {"area_group.csv", "indicator_value.csv"}),
        ("survey_factor", "leadership", {"link.csv"}),
        ("source", "cabinet-pack-2009-07-13", {"milestone.csv", "meeting.csv"}),
    ],
)
def test_what_goes_from_a_later_set_is_missed_by_the_files_that_did_not_change(
    shipped: Path, dataset: str, key: str, left: set[str]
) -> None:
    altered.remove(shipped, dataset, **{contracts()[dataset].primary_key[0]: key})
    with pytest.raises(Refused) as refused:
        altered.judged(shipped)  # upon the version that holds it
    assert left <= {finding.file for finding in refused.value.findings if finding.rule == "unknown_reference"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04\xff\xfe\x00", "not_csv"),
        (b"name,value,description\nhome_area,leicester\n", "uneven_row"),
        (b"name,name,description\na,b,c\n", "duplicate_column"),
        (b"name,valu,description\nhome_area,leicester,x\n", "misspelt_column"),
    ],
)
def test_a_file_that_is_no_such_table_is_named_as_what_it_is(
    shipped: Path, tmp_path: Path, text: bytes, rule: str
) -> None:
    (shipped / "setting.csv").write_bytes(text)
    assert rule in {found for found, *_ in faults(shipped, tmp_path)}


def test_a_whole_set_lacks_no_column_not_even_one_that_may_be_empty(shipped: Path, tmp_path: Path) -> None:
    path = shipped / "area.csv"
    path.write_text("\n".join(line.rpartition(",")[0] for line in path.read_text("utf-8").splitlines()), "utf-8")
    assert faults(shipped, tmp_path) == [("missing_column", "area.csv", 1, "note")]


def test_a_message_says_where_what_and_how_to_mend_it(shipped: Path, tmp_path: Path) -> None:
    spoil(shipped, "area", "authority", "village")
    with pytest.raises(Refused) as refused:
        service.build(FileStore(tmp_path / "home"), shipped)
    assert str(refused.value) == (
        "area.csv, row 2, column kind: found 'village'; expected one of authority, county, country, group. "
        "Change the cell, for example authority."
    )


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO setting VALUES ('reporting_date', 'x', 'doubled key')",
        "INSERT INTO area VALUES ('x', 'X', 'village', false, NULL, NULL)",
        "UPDATE survey_response SET rate_pct = 101",
        "INSERT INTO area_group VALUES ('g', 'G', NULL, 'atlantis', 'load:x', NULL, NULL)",
        "UPDATE milestone SET title = NULL",
        "UPDATE source SET document_id = 'Not A Slug' WHERE document_id = 'x' OR true",
    ],
)
def test_the_duckdb_file_itself_refuses_what_a_contract_forbids(
    snapshot: Snapshot, tmp_path: Path, statement: str
) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(snapshot.path.read_bytes())
    with duckdb.connect(str(copy)) as connection, pytest.raises(duckdb.ConstraintException):
        connection.execute(statement)


def test_a_reader_cannot_write_nor_reach_other_files(snapshot: Snapshot) -> None:
    for statement in ("DELETE FROM area", "COPY area TO 'x.csv'", "SELECT * FROM read_csv('README.md')"):
        with pytest.raises(duckdb.Error):
            snapshot.cursor().execute(statement)


def test_the_command_line_builds_and_says_where_the_file_is(tmp_path: Path) -> None:
    import os

    environment = {**os.environ, "COUNCIL_DASHBOARD_HOME": str(tmp_path)}

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "data", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    assert "Version 1 stands at" in run("build")
    path = Path(run("path").strip())
    assert path.is_relative_to(tmp_path)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM milestone").fetchall()[0][0] > 200
        stored = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = current_database()"
        assert connection.execute(stored).fetchall() == [("v1.2.0+",)]  # which whoever reads it must have, at least


def test_a_version_judged_by_older_rules_is_judged_again_with_nothing_lost(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = FileStore(tmp_path / "home")
    monkeypatch.setattr(service, "shipped_fingerprint", lambda: service._fingerprint(shipped))
    first = service.build(keeper, shipped)
    monkeypatch.setattr(service, "rules_fingerprint", lambda: "newer rules")
    second = service.current(keeper)
    assert (second.version.number, second.version.rules) == (2, "newer rules")
    assert service.current(keeper) is second
    for name in contracts():
        before, after = (s.cursor().table(name).order("ALL").fetchall() for s in (first, second))
        assert before == after, name
