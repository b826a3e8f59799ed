"""A file, or one row, checked by its contract and against what else a version holds."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data import guarding
from data.contracts import Contract, contracts
from data.differences import as_of_today, cast, share_out, to_frame, workbench
from data.examining import Examined, examine
from data.exporting import export_row
from data.filling import LARGE
from data.findings import Finding, Refused
from data.intake import Reading
from data.references import LOAD_PREFIX, ROW, broken_in
from data.respelling import CHANGES
from data.schema import duckdb_type, quoted
from data.store import Snapshot
from data.texts import as_texts

# What an analyst may change: every dataset but the loads, which are the dashboard's own record.
CHANGEABLE = tuple(sorted(set(contracts()) - {"load"}))
THIS_UPLOAD = LOAD_PREFIX + "this-upload"  # what a file may say, or be read as saying, for its own load


class UnknownDataset(Exception):
    """No dataset of that name can be changed."""


@dataclass(frozen=True)
class Checked:
    """A file that was checked by its contract and against version `against`.

    frame: typed, the dataset's columns, None where the file is not fit; rows: the number of each as a spreadsheet
    counts it. changes: row, column, before, after, why, each cell that was read otherwise than it stands. absent: the
    columns that the file left out.
    """

    dataset: str
    file: str
    sha256: str
    original: bytes = dataclasses.field(repr=False)
    reading: Reading | None
    frame: pd.DataFrame | None = dataclasses.field(repr=False)
    rows: np.ndarray
    changes: pd.DataFrame
    findings: tuple[Finding, ...]
    against: int
    absent: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.level == "warning")

    @property
    def fit(self) -> bool:
        """Whether it can be previewed: warnings alone do not stand in the way."""
        return self.frame is not None and not self.errors

    @property
    def rows_read(self) -> pd.DataFrame:
        """The frame of a file that is fit. Raises Refused where it is not."""
        if self.frame is None or self.errors:
            raise Refused(self.errors)
        return self.frame


def check(snapshot: Snapshot, dataset: str, original: bytes, file: str, override: Reading | None = None) -> Checked:
    """Check a file by the contract of its dataset and against what else a version holds.

    Raises UnknownDataset; what is wrong with the file is among the findings, never raised.
    """
    _changeable(dataset)
    contract = _as_uploaded(contracts()[dataset])
    with workbench(snapshot) as bench:
        earlier = to_frame(bench.table(dataset).to_arrow_table())
        examined = examine(original, file, contract, override, earlier)
        checked = _unguarded(examined, contract, snapshot.version.number)
        if checked.fit:
            found = unknown_references(bench, checked)
            checked = dataclasses.replace(checked, findings=(*checked.findings, *found))
    return checked


def unread(dataset: str, file: str, findings: Iterable[Finding] = (), original: bytes = b"") -> Checked:
    """A file that was not read, for what the findings say or for no fault of its own. Raises UnknownDataset."""
    _changeable(dataset)
    nothing = pd.DataFrame(columns=list(CHANGES))
    return Checked(dataset, file, "", original, None, None, np.arange(0), nothing, tuple(findings), against=0)


def _changeable(dataset: str) -> None:
    if dataset not in CHANGEABLE:
        raise UnknownDataset(f"There is no dataset {dataset!r} to change; there are {', '.join(CHANGEABLE)}.")


def check_row(snapshot: Snapshot, dataset: str, values: Mapping[str, object]) -> Checked:
    """Check one row given by column; columns not named stay as they are held, and are empty in a new row.

    Raises UnknownDataset; a column that is not there is among the findings.
    """
    _changeable(dataset)
    contract, given = contracts()[dataset], {column: _as_text(value) for column, value in values.items()}
    row = {**_held_row(snapshot, contract, given), **given}
    return check(snapshot, dataset, export_row(row, contract), f"{dataset}-one-row.csv")


def _held_row(snapshot: Snapshot, contract: Contract, given: Mapping[str, str]) -> dict[str, str]:
    """The row that is to change, as text; without the source and the words of its old figures where these change."""
    matched = " AND ".join(f"CAST({quoted(c)} AS VARCHAR) = ?" for c in contract.primary_key)
    cursor, selects = as_of_today(snapshot)
    asked = [given.get(column, "") for column in contract.primary_key]
    row = cursor.execute(f"FROM ({selects[contract.name]}) WHERE {matched}", asked).to_arrow_table()
    if not row.num_rows:
        return {}
    held = {name: cells[0].as_py() or "" for name, cells in as_texts(row, contract).items()}
    changed = any(held.get(column) != value for column, value in given.items())
    return {name: text for name, text in held.items() if not changed or name not in ("source_ref", "quote")}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    return "" if value is None else str(value)


def _as_uploaded(contract: Contract) -> Contract:
    """The contract with `source_ref` left to be filled in: a row without one gets the load it came by."""
    fields = tuple(
        dataclasses.replace(f, constraints={k: v for k, v in f.constraints.items() if k != "required"})
        if f.name == "source_ref"
        else f
        for f in contract.fields
    )
    return dataclasses.replace(contract, fields=fields)


def _unguarded(examined: Examined, contract: Contract, against: int) -> Checked:
    frame, changes = examined.frame, examined.changes
    # That an upload is the source of rows that name none is as it should be, and the preview shows it.
    findings = [finding for finding in examined.findings if finding.rule != "own_source"]
    if frame is not None:
        if "source_ref" in frame:  # the load has no name before it is known upon which version it comes
            frame = frame.assign(source_ref=frame["source_ref"].mask(frame["source_ref"] == THIS_UPLOAD, None))
        for name in (f.name for f in contract.fields if f.type == "string" and f.name in frame):
            marks = guarding.guarded(frame[name])
            if marks.any():
                before, after = frame.loc[marks, name], guarding.unguard(frame.loc[marks, name])
                told = {"row": examined.rows[marks], "column": name, "before": before, "after": after}
                changes = pd.concat([changes, pd.DataFrame({**told, "why": guarding.WHY})], ignore_index=True)
                frame = frame.assign(**{name: frame[name].mask(marks, after)})
                if name in contract.primary_key:
                    findings += _doubled(frame, contract, examined)
    return Checked(
        dataset=examined.dataset,
        file=examined.file,
        sha256=examined.sha256,
        original=examined.original,
        reading=examined.reading,
        frame=frame if examined.fit else None,
        rows=examined.rows,
        changes=changes,
        findings=tuple(findings),
        against=against,
        absent=examined.absent,
    )


def _doubled(frame: pd.DataFrame, contract: Contract, examined: Examined) -> list[Finding]:
    keys = list(contract.primary_key)
    twice = frame.duplicated(keys).to_numpy()
    mend = "Delete or rename one."
    return [
        Finding(
            "duplicate_key", examined.file, int(row), ", ".join(keys), " / ".join(map(str, key)), "each key once", mend
        )
        for row, key in zip(examined.rows[twice], frame.loc[twice, keys].itertuples(index=False), strict=True)
    ]


def unknown_references(bench: duckdb.DuckDBPyConnection, checked: Checked) -> list[Finding]:
    """What the file refers to that neither it nor the version holds."""
    contract = contracts()[checked.dataset]
    bring_in(bench, checked)
    held_view = f"SELECT {named(contract)} FROM before"  # noqa: S608 (names of ours)
    put(bench, contract, f"{held_view} UNION ALL SELECT {named(contract)} FROM incoming")  # noqa: S608
    return broken_in(bench, contract.name, "incoming", checked.file)


def bring_in(bench: duckdb.DuckDBPyConnection, checked: Checked) -> None:
    """Make `incoming` of the file's rows, typed, each with its number in the file, and `before` of those held."""
    contract = contracts()[checked.dataset]
    frame = checked.rows_read
    typed = pa.Table.from_pandas(frame, preserve_index=False)
    if len(typed) >= LARGE:
        share_out(bench)
    bench.register("uploaded", typed.append_column(ROW, pa.array(checked.rows)))
    columns = ", ".join(
        cast(f) if f.name in frame else f"CAST(NULL AS {duckdb_type(f)}) AS {quoted(f.name)}" for f in contract.fields
    )
    bench.execute(f"CREATE VIEW incoming AS SELECT {ROW}, {columns} FROM uploaded")  # noqa: S608 (names of ours)
    bench.execute(f"ALTER VIEW {quoted(contract.name)} RENAME TO before")


def put(bench: duckdb.DuckDBPyConnection, contract: Contract, select: str) -> None:
    """Let the dataset of a contract be what `select` gives."""
    bench.execute(f"CREATE OR REPLACE VIEW {quoted(contract.name)} AS {select}")


def named(contract: Contract) -> str:
    """The contract's columns, to be selected."""
    return ", ".join(quoted(column) for column in contract.columns)
