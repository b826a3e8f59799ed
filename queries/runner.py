"""Runs a question of this folder against one version of the data, and remembers the answer for that version."""

import datetime
import functools
import re
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

import cachetools
import pandas as pd

from data.store import Snapshot

T = TypeVar("T")
_FOLDER = Path(__file__).parent
_ANSWERS: cachetools.LRUCache[Hashable, pd.DataFrame] = cachetools.LRUCache(maxsize=256)
_LOCK = threading.Lock()
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)  # they name the parameters too
_JUDGED = re.compile(r"\b(\w+)_at\(\$reporting_date\)")


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
        sql = _sql(question)
        if parameters.get("reporting_date") == _own_date(snapshot):
            sql = _JUDGED.sub(r"\1", sql)  # what the version keeps of its own date need not be worked out again
        bound = {name: _bound(value) for name, value in parameters.items() if f"${name}" in sql}
        answer = _plain(snapshot.cursor().execute(sql, bound).df())
        if missing := [column for column in columns if column not in answer.columns]:
            raise MissingColumn(f"{question}.sql gives no {', '.join(missing)}")
        answer = answer[list(columns)]
        with _LOCK:
            _ANSWERS[key] = answer
    return answer.copy(deep=False)


def _plain(answer: pd.DataFrame) -> pd.DataFrame:
    """Text as Python's own: on a few hundred rows pandas' strings of Arrow cost each step ten times as much."""
    texts = [name for name, kind in answer.dtypes.items() if isinstance(kind, pd.StringDtype)]
    return answer.astype(dict.fromkeys(texts, object))


def remembered(asked: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """Keep what is made of a version, which never changes; not to be changed by who gets it."""
    kept: cachetools.LRUCache[str, T] = cachetools.LRUCache(maxsize=64)
    return cachetools.cached(kept, key=lambda snapshot: str(snapshot.path), lock=threading.Lock())(asked)


def _bound(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


@remembered
def _own_date(snapshot: Snapshot) -> datetime.date | None:
    """The reporting date the version's verdicts are kept for; None where it has none."""
    return snapshot.cursor().execute("SELECT default_reporting_date()").fetchall()[0][0]


@functools.cache
def _sql(question: str) -> str:
    return _COMMENT.sub("", (_FOLDER / f"{question}.sql").read_text(encoding="utf-8"))
