"""The datasets under the names that people know them by."""

from collections.abc import Mapping

# Every dataset but `load`, which the dashboard writes itself; one that serves two purposes stands under both.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Indicators": ("indicator_value", "indicator", "recalculation"),
    "Staff survey": ("survey", "survey_response", "survey_score", "survey_factor"),
    "Efficiency savings": ("efficiency_line", "efficiency_amount", "cost_line"),
    "Milestones": ("milestone", "milestone_update"),
    "Benchmarks": ("indicator_value", "area_group", "area"),
    "Commentary": ("commentary",),
    "Thresholds": ("threshold",),
    "Reference lists": ("board", "finding_note", "link", "meeting", "plan", "priority", "setting", "source"),
}
