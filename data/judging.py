"""Runs the rules of judgement over a version's datasets, and keeps what they say.

A version keeps what each rule says at its own reporting date, as `judged.<name>`. Any other date is worked out when it
is first asked for, and kept in memory while the version is open.
"""

import contextlib
import datetime
import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

RULES_FOLDER = Path(__file__).parent / "rules"
KEPT = "judged"
DATES = 4  # other dates that an open version remembers
_NAMED = re.compile(r"\s*CREATE (?:MACRO|VIEW) (\w+)")
_RULE = re.compile(r"\s*CREATE MACRO (\w+)_at\(reporting_date\) AS TABLE\b")
_SHOWN = re.compile(r"\s*CREATE VIEW (\w+) AS SELECT \* FROM \1_at\(default_reporting_date\(\)\);?\s*")
_BUILT_ON = re.compile(r"\b(\w+)_at\(reporting_date\)")
_TEXT_OR_REMARK = re.compile(r"('(?:[^']|'')*')|--[^\n]*")
_TEXT_OR_DATE = re.compile(r"('(?:[^']|'')*')|\breporting_date\b")
_TEXT_OR_NAME = re.compile(r"'(?:[^']|'')*'|(\w+)")
_TABLES = "SELECT table_name FROM duckdb_tables() WHERE schema_name = ? AND database_name = ?"


def rule_files() -> list[Path]:
    """The files that judge, in the order in which one may use another."""
    return sorted(RULES_FOLDER.glob("*.sql"))


@dataclass(frozen=True)
class Rule:
    """A table macro `<name>_at(reporting_date)`: what it selects, in the words of its file less their remarks."""

    name: str
    body: str

    @property
    def built_on(self) -> tuple[str, ...]:
        """The rules it reads."""
        return tuple(dict.fromkeys(_BUILT_ON.findall(self.body)))

    @property
    def names_date(self) -> bool:
        """Whether it reads the reporting date itself, and not only through the rules it is built on."""
        return "$reporting_date" in self.over(dict.fromkeys(self.built_on, ""))

    def over(self, kept: Mapping[str, str]) -> str:
        """Its SELECT, over the tables kept of the rules it is built on; the date is the parameter $reporting_date."""
        body = _BUILT_ON.sub(lambda found: kept[found[1]], self.body)
        return _TEXT_OR_DATE.sub(lambda found: found[1] or "$reporting_date", body)


