"""One file, from its bytes to a typed table or every fault that keeps it from being one."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data import intake
from data.contracts import Contract
from data.findings import Finding
from data.screening import screen

MAX_BYTES = 1_000_000_000
CHANGES = ("row", "column", "before", "after", "why")


@dataclass(frozen=True)
class Reading:
    """How a file's bytes were read."""

    encoding: str = "utf-8"
    delimiter: str = ","
    header_row: int = 1


@dataclass(frozen=True)
class Examined:
    """What became of a file. frame: typed, None where it is not fit; changes: CHANGES, a row a cell mended."""

    dataset: str
    file: str
    sha256: str
    original: bytes
    reading: Reading
    frame: pd.DataFrame | None
    changes: pd.DataFrame
    findings: tuple[Finding, ...]
    fit: bool
    rows: np.ndarray  # of each row of the frame, its number as a spreadsheet counts it


def examine(
    original: bytes,
    file: str,
    contract: Contract,
    override: Reading | None = None,
    earlier: pd.DataFrame | None = None,  # noqa: ARG001 (the dataset as it stands, to warn by)
    max_bytes: int = MAX_BYTES,  # noqa: ARG001
) -> Examined:
    """Read, type and check one file by its contract; nothing is raised."""
    table, findings = intake.read(original, file)
    frame = None
    if table is not None:
        frame, findings = screen(table, contract)
    return Examined(
        dataset=contract.name,
        file=file,
        sha256=hashlib.sha256(original).hexdigest(),
        original=original,
        reading=override or Reading(),
        frame=frame,
        changes=pd.DataFrame(columns=list(CHANGES)),
        findings=tuple(findings),
        fit=frame is not None,
        rows=np.arange(0 if frame is None else len(frame)) + 2,
    )
