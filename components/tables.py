"""Frames as a reader sees them: words for columns and cells, units beside the figures, nothing judged."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from components import wording
from components.rows import each
from components.status import SEVERITIES

WORDED = 80  # rows of a table of words, of one that cannot show all there are


def indicators(frame: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Indicators with their baselines, a column for each year's target, their path and their status in a word.

    `verdicts` is indexed by indicator_id and holds word, finding and commentary.
    """
    rows = list(each(frame))
    years = sorted({target["period"] for targets in frame["targets"] for target in targets})
    shown = pd.DataFrame(
        {
            "Measure": frame["title"],
            "Status": frame["indicator_id"].map(verdicts["word"]).fillna("to be developed"),
            "Better if": frame["polarity"].map(wording.POLARITY),
            "Unit": frame["unit"],
            "Earlier": [dated(r.first_value, r.first_period, r) for r in rows],
            "Latest": [_latest(r) for r in rows],
            **{f"Target {year}": [_target(r, year) for r in rows] for year in years},
            "Results, then targets": [[float(v) for v in r.path] for r in rows],
            "Code": frame["code"].fillna(""),
            "Obj.": frame["objective"],
            "In": [_agreements(r.in_laa, r.in_corporate_plan) for r in rows],
        }
    )
    return with_remarks(shown, verdicts.reindex(frame["indicator_id"]), "Status")


def values(frame: pd.DataFrame, unit: str, decimals: int, found: pd.DataFrame) -> pd.DataFrame:
    """Every value of one indicator in words: what, when, how much, and what kind of nothing where there is none.

    `found` holds period and explanation of each finding; one of no period stands beside the baseline, else every value.
    """
    kinds = {"actual": "Result", "target": "Target", "printed_mean": "Printed mean", "printed_median": "Printed median"}
    shown = pd.DataFrame(
        {
            "Period": frame["period"],
            "What": frame["kind"].map(kinds),
            "Figure": [
                wording.cell(v, s, unit, decimals) for v, s in zip(frame["value"], frame["value_status"], strict=True)
            ],
            "As printed": frame["value_text"].fillna(""),
            "Remark": [_remark(r) for r in each(frame)],
        }
    )
    beside = [_found(found, r.period, r.is_baseline or not frame["is_baseline"].any()) for r in each(frame)]
    return shown.assign(Finding=beside) if len(found) else shown


def _found(found: pd.DataFrame, period: str, is_baseline: bool) -> str:
    """What was found about the value of a period, in sentences."""
    of_period = (found["period"] == period) | (found["period"].isna() & is_baseline)
    return " ".join(found.loc[of_period, "explanation"])


def with_remarks(shown: pd.DataFrame, rows: pd.DataFrame, after: str = "") -> pd.DataFrame:
    """The table with what was said of its rows, or is asked for, and what was found, in columns of their own.

    They stand after the column named, else last; `rows` may hold commentary, asked and finding. A column nobody would
    find anything in is left out. The owner is not named twice.
    """
    rows = rows.reindex(columns=["commentary", "asked", "finding"])
    said = rows["asked"].fillna(rows["commentary"]) if {"Owner", "Lead"} & set(shown) else rows["commentary"]
    place = list(shown).index(after) + 1 if after else shown.shape[1]
    for name, cells in (("Finding", rows["finding"]), ("Commentary", said)):
        if cells.notna().any():
            shown.insert(place, name, cells.fillna("").to_numpy())
    return shown


def actions(frame: pd.DataFrame) -> pd.DataFrame:
    """The actions of a delivery plan, every printed column, due dates no more exact than printed."""
    due = [wording.due(r.due_on, r.due_precision, r.due_text) for r in each(frame)]
    names = {"ref": "Ref", "title": "Action", "due": "Due", "lead": "Lead", "baseline_text": "Starting from",
             "delivered_by": "Delivered by", "resources": "Resources", "outcome": "Outcome"}  # fmt: skip
    return with_remarks(renamed(frame.assign(due=due), names), frame)


