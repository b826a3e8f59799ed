"""What becomes of a file an analyst uploads: small files, one fault each and several together, and the shipped ones.

`tests/files/expected.json` says of each file its dataset, the findings (rule, row, column) and, where cells are
respelt, what they become; `told`, `max_bytes` and `earlier` are how it is sent in. What is found only `beside` the
other datasets, in the mode named, is tested with publishing.
"""

import csv
import functools
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from components.export import as_csv
from data import intake
from data.contracts import contracts
from data.examining import SIZE_SETTING, Examined, examine, size_fault
from data.faults import MOST_LISTED, RULES
from data.intake import Reading
from data.normalising import OWN_LOAD
from data.places import SHIPPED_FOLDER

FILES = Path(__file__).parent / "files"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))
SOURCE = "cabinet-pack-2009-07-13, Appendix B section 5, objective 1.1"


def sent(name: str, **how: Any) -> Examined:
    """A file of `tests/files`, through the real path as its entry in the index says."""
    entry = EXPECTED[name]
    contract = contracts()[entry["dataset"]]
    if "told" in entry:
        how.setdefault("override", Reading(**entry["told"]))
    if "earlier" in entry:
        how.setdefault("earlier", sent(entry["earlier"]).frame)
    how.setdefault("max_bytes", entry.get("max_bytes"))
    return examine((FILES / name).read_bytes(), Path(name).name, contract, **how)


@functools.cache
def examined_as_listed(name: str) -> Examined:
    return sent(name)


def plain_cell(cell: Any) -> Any:
    if pd.isna(cell):
        return None
    return cell.date().isoformat() if isinstance(cell, pd.Timestamp) else cell


def test_every_file_is_in_the_index_and_every_entry_has_its_file() -> None:
    held = {path.relative_to(FILES).as_posix() for path in FILES.glob("*/*.csv")}
    assert held == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(name for name, entry in EXPECTED.items() if "beside" not in entry))
def test_a_file_gets_the_findings_the_index_names_and_no_others(name: str) -> None:
    examined = examined_as_listed(name)
    assert [[f.rule, f.row, f.column] for f in examined.findings] == EXPECTED[name]["findings"]
    folder = "rejected" if not examined.fit else "accepted_with_warnings" if examined.findings else "accepted"
    assert name.startswith(f"{folder}/")
    assert (examined.frame is not None) == examined.fit
    original = (FILES / name).read_bytes()
    assert examined.original == original
    assert examined.sha256 == hashlib.sha256(original).hexdigest()
    if examined.frame is not None:
        columns = [c for c in contracts()[examined.dataset].columns if c not in {*examined.absent} - {*examined.frame}]
        assert list(examined.frame.columns) == columns


@pytest.mark.parametrize("name", sorted(n for n, entry in EXPECTED.items() if "rows" in entry))
def test_what_is_accepted_holds_the_values_that_were_meant(name: str) -> None:
    frame = examined_as_listed(name).frame
    assert frame is not None
    assert len(frame) == EXPECTED[name]["rows"]
    for column, cells in EXPECTED[name].get("cells", {}).items():
        assert [plain_cell(cell) for cell in frame[column]] == cells, column


def test_every_rule_is_raised_by_a_file() -> None:
    raised = {rule for entry in EXPECTED.values() for rule, _, _ in entry["findings"]}
    of_files = {rule for rule, known in RULES.items() if known.stage != "set"}
    assert raised == of_files


def test_every_finding_says_what_is_expected_and_how_to_mend_it() -> None:
    for name in EXPECTED:
        for finding in examined_as_listed(name).findings:
            assert finding.expected and finding.mend.endswith("."), finding
            assert finding.level == RULES[finding.rule].level


@pytest.mark.parametrize("name", sorted(n for n in EXPECTED if n.startswith("accepted")))
def test_every_change_is_shown_with_the_cell_as_it_was(name: str) -> None:
    """Whatever a frame holds otherwise than the file does is among the changes, at the file's row."""
    examined = examined_as_listed(name)
    assert examined.reading is not None and examined.frame is not None
    if examined.reading.layout == "wide":
        return
    encoding = examined.reading.encoding
    text = examined.original.decode(encoding).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=examined.reading.delimiter))
    header = rows[examined.reading.header_row - 1]
    for change in examined.changes.itertuples(index=False):
        spelt = {cell.strip().lower().replace(" ", "_"): place for place, cell in enumerate(header)}
        assert change.column in spelt or change.column in examined.absent
        assert (rows[change.row - 1][spelt[change.column]] if change.column in spelt else "") == change.before
        assert change.before != change.after and change.why


