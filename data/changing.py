"""A change by an analyst: one file is checked, previewed as the version it would make, and published.

What is previewed is what is published: the preview makes the version aside, and publishing names it.
"""

import errno
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import duckdb
import numpy as np
import pyarrow as pa

from data import progress, versions
from data.checking import Checked, named, put, unknown_references
from data.contracts import Contract, contracts
from data.differences import (
    Moves,
    RowChanges,
    compare_judgement,
    compare_rows,
    compare_versions,
    held,
    is_judged,
    no_moves,
    standing_of,
    stands,
    workbench,
)
from data.faults import fault
from data.filling import written_anew
from data.findings import Finding, Refused
from data.layouts import FIGURES
from data.references import LOAD_PREFIX, ROW, broken_in, broken_references, still_referred_to
from data.schema import quoted
from data.store import Overtaken, Snapshot, Store, Version
from data.store import discard as clear_away

_T = TypeVar("_T")
Mode: TypeAlias = Literal["update", "replace"]
_PLACE, _AFTER_ALL = "place_among_rows", 2**40
ADD_INSTEAD = "Add what is missing, or choose add and update, which keeps what stands there."
OVERTAKEN = "Someone published the same dataset since you looked; nothing has changed. Look at the preview again."


class NotConfirmed(Exception):
    """Something that must be agreed to was not; nothing has changed."""


class NothingChanges(Exception):
    """What was to be published is what already stands; nothing has changed."""


class NotWritten(OSError):
    """The disk refused; nothing has changed."""


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
            asked.append(f"accept {warnings:,} warning{'s' if warnings > 1 else ''}")
        if removed := self.rows.removed_count:
            asked.append(f"remove {removed:,} row{'s' if removed > 1 else ''} of {self.dataset}")
        return tuple(asked)


def rows_in_words(rows: RowChanges) -> str:
    """For example "2 rows added, 1 changed (3 cells), none removed."."""
    added, changed, removed = (f"{count:,}" if count else "none" for count in rows.counts.values())
    cells = f" ({rows.changed_cells:,} cell{'s' if rows.changed_cells != 1 else ''})" if rows.changed_count else ""
    begun = f"{added if rows.added_count else 'No'} row{'s' if rows.added_count != 1 else ''} added"
    return f"{begun}, {changed} changed{cells}, {removed} removed."


def preview(keeper: Store, snapshot: Snapshot, checked: Checked, mode: Mode) -> Preview:
    """Make the version that a checked file would make of `snapshot`, aside, and say what it changes.

    "update" adds rows and changes those whose key is held; "replace" takes the file for the whole dataset. Raises
    Refused where the file has errors or what it removes is still referred to, NothingChanges, or NotWritten.
    """
    count = len(checked.rows_read)
    if mode == "replace" and (absent := [f for f in checked.warnings if f.rule == "absent_column"]):
        missing = [fault("missing_column", f.file, f.row, f.column, "", f.expected, ADD_INSTEAD) for f in absent]
        raise Refused(missing)
    contract, number = contracts()[checked.dataset], snapshot.version.number
    progress.begins("Comparing with what stands")
    with workbench(snapshot) as bench:
        found = unknown_references(bench, checked)
        load_id = versions.load_id(number + 1, checked.dataset)
        made = _in_order(bench.sql(_made(contract, mode, load_id, checked.absent)).to_arrow_table())
        bench.register("made", made)
        put(bench, contract, "FROM made")
        rows = compare_rows(bench, contract, "before", "made")
        if mode == "replace":
            found = broken_in(bench, contract.name, "incoming", checked.file)
            if rows.removed_count:
                key = ", ".join(quoted(c) for c in contract.primary_key)
                gone = f"(SELECT b.* FROM before AS b ANTI JOIN made USING ({key}))"  # noqa: S608 (names of ours)
                found += still_referred_to(bench, contract.name, gone, checked.file)
        like = snapshot if snapshot.version.rules == versions.rules_fingerprint() else None
        others = {*(written_anew([checked.dataset]) if like else contracts())} - {checked.dataset}
        frames = {checked.dataset: made, **{name: bench.table(name).to_arrow_table() for name in others}}
    if found:
        raise Refused(found)
    if not rows.any:
        raise NothingChanges(f"{checked.file} changes nothing: every row of it is held already.")
    load = versions.Load(checked.dataset, checked.file, checked.sha256, count)
    card = _card(number, "", "", checked.sha256, {checked.dataset: rows.counts})
    frames["load"] = versions.with_loads(frames["load"], [load], card)
    prepared = _prepared(keeper, frames, checked, like)
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
        SELECT {named(contract)}, position AS {_PLACE} FROM b
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
        _logged("published", card)
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
    published = _written(lambda: keeper.publish(frames, card))
    _logged("rolled back", card)
    return published


def _logged(what: str, card: Version) -> None:
    """Tell whoever runs the server of an act: what, which version and by whom, not what is in it."""
    logging.getLogger("dashboard").info(what, extra={"told": {"version": card.number, "by": card.published_by}})


def _card(parent: int, note: str, by: str, fingerprint: str, changes: Mapping[str, Mapping[str, int]]) -> Version:
    return versions.next_version(
        parent, note=note, by=by, fingerprint=fingerprint, rules=versions.rules_fingerprint(), changes=changes
    )


def _prepared(keeper: Store, frames: Mapping[str, pa.Table], checked: Checked, like: Snapshot | None) -> Path:
    try:
        return _written(lambda: keeper.prepare(frames, like, [checked.dataset]))
    except duckdb.ConstraintException as fault:  # the version file guards what the checks should have found
        mend = "Correct the file; if it looks right, tell whoever looks after the dashboard."
        raise Refused(
            [Finding("refused_by_the_store", checked.file, 0, "", str(fault)[:200], "rows that fit", mend)]
        ) from fault


def _written(write: Callable[[], _T]) -> _T:
    """What `write` gives. Raises NotWritten in plain words where the disk refuses."""
    try:
        return write()
    except (FileNotFoundError, TimeoutError):  # cleared away after a day; another holds the lock
        raise
    except OSError as fault:
        raise not_written(fault) from fault


def not_written(fault: OSError) -> NotWritten:
    """What a disk refused, in plain words."""
    text = str(fault).lower()
    if fault.errno in (errno.ENOSPC, errno.EDQUOT) or "no space" in text or "quota" in text:
        why = "the disk is full. Make room and try again"
    elif fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS) or "read-only" in text or "permission" in text:
        why = "the data folder may only be read. Ask whoever looks after the dashboard to let it be written"
    else:
        why = fault.strerror or "it took too long"  # never the place on the disk
    return NotWritten(f"Nothing has changed: {why}.")