def first_needing_attention(frame: pd.DataFrame, count: int = 5) -> pd.DataFrame:
    """The measures that come first in the order given: off target, or still to reach their next target."""
    return frame[frame["state"].isin(("off_target", "to_go"))].head(count)


def to_go(frame: pd.DataFrame) -> pd.DataFrame:
    """Measures against their next target: the latest figure, the target, how it moved, and who answers for it."""
    forecast = {"At the plan's end": frame["forecast_word"].fillna("")} if frame["forecast_word"].notna().any() else {}
    shown = pd.DataFrame(
        {
            "Measure": frame["title"],
            "Latest": [dated(r.value, r.period, r) for r in each(frame)],
            "Next target": [dated(r.next_target, r.next_target_period, r) for r in each(frame)],
            "To go": [wording.quantity(r.gap_to_next, r.unit, r.decimals) for r in each(frame)],
            "Moved": frame["moved"].map(_MOVED).fillna("one figure"),
            **forecast,
            "Owner": frame["owner"].fillna("no owner named"),
        }
    )
    return with_remarks(shown, frame)


_MOVED = {"towards": "● towards it", "away": "▲ away from it", "unchanged": "– unchanged"}


def savings_lines(frame: pd.DataFrame) -> pd.DataFrame:
    """Savings lines as printed, with the amount in £000."""
    amounts = [wording.number(v, 0) for v in frame["amount_gbp_000"].astype(float)]
    shown = frame.assign(measure=frame["measure"].map(wording.dataset), amount=amounts)
    names = {"measure": "What", "section": "Section", "title": "Line", "line_kind": "Kind", "period": "Period",
             "amount": "Amount, £000", "printed": "As printed", "note": "Our note"}  # fmt: skip
    return with_remarks(renamed(shown, names), frame)


def survey_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """What is printed of a survey: who, what, the figure, and what a difference is measured against."""
    shown = frame.assign(measure=frame["measure"].map(wording.dataset))
    names = {
        "who": "Who",
        "what": "What",
        "measure": "Figure",
        "printed": "As printed",
        "basis": "Against",
        "note": "Our note",
    }
    return renamed(shown, names)


def changes(frame: pd.DataFrame) -> pd.DataFrame:
    """What changed: of what sort, which, in what, from what to what."""
    shown = frame.assign(kind=frame["kind"].map(wording.dataset))
    return renamed(shown, {"kind": "Kind", "title": "Which", "what": "What", "before": "Before", "after": "After"})


def what_if(frame: pd.DataFrame) -> pd.DataFrame:
    """Verdicts that another tolerance would move."""
    moved = frame[frame["verdict_now"] != frame["verdict_then"]]
    shown = moved.assign(
        now=moved["verdict_now"].map(wording.dataset),
        then=moved["verdict_then"].map(wording.dataset),
        value=[wording.quantity(r.value, r.unit, r.decimals) for r in each(moved)],
        target=[wording.quantity(r.target, r.unit, r.decimals) for r in each(moved)],
    )
    names = {
        "title": "Measure",
        "period": "Period",
        "value": "Result",
        "target": "Target",
        "now": "Now",
        "then": "Then",
    }
    return renamed(shown, names)


def process_points(frame: pd.DataFrame, unit: str, decimals: int) -> pd.DataFrame:
    """A series with its limits, and how each point reads."""
    figures = {
        name: [wording.quantity(v, unit, decimals + (name != "value")) for v in frame[name]]
        for name in ("value", "lower_limit", "mean", "upper_limit")
    }
    names = {"period": "Period", "value": "Value", "lower_limit": "Lower limit", "mean": "Mean",
             "upper_limit": "Upper limit", "reading": "Reading", "limits": "Limits"}  # fmt: skip
    seldom = {"assurance_reason": "Against the target", "recalculation": "Limits worked out anew"}
    held = {column: name for column, name in seldom.items() if frame[column].notna().any()}
    first = ~frame["stretch"].duplicated()  # what holds for a whole stretch is said once
    told = {column: frame[column].where(first) for column in held}
    reading = frame["reading"].str.replace("_", " ")
    return renamed(frame.assign(**figures, **told, reading=reading), {**names, **held})


