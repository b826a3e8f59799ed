"""What the page of a strategy's measures asks."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import ask

STRATEGY_INDICATORS = (
    "indicator_id", "priority_number", "priority_title", "objective", "title", "name_printed", "code", "unit",
    "polarity", "decimals", "in_laa", "in_corporate_plan", "lead", "state", "first_period", "first_value",
    "latest_period", "latest_value", "actual_statuses", "targets", "path", "area", "source_ref", "quote", "note",
)  # fmt: skip
INDICATOR_VALUES = (
    "period", "period_end", "kind", "basis", "area", "value", "value_text", "value_status", "is_baseline",
    "qualifier", "source_ref", "quote", "note",
)  # fmt: skip
STRATEGIES = ("plan_id", "title", "measures", "priorities", "cost_id", "cost_group_id", "cost_period")
BENCHMARK_VALUES = (
    "indicator_id", "measure", "unit", "decimals", "area_id", "area", "is_home", "role",
    "period", "value", "value_text", "value_status", "group_title",
    "place_from_highest", "compared_count", "compared_median", "reason", "inputs", "rule", "source_ref", "quote",
    "note",
)  # fmt: skip
SPC_POINTS = (
    "period", "period_end", "value", "mean", "lower_limit", "upper_limit", "target", "limits", "signal", "reading",
    "assurance", "assurance_reason", "stretch", "recalculated_from", "recalculation", "recalculation_ref", "reason",
    "inputs", "rule",
)  # fmt: skip
ACTIONS = (
    "milestone_id", "ref", "priority_number", "priority_title", "title", "due_text", "due_on", "due_precision",
    "lead", "delivered_by", "resources", "outcome", "baseline_text", "source_ref", "quote", "note",
)  # fmt: skip

INDICATOR_ACTIONS = (
    "milestone_id", "ref", "title", "state", "word", "reason", "due_on", "due_precision", "due_text", "lead", "basis",
    "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
TEXT_FIGURES = (
    "indicator_id", "title", "unit", "decimals", "priority_title", "figures", "table_id", "table_title", "table_unit",
    "table_decimals", "table_figures", "contradiction", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip
COST_LINES = (
    "table_id", "line_id", "title", "line_kind", "period", "amount_gbp", "recurrence", "printed", "recomputed",
    "difference", "agrees", "reason", "source_ref", "quote", "note", "total_rows",
)  # fmt: skip


def strategy_indicators(snapshot: Snapshot, plan_id: str, priority_ids: tuple[str, ...]) -> pd.DataFrame:
    """STRATEGY_INDICATORS, one row an indicator of the plan's main table under the priorities, in order of printing.

    `targets` holds a list of {period, value, text, status}; `path` the numbers in order of time, for a sparkline.
    """
    return ask(snapshot, "strategy_indicators", STRATEGY_INDICATORS, plan_id=plan_id, priority_ids=priority_ids)


def indicator_values(snapshot: Snapshot, indicator_id: str) -> pd.DataFrame:
    """INDICATOR_VALUES, one row a value the home area has of the indicator, in its own unit, in order of time."""
    return ask(snapshot, "indicator_values", INDICATOR_VALUES, indicator_id=indicator_id)


def strategies(snapshot: Snapshot, date: datetime.date) -> pd.DataFrame:
    """STRATEGIES, one row a plan with a table of measures, the latest first; what it costs among others, if held.

    `measures` holds the titles of its live measures, `priorities` the keys of its priorities, in order.
    """
    return ask(snapshot, "strategies", STRATEGIES, reporting_date=date)


def cost_compared(snapshot: Snapshot, strategy: pd.Series, date: datetime.date) -> pd.DataFrame:
    """`benchmark_values` of what a strategy (a row of STRATEGIES) costs among other areas; no rows where none is held.

    The home area is always among those compared.
    """
    asked = strategy["cost_id"], strategy["cost_group_id"], strategy["cost_period"]
    if not all(isinstance(key, str) for key in asked):
        return pd.DataFrame(columns=list(BENCHMARK_VALUES))
    return benchmark_values(snapshot, *asked, date)


def benchmark_values(
    snapshot: Snapshot, indicator_id: str, group_id: str, period: str, date: datetime.date
) -> pd.DataFrame:
    """BENCHMARK_VALUES, one row an area.

    `role` is compared (highest first; place, count and median are of these), restated, printed_mean or printed_median.
    """
    return ask(
        snapshot, "benchmark_values", BENCHMARK_VALUES,
        indicator_id=indicator_id, group_id=group_id, period=period, reporting_date=date,
    )  # fmt: skip


def spc_points(snapshot: Snapshot, indicator_id: str, date: datetime.date) -> pd.DataFrame:
    """SPC_POINTS, one row a point of the home series; none under five points."""
    return ask(snapshot, "spc_points", SPC_POINTS, indicator_id=indicator_id, reporting_date=date)


def actions(snapshot: Snapshot, plan_id: str, priority_ids: tuple[str, ...], lead: str = "") -> pd.DataFrame:
    """ACTIONS, one row a milestone of the plan under the priorities, in order of printing."""
    return ask(snapshot, "actions", ACTIONS, plan_id=plan_id, priority_ids=priority_ids, lead=lead)


def indicator_actions(snapshot: Snapshot, indicator_id: str, date: datetime.date) -> pd.DataFrame:
    """INDICATOR_ACTIONS, one row an action meant to move the indicator, soonest due first."""
    return ask(
        snapshot, "indicator_actions", INDICATOR_ACTIONS,
        indicator_id=indicator_id, reporting_date=date,
    )  # fmt: skip


def text_figures(
    snapshot: Snapshot,
    date: datetime.date,
    plan_id: str,
    priority_ids: tuple[str, ...],
    with_none: bool = True,
) -> pd.DataFrame:
    """TEXT_FIGURES, one row a series of the plan's text and an indicator of its table that means the same.

    `figures` and `table_figures` hold lists of {period, kind, value, text, status}; `with_none` keeps those under no
    priority.
    """
    return ask(
        snapshot, "text_figures", TEXT_FIGURES,
        reporting_date=date, plan_id=plan_id, priority_ids=priority_ids, with_none=with_none,
    )  # fmt: skip


def cost_lines(snapshot: Snapshot, plan_id: str, date: datetime.date) -> pd.DataFrame:
    """COST_LINES, one row a line and period in pounds; a total has the sum of its lines beside it."""
    return ask(snapshot, "cost_lines", COST_LINES, plan_id=plan_id, reporting_date=date)