@dataclass
class _Judgement:
    """What the rules say at one date, each worked out once, from what those before it said, into one schema."""

    rules: Mapping[str, Rule]
    schema: str
    date: datetime.date | None
    kept: dict[str, str] = field(default_factory=dict)  # by rule, the table that holds what it says
    busy: threading.Lock = field(default_factory=threading.Lock)
    readers: int = 0

    def keep(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        if name in self.kept:
            return
        rule = self.rules[name]
        for other in rule.built_on:
            self.keep(connection, other)
        select, bound = rule.over(self.kept), {"reporting_date": self.date} if rule.names_date else None
        # Every name and word here is a rule file's own.
        connection.execute(f"CREATE TABLE {self.schema}.{name} AS {select}", bound)
        self.kept[name] = f"{self.schema}.{name}"


@dataclass(frozen=True)
class Earlier:
    """A version judged by the same rules, attached as `database`, and the datasets in which it may differ."""

    database: str
    changed: frozenset[str]


@dataclass(frozen=True)
class _Defined:
    """What the rule files define: the rules by name, those that have a view, and each statement's words by its name."""

    rules: dict[str, Rule] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


def judge(connection: duckdb.DuckDBPyConnection, earlier: Earlier | None = None) -> None:
    """Define every rule in the current database, and keep what each that has a view says at the default date.

    The view of its name then reads what is kept: a page neither plans nor runs a rule again. Where an `earlier` version
    is given, what a rule said of it stands, unless it reads something that changed since.
    """
    defined = _define(connection)
    if not defined.rules:
        return
    connection.execute(f"CREATE SCHEMA {KEPT}")
    (date,) = connection.execute("SELECT default_reporting_date()").fetchall()[0]
    judgement = _Judgement(defined.rules, KEPT, date)
    if earlier:
        for name in _standing(connection, defined, earlier):
            connection.execute(f"CREATE TABLE {KEPT}.{name} AS FROM {earlier.database}.{KEPT}.{name}")
            judgement.kept[name] = f"{KEPT}.{name}"
    for name in defined.shown:
        judgement.keep(connection, name)
        connection.execute(f"CREATE VIEW {name} AS FROM {KEPT}.{name}")
    for name in judgement.kept.keys() - set(defined.shown):  # steps on the way, which nobody asks for by name
        connection.execute(f"DROP TABLE {KEPT}.{name}")
    connection.execute(f"CREATE TABLE {KEPT}.rule (name VARCHAR PRIMARY KEY, body VARCHAR)")
    for rule in defined.rules.values():
        connection.execute(f"INSERT INTO {KEPT}.rule VALUES (?, ?)", [rule.name, rule.body])  # noqa: S608


def _define(connection: duckdb.DuckDBPyConnection) -> _Defined:
    """Make every macro and view of the rule files but the views of rules, which are to read what is kept."""
    defined = _Defined()
    for path in rule_files():
        for statement in connection.extract_statements(path.read_text(encoding="utf-8")):
            words = _TEXT_OR_REMARK.sub(lambda found: found[1] or "", statement.query)
            if shown := _SHOWN.fullmatch(words):
                defined.shown.append(shown[1])
                continue
            connection.execute(statement)
            if named := _NAMED.match(words):
                defined.words[named[1]] = words
            if rule := _RULE.match(words):
                defined.rules[rule[1]] = Rule(rule[1], words[rule.end() :].rstrip().rstrip(";"))
    return defined


def _standing(connection: duckdb.DuckDBPyConnection, defined: _Defined, earlier: Earlier) -> list[str]:
    """The rules that say what they said of the earlier version: nothing they name, however far down, has changed."""
    if "setting" in earlier.changed:  # the date itself may have moved
        return []
    views = connection.execute("SELECT view_name, sql FROM duckdb_views() WHERE database_name = current_database()")
    words = {**dict(views.fetchall()), **defined.words}
    names = {name: set(_TEXT_OR_NAME.findall(text)) for name, text in words.items()}
    there = {name for (name,) in connection.execute(_TABLES, [KEPT, earlier.database]).fetchall()}

    def reads(name: str) -> set[str]:
        seen, ahead = set[str](), {name}
        while ahead:
            seen |= ahead
            ahead = set().union(*(names.get(one, ()) for one in ahead)) - seen
        return seen

    return [name for name in defined.shown if name in there and not reads(f"{name}_at") & earlier.changed]


class OtherDates:
    """What the rules say of an open version at dates other than its own, for the last few dates asked for.

    `connection` is the version's, with a database in memory attached as `database`, which this fills.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, database: str):
        self._connection, self._database = connection, database
        self._dates: OrderedDict[datetime.date, _Judgement] = OrderedDict()
        self._lock = threading.Lock()
        self._rules: Mapping[str, Rule] = {}
        self._alike: Mapping[str, str] = {}

    @contextlib.contextmanager
    def at(self, date: datetime.date, names: Collection[str]) -> Iterator[Mapping[str, str]]:
        """By rule, the table that holds what it says at `date`, until the block ends.

        Each is worked out by whoever asks for it first; others who ask for the same date wait.
        """
        with self._lock:
            judgement = self._judgement(date)
            judgement.readers += 1
        try:
            with judgement.busy, self._connection.cursor() as cursor:
                for name in names:
                    judgement.keep(cursor, name)
            yield judgement.kept
        finally:
            with self._lock:
                judgement.readers -= 1

    def _judgement(self, date: datetime.date) -> _Judgement:
        with self._connection.cursor() as cursor:
            if not self._rules:
                self._rules = {name: Rule(name, body) for name, body in cursor.table(f"{KEPT}.rule").fetchall()}
                self._alike = _same_at_every_date(cursor, self._rules)
            if date not in self._dates:
                idle = [day for day, judgement in self._dates.items() if not judgement.readers]
                for day in idle[: max(len(self._dates) + 1 - DATES, 0)]:
                    cursor.execute(f"DROP SCHEMA {self._dates.pop(day).schema} CASCADE")
                schema = f"{self._database}.at_{date:%Y_%m_%d}"
                cursor.execute(f"CREATE SCHEMA {schema}")
                self._dates[date] = _Judgement(self._rules, schema, date, dict(self._alike))
        self._dates.move_to_end(date)
        return self._dates[date]


def _same_at_every_date(connection: duckdb.DuckDBPyConnection, rules: Mapping[str, Rule]) -> dict[str, str]:
    """The rules that never read the reporting date, with the table that holds what they say."""
    (database,) = connection.execute("SELECT current_database()").fetchall()[0]
    held = {name for (name,) in connection.execute(_TABLES, [KEPT, database]).fetchall()}

    def is_dated(name: str) -> bool:
        return rules[name].names_date or any(map(is_dated, rules[name].built_on))

    return {name: f"{KEPT}.{name}" for name in rules if name in held and not is_dated(name)}
