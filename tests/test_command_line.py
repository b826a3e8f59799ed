"""The command line, by its exit codes, its two streams and its JSON."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from data import service
from data.__main__ import app
from data.examining import SIZE_SETTING
from data.store import FileStore

HEADER = "meeting_id,board_id,held_on,title"


@pytest.fixture
def keeper(built_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """The store that the commands use: it holds the shipped figures as version 1."""
    keeper = FileStore(Path(shutil.copytree(built_home, tmp_path / "home")))
    monkeypatch.setattr(service, "store", lambda: keeper)
    return keeper


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def exported(folder: Path, dataset: str = "meeting") -> list[dict[str, str]]:
    out = folder / "exported.csv"
    assert run("export", dataset, "--out", out).exit_code == 0
    return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))


@pytest.fixture
def meetings(keeper: FileStore, tmp_path: Path) -> Path:  # noqa: ARG001
    """A file with one more meeting."""
    rows = exported(tmp_path)
    rows = [*rows, {**rows[0], "meeting_id": "one-more", "held_on": "2010-06-17"}]
    return write(tmp_path / "meetings.csv", rows)


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_file_that_is_fit_ends_in_0_and_one_that_is_not_in_1_with_each_fault(meetings: Path) -> None:
    fit = run("check", meetings, "--dataset", "meeting")
    assert fit.exit_code == 0
    assert fit.stdout.endswith("fit to publish as meeting; 0 faults, 0 warnings.\n")
    meetings.write_text(meetings.read_text(encoding="utf-8").replace("2010-06-17", "soon"), encoding="utf-8")
    refused = run("check", meetings, "--dataset", "meeting")
    assert refused.exit_code == 1
    assert "meetings.csv, row 7, column held_on: found 'soon'; expected a date" in refused.stdout


def test_the_same_findings_come_as_json(meetings: Path) -> None:
    text = meetings.read_text(encoding="utf-8")
    meetings.write_text(
        text.replace("one-more,", "one-more,no-such-board-").replace("2010-06-17", "2010-06-18"), "utf-8"
    )
    told = run("check", meetings, "--dataset", "meeting", "--json")
    assert told.exit_code == 1
    report = json.loads(told.stdout)
    assert (report["file"], report["dataset"], report["fit"]) == ("meetings.csv", "meeting", False)
    (finding,) = report["findings"]
    assert (finding["rule"], finding["row"], finding["level"]) == ("unknown_reference", 7, "error")
    assert finding["value"].startswith("no-such-board-")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(meetings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIZE_SETTING, "0")
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    told = run("check", meetings, "--dataset", "meeting")
    assert told.exit_code == 1
    assert "expected at most 0 bytes. Send it in parts, or have the limit raised." in told.stdout
    assert "Nothing was published" in run("publish", meetings, "--dataset", "meeting", "--note", "x").stderr
    assert run("check", meetings, "--dataset", "no-such").stderr.startswith("Nothing was checked: There is no dataset")


def test_what_became_of_a_change_comes_as_json_for_a_scheduled_job(keeper: FileStore, meetings: Path) -> None:
    words = ("publish", meetings, "--dataset", "meeting", "--note", "June", "--json")
    done = json.loads(run(*words).stdout)
    assert (done["version"], done["rows"], done["findings"]) == (2, {"added": 1, "changed": 0, "removed": 0}, [])
    assert done["path"] == str(keeper.current().path)
    again = run(*words)
    assert (again.exit_code, json.loads(again.stdout)["version"]) == (1, None)
    assert "changes nothing" in json.loads(again.stdout)["why"]
    meetings.write_text(meetings.read_text(encoding="utf-8").replace("2010-06-17", "soon"), encoding="utf-8")
    refused = run(*words)
    assert (refused.exit_code, refused.stderr) == (1, "")
    (finding,) = json.loads(refused.stdout)["findings"]
    assert (finding["rule"], finding["row"], finding["column"]) == ("wrong_type", 7, "held_on")
    assert json.loads(run("rollback", 1, "--note", "Not held", "--json").stdout)["version"] == 3


def test_a_file_is_published_listed_compared_and_rolled_back(keeper: FileStore, meetings: Path) -> None:
    published = run("publish", meetings, "--dataset", "meeting", "--note", "June meeting", "--by", "ann")
    assert published.exit_code == 0, published.stderr
    assert published.stdout.startswith("1 row added, none changed, none removed. ")
    assert "Version 2 stands at" in published.stdout

    listed = run("history")
    assert "ann  meeting from meetings.csv as v2-meeting  added 1, changed 0, removed 0  June meeting" in listed.stdout
    newest = json.loads(run("history", "--json").stdout)[0]
    assert (newest["version"], newest["dataset"], newest["added"], newest["rows"]) == (2, "meeting", 1, 6)

    told = json.loads(run("diff", 1, 2, "--json").stdout)
    assert told["datasets"]["meeting"]["added"] == 1
    assert run("diff", 1, 2).stdout.startswith("meeting: 1 added\n")

    assert run("rollback", 1).exit_code == 0
    assert keeper.history()[0].note == "Rolled back to version 1: no reason given"
    run("rollback", 2)
    rolled = run("rollback", 1, "--note", "Not held after all")
    assert rolled.exit_code == 0, rolled.stderr
    assert keeper.history()[0].note == "Rolled back to version 1: Not held after all"
    assert run("diff", 1, 5).stdout == "Versions 1 and 5 hold the same figures.\nNo verdict changes.\n"
    assert run("rollback", 9, "--note", "x").stderr == "Nothing was rolled back: There is no version 9.\n"


def test_replacing_a_dataset_removes_rows_only_with_the_tick(keeper: FileStore, meetings: Path, tmp_path: Path) -> None:
    write(meetings, exported(tmp_path)[1:])
    words = ("publish", meetings, "--dataset", "meeting", "--note", "Fewer", "--mode", "replace")
    refused = run(*words)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "agree to remove 1 row of meeting" in refused.stderr
    assert keeper.history()[0].number == 1
    assert run(*words, "--accept-removals").exit_code == 0
    assert len(exported(tmp_path)) == 4


def test_a_folder_is_still_published_as_a_whole_set(keeper: FileStore, shipped: Path) -> None:
    path = shipped / "setting.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2010-03-31", "2010-06-30"), encoding="utf-8")
    assert run("publish", shipped, "--note", "Quarter 1").exit_code == 0
    assert keeper.history()[0].changes == {"setting": {"added": 0, "changed": 1, "removed": 0}}
    assert run("publish", shipped, "--dataset", "setting", "--note", "x").exit_code == 2
    assert run("publish", path, "--note", "x").exit_code == 2


def test_what_is_asked_for_wrongly_is_told_in_a_line(keeper: FileStore, meetings: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    for words, said in (
        (("publish", meetings, "--dataset", "load", "--note", "x"), "There is no dataset 'load' to change"),
        (("export", "nonsense", "--out", out), "There is no dataset 'nonsense'"),
        (("template", "nonsense", "--out", out), "There is no dataset 'nonsense'"),
        (("original", "v9-meeting", "--out", out), "There is no load 'v9-meeting'"),
        (("diff", 1, 9), "There is no version 9."),
        (("export", "meeting", "--out", tmp_path / "no" / "such"), "No such file or directory"),
    ):
        told = run(*words)
        assert (told.exit_code, told.stdout) == (1, ""), words
        assert said in told.stderr
    assert not out.exists()
    assert keeper.history()[0].number == 1


@pytest.mark.usefixtures("keeper")
def test_originals_and_templates_are_written_where_asked(shipped: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("original", "v1-meeting", "--out", out).stdout == f"Wrote {out}; it came as meeting.csv\n"
    assert out.read_bytes() == (shipped / "meeting.csv").read_bytes()
    run("template", "meeting", "--out", out)
    assert out.read_text(encoding="utf-8-sig").startswith(HEADER)
    run("template", "meeting", "--out", out, "--description")
    assert "column,type,required" in out.read_text(encoding="utf-8-sig")
    run("template", "meeting", "--out", out, "--schema")
    assert json.loads(out.read_text(encoding="utf-8"))["name"] == "meeting"


def test_pruning_says_what_it_removed_and_opening_it_says_so_too(keeper: FileStore, meetings: Path) -> None:
    assert run("publish", meetings, "--dataset", "meeting", "--note", "June").exit_code == 0
    assert run("prune", "--keep", 0).exit_code == 2
    assert run("prune", "--keep", 1).stdout.startswith("Removed 1 version file;")
    assert "Version 1 was pruned" in run("rollback", 1, "--note", "x").stderr
    assert "(pruned)" in run("history").stdout
    assert keeper.current().version.number == 2
