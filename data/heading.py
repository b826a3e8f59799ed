"""Where a table begins: what parts its cells, which row is its header, and what is wrong with the header's names."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from data.contracts import Contract
from data.faults import fault
from data.findings import Finding
from data.layouts import FIGURES, Heading, near, plain, spread

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
_LOOKED_AT = 40  # records in which a header is looked for
# What may be absent: the upload stands as the source of its own rows.
OWN = "source_ref"
# What a wide table leaves to be worked out: the period's end; whether a value is a baseline (it is taken not to be).
WORKED_OUT = ("period_end", "is_baseline")


class Record(NamedTuple):
    cells: tuple[str, ...]
    end: int  # the byte after it

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


class Start(NamedTuple):
    """`row` is the header's, counted from 1; `score` how many of the contract's columns it names."""

    delimiter: str
    row: int
    records: Sequence[Record]
    score: float

    @property
    def header(self) -> Record:
        return self.records[self.row - 1]


def find_start(text: bytes, contract: Contract | None, delimiter: str = "", header_row: int = 0) -> Start | None:
    """The delimiter and header row that fit the contract best, where they are not given; None where nothing is read."""
    starts = []
    for candidate in [delimiter] if delimiter else DELIMITERS:
        records = list(_records(text, candidate, max(_LOOKED_AT, header_row)))
        rows = [header_row] if header_row else range(1, len(records) + 1)
        if contract is None and not header_row:
            rows = range(1, 2)
        found = [Start(candidate, n, records, _score(records[n - 1], contract)) for n in rows if n <= len(records)]
        if found:
            starts.append(max(found, key=lambda start: start.score))
    return max(starts, key=lambda start: start.score) if starts else None


def names_of(header: Sequence[str], contract: Contract | None) -> list[str]:
    """The header's cells, those that are a column of the contract but for case and spaces spelt as there."""
    known = {plain(column): column for column in contract.columns} if contract else {}
    return [known.get(plain(name), name) for name in header]


def name_faults(
    names: Sequence[str], wide: Sequence[Heading], contract: Contract, file: str, row: int, spared: Sequence[str] = ()
) -> Iterator[Finding]:
    """Missing, misspelt and unknown columns of a header spelt by `names_of`; `wide` are its headings of figures.

    Those `spared` may be left out, which is a warning where the table is not wide.
    """
    filled = {column for heading in wide for column in heading.cells}
    given = {*names, *filled} - {""}
    absent = [c for c in contract.columns if c not in given and c != OWN]
    if wide:
        absent = [c for c in absent if c not in (*FIGURES[contract.name], *WORKED_OUT)]
    for name in dict.fromkeys(names):
        if not name.strip() or name in contract.columns or name in {heading.name for heading in wide}:
            continue
        likely = near(name, [c for c in contract.columns if c not in given])
        if likely:
            absent = [c for c in absent if c != likely]
            yield fault("misspelt_column", file, row, name, name, f"the column {likely}", f"Rename it to {likely}.")
        else:
            yield fault("unknown_column", file, row, name, name)
    for name in absent:
        if name not in spared:
            yield fault("missing_column", file, row, name)
    if not wide and (left_out := [name for name in absent if name in spared and name not in WORKED_OUT]):
        yield fault("absent_column", file, row, ", ".join(left_out))


def may_be_absent(contract: Contract) -> list[str]:
    """The columns a file may leave out: those that may be empty, but for the figure itself."""
    figure = FIGURES[contract.name].value if contract.name in FIGURES else ""
    return [f.name for f in contract.fields if not f.required and f.name not in (figure, OWN)]


def is_second_header(record: Record, names: Sequence[str], contract: Contract) -> bool:
    """Whether the row below a header is another: words in each of two or more columns that take none such."""
    refused = 0
    for name, cell in zip(names, record.cells, strict=False):
        words = cell.strip()
        if name not in contract.columns or not words:
            continue
        field = contract.field(name)
        strict = field.type != "string" or field.allowed or field.form
        if not strict or name == OWN:
            continue
        if any(c.isdigit() for c in words) or words.lower() in field.allowed or words == words.lower():
            return False
        refused += 1
    return refused >= 2


def _score(record: Record, contract: Contract | None) -> float:
    if contract is None:
        return len(record.cells)
    names = names_of(record.cells, contract)
    exact = len(set(names) & set(contract.columns))
    close = sum(1 for name in set(names) - set(contract.columns) if name.strip() and near(name, contract.columns))
    return exact + 0.75 * close + (len(spread(names, contract)) if exact else 0)


def _records(text: bytes, delimiter: str, most: int) -> Iterator[Record]:
    """The first records of a CSV; stops early at what the csv module cannot read."""
    sample = text[: 1 << 20]
    end = 0

    def lines() -> Iterator[str]:
        nonlocal end
        for line in io.StringIO(sample.decode("utf-8", "ignore"), newline=""):
            end += len(line.encode("utf-8"))
            yield line

    try:
        for count, cells in enumerate(csv.reader(lines(), delimiter=delimiter), start=1):
            yield Record(tuple(cells), end)
            if count == most:
                return
    except csv.Error:
        return
