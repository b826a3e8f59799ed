"""Marks for no value ("TBS", "N/A", "-") where a number stands: the cell emptied, and what the mark means said."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.layouts import FIGURES, Figures
from data.respelling import Respelling
from data.spelling import mark

# The words of value_status that go with a number; all others go with none.
WITH_NUMBER = frozenset({"stated", "approximate", "derived", "unrepresentative"})


def settle(work: Respelling, marked: Mapping[str, np.ndarray]) -> None:
    """Settle every mark at the places given by column, and see that value and value_status do not differ."""
    figures = FIGURES.get(work.contract.name)
    for name, places in marked.items():
        if figures is None or name != figures.value or not work.has(figures.status):
            work.find("missing_mark", name, places)
    if figures and figures.value in marked and work.has(figures.status):
        places = marked[figures.value]
        if len(places):
            _settle_figures(work, figures, places)
        _compare(work, figures, places)


def _settle_figures(work: Respelling, figures: Figures, places: np.ndarray) -> None:
    allowed = work.contract.field(figures.status).allowed
    cells = work.columns[figures.value].iloc[places]
    given = work.columns[figures.status].iloc[places]
    words = cells.map({cell: mark(cell) or "" for cell in cells.unique()})
    words = words.where(words.isin(allowed), "")
    told = given.isin([word for word in allowed if word not in WITH_NUMBER])
    fits = told | ((given == "") & (words != ""))
    status = given.where(told, words)
    contradicted = ((given != "") & ~told).to_numpy(dtype=bool)
    unclear = ((given == "") & (words == "")).to_numpy(dtype=bool)
    work.find("status_differs", figures.value, places[contradicted])
    nothing = ", ".join(word for word in allowed if word not in WITH_NUMBER)
    mend = f"Leave the cell empty and write in {figures.status} which it is: {nothing}."
    work.find("missing_mark", figures.value, places[unclear], mend=mend)
    kept = fits.to_numpy(dtype=bool)
    withheld = (status[fits] == "suppressed").to_numpy(dtype=bool) & (cells[fits] == "*").to_numpy(dtype=bool)
    work.find("suppressed_mark", figures.value, places[kept][withheld])
    if work.has(figures.text):
        text = work.columns[figures.text].iloc[places][fits]
        work.change(figures.text, places[kept], text.where(text != "", cells[fits]), "the cell as printed")
    work.change(figures.status, places[kept], status[fits], "what the mark for no value means")
    work.change(figures.value, places[kept], pd.Series([""] * int(kept.sum()), dtype=str), "a mark for no value")


def _compare(work: Respelling, figures: Figures, marks: np.ndarray) -> None:
    value, status = work.columns[figures.value], work.columns[figures.status]
    if work.table.from_column is not None:
        empty = np.flatnonzero(((status == "") & (value != "")).to_numpy(dtype=bool))
        empty = np.setdiff1d(empty, marks)
        work.columns[figures.status] = status = status.where(~status.index.isin(empty), "stated")
    within = [c for c in ("value_low", "value_high") if work.has(c)]
    ranged = np.zeros(len(value), dtype=bool)
    for name in within:
        ranged |= (work.columns[name] != "").to_numpy(dtype=bool)
    stated_nothing = ((value == "") & (status == "stated")).to_numpy(dtype=bool) & ~ranged
    allowed = work.contract.field(figures.status).allowed
    none = status.isin([word for word in allowed if word not in WITH_NUMBER])
    number_of_nothing = ((value != "") & none).to_numpy(dtype=bool)
    places = np.setdiff1d(np.flatnonzero(stated_nothing | number_of_nothing), marks)
    work.find("status_differs", figures.status, places)
