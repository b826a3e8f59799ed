"""A change by an analyst: one file is checked, previewed as the version it would make, and published.

What is previewed is what is published: the preview makes the version aside, and publishing names it.
"""

import dataclasses
import errno
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data import guarding, progress, versions
from data.contracts import Contract, contracts
from data.differences import (
    Moves,
    RowChanges,
    cast,
    compare_judgement,
    compare_rows,
    compare_versions,
    held,
    is_judged,
    no_moves,
    standing_of,
    stands,
    to_frame,
    workbench,
)
from data.examining import Examined, examine
from data.exporting import export_row
from data.faults import fault
from data.findings import Finding, Refused
from data.intake import Reading
from data.layouts import FIGURES
from data.references import LOAD_PREFIX, ROW, broken_in, broken_references, still_referred_to
from data.schema import duckdb_type, quoted
from data.store import Overtaken, Snapshot, Store, Version
from data.store import discard as clear_away
from data.written import as_texts

_T = TypeVar("_T")
Mode: TypeAlias = Literal["update", "replace"]
# What an analyst may change: every dataset but the loads, which are the dashboard's own record.
CHANGEABLE = tuple(sorted(set(contracts()) - {"load"}))
THIS_UPLOAD = LOAD_PREFIX + "this-upload"  # what a file may say, or be read as saying, for its own load
_PLACE, _AFTER_ALL = "place_among_rows", 2**40
ADD_INSTEAD = "choose add and update, which keeps what stands in it"
OVERTAKEN = "Someone published the same dataset since you looked; nothing has changed. Look at the preview again."


class UnknownDataset(Exception):
    """No dataset of that name can be changed."""


class NotConfirmed(Exception):
    """Something that must be agreed to was not; nothing has changed."""


class NothingChanges(Exception):
    """What was to be published is what already stands; nothing has changed."""


class NotWritten(OSError):
    """The disk refused; nothing has changed."""


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


@dataclass(frozen=True)
class Preview:
    """The version a checked file would make of version `parent`, already made aside as `prepared`.

    rows: what it adds, changes and removes. judgement: what the rules say otherwise at the reporting date.
    """

    checked: Checked
    mode: Mode
    parent: int
    rows: RowChanges
    judgement: Moves
    prepared: Path

    @property
    def dataset(self) -> str:
        return self.checked.dataset

    @property
    def sentence(self) -> str:
        """What is added, changed and removed, in words."""
        return rows_in_words(self.rows)

    @property
    def asks(self) -> tuple[str, ...]:
        """What must be agreed to before it is published."""
        asked = []
        if warnings := len(self.checked.warnings):
            asked.append(f"accept {warnings} warning{'s' if warnings > 1 else ''}")
        if removed := self.rows.removed_count:
            asked.append(f"remove {removed} row{'s' if removed > 1 else ''} of {self.dataset}")
        return tuple(asked)


def rows_in_words(rows: RowChanges) -> str:
    """For example "2 rows added, 1 changed (3 cells), none removed."."""
    cells = f" ({rows.changed_cells} cell{'s' if rows.changed_cells != 1 else ''})" if rows.changed_count else ""
    added = f"{rows.added_count or 'No'} row{'s' if rows.added_count != 1 else ''} added"
    return f"{added}, {rows.changed_count or 'none'} changed{cells}, {rows.removed_count or 'none'} removed."


def check(snapshot: Snapshot, dataset: str, original: bytes, file: str, override: Reading | None = None) -> Checked:
    """Check a file by the contract of its dataset and against what else a version holds.

    Raises UnknownDataset; what is wrong with the file is among the findings, never raised.
    """
    if dataset not in CHANGEABLE:
        raise UnknownDataset(f"There is no dataset {dataset!r} to change; there are {', '.join(CHANGEABLE)}.")
    contract = _as_uploaded(contracts()[dataset])
    with workbench(snapshot) as bench:
        earlier = to_frame(bench.table(dataset).to_arrow_table())
        examined = examine(original, file, contract, override, earlier)
        checked = _unguarded(examined, contract, snapshot.version.number)
        if checked.fit:
            found = _unknown(bench, checked)
            checked = dataclasses.replace(checked, findings=(*checked.findings, *found))
    return checked


