"""A whole set of datasets, one CSV each: checked file by file, then for what they say of each other."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from data import intake
from data.contracts import Contract, contracts
from data.differences import count_changes, held
from data.findings import Finding, Refused
from data.references import broken_references
from data.screening import screen
from data.store import Snapshot, Version
from data.versions import Load, with_loads


@dataclass(frozen=True)
class CheckedSet:
    """A whole set that passed every check: its tables by dataset, loads and all, and its files as they were.

    changes: by dataset, how many rows it adds to an earlier version, changes and removes.
    """

    frames: Mapping[str, pa.Table]
    originals: tuple[bytes, ...]
    changes: Mapping[str, Mapping[str, int]]


def check_set(folder: Path, version: Version, earlier: Snapshot | None = None) -> CheckedSet:
    """Every dataset of a folder of CSVs, typed, with the loads that brought it in.

    Raises Refused with every fault: first of the files one by one, then of what they say of each other.
    """
    frames: dict[str, pa.Table] = {}
    loads: list[Load] = []
    originals: list[bytes] = []
    faults: list[Finding] = []
    for name, contract in contracts().items():
        path = folder / f"{name}.csv"
        if not path.exists():
            mend = "Begin from the template; a header alone will do."
            faults.append(Finding("missing_file", path.name, 0, "", "", "a file of this name", mend))
            continue
        original = path.read_bytes()
        frame, found = typed(original, path.name, contract)
        faults += found
        if frame is not None:
            frames[name] = frame
            if name != "load":
                loads.append(Load(name, path.name, hashlib.sha256(original).hexdigest(), len(frame)))
                originals.append(original)
    if not faults:
        frames["load"] = with_loads(held(earlier, ["load"])["load"] if earlier else None, loads, version)
        changes = count_changes(earlier, frames)
        # What an earlier version held by today's contracts was checked by them, and is not checked again.
        checked = earlier and earlier.version.rules == version.rules
        faults = broken_references(frames, changes if checked else None)
    if faults:
        raise Refused(faults)
    return CheckedSet(frames, tuple(originals), changes)


def typed(original: bytes, file: str, contract: Contract) -> tuple[pa.Table | None, list[Finding]]:
    """One file of a set as its contract has it, or None and every fault that keeps it from being that."""
    table, faults = intake.read(original, file)
    if table is None:
        return None, faults
    frame, found = screen(table, contract)
    return None if frame is None else pa.Table.from_pandas(frame, preserve_index=False), [*faults, *found]
