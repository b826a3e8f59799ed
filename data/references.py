"""Whether what one dataset says of another holds: keys, kinds and the sources of figures, across a whole set."""

from collections.abc import Iterator, Mapping

import pandas as pd

from data.contracts import Contract, ForeignKey, contracts
from data.findings import Finding

LOAD_PREFIX = "load:"


def broken_references(frames: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Every reference in a whole set of typed frames (by dataset name) that leads nowhere."""
    faults: list[Finding] = []
    for name, contract in contracts().items():
        for key in contract.foreign_keys:
            faults += _foreign_key_faults(name, key, frames)
        for kind_column, key_column in contract.kind_keys:
            faults += _kind_faults(name, kind_column, key_column, frames)
        if "source_ref" in contract.columns:
            faults += _source_faults(name, frames)
    return faults


def keys_of(contract: Contract, frame: pd.DataFrame) -> set[str]:
    """The values of a single-column key."""
    return set(frame[contract.primary_key[0]])


def _foreign_key_faults(name: str, key: ForeignKey, frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    parent = key.dataset or name
    known = set(frames[parent][list(key.target_columns)].itertuples(index=False, name=None))
    cells = frames[name][list(key.columns)].dropna()
    for index, *values in cells.itertuples(name=None):
        if tuple(values) not in known:
            yield _fault(name, index, ", ".join(key.columns), " / ".join(values), parent)


def _kind_faults(name: str, kinds: str, keys: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    known = {kind: keys_of(contracts()[kind], frames[kind]) for kind in frames[name][kinds].unique() if kind in frames}
    for index, kind, key in frames[name][[kinds, keys]].itertuples(name=None):
        if kind in known and key not in known[kind]:
            yield _fault(name, index, keys, key, kind)


def _source_faults(name: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    documents, loads = set(frames["source"]["document_id"]), set(frames["load"]["load_id"])
    for index, ref in frames[name]["source_ref"].dropna().items():
        known, key = (loads, ref.removeprefix(LOAD_PREFIX)) if ref.startswith(LOAD_PREFIX) else (documents, ref)
        if key.split(",")[0] not in known:
            yield _fault(name, index, "source_ref", ref, "source")


def _fault(name: str, index: int, column: str, value: str, parent: str) -> Finding:
    mend = f"Add it to {parent}.csv, or correct the cell."
    return Finding("unknown_reference", f"{name}.csv", int(index) + 2, column, value, f"a key of {parent}", mend)
