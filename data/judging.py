"""Runs the rules of judgement over a version's datasets, and keeps what they say.

A version keeps what each rule says at its own reporting date, as `judged.<name>`, and a large one what stood otherwise
on the days of the meetings before it, as `judged_then.stood_apart`. Any other date is worked out when it is first asked
for, and kept in memory while the version is open.
"""

import contextlib
import datetime
import functools
import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from data.schema import same_rows

RULES_FOLDER = Path(__file__).parent / "rules"
KEPT = "judged"
BEFORE = "said_before"  # what a rule said, while it is compared with what it says now
THEN = "judged_then"  # its tables hold `judged_on` too, one of the days in its table `day`
APART = "stood_apart"
MEETINGS = 12  # days of the latest meetings that a version keeps
DATES = 4  # other dates that an open version remembers
_NAMED = re.compile(r"\s*CREATE (?:MACRO|VIEW) (\w+)(?:\(([^)]*)\))?")
_RULE = re.compile(r"\s*CREATE MACRO (\w+)_at\(reporting_date\) AS TABLE\b")
_SHOWN = re.compile(r"\s*CREATE VIEW (\w+) AS SELECT \* FROM \1_at\(default_reporting_date\(\)\);?\s*")
_BUILT_ON = re.compile(r"\b(\w+)_at\(reporting_date\)")
_AT_OWN_DATE = re.compile(r"\b(\w+)_at\(default_reporting_date\(\)\)")
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
        return _built_on(self.body)

    @property
    def names_date(self) -> bool:
        """Whether it reads the reporting date itself, and not only through the rules it is built on."""
        return "$reporting_date" in self.over(dict.fromkeys(self.built_on, ""))

    def over(self, kept: Mapping[str, str]) -> str:
        """Its SELECT, over the tables kept of the rules it is built on; the date is the parameter $reporting_date."""
        return _over(self.body, tuple((name, kept[name]) for name in self.built_on))


@functools.lru_cache(maxsize=256)
def _built_on(body: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_BUILT_ON.findall(body)))


@functools.lru_cache(maxsize=512)  # at a version's own date the same tables are read each time
def _over(body: str, tables: tuple[tuple[str, str], ...]) -> str:
    kept = dict(tables)
    body = _BUILT_ON.sub(lambda found: kept[found[1]], _AT_OWN_DATE.sub(rf"{KEPT}.\1", body))
    return _TEXT_OR_DATE.sub(lambda found: found[1] or "$reporting_date", body)


