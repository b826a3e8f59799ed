"""Whether figures changed their unit since the version that stands: a hundred or a thousand times as large or small."""

import numpy as np
import pandas as pd

from data.contracts import Contract
from data.faults import fault, listed
from data.findings import Finding
from data.intake import TextTable

_FACTORS = (100, 1000)
# What tells one figure of a series from the next.
_ALONG = ("period", "survey_id")
# A restated figure keeps its size within a hundredth; the next one of a series may well move by a fifth.
_SAME, _NEXT = 0.01, 0.2
_KNOWN = "is in the earlier version"


def unit_changes(
    table: TextTable, contract: Contract, frame: pd.DataFrame, earlier: pd.DataFrame | None
) -> list[Finding]:
    """A warning for each figure that is 100 or 1000 times the one of the same key in the version that stands (within
    1%), or, where the key is new, the last one of its series (within a fifth)."""
    if earlier is None or earlier.empty:
        return []
    key = list(contract.primary_key)
    series = [column for column in key if column not in _ALONG]
    numbers = [f.name for f in contract.fields if f.type == "number" and f.name in earlier]
    order = [column for column in ("period_end", *_ALONG) if column in earlier]
    was = _matched(frame, earlier, key, numbers)
    new = np.flatnonzero((was.pop(_KNOWN) != True).to_numpy(dtype=bool))  # noqa: E712 (missing where there is none)
    faults: list[Finding] = []
    for name in numbers:
        factor = _factor(frame[name], was[name], _SAME)
        if len(new) and len(series) < len(key):
            there = earlier[earlier[name].notna() & (earlier[name] != 0)].sort_values(order)
            last = _matched(frame.iloc[new], there, series, [name])
            factor[new] = _factor(frame[name].iloc[new], last[name], _NEXT)
        places = np.flatnonzero(factor)
        faults += listed(len(places), lambda n: _said(table, name, places[n], factor[places[n]]))  # noqa: B023
    return faults


def _matched(frame: pd.DataFrame, earlier: pd.DataFrame, key: list[str], numbers: list[str]) -> pd.DataFrame:
    """The earlier numbers of each row's key, the last where there are several, in the order of `frame`."""
    once = earlier[[*key, *numbers]].drop_duplicates(key, keep="last").assign(**{_KNOWN: True})
    return frame[key].merge(once, how="left", on=key)


def _factor(now: pd.Series, was: pd.Series, within: float) -> np.ndarray:
    """100, 1000, a hundredth or a thousandth where the figure is so many times the earlier one; else 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        times = now.to_numpy(dtype=float, na_value=np.nan) / was.to_numpy(dtype=float, na_value=np.nan)
    found = np.zeros(len(times))
    for factor in (*_FACTORS, *(1 / f for f in _FACTORS)):
        found[np.abs(times / factor - 1) <= within] = factor
    return found


def _said(table: TextTable, column: str, place: int, factor: float) -> Finding:
    times = f"{factor:,.0f} times as large" if factor > 1 else f"{1 / factor:,.0f} times as small"
    value = table.frame[column].iloc[place]
    return fault("unit_changed", table.file, table.row(place), column, value, f"the unit of before: it is {times}")
