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


def unit_changes(
    table: TextTable, contract: Contract, frame: pd.DataFrame, earlier: pd.DataFrame | None
) -> list[Finding]:
    """A warning for each figure that is 100 or 1000 times the one of the same key in the version that stands (within
    1%), or, where the key is new, the last one of its series (within a fifth)."""
    if earlier is None or earlier.empty:
        return []
    key = list(contract.primary_key)
    series = [column for column in key if column not in _ALONG]
    faults: list[Finding] = []
    for field in contract.fields:
        if field.type != "number" or field.name not in earlier:
            continue
        before = _keyed(earlier, key, field.name, key)
        same = _factor(frame, key, field.name, before, _SAME)
        known = pd.MultiIndex.from_frame(frame[key]).isin(before.index)
        order = [column for column in ("period_end", *_ALONG) if column in earlier]
        after = _factor(frame, series, field.name, _keyed(earlier, series, field.name, order), _NEXT)
        factor = np.where(known, same, after if len(series) < len(key) else 0)
        places = np.flatnonzero(factor)
        faults += listed(len(places), lambda n: _said(table, field.name, places[n], factor[places[n]]))  # noqa: B023
    return faults


def _keyed(earlier: pd.DataFrame, key: list[str], column: str, order: list[str]) -> pd.Series:
    """The last figure of each key that is there and not zero."""
    there = earlier[earlier[column].notna() & (earlier[column] != 0)]
    there = there.sort_values(order).drop_duplicates(key, keep="last")
    return pd.Series(there[column].to_numpy(dtype=float), index=pd.MultiIndex.from_frame(there[key]))


def _factor(frame: pd.DataFrame, key: list[str], column: str, before: pd.Series, within: float) -> np.ndarray:
    """100, 1000, a hundredth or a thousandth where the figure is so many times the earlier one; else 0."""
    was = before.reindex(pd.MultiIndex.from_frame(frame[key])).to_numpy(dtype=float)
    now = frame[column].to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = now / was
    found = np.zeros(len(frame))
    for factor in (*_FACTORS, *(1 / f for f in _FACTORS)):
        found[np.abs(times / factor - 1) <= within] = factor
    return found


def _said(table: TextTable, column: str, place: int, factor: float) -> Finding:
    times = f"{factor:,.0f} times as large" if factor > 1 else f"{1 / factor:,.0f} times as small"
    value = table.frame[column].iloc[place]
    return fault("unit_changed", table.file, table.row(place), column, value, f"the unit of before: it is {times}")
