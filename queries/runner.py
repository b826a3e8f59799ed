"""Runs a question of this folder against one version of the data, and remembers the answer for that version."""

import contextlib
import contextvars
import datetime
import functools
import re
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import cachetools
import numpy as np
import pandas as pd

from data.store import Snapshot

P = ParamSpec("P")
T = TypeVar("T")
_FOLDER = Path(__file__).parent
_ANSWERS: cachetools.LRUCache[Hashable, pd.DataFrame] = cachetools.LRUCache(maxsize=1024)
_LOCK = threading.Lock()
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)  # they name the parameters too
# Around each question to the database, given what stops it: for whoever asks for nobody, and must end when others wait.
AROUND: contextvars.ContextVar[Callable[[Callable[[], None]], contextlib.AbstractContextManager[None]]] = (
    contextvars.ContextVar("around")
)
FIRST = 200  # rows of a list: more than anybody reads of it
EVERY = 2**31  # rows: more than any question finds
LONG = 1000  # keys in a list: DuckDB takes so many in from Python far quicker as one text
_PARTED = "\x1f"
_AMONG = "IN (SELECT unnest($priority_ids))"
_JUDGED = re.compile(r"\b(\w+)_at\(\$(\w+)\)")


class MissingColumn(Exception):
    """A question's SQL no longer gives what its function promises."""


def ask(snapshot: Snapshot, question: str, columns: tuple[str, ...], **parameters: object) -> pd.DataFrame:
    """Answer `question` (the name of a `.sql` file) with the promised columns, in that order.

    Parameters are bound by name. The frame is the caller's own: pandas copies on write. Raises MissingColumn.
    """
    key = (str(snapshot.path), question, columns, tuple(sorted(parameters.items())))
    with _LOCK:
        answer = _ANSWERS.get(key)
    if answer is None:
        with _judged(snapshot, _sql(question), parameters) as sql, snapshot.cursor() as cursor:
            if _is_every(snapshot, parameters.get("priority_ids")):
                sql = sql.replace(_AMONG, "IS NOT NULL")
            around = AROUND.get(None)
            with around(cursor.interrupt) if around else contextlib.nullcontext():
                given = cursor.execute(*_bound(sql, parameters)).fetchnumpy()
        if missing := [column for column in columns if column not in given]:
            raise MissingColumn(f"{question}.sql gives no {', '.join(missing)}")
        answer = _framed({column: given[column] for column in columns})
        with _LOCK:
            _ANSWERS[key] = answer
    return answer.copy(deep=False)


@contextlib.contextmanager
def _judged(snapshot: Snapshot, sql: str, parameters: Mapping[str, object]) -> Iterator[str]:
    """The question put to what is kept of the rules: by the version for its own date, in memory for any other."""
    asked: dict[str, set[str]] = {}
    for rule, name in _JUDGED.findall(sql):
        asked.setdefault(name, set()).add(rule)
    with contextlib.ExitStack() as stack:
        kept: dict[tuple[str, str], str] = {}
        for name, rules in asked.items():
            date = parameters.get(name)
            date = date.date() if isinstance(date, datetime.datetime) else date  # pandas gives moments for days
            if date == _own_date(snapshot):
                kept |= {(rule, name): rule for rule in rules}
            elif isinstance(date, datetime.date):
                told = stack.enter_context(snapshot.judged_at(date, rules))
                kept |= {(rule, name): told[rule] for rule in rules}
        yield _JUDGED.sub(lambda found: kept.get((found[1], found[2]), found[0]), sql)


def _framed(columns: Mapping[str, Any]) -> pd.DataFrame:
    """What DuckDB gives as arrays, as a frame: in a third of the time of its own, which makes texts ones of Arrow.

    On a few hundred rows pandas' texts of Arrow cost each later step ten times as much as Python's own; and the copy,
    which brings columns of a kind together, makes each of them three to six times as quick.
    """
    return pd.DataFrame({name: _column(cells) for name, cells in columns.items()}, copy=True)


def _column(cells: Any) -> pd.Series:
    if isinstance(cells, pd.Categorical):
        return pd.Series(cells)
    missing, values = np.ma.getmaskarray(cells), np.ma.getdata(cells)
    if missing.any():
        kind = values.dtype.kind
        if kind == "b":
            return pd.Series(pd.arrays.BooleanArray(values, missing))
        if kind in "iu":
            return pd.Series(pd.arrays.IntegerArray(values, missing))
        values = values.copy()
        values[missing] = np.datetime64("NaT") if kind == "M" else _nothing(values[~missing]) if kind == "O" else np.nan
    return pd.Series(values, dtype=values.dtype, copy=False)


def _nothing(others: Any) -> object:
    """What stands for no text, or for no list, beside others as DuckDB's own frames have it."""
    return None if not len(others) else np.nan if isinstance(others[0], str) else pd.NA


def remembered(asked: Callable[Concatenate[Snapshot, P], T]) -> Callable[Concatenate[Snapshot, P], T]:
    """Keep what is made of a version, which never changes; not to be changed by who gets it."""
    kept: cachetools.LRUCache[Hashable, T] = cachetools.LRUCache(maxsize=256)

    def key(snapshot: Snapshot, *of: Hashable, **by_name: Hashable) -> Hashable:
        return str(snapshot.path), *of, *by_name.items()

    return cachetools.cached(kept, key=key, lock=threading.Lock())(asked)


def _bound(sql: str, parameters: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """The question and those of the parameters that it names, as they are bound."""
    bound: dict[str, object] = {}
    for name, value in parameters.items():
        if f"${name}" not in sql:
            continue
        bound[name] = list(value) if isinstance(value, tuple) else value
        if isinstance(value, tuple) and len(value) > LONG:
            text = _PARTED.join(map(str, value))
            if text.count(_PARTED) == len(value) - 1:  # no key holds it
                kind = "BIGINT[]" if isinstance(value[0], int) else "VARCHAR[]"
                split = f"CAST(string_split(${name}, chr({ord(_PARTED)})) AS {kind})"
                sql, bound[name] = re.sub(rf"\${name}\b", split, sql), text
    return sql, bound


@remembered
def _own_date(snapshot: Snapshot) -> datetime.date | None:
    """The reporting date the version's verdicts are kept for; None where it has none."""
    return snapshot.cursor().execute("SELECT default_reporting_date()").fetchall()[0][0]


def _is_every(snapshot: Snapshot, priority_ids: object) -> bool:
    """Whether they are all there are: then whatever has a priority is among them, which need not be looked up."""
    every = _priorities(snapshot)
    return isinstance(priority_ids, tuple) and len(priority_ids) == len(every) and every.issuperset(priority_ids)


@remembered
def _priorities(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(key for (key,) in snapshot.cursor().execute("SELECT priority_id FROM priority").fetchall())


@functools.cache
def _sql(question: str) -> str:
    return _COMMENT.sub("", (_FOLDER / f"{question}.sql").read_text(encoding="utf-8"))
