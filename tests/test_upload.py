"""Uploading: what an analyst chooses, is told, sees beforehand, agrees to, publishes and can undo."""

import csv
import dataclasses
import io
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from uploading import HOSTILE, LATE_RESULT, SAID, as_csv, held, newest, note, press, said, tabled, tick

from components import changing
from data import changing as previewing
from data import checking, drafts, service
from data.findings import Finding
from tests import choosing, reading

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/upload.py").run()


def choose(app: AppTest, group: str, dataset: str) -> AppTest:
    choosing.choose(app, "upload_what", group)
    return choosing.choose(app, "upload_of", dataset)


def upload(app: AppTest, content: bytes, name: str = "quarter 4.csv") -> AppTest:
    return app.file_uploader[0].set_value((name, content, "text/csv")).run()


def commentary(app: AppTest, *rows: dict[str, str]) -> AppTest:
    return upload(choose(app, "Commentary", "commentary"), as_csv("commentary", *rows))


def test_each_group_offers_its_datasets_with_template_rows_description_and_contract(app: AppTest) -> None:
    for group, datasets in service.GROUPS.items():
        choose(app, group, datasets[-1])
        assert list(choosing.offered(app, "upload_of")) == [name.replace("_", " ").capitalize() for name in datasets]
        assert f"One CSV for “{datasets[-1].replace('_', ' ').capitalize()}”" in app.file_uploader[0].label
        assert [b.label for b in app.get("download_button")] == ["Current rows"]
        saved = reading.saves(app)
        assert list(saved) == ["Empty template", "What each column asks", "Contract (Table Schema)"]
        name = datasets[-1]
        assert saved["Empty template"] == (f"{name}-template.csv", service.template(name))
        assert saved["Contract (Table Schema)"] == (f"{name}.json", service.table_schema(name))
        assert len(list(csv.reader(io.StringIO(saved["What each column asks"][1].decode())))) > 2
        said(app)


def test_a_late_result_is_shown_to_turn_its_measure_off_target_published_and_said_how_to_undo(app: AppTest) -> None:
    upload(choose(app, "Indicators", "indicator_value"), as_csv("indicator_value", LATE_RESULT))
    text = said(app)
    assert "1 row added, none changed, none removed." in text
    assert "1 indicator turns off target." in text
    assert "2009/10" in tabled(app)
    assert newest() == 1
    note(app)
    press(app, "Publish")
    text = said(app)
    assert "Version 2 is published, load v2-indicator-value. 1 row added" in text
    assert "roll back to version 1" in text
    assert "version 2" in text
    assert newest() == 2
    assert service.history().iloc[0][["note", "file_name"]].tolist() == ["Quarter 4", "quarter 4.csv"]
    app.switch_page("pages/upload.py").run()
    assert "version 2 Present" in said(app)


def test_the_verdicts_that_move_are_listed(app: AppTest) -> None:
    upload(choose(app, "Benchmarks", "indicator_value"), as_csv("indicator_value", LATE_RESULT))
    views = next(c for c in app.segmented_control if c.label == "See")
    views.set_value("Verdicts").run()
    assert "off target" in tabled(app).lower()
    said(app)


def test_a_bad_file_is_told_by_row_column_value_and_repair_and_changes_nothing(app: AppTest) -> None:
    good, bad = LATE_RESULT, {**LATE_RESULT, "period": "2010/11", "value": "fifty"}
    upload(choose(app, "Benchmarks", "indicator_value"), as_csv("indicator_value", good, bad))
    assert "1 error and 1 warning." in said(app)
    table = reading.tables(app)[0]
    found = table[["Row", "Column", "Found"]].to_numpy().tolist()
    assert found == [["3", "value", "fifty"], ["3", "period_end", "2010-03-31"]]
    assert table["Expected"][0]
    assert table["How to mend"][0]
    assert "Publish" not in [b.label for b in app.button]
    assert newest() == 1


def test_findings_come_as_csv_with_the_rows_they_are_about_errors_first() -> None:
    faults = [
        Finding("doubtful", "f.csv", 2, "text", "=1", "a", "b", "warning"),
        Finding("wrong_type", "f.csv", 4, "text", "x", "a", "b"),
        Finding("no_rows", "f.csv", 0, "", "", "a", "b"),
    ]
    told = changing.findings(faults)
    assert told["Level"].tolist() == ["▲ Error", "▲ Error", "◆ Warning"]
    assert told["Row"].tolist() == ["file", "4", "2"]
    original = b'name;text\nann;=1\n"two\nlines";ok\nben;x;more\n'
    beside = changing.with_rows(told, original, "utf-8", ";")
    assert beside.iloc[1, -3:].tolist() == ["ben", "x", "more"]
    assert beside.iloc[2, -3:].tolist() == ["ann", "=1", ""]
    assert beside.iloc[0, -3:].tolist() == ["", "", ""]


