"""An all-text table becomes a typed one, or a list of every fault found; nothing is raised here.

Two stages: first the header and the types, then, on what could be typed, the rules of the contract. A later stage
never runs on a table that failed an earlier one.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from data.contracts import Contract, Field
from data.faults import fault, listed
from data.findings import Finding
from data.heading import OWN, name_faults
from data.intake import TextTable

if (
    TYPE_CHECKING
):  # pandera takes as long to load as a command takes to answer, so it is loaded to screen and not before
    import pandera.pandas as pa_schema

# Canonical spellings only: a cell that needs interpreting is mended before it is screened, never during.
_SPELLINGS = {
    "number": (r"-?\d+(\.\d+)?", "a plain number such as 1234.5"),
    "integer": (r"-?\d+", "a whole number"),
    "date": (r"\d{4}-\d{2}-\d{2}", "a date as YYYY-MM-DD that is in the calendar"),
    "datetime": (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", "a date and time as YYYY-MM-DDThh:mm:ss"),
    "boolean": (r"true|false", "true or false"),
}


def screen(table: TextTable, contract: Contract) -> tuple[pd.DataFrame | None, list[Finding]]:
    """Type a text table by its contract.

    Returns the typed frame (the contract's columns in its order; nullable pandas types) and no findings, or None and
    every fault of the first stage that has any.
    """
    faults = _header_faults(table, contract)
    if faults:
        return None, faults
    columns = {f.name: _typed(table.frame[f.name], f) for f in contract.fields}
    faults = [fault for f in contract.fields for fault in _type_faults(table, f, columns[f.name])]
    if faults:
        return None, faults
    frame = pd.DataFrame(columns)
    faults = _rule_faults(table, contract, frame)
    return (None, faults) if faults else (frame, [])


def _header_faults(table: TextTable, contract: Contract) -> list[Finding]:
    names, row = [str(name) for name in table.frame.columns], table.reading.header_row
    faults = list(name_faults(names, (), contract, table.file, row))
    if OWN in contract.columns and OWN not in names:
        faults.append(fault("missing_column", table.file, row, OWN))
    return faults


def _typed(cells: pd.Series, field: Field) -> pd.Series:
    """The column in its nullable type; a cell that cannot be typed becomes missing, and `_type_faults` finds it."""
    if field.type == "string":
        return cells.where(cells != "", None)
    pattern, _ = _SPELLINGS[field.type]
    array = pa.array(cells, type=pa.large_string())
    spelt = pa.compute.match_substring_regex(array, f"^(?:{pattern})$")
    array = pa.compute.if_else(spelt, array, pa.scalar(None, pa.large_string()))
    if field.type == "boolean":
        return pd.Series(pd.array(pa.compute.equal(array, "true").to_pandas(), dtype="boolean"))
    present = pd.Series(array.to_pandas(), dtype=cells.dtype)
    if field.type in ("date", "datetime"):
        return pd.to_datetime(present, errors="coerce", format="ISO8601").astype("datetime64[us]")
    if field.type == "integer":
        long = pa.compute.greater(pa.compute.utf8_length(array), 18)  # more digits than an integer holds
        array = pa.compute.if_else(long, pa.scalar(None, pa.large_string()), array)
        return _nullable(pa.compute.cast(array, pa.int64()), "Int64")
    return _nullable(pa.compute.cast(array, pa.float64()), "Float64").where(lambda number: number.abs() < np.inf)


def _nullable(array: pa.Array, dtype: str) -> pd.Series:
    missing = array.is_null().to_numpy(zero_copy_only=False)
    values = array.fill_null(0).to_numpy(zero_copy_only=False)
    masked = pd.arrays.IntegerArray if dtype == "Int64" else pd.arrays.FloatingArray
    return pd.Series(masked(values.copy(), missing))


def _type_faults(table: TextTable, field: Field, typed: pd.Series) -> list[Finding]:
    if field.type == "string":
        return []
    pattern, expected = _SPELLINGS[field.type]
    cells = table.frame[field.name].reset_index(drop=True)
    places = np.flatnonzero(((cells != "") & typed.isna()).to_numpy(dtype=bool))

    def said(n: int) -> Finding:
        cell = cells.iloc[places[n]]
        spelt = field.type == "date" and re.fullmatch(pattern, cell)
        rule = "impossible_date" if spelt else "wrong_type"
        return fault(rule, table.file, table.row(places[n]), field.name, cell, expected)

    return listed(len(places), said)


def pandera_schema(contract: Contract) -> pa_schema.DataFrameSchema:
    """The contract's rules as a pandera schema over the typed frame.

    pandera can read Table Schema itself, but reads a date as text and an integer as never missing, and needs twenty
    more packages to do it; a test compares the two readings.
    """
    import pandera.pandas as pa_schema

    single_key = contract.primary_key[0] if len(contract.primary_key) == 1 else None
    return pa_schema.DataFrameSchema(
        {
            f.name: pa_schema.Column(checks=_checks(f), nullable=not f.required, unique=f.name == single_key)
            for f in contract.fields
        },
        unique=None if single_key else list(contract.primary_key),
        strict=True,
    )


def _checks(field: Field) -> list[pa_schema.Check]:
    import pandera.pandas as pa_schema

    makers: dict[str, Callable[..., pa_schema.Check]] = {
        "enum": pa_schema.Check.isin,
        "pattern": lambda pattern: pa_schema.Check(functools.partial(_matches, f"^(?:{pattern})$")),
        "minimum": pa_schema.Check.ge,
        "maximum": pa_schema.Check.le,
    }
    checks = []
    for rule, limit in field.constraints.items():
        if rule in makers:
            check = makers[rule](limit)
            check.error = rule  # pandera hands this back as the name of the check that failed
            checks.append(check)
    return checks


def _matches(pattern: str, cells: pd.Series) -> pd.Series:
    """As pandera's own, which runs Python's patterns over a million cells one by one."""
    found = pa.compute.match_substring_regex(pa.array(cells, type=pa.large_string()), pattern)
    return pd.Series(found.fill_null(True).to_numpy(zero_copy_only=False), index=cells.index)


def _rule_faults(table: TextTable, contract: Contract, frame: pd.DataFrame) -> list[Finding]:
    import pandera.pandas as pa_schema

    try:
        pandera_schema(contract).validate(frame, lazy=True)
    except pa_schema.errors.SchemaErrors as faults:
        cases = faults.failure_cases[["index", "column", "check"]].drop_duplicates().sort_values("index")
        doubled = cases["check"].isin(("field_uniqueness", "multiple_fields_uniqueness"))
        keys = cases.loc[doubled, "index"].unique()
        found = listed(len(keys), lambda n: _duplicate_key(table, contract, int(keys[n])))
        for (column, check), those in cases[~doubled].groupby(["column", "check"], sort=False):
            places = those["index"].to_numpy()
            field = contract.field(column)
            found += listed(len(places), lambda n: _broken_rule(table, field, int(places[n]), check))  # noqa: B023
        return sorted(found, key=lambda finding: finding.row)
    return []


def _duplicate_key(table: TextTable, contract: Contract, index: int) -> Finding:
    value = " / ".join(table.frame.loc[index, list(contract.primary_key)])
    return fault("duplicate_key", table.file, table.row(index), ", ".join(contract.primary_key), value)


def _broken_rule(table: TextTable, field: Field, index: int, rule: str) -> Finding:
    example = f", for example {field.example}" if field.example else ""
    row, value = table.row(index), table.frame[field.name].iloc[index]
    if rule == "not_nullable":
        return fault("empty_cell", table.file, row, field.name, mend=f"Fill it in{example}.")
    limit = field.constraints[rule]
    expected = {
        "enum": "one of " + ", ".join(field.allowed),
        "pattern": field.form or str(limit),
        "minimum": f"{limit} or more",
        "maximum": f"{limit} or less",
    }[rule]
    likely = difflib.get_close_matches(value, field.allowed, 1)
    mend = f"Did you mean {likely[0]}? Change the cell." if likely else f"Change the cell{example}."
    return fault(rule, table.file, row, field.name, value, expected, mend)