def due_next(frame: pd.DataFrame) -> pd.DataFrame:
    """Milestones soon due: when, what, who."""
    due = [wording.due(r.due_on, r.due_precision, r.due_text) for r in each(frame)]
    names = {"due": "Due", "title": "Milestone", "owner": "Owner"}
    shown = renamed(frame.assign(due=due, owner=frame["owner"].map(wording.owners)), names)
    return with_remarks(shown, frame)


def milestones(frame: pd.DataFrame) -> pd.DataFrame:
    """Milestones with their state and the reason for it."""
    due = [wording.due(r.due_on, r.due_precision, r.due_text) for r in each(frame)]
    names = {"title": "Milestone", "due": "Due", "word": "State", "reason": "Why", "plan_title": "Plan",
             "priority_title": "Priority", "owner": "Owner"}  # fmt: skip
    return with_remarks(renamed(frame.assign(due=due), names), frame)


def findings(frame: pd.DataFrame) -> pd.DataFrame:
    """Findings: how grave, what, printed against recomputed, why, and what was decided."""
    figures = {
        name: [wording.figure(v, u) for v, u in zip(frame[name], frame["unit"], strict=True)]
        for name in ("printed", "recomputed", "difference")
    }
    shown = frame.assign(severity=frame["severity"].map(SEVERITIES), **figures)
    names = {
        "severity": "Severity",
        "title": "Finding",
        "unit": "Unit",
        "printed": "Printed",
        "recomputed": "Recomputed",
        "difference": "Difference",
        "explanation": "Explanation",
        "plan_title": "Plan",
        "status": "Decision",
    }
    return renamed(shown, names | ({"note": "Why decided so"} if frame["note"].notna().any() else {}))


def methods(rules: Sequence[Any], papers: bool) -> pd.DataFrame:
    """Rules in words: title, what it says, thresholds; the source too where the `papers` it names are held."""
    return pd.DataFrame(
        {
            "Rule": [rule.title for rule in rules],
            "What it says": [" ".join(rule.says) for rule in rules],
            **({"Source": [rule.source for rule in rules]} if papers else {}),
            "Thresholds": [rule.thresholds for rule in rules],
        }
    )


def thresholds(frame: pd.DataFrame) -> pd.DataFrame:
    """Tolerances: for what, how much, whose."""
    applies = frame["scope"].where(frame["scope_id"] == "all", frame["scope"] + ": " + frame["scope_id"])
    within = [f"{wording.number(r.amber_within, 0)} {r.unit.replace('gbp_000', '£000')}" for r in each(frame)]
    shown = frame.assign(applies=applies, within=within, rule=frame["rule"].map(wording.dataset))
    return renamed(shown, {"rule": "Rule", "applies": "Applies to", "within": "Tolerance", "note": "Note"})


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """Areas with their figures, and the averages and restatements printed beside them."""
    return renamed(
        frame, {"area": "Area", "role": "What", "period": "Period", "value_text": "As printed", "note": "Note"}
    )


def ranking(frame: pd.DataFrame) -> pd.DataFrame:
    """The areas compared and their median, highest first, as a chart wants them: area, value and role."""
    compared = frame[frame["role"] == "compared"]
    roles = compared["is_home"].map({True: "home", False: "other"})
    median = {"area": f"Median of {len(compared)}", "value": compared["compared_median"].iloc[0], "role": "average"}
    areas = compared[["area", "value"]].assign(role=roles)
    return pd.concat([areas, pd.DataFrame([median])]).sort_values("value", ascending=False, kind="stable")


def beside(frame: pd.DataFrame, unit: str, decimals: int) -> list[str]:
    """The averages and restatements, each as a line of words."""
    words = {
        "printed_mean": "Mean as printed",
        "printed_median": "Median as printed",
        "restated": "Restated for",
    }
    return [
        f"{words[r.role]}{_of_area(r)}: {wording.quantity(r.value, unit, decimals)} ({r.period}). "
        f"{r.note or ''}".strip()
        for r in each(frame[frame["role"].isin(list(words))])
    ]


