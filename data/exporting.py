"""What an analyst takes away: a dataset as a CSV to upload again, its empty template, and what each column asks."""

import csv
import io
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.csv

from data import guarding
from data.contracts import CONTRACTS_FOLDER, Contract, contracts
from data.differences import held
from data.store import Snapshot
from data.texts import as_texts

# The mark by which Excel knows UTF-8, so that a pound sign stays one.
_UTF8 = "\ufeff".encode()
DESCRIPTION = ("column", "type", "required", "unit", "allowed", "form", "description", "example")


def export(snapshot: Snapshot, dataset: str) -> bytes:
    """A dataset of a version as a CSV in UTF-8 that is accepted again unchanged. Raises KeyError."""
    contract = contracts()[dataset]
    table = held(snapshot, [dataset])[dataset]
    written = as_texts(table, contract)
    texts = [guarding.guard(written[f.name]) if f.type == "string" else written[f.name] for f in contract.fields]
    sink = pa.BufferOutputStream()
    sink.write(_UTF8)
    pyarrow.csv.write_csv(pa.table(texts, names=list(contract.columns)), sink)
    return sink.getvalue().to_pybytes()


def export_row(values: Mapping[str, str], contract: Contract) -> bytes:
    """One row, as text by column, as a CSV like those of `export`; columns not named are empty."""
    header = [*contract.columns, *(column for column in values if column not in contract.columns)]
    texts = {f.name for f in contract.fields if f.type == "string"}
    cells = [values.get(column, "") for column in header]
    guarded = guarding.guard(pa.array(cells, pa.string())).to_pylist()
    row = [g if column in texts else cell for column, cell, g in zip(header, cells, guarded, strict=True)]
    return _csv([header, row])


def template(dataset: str) -> bytes:
    """The header of a dataset's CSV, nothing below it. Raises KeyError for no such dataset."""
    return _csv([contracts()[dataset].columns])


def description(dataset: str) -> bytes:
    """What each column of a dataset asks, as a CSV of DESCRIPTION. Raises KeyError for no such dataset."""
    rows = [
        (f.name, f.type, "yes" if f.required else "no", f.unit, "; ".join(f.allowed), f.form, f.description, f.example)
        for f in contracts()[dataset].fields
    ]
    return _csv([DESCRIPTION, *(guarding.guard(pa.array(row)).to_pylist() for row in rows)])


def table_schema(dataset: str) -> bytes:
    """The dataset's contract itself, which is Table Schema JSON. Raises KeyError for no such dataset."""
    return (CONTRACTS_FOLDER / f"{contracts()[dataset].name}.json").read_bytes()


def _csv(rows: list) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return _UTF8 + text.getvalue().encode()
