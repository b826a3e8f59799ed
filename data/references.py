"""Whether what one dataset says of another holds: keys, kinds and the sources of figures, across a whole set."""

from collections.abc import Iterator, Mapping

import pandas as pd

from data.contracts import ForeignKey, contracts
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


def _foreign_key_faults(name: str, key: ForeignKey, frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    parent = key.dataset or name
    cells = frames[name][list(key.columns)].dropna()
    for index, *values in _strangers(cells, frames[parent][list(key.target_columns)]).itertuples(name=None):
        yield _fault(name, index, ", ".join(key.columns), " / ".join(values), parent)


def _kind_faults(name: str, kinds: str, keys: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    cells = frames[name][[kinds, keys]]
    for kind in sorted(set(cells[kinds].unique()) & set(frames)):
        known = frames[kind][[contracts()[kind].primary_key[0]]]
        for index, key in _strangers(cells.loc[cells[kinds] == kind, [keys]], known).itertuples(name=None):
            yield _fault(name, index, keys, key, kind)


def _source_faults(name: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    known = pd.concat([frames["source"]["document_id"], LOAD_PREFIX + frames["load"]["load_id"]])
    refs = frames[name]["source_ref"].dropna()
    documents = refs.str.replace(r"(?s),.*", "", regex=True)
    for index in _strangers(documents.to_frame(), known.to_frame()).index:
        yield _fault(name, index, "source_ref", refs[index], "source")


def _strangers(cells: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The rows of `cells` that are no row of `known`, by position of column."""
    return cells[~pd.MultiIndex.from_frame(cells).isin(pd.MultiIndex.from_frame(known))]


def _fault(name: str, index: int, column: str, value: str, parent: str) -> Finding:
    mend = f"Add it to {parent}.csv, or correct the cell."
    return Finding("unknown_reference", f"{name}.csv", int(index) + 2, column, value, f"a key of {parent}", mend)
