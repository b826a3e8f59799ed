"""What the benchmarks page asks."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask

CHOICES = ("key", "label", "indicator_id", "group_id", "period", "n", "has_home", "total_rows")
AREAS = (
    "area_id", "area", "is_home", "period", "value", "value_text", "value_status", "title", "name_printed", "unit",
    "decimals", "polarity", "group_title", "as_at", "group_note", "n", "rank", "rank_from_highest", "quartile",
    "median", "mean", "mean_without_home", "median_without_home", "comparator_median", "best", "best_area",
    "gap_to_median", "gap_to_best", "population", "gap_to_median_gbp", "gap_to_best_gbp", "printed_mean",
    "printed_median", "printed_includes_home", "reason", "inputs", "rule", "is_charted", "source_ref", "quote",
    "note", "total_rows",
)  # fmt: skip
BESIDE = (
    "role", "area", "is_home", "period", "value", "value_text", "value_status", "qualifier", "source_ref", "quote",
    "note", "total_rows",
)  # fmt: skip
OTHER_AREAS = ("area_id", "area", "figure_count")
FIGURES = (
    "indicator_id", "area", "title", "unit", "decimals", "kind", "period", "period_words", "value", "value_text",
    "value_status", "qualifier", "home_printed", "source_ref", "quote", "note", "meaning", "indicator_count",
    "home_count", "total_rows",
)  # fmt: skip


def choices(
    snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], everything: bool = True, lead: str = ""
) -> pd.DataFrame:
    """CHOICES, one row a comparison that can be made (200 of `total_rows` at most), those with the home area first.

    `everything` takes in indicators that belong to no priority.
    """
    return ask(
        snapshot, "benchmark_choices", CHOICES,
        reporting_date=date, priority_ids=priority_ids, everything=everything, lead=lead,
    )  # fmt: skip


def areas(snapshot: Snapshot, indicator_id: str, group_id: str, period: str, date: datetime.date) -> pd.DataFrame:
    """AREAS, one row an area compared, highest first: figures in the indicator's unit, gaps in money in pounds.

    Of more than 200 the nearest to the home area; `is_charted` marks the 24 nearest. More than 0 in a gap is worse.
    """
    return ask(
        snapshot, "benchmark_areas", AREAS,
        indicator_id=indicator_id, group_id=group_id, period=period, reporting_date=date,
    )  # fmt: skip


def beside(snapshot: Snapshot, indicator_id: str, group_id: str, period: str, date: datetime.date) -> pd.DataFrame:
    """BESIDE, one row an average printed with the comparison or a figure restated since (`role` says which)."""
    return ask(
        snapshot, "benchmark_beside", BESIDE,
        indicator_id=indicator_id, group_id=group_id, period=period, reporting_date=date,
    )  # fmt: skip


def other_areas(
    snapshot: Snapshot, date: datetime.date, priority_ids: tuple[str, ...], everything: bool = True, lead: str = ""
) -> pd.DataFrame:
    """OTHER_AREAS, one row an area with figures that are not ranked, the most figures first."""
    return ask(
        snapshot, "other_areas", OTHER_AREAS,
        reporting_date=date, priority_ids=priority_ids, everything=everything, lead=lead,
    )  # fmt: skip


def area_figures(
    snapshot: Snapshot,
    area_id: str,
    date: datetime.date,
    priority_ids: tuple[str, ...],
    everything: bool = True,
    lead: str = "",
) -> pd.DataFrame:
    """FIGURES, one row a figure of the area, with what the home area printed of the same; in order of printing."""
    return ask(
        snapshot, "area_figures", FIGURES,
        area_id=area_id, reporting_date=date, priority_ids=priority_ids, everything=everything, lead=lead,
    )  # fmt: skip
