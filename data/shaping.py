"""A wide table (one row an indicator, line or group; one column a year) becomes a tidy one; a tidy one is let be."""

from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts import Contract
from data.faults import fault
from data.findings import Finding
from data.heading import names_of
from data.intake import TextTable
from data.layouts import FIGURES
from data.periods import last_day


def tidy(table: TextTable, contract: Contract) -> tuple[TextTable, list[Finding]]:
    """One row a figure, in the contract's columns and its order, still as text; what was made of it as a warning.

    The figure's cell goes to the column for its number and, as it stands, to the one for its text. A cell left empty
    becomes a row whose status is blank, where the contract has that word, and no row where it has not.
    """
    if not table.headings:
        return table, []
    wide = table.frame.set_axis(names_of([str(c) for c in table.frame.columns], contract), axis=1)
    count, figures = len(table.headings), FIGURES[contract.name]
    cells = pd.concat([wide[h.name] for h in table.headings], axis=1)
    columns = {
        name: pd.Series(np.repeat(wide[name].to_numpy(), count), dtype=str)
        for name in wide.columns
        if name in contract.columns
    }
    under = pd.Series(np.tile([h.name for h in table.headings], len(wide)), dtype=str)
    columns[figures.value] = pd.Series(cells.to_numpy(dtype=object).ravel(), dtype=str)
    columns[figures.text] = columns[figures.value]
    for name in dict.fromkeys(name for h in table.headings for name in h.cells):
        spread = pd.Series(np.tile([h.cells.get(name, "") for h in table.headings], len(wide)), dtype=str)
        columns[name] = columns[name].str.strip() + spread if name in columns else spread
    frame = pd.DataFrame(columns)
    rows, faults = np.repeat(table.rows, count), _unclear(table)
    kept, said = _worked_out(frame, contract)
    mend = f"{len(wide):,} of its rows become {int(kept.sum()):,}{said}. See that they are what you mean."
    named = ", ".join(h.name for h in table.headings)
    faults.append(fault("wide_layout", table.file, table.reading.header_row, "", named, mend=mend))
    frame, rows, under = frame[kept].reset_index(drop=True), rows[kept], under[kept].reset_index(drop=True)
    frame = frame[[c for c in contract.columns if c in frame.columns]]
    return replace(table, frame=frame, rows=rows, headings=(), from_column=under), faults


def _worked_out(frame: pd.DataFrame, contract: Contract) -> tuple[np.ndarray, str]:
    """Fill what follows from the rest, in place; which rows are kept, and what was filled, in words."""
    figures, said = FIGURES[contract.name], ""
    empty = frame[figures.value].str.strip() == ""
    kept = np.ones(len(frame), dtype=bool)
    if figures.status not in frame:
        frame[figures.status] = ""
    if "blank" in contract.field(figures.status).allowed:
        frame[figures.status] = frame[figures.status].mask(empty & (frame[figures.status] == ""), "blank")
    else:
        kept = ~empty.to_numpy(dtype=bool)
    # What is not empty has its status from its cell, when values are read.
    if "is_baseline" in contract.columns and "is_baseline" not in frame:
        frame["is_baseline"] = "false"
        said += "; none is taken for a baseline"
    if "period_end" in contract.columns and "period_end" not in frame:
        days = {p: last_day(p) for p in frame["period"].unique()}
        frame["period_end"] = frame["period"].map({p: day.isoformat() if day else "" for p, day in days.items()})
        said += "; each period's end is worked out"
    return kept, said


def _unclear(table: TextTable) -> list[Finding]:
    """Headings that may be a month or a financial year."""
    return [
        fault("ambiguous_period", table.file, table.reading.header_row, h.name, h.name,
              f"the financial year ({h.cells['period']}) or the month ({h.month}) written apart",
              f"Write {h.cells['period']} for the year, or the month in words.")
        for h in table.headings if h.month
    ]  # fmt: skip