@pytest.mark.parametrize("name", sorted(contracts()))
def test_a_shipped_file_passes_unchanged(name: str) -> None:
    original = (SHIPPED_FOLDER / f"{name}.csv").read_bytes()
    examined = examine(original, f"{name}.csv", contracts()[name])
    assert examined.findings == ()
    assert examined.changes.empty
    assert examined.frame is not None
    with (SHIPPED_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert len(examined.frame) == sum(1 for _ in csv.DictReader(file))
    again = examine(original, f"{name}.csv", contracts()[name], earlier=examined.frame)
    assert again.findings == ()


@pytest.mark.parametrize("name", sorted(contracts()))
def test_a_dataset_exported_for_a_spreadsheet_comes_back_as_it_was(name: str) -> None:
    shipped = examine((SHIPPED_FOLDER / f"{name}.csv").read_bytes(), "a.csv", contracts()[name]).frame
    assert shipped is not None
    back = examine(as_csv(shipped), "b.csv", contracts()[name], earlier=shipped)
    assert back.findings == ()
    pd.testing.assert_frame_equal(back.frame, shipped)


def test_hostile_cells_are_data_and_stay_as_they_are() -> None:
    examined = sent("accepted/hostile-cells.csv")
    with (FILES / "accepted/hostile-cells.csv").open(encoding="utf-8", newline="") as file:
        written = [row["note"] for row in csv.DictReader(file)]
    assert examined.frame is not None and examined.changes.empty
    for column in ("note", "value_text", "qualifier"):
        assert list(examined.frame[column]) == written
    assert {cell[0] for cell in written} >= {"=", "+", "-", "@", "\t", "<"}


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    """A cell of three lines is one row, and blank rows are counted though they are left out."""
    header, row = (SHIPPED_FOLDER / "setting.csv").read_text(encoding="utf-8").splitlines()[:2]
    text = f'{header}\n{row}\n\nreporting_date,2010-03-31,"one\ntwo\r\nthree"\n,,\n{row}\n'
    examined = examine(text.encode(), "setting.csv", contracts()["setting"])
    assert [(f.rule, f.row) for f in examined.findings] == [
        ("blank_row", 3),
        ("duplicate_key", 2),
        ("duplicate_key", 6),
    ]


def test_what_was_decided_is_said_in_words() -> None:
    assert sent("accepted/semicolons.csv").reading.said == (
        "Read as UTF-8, cells parted by semicolons, lines by LF, header in row 1, one value a row."
    )
    assert sent("accepted/windows-1252.csv").reading.said.startswith("Read as Windows-1252, cells parted by commas")
    assert "wide, several values a row" in sent("accepted_with_warnings/wide-amounts.csv").reading.said


def test_the_analyst_overrules_what_was_decided() -> None:
    told = Reading("utf-8", ",", "LF", header_row=3)
    examined = sent("rejected/title-rows.csv", override=told)
    assert examined.fit and examined.findings == ()
    assert examined.reading == told
    euro = replace(told, encoding="cp1252", header_row=1)
    assert sent("accepted/semicolons.csv", override=euro).findings[0].rule == "no_header"
    tidy = sent("accepted_with_warnings/wide-amounts.csv", override=Reading("utf-8", ",", "LF", layout="tidy"))
    assert {f.rule for f in tidy.findings} >= {"unknown_column", "missing_column"}


@pytest.mark.parametrize(
    "told",
    [
        Reading("no-such-encoding", ",", "LF"),
        Reading("utf-16-le", ",", "LF"),
        Reading("utf-8", ";", "LF"),
        Reading("utf-8", ",", "LF", header_row=900),
    ],
)
def test_an_overruling_that_does_not_fit_is_a_finding(told: Reading) -> None:
    assert not sent("accepted/plain.csv", override=told).fit


def test_a_row_without_a_source_has_the_upload_for_one() -> None:
    frame = sent("accepted_with_warnings/no-source.csv").frame
    assert frame is not None
    assert list(frame["source_ref"]) == [OWN_LOAD, SOURCE]


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIZE_SETTING, "1")
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(3 * 2**20)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    refusal = size_fault(large, large.name)
    assert refusal is not None
    assert str(refusal) == (
        "large.csv: found '3.0 MB'; expected at most 1.0 MB. Send it in parts, or have the limit raised."
    )
    assert size_fault(2**20, "small.csv") is None
    assert examine(bytes(2**20 + 1), "a.csv", contracts()["area"]).findings[0].rule == "too_large"


def test_a_figure_keeps_its_printed_text_beside_it() -> None:
    frame = sent("accepted/numbers-as-people-write-them.csv").frame
    assert frame is not None
    beside = dict(zip(frame["value_text"], frame["value"], strict=True))
    assert (beside["£1,234.50"], beside["(500)"], beside["51.1%"]) == (1234.5, -500, 51.1)


def test_a_file_wrong_in_every_row_is_told_of_briefly() -> None:
    header = ",".join(contracts()["setting"].columns)
    many = MOST_LISTED + 100
    text = header + "\n" + "".join(f"n{n},v,d,extra\n" for n in range(many))
    findings = examine(text.encode(), "setting.csv", contracts()["setting"]).findings
    assert [f.rule for f in findings] == ["uneven_row"] * MOST_LISTED
    assert findings[-1].mend.endswith("And so in 100 more rows.")


def test_a_file_read_without_a_contract_is_a_table_of_text() -> None:
    table, findings = intake.read("a;b\n007;£5\n".encode("cp1252"), "x.csv")
    assert findings == []
    assert table is not None
    assert table.frame.to_dict("list") == {"a": ["007"], "b": ["£5"]}
    assert (table.reading.encoding, table.reading.delimiter, list(table.rows)) == ("cp1252", ";", [2])
