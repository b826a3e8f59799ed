"""One call from an uploaded file's bytes to a typed table ready to be previewed, or to every fault that prevents it."""

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from data import progress
from data.comparing import unit_changes
from data.contracts import Contract
from data.faults import RULES, blocks, fault
from data.findings import Finding
from data.heading import may_be_absent, names_of
from data.intake import Reading, read
from data.normalising import normalise
from data.respelling import CHANGES
from data.screening import screen
from data.shaping import tidy

SIZE_SETTING = "COUNCIL_DASHBOARD_LARGEST_FILE_MB"
_LARGEST_MB = 400
_STAGES = ("file", "values", "rows", "versions", "set")


@dataclass(frozen=True)
class Examined:
    """What came of a file. `frame` is typed, in the contract's columns; None where an error keeps it out.

    `absent` are the contract's columns that the file left out, which it may; the frame has them only where they follow
    from others.

    `changes` has row (of the spreadsheet), column, before, after, why: what is not as it was in the file.
    """

    dataset: str
    file: str
    sha256: str
    original: bytes
    reading: Reading | None
    frame: pd.DataFrame | None
    changes: pd.DataFrame
    findings: tuple[Finding, ...]
    rows: np.ndarray  # of each row of the frame, its number as a spreadsheet counts it
    absent: tuple[str, ...] = ()

    @property
    def fit(self) -> bool:
        """Whether it may be published, once somebody has said that they have seen its warnings."""
        return not blocks(self.findings)


def largest() -> int:
    """The bytes a file may have: the setting's, in megabytes, or 400 MB."""
    return int(os.environ.get(SIZE_SETTING, _LARGEST_MB)) * 2**20


def size_fault(of: Path | int, file: str, max_bytes: int | None = None) -> Finding | None:
    """The finding for a file (or so many bytes) over the limit, to be asked before it is read into memory."""
    size, limit = of if isinstance(of, int) else of.stat().st_size, largest() if max_bytes is None else max_bytes
    if size <= limit:
        return None
    return fault("too_large", file, value=_megabytes(size), expected=f"at most {_megabytes(limit)}")


def examine(
    original: bytes,
    file: str,
    contract: Contract,
    override: Reading | None = None,
    earlier: pd.DataFrame | None = None,
    max_bytes: int | None = None,
) -> Examined:
    """Size, intake, shape, spelling, screening, and a comparison with the dataset as it stands (`earlier`, typed).

    Every fault of a stage is found at once; a later stage does not run on what failed an earlier one. Nothing is
    raised, whatever the bytes.
    """
    none = pd.DataFrame(columns=list(CHANGES))
    sha256 = hashlib.sha256(original).hexdigest()

    def ended(
        findings: list[Finding],
        reading: Reading | None,
        changes: pd.DataFrame = none,
        frame: pd.DataFrame | None = None,
        rows: np.ndarray | None = None,
    ) -> Examined:
        told = tuple(sorted(findings, key=lambda found: (_STAGES.index(RULES[found.rule].stage), found.row)))
        counted = np.arange(0) if rows is None else rows
        return Examined(contract.name, file, sha256, original, reading, frame, changes, told, counted)

    if too_large := size_fault(len(original), file, max_bytes):
        return ended([too_large], None)
    progress.begins("Reading the file")
    table, findings = read(original, file, contract, override)
    if table is None:
        return ended(findings, None)
    reading = table.reading
    if table.frame.empty and not contract.may_be_empty:
        return ended([*findings, fault("no_rows", file, value="a header alone")], reading)
    table, found = tidy(table, contract)
    findings += found
    if blocks(findings):
        return ended(findings, reading)
    progress.begins("Reading its cells")
    names = names_of([str(name) for name in table.frame.columns], contract)
    absent = tuple(name for name in may_be_absent(contract) if name not in names)
    spelt = normalise(table, contract)
    findings += spelt.findings
    if blocks(findings):
        return ended(findings, reading, spelt.changes)
    progress.begins("Checking its rows")
    there = set(spelt.table.frame.columns)
    contract = replace(contract, fields=tuple(f for f in contract.fields if f.name in there or f.name not in absent))
    frame, found = screen(spelt.table, contract)
    findings += found
    if frame is None:
        return ended(findings, reading, spelt.changes)
    findings += unit_changes(spelt.table, contract, frame, earlier)
    return replace(ended(findings, reading, spelt.changes, frame, spelt.table.rows), absent=absent)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB" if size >= 2**20 else f"{size:,} bytes"
