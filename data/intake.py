"""Bytes in, an all-text table out; nothing is typed, trimmed or mended here."""

import csv
import hashlib
import io
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from data.findings import Finding


@dataclass(frozen=True)
class TextTable:
    """A file as text. `frame` has one str column a header cell; row i of it is row i + 2 of the file's records."""

    file: str
    sha256: str
    original: bytes
    frame: pd.DataFrame


def read(original: bytes, file: str) -> tuple[TextTable | None, list[Finding]]:
    """Read UTF-8 CSV bytes as an all-text table.

    Returns the table and no findings, or None and every fault that keeps the bytes from being one table.
    """
    try:
        text = original.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return None, [_fault("not_utf8", file, f"byte {fault.start}", "text in UTF-8", "Save it as CSV UTF-8.")]
    if not text.strip():
        return None, [_fault("empty_file", file, "", "a header and rows", "Begin from the template.")]
    header = next(csv.reader(io.StringIO(text, newline="")))
    faults = [
        Finding("duplicate_column", file, 1, name, name, "each column once", "Delete or rename one of them.")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]

    def uneven(row: pyarrow.csv.InvalidRow) -> str:
        expected = f"{row.expected_columns} cells as in the header"
        mend = "Quote cells that hold commas, and add or drop the odd ones."
        faults.append(Finding("uneven_row", file, row.number or 0, "", f"{row.actual_columns} cells", expected, mend))
        return "skip"

    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(original),
            read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=max(len(original), 1)),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=uneven),
            convert_options=pyarrow.csv.ConvertOptions(
                # Every column declared a string, so that nothing is guessed: "007" stays "007".
                column_types=dict.fromkeys(header, pa.string()),
                strings_can_be_null=False,
                null_values=[],
            ),
        )
    except pa.ArrowInvalid as fault:
        return None, [_fault("not_a_table", file, str(fault)[:80], "comma-separated rows", "Save it as CSV UTF-8.")]
    if faults:
        return None, faults
    return TextTable(file, hashlib.sha256(original).hexdigest(), original, table.to_pandas()), []


def _fault(rule: str, file: str, value: str, expected: str, mend: str) -> Finding:
    return Finding(rule, file, 0, "", value, expected, mend)
