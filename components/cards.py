"""What a chart or table needs to be believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, eq=False)
class Card:
    """A chart or table with what it needs to be believed.

    `table` is what is shown, as a reader sees it; `rows` the rows of `dataset` behind it, with source_ref, quote, note;
    `why` what a verdict rests on, name by name.
    """

    title: str
    subtitle: str
    table: pd.DataFrame
    rows: pd.DataFrame
    dataset: str
    file_name: str
    why: Mapping[str, str] = field(default_factory=dict)
