"""What the search asks."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask
from queries.words import folded

FOUND = ("kind", "key", "title", "setting", "choice", "filter_label", "plan_title", "of_kind")


def search(snapshot: Snapshot, date: datetime.date, words: str, row_limit: int = 6) -> pd.DataFrame:
    """FOUND, one row a thing that bears every word, whatever their order, case and accents; none for no words.

    At most `row_limit` of each kind, of which there are `of_kind`. `choice` is what the page that shows it calls it.
    """
    wanted = folded(words)
    if not wanted:
        return pd.DataFrame(columns=list(FOUND))
    return ask(snapshot, "search", FOUND, reporting_date=date, words=wanted, row_limit=row_limit)
