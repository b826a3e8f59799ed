"""What the forms ask: the things that can be spoken of, and the findings to decide on."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask

SUBJECTS = ("key", "label", "total_rows")


def subjects(snapshot: Snapshot, kind: str, words: str = "") -> pd.DataFrame:
    """SUBJECTS, one row a thing of `kind` whose title holds the words; the first 200, `total_rows` counts all."""
    return ask(snapshot, "subjects", SUBJECTS, kind=kind, words=words)


def finding_choices(snapshot: Snapshot, date: datetime.date, words: str = "") -> pd.DataFrame:
    """SUBJECTS, one row a finding, gravest first; the first 200, `total_rows` counts all."""
    return ask(snapshot, "finding_choices", SUBJECTS, reporting_date=date, words=words)