def test_the_rows_of_a_file_that_cannot_be_read_are_left_out_without_a_fault() -> None:
    told = changing.findings([Finding("not_csv", "f.csv", 1, "", "", "a", "b")])
    assert len(changing.with_rows(told, b"\x00\xff\xfe" * 10, "utf-9", ",")) == 1
    assert len(changing.with_rows(told, ("x" * 200_000).encode(), "utf-8", ",")) == 1


def test_nothing_is_published_without_a_note(app: AppTest) -> None:
    commentary(app, SAID)
    press(app, "Publish")
    assert "Say in a note what changed, and why" in said(app)
    assert newest() == 1


def test_replacing_all_shows_what_is_removed_and_asks_for_a_tick(app: AppTest) -> None:
    rows = held("meeting")[:3]
    choose(app, "Reference lists", "meeting")
    choosing.choose(app, "upload_how", "Replace all")
    upload(app, as_csv("meeting", *rows))
    assert "No rows added, none changed, 2 removed." in said(app)
    assert "Full Council, 3 September 2009" in tabled(app)
    note(app)
    press(app, "Publish")
    assert "agree to remove 2 rows of meeting" in said(app)
    assert newest() == 1
    tick(app, "emove 2 rows of meeting")
    note(app)
    press(app, "Publish")
    assert newest() == 2
    assert held("meeting") == rows


def test_a_row_that_others_rest_on_is_not_removed_and_the_page_says_why(app: AppTest) -> None:
    rows = [row for row in held("commentary") if row["subject_id"] != "our-people"]
    choose(app, "Commentary", "commentary")
    choosing.choose(app, "upload_how", "Replace all")
    upload(app, as_csv("commentary", *rows))
    assert "2 errors." in said(app)
    assert "link" in tabled(app)
    assert "Publish" not in [b.label for b in app.button]


def test_the_file_that_adds_nothing_says_so(app: AppTest) -> None:
    upload(choose(app, "Thresholds", "threshold"), service.export("threshold"))
    assert "changes nothing" in said(app)
    assert "Publish" not in [b.label for b in app.button]


def test_a_changed_cell_is_shown_with_what_it_was_and_will_be(app: AppTest) -> None:
    rows = held("threshold")
    rows[0] = {**rows[0], "amber_within": "10"}
    upload(choose(app, "Thresholds", "threshold"), as_csv("threshold", *rows))
    assert "No rows added, 1 changed (1 cell), none removed." in said(app)
    (row,) = reading.tables(app)[0].to_numpy().tolist()
    assert [cell.replace("\\", "") for cell in row] == [
        "default / all / indicator_status", "amber_within", "5", "10",
    ]  # fmt: skip


def test_cells_read_otherwise_than_they_stand_are_shown(app: AppTest) -> None:
    commentary(app, {**SAID, "text": "'=1+1 is what it said."})
    views = next(c for c in app.segmented_control if c.label == "See")
    views.set_value("Respelt").run()
    (row,) = reading.tables(app)[0].to_numpy().tolist()
    assert row[2:4] == ["'=1+1 is what it said.", "=1+1 is what it said."]


def test_what_somebody_else_published_meanwhile_stops_it_and_is_shown(app: AppTest) -> None:
    commentary(app, SAID)
    service.change_row("commentary", {**SAID, "text": "Somebody else was first."}, "First", "ben")
    note(app)
    press(app, "Publish")
    text = said(app)
    assert "Someone published the same dataset since you looked" in text
    assert "1 changed (2 cells)" in text  # the words, and the load they came by
    assert "Somebody else was first." in tabled(app)
    assert newest() == 2
    note(app)
    press(app, "Publish")
    assert newest() == 3


def test_what_somebody_else_published_of_another_dataset_does_not_stand_in_the_way(app: AppTest) -> None:
    commentary(app, SAID)
    service.change_row("setting", {"name": "minimum_group_size", "value": "11"}, "Larger", "ben")
    note(app)
    press(app, "Publish")
    assert "Version 3 is published" in said(app)


