"""Runs the rules of judgement over a version's datasets, and keeps in it what they say at the default date."""

import re
from pathlib import Path

import duckdb

RULES_FOLDER = Path(__file__).parent / "rules"
KEPT = "judged"
_DEFINED = re.compile(r"CREATE MACRO (\w+)_at\(reporting_date\)")
_BUILT_ON = re.compile(r"\b(\w+)_at\(reporting_date\)")


def rule_files() -> list[Path]:
    """The files that judge, in the order in which one may use another."""
    return sorted(RULES_FOLDER.glob("*.sql"))


def judge(connection: duckdb.DuckDBPyConnection) -> None:
    """Define every rule in the current database, and keep each `<name>_at` of the default date as `judged.<name>`.

    Each is worked out once, from what those before it said, and the view of its name then reads what is kept: a page
    neither plans nor runs a rule again. Any other date is judged as it is asked for.
    """
    texts = [path.read_text(encoding="utf-8") for path in rule_files()]
    for text in texts:
        connection.execute(text)
    connection.execute(f"CREATE SCHEMA {KEPT}")
    names = [name for text in texts for name in _DEFINED.findall(text)]
    views = {
        name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    }
    for name in names:
        _keep(connection, name)
        if name in views:
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM {KEPT}.{name}")
    for name in set(names) - views:  # steps on the way, which nobody asks for by name
        connection.execute(f"DROP TABLE {KEPT}.{name}")


def _keep(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    found = connection.execute(
        "SELECT macro_definition FROM duckdb_functions() WHERE function_name = ? AND NOT internal", [f"{name}_at"]
    ).fetchone()
    assert found is not None, name  # noqa: S101 (it was defined just above)
    # Every name here is a rule file's own; the words are the rule's, as the database itself gives them back.
    body = _BUILT_ON.sub(rf"{KEPT}.\1", found[0])
    connection.execute(f"CREATE MACRO keeping(reporting_date) AS TABLE {body}")
    connection.execute(f"CREATE TABLE {KEPT}.{name} AS FROM keeping(default_reporting_date())")
    connection.execute("DROP MACRO TABLE keeping")
