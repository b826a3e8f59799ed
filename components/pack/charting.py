"""Charts as a pack holds them, from the frames the pages' own charts are drawn from."""

import datetime
from collections.abc import Sequence

import pandas as pd

from components.pack.content import Chart, Series
from components.wording import quantity


def path(values: pd.DataFrame, title: str, subtitle: str, unit: str, decimals: int, lines: Sequence[str]) -> Chart:
    """Results and the targets they are held to; `values` holds period, kind (actual or target) and value, in order."""
    periods = tuple(dict.fromkeys(values["period"]))
    series, labels = [], []
    for kind, name, role in (("actual", "Result", "home"), ("target", "Target", "target")):
        held = values[(values["kind"] == kind) & values["value"].notna()]
        if held.empty:
            continue
        by_period = dict(zip(held["period"], held["value"].astype(float), strict=True))
        series.append(Series(name, tuple(by_period.get(period) for period in periods), (role,) * len(periods)))
        labels.append(tuple(quantity(by_period.get(period), unit, decimals) for period in periods))
    return Chart("path", title, subtitle, periods, tuple(series), tuple(labels), unit, decimals,
                 " ".join([f"{title}.", f"{subtitle}.", *lines]))  # fmt: skip


def bars(frame: pd.DataFrame, title: str, subtitle: str, unit: str, decimals: int) -> Chart:
    """Bars from the top down; `frame` holds area, value and role (home, other or average)."""
    roles = tuple({"average": "muted"}.get(role, role) for role in frame["role"])
    labels = tuple(quantity(value, unit, decimals) for value in frame["value"])
    read = "; ".join(f"{area}: {label}" for area, label in zip(frame["area"], labels, strict=True))
    series = Series(unit, tuple(float(value) for value in frame["value"]), roles)
    return Chart("bars", title, subtitle, tuple(frame["area"]), (series,), (labels,), unit, decimals,
                 f"{title}. {subtitle}. {read}.")  # fmt: skip


def bridge(frame: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """Steps to a whole, in £000; `frame` holds label, amount, starts_at, said and role."""
    fills = {"part": "home", "marked": "part", "whole": "home", "gap": "concern", "target": "target"}
    begins = Series("Up to here", tuple(float(value) for value in frame["starts_at"]), ("surface",) * len(frame))
    steps = Series(
        "£000", tuple(float(value) for value in frame["amount"]), tuple(fills[role] for role in frame["role"])
    )
    labels = tuple(frame["said"])
    read = "; ".join(f"{label}: {said}" for label, said in zip(frame["label"], labels, strict=True))
    return Chart("bridge", title, subtitle, tuple(frame["label"]), (begins, steps), (("",) * len(frame), labels),
                 "£000", 0, f"{title}. {subtitle}. {read}.")  # fmt: skip


def months(frame: pd.DataFrame, title: str, subtitle: str, reporting_date: datetime.date) -> Chart:
    """What is open by the month it falls due, of the 24 nearest the date; `frame` as the month chart of the page."""
    first = max(int((frame["due_month"] < pd.Timestamp(reporting_date.replace(day=1))).sum()) - 8, 0)
    frame = frame.iloc[first : first + 24]
    names = tuple(f"{month:%b %Y}" for month in frame["due_month"])
    counts = tuple(float(count) for count in frame["open_count"])
    labels = tuple(f"{count:,.0f}" for count in counts)
    roles = tuple("home" if ahead else "other" for ahead in frame["is_ahead"])
    read = "; ".join(f"{name}: {label}" for name, label in zip(names, labels, strict=True))
    return Chart("columns", title, subtitle, names, (Series("Still open", counts, roles),), (labels,), "milestones", 0,
                 f"{title}. {subtitle}. {read}.")  # fmt: skip
