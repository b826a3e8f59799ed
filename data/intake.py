"""Bytes in, an all-text table out; nothing is typed, trimmed or mended here."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.body import garbled, odd_rows, rows_below, without_blank, without_unnamed
from data.contracts import Contract
from data.decoding import as_utf8, encoding_of, is_binary, pretence
from data.faults import blocks, fault
from data.findings import Finding
from data.heading import DELIMITERS, Start, find_start, may_be_absent, name_faults, names_of
from data.layouts import Heading, spread
from data.quoting import stray_quote

_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte-order mark",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True)
class Reading:
    """How a file's bytes were read; given back as `override`, changed or not, it is obeyed."""

    encoding: str
    delimiter: str
    newline: str
    header_row: int = 1
    layout: str = "tidy"

    @property
    def said(self) -> str:
        """What was decided, in a sentence."""
        layout = "one value a row" if self.layout == "tidy" else "wide, several values a row"
        parts = DELIMITERS.get(self.delimiter, repr(self.delimiter))
        encoding = _ENCODINGS.get(self.encoding, self.encoding)
        return (
            f"Read as {encoding}, cells parted by {parts}, lines by {self.newline}, header in row {self.header_row}, "
            f"{layout}."
        )


@dataclass(frozen=True)
class TextTable:
    """A file as text. `frame` has one str column a header cell; `rows` is each of its rows as a spreadsheet counts it.

    `headings` are those of a wide table that hold figures; `from_column`, in a table made tidy, is the heading each
    row's figure stood under.
    """

    file: str
    sha256: str
    original: bytes
    frame: pd.DataFrame
    reading: Reading
    rows: np.ndarray
    headings: tuple[Heading, ...] = ()
    from_column: pd.Series | None = None

    def row(self, index: int) -> int:
        return int(self.rows[index])


def read(
    original: bytes, file: str, contract: Contract | None = None, override: Reading | None = None
) -> tuple[TextTable | None, list[Finding]]:
    """Read bytes as an all-text table, deciding how with the contract's columns in mind unless told.

    Returns the table and no more than warnings, or None and every fault that keeps the bytes from being one table.
    Without a contract the first row is the header, and its names are not looked at.
    """
    encoding, text, faults = _text(original, file, override)
    if faults:
        return None, faults
    delimiter = override.delimiter if override and override.delimiter in DELIMITERS else ""
    start = find_start(text, contract, delimiter, max(override.header_row, 1) if override else 0)
    if start is None:
        return None, [fault("not_csv", file, value="text with no row that can be read")]
    if row := stray_quote(text, start.delimiter):
        return None, [fault("stray_quote", file, row)]
    if contract and start.score < min(2, len(contract.columns)):
        return None, [fault("no_header", file, 1, value=" | ".join(start.records[0].cells))]
    names = names_of(start.header.cells, contract)
    headings = tuple(spread(names, contract)) if contract and not (override and override.layout == "tidy") else ()
    layout = "wide" if headings else "tidy"
    reading = Reading(encoding, start.delimiter, _newline(text), start.row, layout)
    faults = [*_above(start, file, told=override is not None), *_doubled(names, file, start.row)]
    if contract:
        faults += name_faults(names, headings, contract, file, start.row, may_be_absent(contract))
    frame, rows, found = rows_below(text, start, file)
    faults += found
    if frame is not None:
        frame, found = without_unnamed(frame, start, file)
        faults += found
        frame, rows, found = without_blank(frame, rows, file)
        faults += [*found, *odd_rows(frame, rows, start, contract, file), *garbled(text, frame, rows, file)]
    if frame is None or blocks(faults):
        return None, faults
    sha256 = hashlib.sha256(original).hexdigest()
    return TextTable(file, sha256, original, frame, reading, rows, headings), faults


def _text(original: bytes, file: str, override: Reading | None) -> tuple[str, bytes, list[Finding]]:
    if not original.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        return "", b"", [fault("empty_file", file)]
    if words := pretence(original):
        return "", b"", [fault("not_csv", file, value=words)]
    encoding = override.encoding if override else encoding_of(original)
    if not encoding:
        return "", b"", [fault("not_csv", file, value="binary data")]
    try:
        text = as_utf8(original, encoding, sure=override is None)
    except (UnicodeError, LookupError) as refusal:
        return "", b"", [fault("wrong_encoding", file, value=encoding, expected=str(refusal)[:80])]
    if is_binary(text):
        return "", b"", [fault("not_csv", file, value="binary data")]
    return encoding, text, []


def _newline(text: bytes) -> str:
    sample = text[: 1 << 20]
    both = sample.count(b"\r\n")
    kinds = {"CRLF": both, "LF": sample.count(b"\n") - both, "CR": sample.count(b"\r") - both}
    return max(kinds, key=lambda kind: kinds[kind])


def _above(start: Start, file: str, *, told: bool) -> list[Finding]:
    above = [n for n, record in enumerate(start.records[: start.row - 1], start=1) if not record.blank]
    if told or start.row == 1:
        return []
    if not above:
        return [fault("blank_row", file, 1, value=f"{start.row - 1} above the header")]
    words = next(cell for cell in start.records[above[0] - 1].cells if cell.strip())
    mend = f"Delete the rows above the header, or say that it is in row {start.row}."
    return [fault("title_rows", file, above[0], "", words, mend=mend)]


def _doubled(names: list[str], file: str, row: int) -> list[Finding]:
    doubled = sorted({name for name in names if name.strip() and names.count(name) > 1})
    return [fault("duplicate_column", file, row, name, name) for name in doubled]