def evidence_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Sourced rows of any dataset, as a list to search."""
    names = {"dataset": "Dataset", "subject": "What", "quote": "Printed words", "document": "Document",
             "section": "Section", "row": "Row", "note": "Our note", "row_key": "Key"}  # fmt: skip
    return renamed(frame.assign(dataset=frame["dataset"].map(wording.dataset)), names)


def holdings(datasets: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """A row a dataset, a column a document, and the whole number of rows."""
    wide = counts.pivot_table(index="dataset", columns="document", values="row_count", fill_value=0, aggfunc="sum")
    shown = datasets[["dataset", "row_count"]].join(wide, on="dataset")
    shown = shown.assign(dataset=shown["dataset"].map(wording.dataset))
    return shown.rename(columns={"dataset": "Dataset", "row_count": "Rows"})


def columns(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of one dataset."""
    shown = frame.assign(required=frame["required"].map({True: "yes", False: ""}))
    names = {"column_name": "Column", "type": "Type", "required": "Required", "holds": "What it holds"}
    return renamed(shown, names)


def height(shown: pd.DataFrame) -> int | None:
    """As tall as its rows, or 400 pixels where they are many."""
    return 400 if len(shown) > 8 else None


def first_of(frame: pd.DataFrame, what: str) -> str:
    """How many there are, and that not all are shown: "First 200 of 36,000 lines"; `frame` holds total_rows."""
    total = int(frame["total_rows"].iloc[0]) if len(frame) else 0
    return f"First {len(frame):,} of {total:,} {what}" if total > len(frame) else f"{total:,} {what}"


def is_cut(frame: pd.DataFrame) -> bool:
    """Whether there are more rows than these; `frame` holds total_rows."""
    return len(frame) > 0 and int(frame["total_rows"].iloc[0]) > len(frame)


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that a table of words shows: all there are; of more than were asked for the first of them, which are as
    many as anybody reads; `frame` holds total_rows."""
    return frame.head(WORDED) if is_cut(frame) else frame


def clipped(frame: pd.DataFrame) -> list[str]:
    """That not every row is shown, where it is so; `frame` holds total_rows."""
    total = int(frame.iloc[0]["total_rows"])
    return [f"The first {len(frame):,} of {total:,} rows are shown."] if total > len(frame) else []


def renamed(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The columns of `names` only, under their reader's names, nothing shown where there is nothing."""
    return (
        frame[list(names)].rename(columns=dict(names)).astype(object).where(frame[list(names)].notna().to_numpy(), "")
    )


def _latest(row: Any) -> str:
    if pd.isna(row.latest_value):
        return wording.missing(row.actual_statuses)
    mark = "*" if row.actual_statuses == "unrepresentative" else ""
    return dated(row.latest_value, row.latest_period, row) + mark


def dated(value: float, period: str | None, row: Any) -> str:
    """A figure with its period; `row` holds unit and decimals."""
    figure = wording.quantity(value, row.unit, row.decimals)
    if not figure:
        return ""
    return f"{figure} ({period})" if isinstance(period, str) else f"{figure} (year not printed)"


def _target(row: Any, year: str) -> str:
    found: Sequence[Any] = [t for t in row.targets if t["period"] == year]
    return wording.cell(found[0]["value"], found[0]["status"], row.unit, row.decimals) if found else ""


def _agreements(in_laa: bool, in_corporate_plan: bool) -> str:
    return " ".join(word for word, held in (("LAA", in_laa), ("CPM", in_corporate_plan)) if held)


def _remark(row: Any) -> str:
    words = [row.qualifier, row.note, "baseline" if row.is_baseline else "", f"{row.basis.replace('_', '-')} basis"]
    return "; ".join(w for w in words if isinstance(w, str) and w and w != "table basis")


def _of_area(row: Any) -> str:
    return f" {row.area}" if row.role == "restated" else ""