def check_row(snapshot: Snapshot, dataset: str, values: Mapping[str, object]) -> Checked:
    """Check one row given by column; columns not named stay as they are held, and are empty in a new row.

    Raises UnknownDataset; a column that is not there is among the findings.
    """
    if dataset not in CHANGEABLE:
        raise UnknownDataset(f"There is no dataset {dataset!r} to change; there are {', '.join(CHANGEABLE)}.")
    contract, given = contracts()[dataset], {column: _as_text(value) for column, value in values.items()}
    row = {**_held_row(snapshot, contract, given), **given}
    return check(snapshot, dataset, export_row(row, contract), f"{dataset}-one-row.csv")


def _held_row(snapshot: Snapshot, contract: Contract, given: Mapping[str, str]) -> dict[str, str]:
    """The row that is to change, as text; without the source and the words of its old figures where these change."""
    matched = " AND ".join(f"CAST({quoted(c)} AS VARCHAR) = ?" for c in contract.primary_key)
    with workbench(snapshot) as bench:
        asked = [given.get(column, "") for column in contract.primary_key]
        row = bench.execute(f"FROM {quoted(contract.name)} WHERE {matched}", asked).to_arrow_table()
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


def _unknown(bench: duckdb.DuckDBPyConnection, checked: Checked) -> list[Finding]:
    """What the file refers to that neither it nor the version holds."""
    contract = contracts()[checked.dataset]
    _bring_in(bench, checked)
    held_view = f"SELECT {_names(contract)} FROM before"  # noqa: S608 (names of ours)
    _put(bench, contract, f"{held_view} UNION ALL SELECT {_names(contract)} FROM incoming")  # noqa: S608
    return broken_in(bench, contract.name, "incoming", checked.file)


def _bring_in(bench: duckdb.DuckDBPyConnection, checked: Checked) -> None:
    """Make `incoming` of the file's rows, typed, each with its number in the file, and `before` of those held."""
    contract = contracts()[checked.dataset]
    frame = checked.rows_read
    typed = pa.Table.from_pandas(frame, preserve_index=False)
    bench.register("uploaded", typed.append_column(ROW, pa.array(checked.rows)))
    columns = ", ".join(
        cast(f) if f.name in frame else f"CAST(NULL AS {duckdb_type(f)}) AS {quoted(f.name)}" for f in contract.fields
    )
    bench.execute(f"CREATE VIEW incoming AS SELECT {ROW}, {columns} FROM uploaded")  # noqa: S608 (names of ours)
    bench.execute(f"ALTER VIEW {quoted(contract.name)} RENAME TO before")


def _put(bench: duckdb.DuckDBPyConnection, contract: Contract, select: str) -> None:
    bench.execute(f"CREATE OR REPLACE VIEW {quoted(contract.name)} AS {select}")


def _names(contract: Contract, table: str = "") -> str:
    return ", ".join(f"{table}{quoted(column)}" for column in contract.columns)


def preview(keeper: Store, snapshot: Snapshot, checked: Checked, mode: Mode) -> Preview:
    """Make the version that a checked file would make of `snapshot`, aside, and say what it changes.

    "update" adds rows and changes those whose key is held; "replace" takes the file for the whole dataset. Raises
    Refused where the file has errors or what it removes is still referred to, NothingChanges, or NotWritten.
    """
    count = len(checked.rows_read)
    if mode == "replace" and (absent := [f for f in checked.warnings if f.rule == "absent_column"]):
        raise Refused(
            fault("missing_column", checked.file, absent[0].row, name, mend=f"Add it, or {ADD_INSTEAD}.")
            for name in checked.absent
        )
    contract, number = contracts()[checked.dataset], snapshot.version.number
    progress.begins("Comparing with what stands")
    with workbench(snapshot) as bench:
        found = _unknown(bench, checked)
        load_id = versions.load_id(number + 1, checked.dataset)
        made = _in_order(bench.sql(_made(contract, mode, load_id, checked.absent)).to_arrow_table())
        bench.register("made", made)
        _put(bench, contract, "FROM made")
        rows = compare_rows(bench, contract, "before", "made")
        if mode == "replace":
            found = broken_in(bench, contract.name, "incoming", checked.file)
            if rows.removed_count:
                key = ", ".join(quoted(c) for c in contract.primary_key)
                gone = f"(SELECT b.* FROM before AS b ANTI JOIN made USING ({key}))"  # noqa: S608 (names of ours)
                found += still_referred_to(bench, contract.name, gone, checked.file)
        others = (name for name in contracts() if name != checked.dataset)
        frames = {checked.dataset: made, **{name: bench.table(name).to_arrow_table() for name in others}}
    if found:
        raise Refused(found)
    if not rows.any:
        raise NothingChanges(f"{checked.file} changes nothing: every row of it is held already.")
    load = versions.Load(checked.dataset, checked.file, checked.sha256, count)
    card = _card(number, "", "", checked.sha256, {checked.dataset: rows.counts})
    frames["load"] = versions.with_loads(frames["load"], [load], card)
    prepared = _prepared(keeper, frames, checked.file)
    try:
        judgement = compare_judgement(snapshot, Snapshot(prepared, card)) if is_judged(checked.dataset) else no_moves()
    except BaseException:
        clear_away(prepared)
        raise
    return Preview(checked, mode, number, rows, judgement, prepared)


