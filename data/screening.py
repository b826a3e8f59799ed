"""An all-text table becomes a typed one, or a list of every fault found; nothing is raised here.

Two stages: first the header and the types, then, on what could be typed, the rules of the contract. A later stage
never runs on a table that failed an earlier one.
"""

from collections.abc import Callable, Iterator

import pandas as pd
import pandera.pandas as pa_schema

from data.contracts import Contract, Field
from data.findings import Finding
from data.intake import TextTable

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
    faults = list(_header_faults(table, contract))
    if faults:
        return None, faults
    columns = {f.name: _typed(table.frame[f.name], f) for f in contract.fields}
    faults = [fault for f in contract.fields for fault in _type_faults(table, f, columns[f.name])]
    if faults:
        return None, faults
    frame = pd.DataFrame(columns)
    faults = list(_rule_faults(table, contract, frame))
    return (None, faults) if faults else (frame, [])


def _header_faults(table: TextTable, contract: Contract) -> Iterator[Finding]:
    present = list(table.frame.columns)
    for name in contract.columns:
        if name not in present:
            yield Finding("missing_column", table.file, 1, name, "", "this column", "Add it; the template has it.")
    for name in present:
        if name not in contract.columns:
            mend = "Delete it or rename it to a column of the template."
            yield Finding("unknown_column", table.file, 1, name, name, "only the template's columns", mend)


def _typed(cells: pd.Series, field: Field) -> pd.Series:
    """The column in its nullable type; a cell that cannot be typed becomes missing, and `_type_faults` finds it."""
    present = cells.where(cells != "", None)
    if field.type == "string":
        return present
    pattern, _ = _SPELLINGS[field.type]
    spelt = present.where(present.str.fullmatch(pattern).fillna(False).astype(bool), None)
    if field.type == "boolean":
        return spelt.map({"true": True, "false": False}).astype("boolean")
    if field.type in ("date", "datetime"):
        return pd.to_datetime(spelt, errors="coerce", format="ISO8601").astype("datetime64[us]")
    return pd.to_numeric(spelt).astype("Int64" if field.type == "integer" else "Float64")


def _type_faults(table: TextTable, field: Field, typed: pd.Series) -> Iterator[Finding]:
    if field.type == "string":
        return
    _, expected = _SPELLINGS[field.type]
    cells = table.frame[field.name]
    for index in cells.index[(cells != "") & typed.isna()]:
        mend = "Write it so, or leave the cell empty."
        yield Finding("wrong_type", table.file, _row(index), field.name, cells[index], expected, mend)


def pandera_schema(contract: Contract) -> pa_schema.DataFrameSchema:
    """The contract's rules as a pandera schema over the typed frame.

    pandera can read Table Schema itself, but reads a date as text and an integer as never missing, and needs twenty
    more packages to do it; a test compares the two readings.
    """
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
    makers: dict[str, Callable[..., pa_schema.Check]] = {
        "enum": pa_schema.Check.isin,
        "pattern": lambda pattern: pa_schema.Check.str_matches(f"^(?:{pattern})$"),
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


def _rule_faults(table: TextTable, contract: Contract, frame: pd.DataFrame) -> Iterator[Finding]:
    try:
        pandera_schema(contract).validate(frame, lazy=True)
    except pa_schema.errors.SchemaErrors as faults:
        cases = faults.failure_cases[["index", "column", "check"]].drop_duplicates().sort_values("index")
        doubled = cases["check"].isin(("field_uniqueness", "multiple_fields_uniqueness"))
        for index in cases.loc[doubled, "index"].unique():
            yield _duplicate_key(table, contract, int(index))
        for index, column, check in cases[~doubled].itertuples(index=False):
            yield _broken_rule(table, contract.field(column), int(index), check)


def _duplicate_key(table: TextTable, contract: Contract, index: int) -> Finding:
    value = " / ".join(table.frame.loc[index, list(contract.primary_key)])
    columns = ", ".join(contract.primary_key)
    return Finding("duplicate_key", table.file, _row(index), columns, value, "each key once", "Delete or rename one.")


def _broken_rule(table: TextTable, field: Field, index: int, rule: str) -> Finding:
    example = f", for example {field.example}" if field.example else ""
    if rule == "not_nullable":
        return Finding("empty_cell", table.file, _row(index), field.name, "", "a value", f"Fill it in{example}.")
    limit = field.constraints[rule]
    expected = {
        "enum": "one of " + ", ".join(field.allowed),
        "pattern": field.form or str(limit),
        "minimum": f"{limit} or more",
        "maximum": f"{limit} or less",
    }[rule]
    return Finding(
        rule,
        table.file,
        _row(index),
        field.name,
        table.frame.loc[index, field.name],
        expected,
        f"Change the cell{example}.",
    )


def _row(index: int) -> int:
    """A frame's row as a spreadsheet counts it: the header is row 1."""
    return int(index) + 2
