"""What the homelessness page asks."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask

STRATEGY_INDICATORS = (
    "indicator_id", "priority_number", "priority_title", "objective", "title", "name_printed", "code", "unit",
    "polarity", "decimals", "in_laa", "in_corporate_plan", "lead", "state", "first_period", "first_value",
    "latest_period", "latest_value", "actual_statuses", "targets", "path", "source_ref", "quote", "note",
)  # fmt: skip
INDICATOR_VALUES = (
    "period", "period_end", "kind", "basis", "area", "value", "value_text", "value_status", "is_baseline",
    "qualifier", "source_ref", "quote", "note",
)  # fmt: skip
BENCHMARK_VALUES = (
    "area_id", "area", "is_home", "role", "period", "value", "value_text", "value_status", "group_title",
    "place_from_highest", "compared_count", "compared_median", "reason", "inputs", "rule", "source_ref", "quote",
    "note",
)  # fmt: skip
SPC_POINTS = (
    "period", "period_end", "value", "mean", "lower_limit", "upper_limit", "target", "limits", "signal", "reading",
    "assurance", "reason", "inputs", "rule",
)  # fmt: skip
ACTIONS = (
    "milestone_id", "ref", "priority_number", "priority_title", "title", "due_text", "due_on", "due_precision",
    "lead", "delivered_by", "resources", "outcome", "baseline_text", "source_ref", "quote", "note",
)  # fmt: skip


def strategy_indicators(snapshot: Snapshot, plan_id: str, priority_ids: tuple[str, ...]) -> pd.DataFrame:
    """STRATEGY_INDICATORS, one row an indicator of the plan's main table under the priorities, in order of printing.

    `targets` holds a list of {period, value, text, status}; `path` the numbers in order of time, for a sparkline.
    """
    return ask(snapshot, "strategy_indicators", STRATEGY_INDICATORS, plan_id=plan_id, priority_ids=priority_ids)


def indicator_values(snapshot: Snapshot, indicator_id: str) -> pd.DataFrame:
    """INDICATOR_VALUES, one row a value of the indicator, in its own unit, in order of time."""
    return ask(snapshot, "indicator_values", INDICATOR_VALUES, indicator_id=indicator_id)


def benchmark_values(snapshot: Snapshot, indicator_id: str, group_id: str, date: datetime.date) -> pd.DataFrame:
    """BENCHMARK_VALUES, one row an area.

    `role` is compared (highest first; place, count and median are of these), restated, printed_mean or printed_median.
    """
    return ask(
        snapshot, "benchmark_values", BENCHMARK_VALUES,
        indicator_id=indicator_id, group_id=group_id, reporting_date=date,
    )  # fmt: skip


def spc_points(snapshot: Snapshot, indicator_id: str, date: datetime.date) -> pd.DataFrame:
    """SPC_POINTS, one row a point of the home series; none under five points."""
    return ask(snapshot, "spc_points", SPC_POINTS, indicator_id=indicator_id, reporting_date=date)


def actions(snapshot: Snapshot, plan_id: str, priority_ids: tuple[str, ...], lead: str = "") -> pd.DataFrame:
    """ACTIONS, one row a milestone of the plan under the priorities, in order of printing."""
    return ask(snapshot, "actions", ACTIONS, plan_id=plan_id, priority_ids=priority_ids, lead=lead)
