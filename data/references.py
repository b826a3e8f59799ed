"""Whether what one dataset says of another holds: keys, kinds and the sources of figures.

Everything is asked of a DuckDB connection in which each dataset has a table or view of its name.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import duckdb
import pandas as pd
import pyarrow as pa

from data.contracts import Contract, contracts
from data.filling import LARGE
from data.findings import Finding
from data.schema import quoted

LOAD_PREFIX = "load:"
LIMIT = 1000  # findings a reference; of a million rows with one fault, nobody reads more
ROW = "row_in_file"  # the column of `child` that counts its rows as a spreadsheet does

# Each reference as (columns shown, parent, condition that a row of `child` is known by a row of `parent`, rows asked).
_Reference = tuple[tuple[str, ...], str, str, str]


def broken_references(
    frames: Mapping[str, pd.DataFrame | pa.Table], changed: Collection[str] | None = None
) -> list[Finding]:
    """Every reference in a whole set of typed frames (by dataset name) that leads nowhere.

    Where these datasets alone `changed` in a set whose references held, they are asked, and those that refer to them.
    """
    faults: list[Finding] = []
    alone = {"threads": "1"} if sum(map(len, frames.values())) < LARGE else {}  # too little to share out
    with duckdb.connect(config={"autoinstall_known_extensions": "false", **alone}) as connection:
        for name, frame in frames.items():
            arrow = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
            connection.register(name, arrow)
        for name, contract in contracts().items():
            if changed is not None and name not in changed and _may_refer_to(contract).isdisjoint(changed):
                continue
            child = f"(SELECT row_number() OVER () + 1 AS {ROW}, * FROM {quoted(name)})"  # noqa: S608 (names of ours)
            faults += broken_in(connection, name, child, f"{name}.csv")
    return faults


def broken_in(connection: duckdb.DuckDBPyConnection, name: str, child: str, file: str) -> list[Finding]:
    """Every reference from `child` (rows of dataset `name`, with ROW) that leads nowhere in the connection's tables."""
    faults: list[Finding] = []
    references = list(_references(connection, contracts()[name], child))
    if not _any_lost(connection, child, references):
        return faults
    for columns, parent, known, asked in references:
        shown = " || ' / ' || ".join(f"c.{quoted(column)}" for column in columns)
        lost = f"""
            SELECT c.{ROW}, {shown}, count(*) OVER () FROM {child} AS c
            WHERE {asked} AND NOT EXISTS (SELECT 1 FROM {quoted(parent)} AS p WHERE {known})
            ORDER BY ALL LIMIT {LIMIT}"""  # noqa: S608 (names of ours)
        found = connection.execute(lost).fetchall()
        faults += [_fault(parent, file, row, ", ".join(columns), value) for row, value, _ in found]
        if found and found[0][2] > LIMIT:
            more = f"{found[0][2] - LIMIT} more of the same"
            faults.append(_fault(parent, file, 0, ", ".join(columns), more))
    return faults


def _any_lost(connection: duckdb.DuckDBPyConnection, child: str, references: Sequence[_Reference]) -> bool:
    """Whether any of these leads nowhere: asked at once, which takes a third as long as which rows they are of."""
    lost = [
        f"SELECT 1 FROM (SELECT 1 FROM {child} AS c ANTI JOIN {quoted(parent)} AS p ON {known} WHERE {asked} LIMIT 1)"  # noqa: S608 (names of ours)
        for _, parent, known, asked in references
    ]
    return bool(lost) and connection.execute(" UNION ALL ".join(lost)).fetchone() is not None


def still_referred_to(connection: duckdb.DuckDBPyConnection, name: str, removed: str, file: str) -> list[Finding]:
    """Every key of `removed` (rows of dataset `name` that are to go) that a row of another dataset still refers to."""
    faults = []
    for other, contract in contracts().items():
        if other == name:
            continue
        for columns, parent, known, asked in _references(connection, contract, quoted(other)):
            if parent != name:
                continue
            key = " || ' / ' || ".join(f"p.{quoted(column)}" for column in contracts()[name].primary_key)
            held = f"""
                SELECT {key} AS removed_key, count(*) FROM {removed} AS p
                JOIN {quoted(other)} AS c ON {known} WHERE {asked} GROUP BY 1 ORDER BY 1 LIMIT {LIMIT}
            """  # noqa: S608 (names of ours)
            column = ", ".join(contracts()[name].primary_key)
            for value, count in connection.execute(held).fetchall():
                rows = f"{count} row{'s' if count > 1 else ''} of {other}"
                expected = f"it to stay, because {rows} refer{'' if count > 1 else 's'} to it by {', '.join(columns)}"
                mend = "Keep it in the file, or remove those rows first."
                faults.append(Finding("still_referred_to", file, 0, column, value, expected, mend))
    return faults


def _references(connection: duckdb.DuckDBPyConnection, contract: Contract, child: str) -> Iterator[_Reference]:
    for key in contract.foreign_keys:
        known = " AND ".join(
            f"c.{quoted(a)} = p.{quoted(b)}" for a, b in zip(key.columns, key.target_columns, strict=True)
        )
        asked = " AND ".join(f"c.{quoted(column)} IS NOT NULL" for column in key.columns)
        yield key.columns, key.dataset or contract.name, known, asked
    for kinds, keys in contract.kind_keys:
        told = connection.execute(f"SELECT DISTINCT {quoted(kinds)} FROM {child} AS c").fetchall()  # noqa: S608
        for kind in sorted({kind for (kind,) in told} & set(contracts())):
            known = f"c.{quoted(keys)} = p.{quoted(contracts()[kind].primary_key[0])}"
            yield (keys,), kind, known, f"c.{quoted(kinds)} = '{kind}'"
    if "source_ref" in contract.columns:
        document = "split_part(c.source_ref, ',', 1)"
        of_load = f"starts_with(c.source_ref, '{LOAD_PREFIX}')"
        yield ("source_ref",), "source", f"{document} = p.document_id", f"c.source_ref IS NOT NULL AND NOT {of_load}"
        yield ("source_ref",), "load", f"{document} = '{LOAD_PREFIX}' || p.load_id", of_load


def _may_refer_to(contract: Contract) -> set[str]:
    """The datasets that a row may refer to. That a load is gone never happens: earlier ones are always kept."""
    if contract.kind_keys:  # the kind of a thing is its dataset
        return set(contracts())
    return {*(key.dataset for key in contract.foreign_keys), *(["source"] if "source_ref" in contract.columns else ())}


def _fault(parent: str, file: str, row: int, column: str, value: str) -> Finding:
    mend = f"Add it to {parent}.csv, or correct the cell."
    return Finding("unknown_reference", file, row, column, value, f"a key of {parent}", mend)