def test_a_file_is_checked_and_compared_once_however_often_the_page_is_drawn(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for doing, name in ((checking, "check"), (previewing, "preview")):
        real = getattr(doing, name)
        monkeypatch.setattr(doing, name, lambda *a, real=real, name=name, **k: (calls.append(name), real(*a, **k))[1])
    commentary(app, SAID)
    for _ in range(3):
        app.run()
    assert calls == ["check", "preview"]
    choosing.choose(app, "upload_how", "Replace all")
    assert calls == ["check", "preview", "preview"]


def test_a_preview_is_still_there_after_a_look_at_another_page(app: AppTest) -> None:
    commentary(app, SAID)
    app.switch_page("pages/methods.py").run()
    app.switch_page("pages/upload.py").run()
    assert "1 row added" in said(app)
    press(app, "Put it away")
    assert "1 row added" not in said(app)


def test_previews_put_away_leave_nothing_on_the_disk(app: AppTest, own_home: Path) -> None:
    commentary(app, SAID)
    assert list((own_home / "prepared").glob("*.duckdb"))
    commentary(app, {**SAID, "text": "Other words."})
    assert len(list((own_home / "prepared").glob("*.duckdb"))) == 1
    press(app, "Put it away")
    assert not list((own_home / "prepared").glob("*.duckdb*"))


def test_the_disk_that_refuses_is_told_in_plain_words(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise service.NotWritten("Nothing has changed: the disk is full. Make room and try again.")

    monkeypatch.setattr(service, "preview", full)
    commentary(app, SAID)
    assert "the disk is full" in said(app)


def test_bytes_that_are_no_csv_are_findings_and_no_failure(app: AppTest) -> None:
    choose(app, "Commentary", "commentary")
    for content in (b"", b"\x00\x01\x02", b"PK\x03\x04" + bytes(range(256)), "\ufeff".encode(), b'"unclosed'):
        upload(app, content, "../../etc/passwd.csv")
        assert "error" in said(app)
        assert newest() == 1


def test_hostile_cells_are_shown_as_they_are_and_come_back_unchanged(app: AppTest) -> None:
    rows = [{**SAID, "commentary_id": f"hostile-{name}", "text": text} for name, text in HOSTILE.items()]
    commentary(app, *rows)
    assert f"{len(rows)} rows added" in said(app)
    note(app, HOSTILE["markup"])
    press(app, "Publish")
    assert newest() == 2
    (live,) = [row["text"] for row in held("commentary") if row["commentary_id"] == "hostile-formula"]
    assert live.startswith("'=")
    checked = service.check("commentary", service.export("commentary"), "again.csv")
    assert checked.frame is not None
    again = checked.frame.set_index("commentary_id")["text"]
    assert {name: again[f"hostile-{name}"] for name in HOSTILE} == HOSTILE
    app.switch_page("pages/history.py").run()
    assert "<script>" in said(app) + tabled(app)  # as text: Markdown would need it unescaped


def test_how_a_file_is_read_can_be_said_otherwise() -> None:
    decided = service.check("threshold", service.export("threshold"), "t.csv").reading
    said_otherwise = drafts.reading(decided, encoding="cp1252", header_row=3, delimiter=";")
    assert (said_otherwise.encoding, said_otherwise.header_row, said_otherwise.delimiter) == ("cp1252", 3, ";")
    assert drafts.reading(None, no_such_thing=1).delimiter == ","
    assert dataclasses.asdict(drafts.reading(decided)) == dataclasses.asdict(decided)


def test_reading_it_otherwise_reads_the_same_file_again_as_said(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    commentary(app, SAID)
    asked: list[object] = []
    real = checking.check
    monkeypatch.setattr(checking, "check", lambda *a: (asked.append(a[-1]), real(*a))[1])
    app.selectbox(key="read-encoding").select("cp1252")
    press(app, "Read again")
    assert getattr(asked[0], "encoding", "") == "cp1252"
    said(app)


def test_long_changes_are_bounded_and_say_of_how_many() -> None:
    assert changing.first_of(200, 1500, "rows") == "First 200 of 1,500 rows"
    assert changing.first_of(3, 3, "rows") == ""
    frame = pd.DataFrame({"a": ["x"] * 500, "b": [None] * 500, "d": pd.to_datetime(["2010-03-31"] * 500)})
    shown = changing.rows(frame)
    assert len(shown) == 200
    assert list(shown) == ["a", "d"]
    assert shown["d"][0] == "2010-03-31"
    assert len(changing.shortened("x" * 5000)) == 301


def test_a_download_of_the_current_rows_is_accepted_as_it_is(app: AppTest) -> None:
    content = io.BytesIO(service.export("meeting")).getvalue()
    upload(choose(app, "Reference lists", "meeting"), content)
    assert "changes nothing" in said(app)
