"""The rows below a header, as text: read, numbered as a spreadsheet numbers them, and looked over."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from data.contracts import Contract
from data.faults import fault, listed
from data.findings import Finding
from data.heading import Start, is_second_header, names_of

_TOTAL = re.compile(r"\W*(grand |sub-? ?)?(total|sum)s?\b.{0,20}", re.IGNORECASE)
# UTF-8 taken for Windows-1252 on its way here, and the sign for what could not be read.
_GARBLED = "Ã[\u0080-\u00bf]|Â[\u00a3\u00a0 ]|â€|\ufffd"
_GARBLED_BYTES = (b"\xc3", b"\xef")  # how each of those begins in UTF-8

Numbered = tuple[pd.DataFrame, np.ndarray, list[Finding]]


def rows_below(text: bytes, start: Start, file: str) -> tuple[pd.DataFrame | None, np.ndarray, list[Finding]]:
    """The rows as text in columns named "0", "1" and so on, each row's number, and those with too many or few cells."""
    begin, columns = start.header.end, [str(n) for n in range(len(start.header.cells))]
    none = np.empty(0, dtype=np.int64)
    if re.compile(rb"\S").search(text, begin) is None:
        return pd.DataFrame({c: pd.Series(dtype=str) for c in columns}), none, []
    uneven: list[tuple[int, int]] = []
    skipped: list[int] = []

    def odd(row: pyarrow.csv.InvalidRow) -> str:
        skipped.append(row.number)
        if row.text.strip():
            uneven.append((row.number, row.actual_columns))
        return "skip"

    body = pa.py_buffer(text).slice(begin)
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(body),
            # One block, so that rows are counted through; blank lines are rows, so that they are counted too.
            read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=body.size, column_names=columns),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=start.delimiter, newlines_in_values=True, invalid_row_handler=odd, ignore_empty_lines=False
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                # Every column declared a string, so that nothing is guessed: "007" stays "007".
                column_types=dict.fromkeys(columns, pa.string()),
                strings_can_be_null=False,
                null_values=[],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None, none, [fault("not_csv", file, value="text that is no table")]
    rows = np.arange(1, table.num_rows + len(skipped) + 1)
    rows = np.delete(rows, np.array(skipped, dtype=np.int64) - 1) + start.row
    expected = f"{len(columns)} cells as in the header"

    def said(n: int) -> Finding:
        return fault("uneven_row", file, uneven[n][0] + start.row, "", f"{uneven[n][1]} cells", expected)

    faults = listed(len(uneven), said)
    if spaces := sorted(set(skipped) - {number for number, _ in uneven}):
        faults.append(fault("blank_row", file, spaces[0] + start.row, value="a line of spaces"))
    return table.to_pandas(), rows, faults


def without_unnamed(frame: pd.DataFrame, start: Start, file: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The frame under the header's own names; an empty column without a name is left out."""
    faults, kept = [], []
    for place, name in enumerate(start.header.cells):
        if name.strip():
            kept.append(place)
            continue
        filled = (frame.iloc[:, place].str.strip() != "").any()
        faults.append(fault("unnamed_column" if filled else "empty_column", file, start.row, _letters(place)))
    frame = frame.iloc[:, kept]
    frame.columns = pd.Index([start.header.cells[place] for place in kept], dtype=object)
    return frame, faults


def without_blank(frame: pd.DataFrame, rows: np.ndarray, file: str) -> Numbered:
    """The frame without rows that hold nothing but spaces, which are named by one finding."""
    blank = np.arange(len(frame))
    for place in range(frame.shape[1]):
        if len(blank):
            blank = blank[(frame.iloc[blank, place].str.strip() == "").to_numpy(dtype=bool)]
    faults: list[Finding] = []
    if len(blank):
        gone = rows[blank]
        frame = frame.drop(index=blank).reset_index(drop=True)
        rows = np.delete(rows, blank)
        shown = ", ".join(str(row) for row in gone[:10]) + (" …" if len(gone) > 10 else "")
        faults.append(fault("blank_row", file, gone[0], value=f"rows {shown}" if len(gone) > 1 else ""))
    return frame, rows, faults


def odd_rows(
    frame: pd.DataFrame, rows: np.ndarray, start: Start, contract: Contract | None, file: str
) -> Iterator[Finding]:
    """Rows that are no facts: the header over again, a second header, totals at the foot."""
    if contract is None or frame.empty:
        return
    names = names_of([str(name) for name in frame.columns], contract)
    again = np.flatnonzero((frame.iloc[:, 0] == frame.columns[0]) & (frame.iloc[:, -1] == frame.columns[-1]))
    below = next((n for n in range(start.row, len(start.records)) if not start.records[n].blank), None)
    if below is not None and below + 1 not in rows[again]:
        record = start.records[below]
        if is_second_header(record, names_of(start.header.cells, contract), contract):
            yield fault("second_header", file, below + 1, value=" | ".join(record.cells))
    yield from listed(len(again), lambda n: fault("second_header", file, rows[again[n]], value="the header again"))
    last = dict(zip(names, frame.iloc[-1], strict=True))
    words = next((cell for cell in last.values() if cell.strip()), "")
    empty = [f.name for f in contract.fields if f.required and not last.get(f.name, "-").strip()]
    numbers = [f.name for f in contract.fields if f.type in ("number", "integer")]
    headless = _TOTAL.fullmatch(words.strip()) and (empty or not set(numbers) & set(names))
    if headless:
        yield fault("totals_row", file, rows[-1], next(n for n, cell in last.items() if cell.strip()), words)


def garbled(text: bytes, frame: pd.DataFrame, rows: np.ndarray, file: str) -> Iterator[Finding]:
    """Columns that hold signs of an encoding misread before the file came here; the first such cell of each."""
    if not any(mark in text for mark in _GARBLED_BYTES):
        return
    for place, name in enumerate(frame.columns):
        cells = frame.iloc[:, place]
        found = np.flatnonzero(cells.str.contains(_GARBLED, regex=True).to_numpy(dtype=bool))
        if len(found):
            yield fault("garbled_text", file, rows[found[0]], str(name), cells.iloc[found[0]])


def _letters(place: int) -> str:
    """A column's letters in a spreadsheet: A, B ... Z, AA."""
    letters, place = "", place + 1
    while place:
        place, digit = divmod(place - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
