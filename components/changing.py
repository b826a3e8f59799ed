"""What a change is, as tables and sentences: findings, cells, rows, verdicts, history. Pure: no Streamlit."""

import contextlib
import csv
import datetime
import hashlib
import io
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pandas as pd

from components.rows import each
from components.wording import dataset, day, moment, sequence

SHOWN_CELL = 300  # letters of a cell on the screen; a download has them all
SHOWN_ROWS = 200
NOTHING_RESPELT = pd.DataFrame(columns=["row", "column", "before", "after", "why"])
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte-order mark",
    "cp1252": "Windows-1252",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LAYOUTS = {"tidy": "one value a row", "wide": "several values a row"}
LEVELS = {"error": "▲ Error", "warning": "◆ Warning"}
MODES = {"update": "Add and update", "replace": "Replace all"}
MODE_SAYS = {
    "update": "Rows whose key is held are changed, others are added; what the file leaves out stays.",
    "replace": "The file becomes the whole dataset; rows it leaves out are removed.",
}


class Finding(Protocol):
    """What is wrong at one place of a file."""

    @property
    def rule(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def mend(self) -> str: ...
    @property
    def level(self) -> str: ...


class RowChanges(Protocol):
    """What differs in one dataset: counts of all, frames of the first."""

    @property
    def added_count(self) -> int: ...
    @property
    def changed_count(self) -> int: ...
    @property
    def removed_count(self) -> int: ...
    @property
    def changed_cells(self) -> int: ...
    @property
    def added(self) -> pd.DataFrame: ...
    @property
    def changed(self) -> pd.DataFrame: ...
    @property
    def removed(self) -> pd.DataFrame: ...


class Moves(Protocol):
    """What is judged otherwise."""

    @property
    def sentence(self) -> str: ...
    @property
    def moves(self) -> pd.DataFrame: ...


class Checked(Protocol):
    """A file that was checked."""

    @property
    def dataset(self) -> str: ...
    @property
    def changes(self) -> pd.DataFrame: ...
    @property
    def warnings(self) -> Sequence[Finding]: ...


class Preview(Protocol):
    """What a checked file would do."""

    @property
    def sentence(self) -> str: ...
    @property
    def asks(self) -> Sequence[str]: ...
    @property
    def rows(self) -> RowChanges: ...
    @property
    def judgement(self) -> Moves: ...
    @property
    def prepared(self) -> Path: ...


class Draft(Protocol):
    """A change on its way."""

    @property
    def checked(self) -> Checked: ...
    @property
    def seen(self) -> Preview | None: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def trouble(self) -> str: ...
    @property
    def told(self) -> str: ...


def findings(found: Iterable[Finding]) -> pd.DataFrame:
    """Level, Rule, Row, Column, Found, Expected, How to mend; errors first, then by row; row 0 is the whole file."""
    ordered = sorted(found, key=lambda f: (f.level != "error", f.row))
    rows = [
        (LEVELS[f.level], dataset(f.rule), str(f.row) if f.row else "file", f.column, f.value, f.expected, f.mend)
        for f in ordered
    ]
    return pd.DataFrame(rows, columns=["Level", "Rule", "Row", "Column", "Found", "Expected", "How to mend"])


def findings_told(found: Iterable[Finding]) -> str:
    """ "2 errors and 1 warning."."""
    levels = [f.level for f in found]
    said = [_count(levels.count(level), level) for level in LEVELS if levels.count(level)]
    return " and ".join(said) + "." if said else "No faults found."


def with_rows(told: pd.DataFrame, original: bytes, encoding: str, delimiter: str) -> pd.DataFrame:
    """`findings` with the rows they are about beside them, as they stand in the file."""
    wanted = {int(row) for row in told["Row"] if row != "file"}
    rows = _records(original, encoding, delimiter, wanted)
    width = max(map(len, rows.values()), default=0)
    letters = [f"File column {number + 1}" for number in range(width)]
    cells = [rows.get(int(row), []) if row != "file" else [] for row in told["Row"]]
    padded = [[*row, *[""] * (width - len(row))] for row in cells]
    beside = pd.DataFrame(padded, columns=letters, index=told.index, dtype=str)
    return pd.concat([told, beside], axis=1)


def _records(original: bytes, encoding: str, delimiter: str, wanted: set[int]) -> dict[int, list[str]]:
    """Rows of a file by the number a spreadsheet gives them, as far as it can be read at all."""
    if not wanted:
        return {}
    codec = encoding if encoding in ENCODINGS else "utf-8"
    text = io.TextIOWrapper(io.BytesIO(original), codec, errors="replace", newline="")
    if text.read(1) != "\ufeff":
        text.seek(0)
    records = enumerate(itertools.islice(csv.reader(text, delimiter=delimiter), max(wanted)), start=1)
    found: dict[int, list[str]] = {}
    with contextlib.suppress(csv.Error):  # what comes after it cannot be told apart
        found.update((number, record) for number, record in records if number in wanted)
    return found


def respelt(changes: pd.DataFrame) -> pd.DataFrame:
    """Cells read otherwise than they stand: row, column, before, after, why."""
    names = {"row": "Row", "column": "Column", "before": "In the file", "after": "Read as", "why": "Why"}
    return _texts(changes.head(SHOWN_ROWS)[list(names)].rename(columns=names))


def cells(changed: pd.DataFrame) -> pd.DataFrame:
    """Changed cells: key, column, before, after."""
    names = {"key": "Row", "column": "Column", "before": "Before", "after": "After"}
    return _texts(changed[list(names)].rename(columns=names))


def rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of a dataset as text, without the columns in which nothing stands."""
    return _texts(frame.head(SHOWN_ROWS)).loc[:, lambda f: (f != "").any()]


def moves(frame: pd.DataFrame) -> pd.DataFrame:
    """Verdicts that move: kind, title, before, after."""
    shown = frame.head(SHOWN_ROWS).assign(kind=lambda f: f["kind"].str.capitalize())
    names = {"kind": "What", "title": "Title", "before": "Before", "after": "After", "key": "Key"}
    return _texts(shown[list(names)].rename(columns=names)).replace({"Before": {"": "–"}, "After": {"": "–"}})


def first_of(shown: int, total: int, what: str) -> str:
    """ "First 200 of 1,500 rows"; nothing where all are shown."""
    return f"First {shown:,} of {total:,} {what}" if shown < total else ""


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CELL else f"{text[:SHOWN_CELL]}…"


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.map(_text)


def _text(cell: object) -> str:
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat() if cell == cell.normalize() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return str(cell)


def history(frame: pd.DataFrame, *, is_data: bool = False) -> pd.DataFrame:
    """The publishing history, a row a load: version, when (ISO if `is_data`), who, note, dataset, file, rows, what
    changed, hash."""
    published, hashes = frame["published_at"], frame["sha256"].fillna("").str[:12]
    when = published.dt.strftime("%Y-%m-%d %H:%M UTC") if is_data else published.map(moment)
    shown = frame.assign(when=when, dataset=frame["dataset"].map(dataset), hash=hashes)
    names = {"version": "Version", "when": "When", "published_by": "Who", "note": "Note", "dataset": "Dataset",
             "file_name": "File", "rows": "Rows", "added": "Added", "changed": "Changed", "removed": "Removed",
             "load_id": "Load", "hash": "SHA-256"}  # fmt: skip
    return shown[list(names)].rename(columns=names)


def version_choices(frame: pd.DataFrame) -> dict[int, str]:
    """Versions as choices, newest first: "3: Quarter 4 (ann, 5 July 2010)"."""
    first = frame.drop_duplicates("version").head(SHOWN_ROWS)
    return {
        int(row.version): f"{row.version}: {shortened(str(row.note))} ({row.published_by}, {day(row.published_at)})"
        for row in each(first)
    }


def difference_told(datasets: Iterable[str], number: int) -> str:
    """Which datasets a version changed: "Version 3 changed Threshold and Commentary"."""
    names = [dataset(name) for name in datasets]
    if not names:
        return f"Version {number} holds the same figures as version {number - 1}"
    return f"Version {number} changed {sequence(names, 'and')}"


def as_at_told(number: int, newest: int, note: str, when: str) -> str:
    """What the strip says while an older version is shown."""
    published = day(datetime.datetime.fromisoformat(when))
    return f"You see version {number} as published on {published} ({shortened(note)}); the newest is {newest}."


def under_way(step: str, seconds: float) -> str:
    """ "Checking its rows… 12 s": the seconds once there are some, and then that leaving stops it."""
    return f"{step}…" if seconds < 3 else f"{step}… {seconds:.0f} s. Leaving this page stops it."


def published(version: int, load_id: str, changed: str, judgement: str) -> str:
    """What happened, after publishing."""
    return f"Version {version} is published, load {load_id}. {changed} {judgement}"


def undo(version: int) -> str:
    return f"To undo: open the history and roll back to version {version - 1}; nothing is ever deleted."


def rolled_back(number: int, version: int) -> str:
    return f"Version {version} is published and holds the figures of version {number}. Every load is kept."


def dated_anew(title: str, held_on: datetime.date) -> str:
    """A meeting's title with its day: "Cabinet, 13 July 2009"; a day at its end is replaced."""
    return f"{re.sub(r', [0-9]{1,2} [A-Z][a-z]+ [0-9]{4}$', '', title)}, {day(held_on)}"


def financial_year(date: datetime.date) -> str:
    """The British financial year a day falls in, which begins on 1 April: "2009/10"."""
    first = date.year if date.month >= 4 else date.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def commentary_key(subject: str, as_at: datetime.date, text: str) -> str:
    """A stable name for a remark: the same words on the same thing and day are the same remark."""
    return f"{subject}-{as_at}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def sentences(text: str) -> int:
    """How many sentences a text holds, told by full stops, question and exclamation marks before a space."""
    return len([part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part])


def as_values(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """A form's values as a key that tells two of them apart."""
    return tuple(sorted((name, "" if value is None else str(value)) for name, value in values.items()))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' if number != 1 else ''}"