def _made(contract: Contract, mode: Mode, load_id: str, absent: Collection[str]) -> str:
    """The SELECT of the whole dataset as it would be, each row with its place: as it has it, at the end what is new.

    A row without a source keeps the one it had where nothing else of it changes; otherwise its source is its load. A
    column that the file left out (`absent`) keeps what stands; of words as printed, a quote goes with its source and a
    figure's text with its figure.
    """
    same = _alike(c for c in contract.columns if c not in ("source_ref", *absent))
    figures = FIGURES.get(contract.name)
    standing = {
        "quote": f"CASE WHEN i.source_ref IS NULL THEN {same} ELSE i.source_ref = b.source_ref END",
        **({figures.text: _alike((figures.value, figures.status))} if figures else {}),
    }

    def chosen(column: str) -> str:
        new, old = f"i.{quoted(column)}", f"b.{quoted(column)}"
        if column == "source_ref":
            return f"coalesce({new}, CASE WHEN {same} THEN {old} END, '{LOAD_PREFIX}{load_id}')"
        if column not in absent:
            return new
        return f"CASE WHEN {standing[column]} THEN {old} END" if column in standing else f"coalesce({old}, {new})"

    columns = ", ".join(f"{chosen(c)} AS {quoted(c)}" for c in contract.columns)
    matched = " AND ".join(f"i.{quoted(c)} = b.{quoted(c)}" for c in contract.primary_key)
    place = ROW if mode == "replace" else f"coalesce(b.position, {_AFTER_ALL} + i.{ROW})"
    uploaded = f"SELECT {columns}, {place} AS {_PLACE} FROM incoming AS i LEFT JOIN b ON {matched}"  # noqa: S608 (names of ours)
    kept = f"""
        SELECT {_names(contract)}, position AS {_PLACE} FROM b
        ANTI JOIN (SELECT b.position FROM incoming AS i JOIN b ON {matched}) USING (position)
    """  # noqa: S608 (names of ours)
    every = uploaded if mode == "replace" else f"{kept} UNION ALL {uploaded}"
    return f"WITH b AS (SELECT *, row_number() OVER () AS position FROM before) {every}"  # noqa: S608 (names of ours)


def _in_order(table: pa.Table) -> pa.Table:
    """The rows by their place, which mostly is the order they came in: to sort them takes as much memory again."""
    places = table[_PLACE].to_numpy()
    if (np.diff(places) < 0).any():
        table = table.take(np.argsort(places, kind="stable"))
    return table.drop_columns([_PLACE])


def _alike(columns: Iterable[str]) -> str:
    """The condition that the file's row `i` and the one held, `b`, have the same in these columns."""
    return " AND ".join(f"i.{quoted(c)} IS NOT DISTINCT FROM b.{quoted(c)}" for c in columns)


