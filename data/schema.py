"""The DuckDB schema a contract asks for: real keys, CHECKs and comments."""

from collections.abc import Iterable

import duckdb

from data.contracts import Contract, Field

MOST_ROWS = 100_000_000  # of a dataset: the rows of evidence are numbered by it
_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "date": "DATE", "datetime": "TIMESTAMP", "boolean": "BOOLEAN"}


def create_table(contract: Contract) -> str:
    """The statements that make the contract's table.

    Every word comes from the contract files, none from data. A dataset's references to itself are left to the
    contracts: DuckDB checks a foreign key row by row, so a total printed below its lines would be refused.
    """
    parts = [f"  {_column(f)}" for f in contract.fields]
    parts.append(f"  PRIMARY KEY ({_names(contract.primary_key)})")
    parts += [
        f"  FOREIGN KEY ({_names(k.columns)}) REFERENCES {quoted(k.dataset)} ({_names(k.target_columns)})"
        for k in contract.foreign_keys
        if k.dataset
    ]
    table = quoted(contract.name)
    statements = [
        f"CREATE TABLE {table} (\n" + ",\n".join(parts) + "\n)",
        f"COMMENT ON TABLE {table} IS {_text(contract.description)}",
        *(f"COMMENT ON COLUMN {table}.{quoted(f.name)} IS {_text(_comment(f))}" for f in contract.fields),
    ]
    return ";\n".join(statements)


def insert_into(contract: Contract, source: str) -> str:
    """The statement that fills the contract's table from a registered relation of the same columns."""
    return f"INSERT INTO {quoted(contract.name)} BY NAME SELECT * FROM {quoted(source)}"  # noqa: S608 (names of ours)


def same_rows(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    """Whether two tables of the same columns, named as in a statement, hold the same rows in the same order."""
    counts = connection.execute(f"SELECT (SELECT count(*) FROM {one}) = (SELECT count(*) FROM {other})").fetchall()  # noqa: S608 (names of ours)
    pairs = f"FROM (FROM {one}) AS a POSITIONAL JOIN (FROM {other}) AS b WHERE a IS DISTINCT FROM b"
    return counts == [(True,)] and not connection.execute(f"SELECT 1 {pairs} LIMIT 1").fetchall()


def create_evidence_view(every: Iterable[Contract]) -> str:
    """The statement that makes `evidence`: every sourced row of every dataset, its reference in three parts.

    Columns: dataset, row_key (the key's values joined by " / "), subject, source_ref, document_id, section, row,
    quote, note, number (the row's own, in order of the datasets and their rows).
    """
    selects = (_evidence_of(c, place) for place, c in enumerate(c for c in every if "source_ref" in c.columns))
    return "CREATE VIEW evidence AS\n" + "\nUNION ALL\n".join(selects)


def _evidence_of(contract: Contract, place: int) -> str:
    key = " || ' / ' || ".join(f"CAST({quoted(c)} AS VARCHAR)" for c in contract.primary_key)
    subject = next((quoted(c) for c in ("title", "text") if c in contract.columns), key)
    quote, note = (c if c in contract.columns else "NULL" for c in ("quote", "note"))
    columns = {
        "dataset": _text(contract.name),
        "row_key": key,
        "subject": subject,
        "source_ref": "source_ref",
        "document_id": "split_part(source_ref, ', ', 1)",
        "section": "split_part(source_ref, ', ', 2)",
        "row": "split_part(source_ref, ', ', 3)",
        "quote": quote,
        "note": note,
        "number": f"CAST({place * MOST_ROWS} + rowid AS UINTEGER)",
    }
    named = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in columns.items())
    return f"SELECT {named} FROM {quoted(contract.name)}"  # noqa: S608 (names of ours)


def duckdb_type(field: Field) -> str:
    """DOUBLE for numbers, so that quantiles are exact to it; DECIMAL only where the contract fixes the places."""
    if field.type == "number":
        return "DOUBLE" if field.decimal_places is None else f"DECIMAL(18, {field.decimal_places})"
    return _TYPES[field.type]


def _column(field: Field) -> str:
    name, checks = quoted(field.name), []
    if field.allowed:
        checks.append(f"{name} IN ({', '.join(_text(word) for word in field.allowed)})")
    if pattern := field.constraints.get("pattern"):
        checks.append(f"regexp_full_match({name}, {_text(pattern)})")
    for rule, sign in (("minimum", ">="), ("maximum", "<=")):
        if rule in field.constraints:
            checks.append(f"{name} {sign} {float(field.constraints[rule])!r}")
    check = f" CHECK ({' AND '.join(checks)})" if checks else ""
    return f"{name} {duckdb_type(field)}{' NOT NULL' if field.required else ''}{check}"


def _comment(field: Field) -> str:
    return f"{field.description} ({field.unit})" if field.unit else field.description


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(quoted(c) for c in columns)


def quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(literal: str) -> str:
    return "'" + literal.replace("'", "''") + "'"
