"""A whole set of datasets, one CSV each: checked file by file, then for what they say of each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data import intake
from data.contracts import contracts
from data.differences import held
from data.findings import Finding, Refused
from data.references import broken_references
from data.screening import screen
from data.store import Snapshot, Version
from data.versions import Load, with_loads


@dataclass(frozen=True)
class CheckedSet:
    """A whole set that passed every check: its tables by dataset, loads and all, and its files as they were."""

    frames: Mapping[str, pd.DataFrame | pa.Table]
    originals: tuple[bytes, ...]


def check_set(folder: Path, version: Version, earlier: Snapshot | None = None) -> CheckedSet:
    """Every dataset of a folder of CSVs, typed, with the loads that brought it in.

    Raises Refused with every fault: first of the files one by one, then of what they say of each other.
    """
    frames: dict[str, pd.DataFrame | pa.Table] = {}
    tables: dict[str, intake.TextTable] = {}
    faults: list[Finding] = []
    for name, contract in contracts().items():
        path = folder / f"{name}.csv"
        if not path.exists():
            mend = "Begin from the template; a header alone will do."
            faults.append(Finding("missing_file", path.name, 0, "", "", "a file of this name", mend))
            continue
        table, found = intake.read(path.read_bytes(), path.name)
        faults += found
        if table is not None:
            tables[name] = table
            frame, found = screen(table, contract)
            faults += found
            if frame is not None:
                frames[name] = frame
    if not faults:
        loads = [Load(name, t.file, t.sha256, len(t.frame)) for name, t in tables.items() if name != "load"]
        frames["load"] = with_loads(held(earlier, ["load"])["load"] if earlier else None, loads, version)
        faults = broken_references(frames)
    if faults:
        raise Refused(faults)
    return CheckedSet(frames, tuple(t.original for name, t in tables.items() if name != "load"))