@dataclass
class _Judgement:
    """What the rules say at one date, each worked out once, from what those before it said, into one schema."""

    rules: Mapping[str, Rule]
    schema: str
    date: datetime.date | None
    kept: dict[str, str] = field(default_factory=dict)  # by rule, the table that holds what it says
    aside: Collection[str] = ()  # rules held by the connection alone, and not by the schema
    busy: threading.Lock = field(default_factory=threading.Lock)
    readers: int = 0

    def keep(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        if name in self.kept:
            return
        rule = self.rules[name]
        if name == APART:
            select = self.at_once(name)
        else:
            for other in rule.built_on:
                self.keep(connection, other)
            select = rule.over(self.kept)
        bound = {"reporting_date": self.date} if "$reporting_date" in select else None
        # Every name and word here is a rule file's own.
        made, table = ("TEMP TABLE", f"temp.{name}") if name in self.aside else ("TABLE", f"{self.schema}.{name}")
        connection.execute(f"CREATE {made} {table} AS {select}", bound)
        self.kept[name] = table

    def at_once(self, name: str) -> str:
        """A rule's SELECT with those it is built on as its steps: of these no more is worked out than it reads."""
        kept, steps = dict(self.kept), list[str]()

        def step(one: str) -> None:
            for other in self.rules[one].built_on:
                if other not in kept:
                    step(other)
                    steps.append(f"of_{other} AS ({self.rules[other].over(kept)})")
                    kept[other] = f"of_{other}"

        step(name)
        return ("WITH " + ", ".join(steps) if steps else "") + f" FROM ({self.rules[name].over(kept)})"


def define(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every rule in the current database, which has each dataset's table, and `judged.rule`, what `judge` reads.

    judged.rule: name; body, what the rule selects, in the words of its file; is_shown, whether a view gives what it
    says; reads, every name in its words and in those of what it uses that is no rule: the datasets and the rules it
    reads are among them. In the order of the files, in which a rule comes after those it reads.
    """
    rules, shown, names = list[Rule](), set[str](), dict[str, set[str]]()
    for path in rule_files():
        for statement in connection.extract_statements(path.read_text(encoding="utf-8")):
            words = _TEXT_OR_REMARK.sub(lambda found: found[1] or "", statement.query)
            if view := _SHOWN.fullmatch(words):  # to be made once there is something to read
                shown.add(view[1])
                if not _is_dated(view[1], {rule.name: rule for rule in rules}):
                    connection.execute(statement)  # what is no rule may read it; `judge` makes it anew
                continue
            connection.execute(statement)
            if named := _NAMED.match(words):
                names[named[1]] = _names_in(words) - _names_in(named[2] or "")  # its parameters are no tables
            if dated := _RULE.match(words):
                rules.append(Rule(dated[1], words[dated.end() :].rstrip().rstrip(";")))
    views = connection.execute("SELECT view_name, sql FROM duckdb_views() WHERE database_name = current_database()")
    names = {**{name: _names_in(words) for name, words in views.fetchall()}, **names}
    connection.execute(f"CREATE SCHEMA {KEPT}")
    connection.execute(f"CREATE TABLE {KEPT}.rule (name VARCHAR, body VARCHAR, is_shown BOOLEAN, reads VARCHAR[])")
    rule_of = {name: rule.name for rule in rules for name in (rule.name, f"{rule.name}_at")}
    for rule in rules:
        row = [rule.name, rule.body, rule.name in shown, sorted(_reads(rule.name, names, rule_of))]
        connection.execute(f"INSERT INTO {KEPT}.rule VALUES (?, ?, ?, ?)", row)  # noqa: S608 (a name of ours)


def _names_in(words: str) -> set[str]:
    return set(_TEXT_OR_NAME.findall(words))


def _reads(rule: str, names: Mapping[str, set[str]], rule_of: Mapping[str, str]) -> set[str]:
    """Every name in a rule's words, in those of the macros and views it names, and so on, but for those of rules.

    A rule among them (`rule_of` says which one a name stands for) is given by its own name.
    """
    seen, ahead = {rule}, names[f"{rule}_at"] - {rule}
    while ahead:
        seen |= ahead
        ahead = set().union(*(names.get(one, ()) for one in ahead - rule_of.keys())) - seen
    return {rule_of.get(one, one) for one in seen} - {rule}


def judge(
    connection: duckdb.DuckDBPyConnection, changed: Collection[str] | None = None, *, meetings: bool = False
) -> None:
    """Keep what each rule that is shown says at the default date, in a database where rules and datasets are.

    A view of its name then reads what is kept: a page neither plans nor runs a rule again. Where the database was
    judged before, and has `changed` in these datasets alone, what a rule said then stands unless something that it
    reads says otherwise now. With `meetings`, what stood otherwise on the days of the latest meetings is kept too:
    worth it where judging a day anew takes seconds.
    """
    held = connection.table(f"{KEPT}.rule").fetchall()
    if not held:
        return
    (date,) = connection.execute("SELECT default_reporting_date()").fetchall()[0]
    steps = [name for name, _, is_shown, _ in held if not is_shown]  # which nobody asks for by name
    judgement = _Judgement({name: Rule(name, body) for name, body, *_ in held}, KEPT, date, aside=steps)
    altered = {*(changed or ())}  # datasets and rules
    anew = changed is None or "setting" in changed  # which may have moved the date itself
    for place, (name, _, is_shown, reads) in enumerate(held):
        table = f"{KEPT}.{name}"
        if not anew and altered.isdisjoint(reads):
            if is_shown:
                judgement.kept[name] = table
        elif not is_shown:
            altered.add(name)
        elif changed is None:
            judgement.keep(connection, name)
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM {table}")
        else:
            connection.execute(f"ALTER TABLE {table} RENAME TO {BEFORE}")
            judgement.keep(connection, name)
            # To compare takes as long as many a rule: only where it decides whether one is judged again.
            decides = any(name in other and altered.isdisjoint(other) for *_, other in held[place + 1 :])
            if decides and not same_rows(connection, table, f"{KEPT}.{BEFORE}"):
                altered.add(name)
            connection.execute(f"DROP TABLE {KEPT}.{BEFORE}")
    for name in judgement.kept.keys() & set(steps):
        connection.execute(f"DROP TABLE {judgement.kept.pop(name)}")
    connection.execute(f"DROP SCHEMA IF EXISTS {THEN} CASCADE")
    if meetings and APART in judgement.kept:
        _keep_meetings(connection, judgement)


def _keep_meetings(connection: duckdb.DuckDBPyConnection, own: _Judgement) -> None:
    """Keep what stood otherwise on the days of the latest meetings before the version's own date."""
    connection.execute(f"CREATE SCHEMA {THEN}")
    asked = "SELECT DISTINCT held_on FROM meeting WHERE held_on < ? ORDER BY held_on DESC LIMIT ?"
    days = f"CREATE TABLE {THEN}.day AS SELECT held_on AS judged_on FROM ({asked})"  # noqa: S608 (words of ours)
    connection.execute(days, [own.date, MEETINGS])
    blank = f"SELECT CAST(NULL AS DATE) AS judged_on, * FROM {KEPT}.{APART} LIMIT 0"  # noqa: S608 (names of ours)
    connection.execute(f"CREATE TABLE {THEN}.{APART} AS {blank}")
    alike = {name: table for name, table in own.kept.items() if not _is_dated(name, own.rules)}
    for (day,) in connection.execute(f"FROM {THEN}.day").fetchall():
        select = _Judgement(own.rules, THEN, day, dict(alike)).at_once(APART)
        insert = f"INSERT INTO {THEN}.{APART} SELECT $judged_on, * FROM ({select})"  # noqa: S608 (words of ours)
        connection.execute(insert, {"judged_on": day, "reporting_date": day})


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
        self._kept_days: frozenset[datetime.date] | None = None

    @contextlib.contextmanager
    def at(self, date: datetime.date, names: Collection[str]) -> Iterator[Mapping[str, str]]:
        """By rule, the table that holds what it says at `date`, until the block ends.

        Each is worked out by whoever asks for it first; others who ask for the same date wait. A version of a release
        that did not keep the words of its rules is asked directly.
        """
        if set(names) <= {APART} and date in self._days():
            yield {APART: f"(SELECT * EXCLUDE (judged_on) FROM {THEN}.{APART} WHERE judged_on = DATE '{date}')"}  # noqa: S608 (a date)
            return
        with self._lock:
            judgement = self._judgement(date)
            judgement.readers += 1
        try:
            with judgement.busy, self._connection.cursor() as cursor:
                for name in names if self._rules else ():
                    judgement.keep(cursor, name)
            yield judgement.kept if self._rules else {name: f"{name}_at($reporting_date)" for name in names}
        finally:
            with self._lock:
                judgement.readers -= 1

    def _days(self) -> frozenset[datetime.date]:
        """The days that the version itself keeps."""
        if self._kept_days is None:
            with self._connection.cursor() as cursor, contextlib.suppress(duckdb.CatalogException):
                self._kept_days = frozenset(day for (day,) in cursor.execute(f"FROM {THEN}.day").fetchall())
        return self._kept_days or frozenset()

    def _judgement(self, date: datetime.date) -> _Judgement:
        with self._connection.cursor() as cursor:
            if not self._rules:
                with contextlib.suppress(duckdb.CatalogException):
                    held = cursor.table(f"{KEPT}.rule").fetchall()
                    self._rules = {name: Rule(name, body) for name, body, *_ in held}
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
    return {name: f"{KEPT}.{name}" for name in rules if name in held and not _is_dated(name, rules)}


def _is_dated(name: str, rules: Mapping[str, Rule]) -> bool:
    return rules[name].names_date or any(_is_dated(other, rules) for other in rules[name].built_on)