def publish(
    keeper: Store,
    seen: Preview,
    note: str,
    by: str,
    *,
    accept_warnings: bool = False,
    accept_removals: bool = False,
    current: Callable[[], Snapshot] | None = None,
) -> Snapshot:
    """Make what was previewed the next version.

    Where others have published other datasets since, it is made again upon theirs. Raises NotConfirmed where something
    asked was not agreed to, Overtaken where the same dataset was published since, Refused where what it refers to is
    gone, NotWritten where the disk refuses; in each case nothing has changed.
    """
    if seen.checked.warnings and not accept_warnings:
        raise NotConfirmed(f"Nothing is published before you {seen.asks[0]}.")
    if seen.rows.removed_count and not accept_removals:
        raise NotConfirmed(f"Nothing is published before you agree to {seen.asks[-1]}.")
    if not note.strip():
        raise NotConfirmed("Say in a note what changed, and why; the history keeps it.")
    current = current or keeper.current
    for _ in range(5):
        now = current()
        if now.version.number != seen.parent:
            clear_away(seen.prepared)
            if compare_versions(keeper.open(seen.parent).path, now.path, [seen.dataset]):
                raise Overtaken(OVERTAKEN)
            seen = preview(keeper, now, seen.checked, seen.mode)
        card = _card(seen.parent, note, by, seen.checked.sha256, {seen.dataset: seen.rows.counts})
        told = standing_of(seen.prepared)
        try:
            published = _written(lambda: keeper.publish_prepared(seen.prepared, card, [seen.checked.original]))  # noqa: B023
        except Overtaken:
            continue
        except FileNotFoundError:  # cleared away after a day
            seen = preview(keeper, now, seen.checked, seen.mode)
            continue
        stands(published.path, told)
        return published
    raise Overtaken("Others kept publishing at the same time; nothing has changed. Try again.")


def roll_back(keeper: Store, snapshot: Snapshot, number: int, note: str, by: str) -> Snapshot:
    """Publish the figures of an older version again, as the next one; every load is kept.

    Raises UnknownVersion, PrunedVersion, NothingChanges, Overtaken, Refused, NotConfirmed or NotWritten.
    """
    if not note.strip():
        raise NotConfirmed("Say in a note why; the history keeps it.")
    old = keeper.open(number)
    changes = compare_versions(snapshot.path, old.path)
    if not changes:
        raise NothingChanges(f"Version {number} holds the same figures as version {snapshot.version.number}.")
    frames, loads = held(old), held(snapshot)["load"]
    brought = {row["dataset"]: row for row in frames["load"].to_pylist()}
    again = [
        versions.Load(name, brought[name]["file_name"], brought[name]["sha256"], frames[name].num_rows)
        for name in changes
        if name in brought
    ]
    note = f"Rolled back to version {number}: {note}"
    card = _card(snapshot.version.number, note, by, old.version.fingerprint, {n: c.counts for n, c in changes.items()})
    frames["load"] = versions.with_loads(loads, again, card)
    if found := broken_references(frames):
        raise Refused(found)
    return _written(lambda: keeper.publish(frames, card))


def _card(parent: int, note: str, by: str, fingerprint: str, changes: Mapping[str, Mapping[str, int]]) -> Version:
    return versions.next_version(
        parent, note=note, by=by, fingerprint=fingerprint, rules=versions.rules_fingerprint(), changes=changes
    )


def _prepared(keeper: Store, frames: Mapping[str, pa.Table], file: str) -> Path:
    try:
        return _written(lambda: keeper.prepare(frames))
    except duckdb.ConstraintException as fault:  # the version file guards what the checks should have found
        mend = "Correct the file; if it looks right, tell whoever looks after the dashboard."
        raise Refused(
            [Finding("refused_by_the_store", file, 0, "", str(fault)[:200], "rows that fit", mend)]
        ) from fault


def _written(write: Callable[[], _T]) -> _T:
    """What `write` gives. Raises NotWritten in plain words where the disk refuses."""
    try:
        return write()
    except FileNotFoundError:
        raise
    except OSError as fault:
        text = str(fault).lower()
        if fault.errno in (errno.ENOSPC, errno.EDQUOT) or "no space" in text or "quota" in text:
            why = "the disk is full. Make room and try again"
        elif fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS) or "read-only" in text or "permission" in text:
            why = "the data folder may only be read. Ask whoever looks after the dashboard to let it be written"
        else:
            why = str(fault)
        raise NotWritten(f"Nothing has changed: {why}.") from fault
