"""Runs a question of this folder against one version of the data, and remembers the answer for that version."""

import functools
import threading
from collections.abc import Hashable
from pathlib import Path

import cachetools
import pandas as pd

from data.store import Snapshot

_FOLDER = Path(__file__).parent
_ANSWERS: cachetools.LRUCache[Hashable, pd.DataFrame] = cachetools.LRUCache(maxsize=256)
_LOCK = threading.Lock()


class MissingColumn(Exception):
    """A question's SQL no longer gives what its function promises."""


def ask(snapshot: Snapshot, question: str, columns: tuple[str, ...], **parameters: object) -> pd.DataFrame:
    """Answer `question` (the name of a `.sql` file) with the promised columns, in that order.

    Parameters are bound by name. The frame is the caller's own: pandas copies on write. Raises MissingColumn.
    """
    key = (str(snapshot.path), question, tuple(sorted(parameters.items())))
    with _LOCK:
        answer = _ANSWERS.get(key)
    if answer is None:
        bound = {name: list(value) if isinstance(value, tuple) else value for name, value in parameters.items()}
        answer = snapshot.cursor().execute(_sql(question), bound).df()
        with _LOCK:
            _ANSWERS[key] = answer
    if missing := [column for column in columns if column not in answer.columns]:
        raise MissingColumn(f"{question}.sql gives no {', '.join(missing)}")
    return answer[list(columns)]


@functools.cache
def _sql(question: str) -> str:
    return (_FOLDER / f"{question}.sql").read_text(encoding="utf-8")
