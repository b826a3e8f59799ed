"""Frames as a reader sees them: words for columns and cells, units beside the figures, nothing judged."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import wording

Config = dict[str, Any]


def indicators(frame: pd.DataFrame) -> tuple[pd.DataFrame, Config]:
    """Indicators with their baselines and a column for each year's target; one row a row of `frame`."""
    years = sorted({target["period"] for targets in frame["targets"] for target in targets})
    shown = pd.DataFrame(
        {
            "Measure": frame["title"],
            "Objective": frame["objective"],
            "Code": frame["code"].fillna(""),
            "Unit": frame["unit"],
            "Better": frame["polarity"].map(wording.POLARITY),
            "Earlier": [_dated(r.first_value, r.first_period, r) for r in frame.itertuples()],
            "Latest": [_latest(r) for r in frame.itertuples()],
            **{f"Target {year}": [_target(r, year) for r in frame.itertuples()] for year in years},
            "Path": frame["path"].map(lambda path: [float(v) for v in path]),
            "Agreement": [_agreements(r.in_laa, r.in_corporate_plan) for r in frame.itertuples()],
        }
    )
    right = {name: st.column_config.TextColumn(alignment="right") for name in ("Earlier", "Latest")}
    targets = {f"Target {year}": st.column_config.TextColumn(year, alignment="right") for year in years}
    return shown, {
        "Measure": st.column_config.TextColumn(width=270),
        "Objective": st.column_config.TextColumn("Obj.", width=45),
        "Code": st.column_config.TextColumn(width=65),
        "Unit": st.column_config.TextColumn(width=100),
        "Better": st.column_config.TextColumn("Better if", width=80),
        "Path": st.column_config.LineChartColumn("Results, then targets", width=130, y_min=0),
        "Agreement": st.column_config.TextColumn(
            "In", width=80, help="LAA: Local Area Agreement. CPM: Corporate Plan measure."
        ),
        **right,
        **targets,
    }


def values(frame: pd.DataFrame, unit: str, decimals: int) -> pd.DataFrame:
    """Every value of one indicator in words: what, when, how much, and what kind of nothing where there is none."""
    kinds = {"actual": "Result", "target": "Target", "printed_mean": "Printed mean", "printed_median": "Printed median"}
    return pd.DataFrame(
        {
            "Period": frame["period"],
            "What": frame["kind"].map(kinds),
            "Figure": [
                wording.cell(v, s, unit, decimals) for v, s in zip(frame["value"], frame["value_status"], strict=True)
            ],
            "As printed": frame["value_text"].fillna(""),
            "Remark": [_remark(r) for r in frame.itertuples()],
        }
    )


def actions(frame: pd.DataFrame) -> pd.DataFrame:
    """The actions of a delivery plan, every printed column, due dates no more exact than printed."""
    due = [wording.due(r.due_on, r.due_precision, r.due_text) for r in frame.itertuples()]
    names = {"ref": "Ref", "title": "Action", "due": "Due", "lead": "Lead", "baseline_text": "Starting from",
             "delivered_by": "Delivered by", "resources": "Resources", "outcome": "Outcome"}  # fmt: skip
    return renamed(frame.assign(due=due), names)


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
        "restated": "Restated for Leicester",
    }
    return [
        f"{words[r.role]}: {wording.quantity(r.value, unit, decimals)} ({r.period}). {r.note or ''}".strip()
        for r in frame[frame["role"].isin(list(words))].itertuples()
    ]


def evidence_rows(frame: pd.DataFrame) -> tuple[pd.DataFrame, Config]:
    """Sourced rows of any dataset, as a list to search."""
    names = {"dataset": "Dataset", "subject": "What", "quote": "Printed words", "document": "Document",
             "section": "Section", "row": "Row", "note": "Our note", "row_key": "Key"}  # fmt: skip
    shown = renamed(frame.assign(dataset=frame["dataset"].map(wording.dataset)), names)
    return shown, {
        "What": st.column_config.TextColumn(width=260),
        "Printed words": st.column_config.TextColumn(width=330),
    }


def holdings(datasets: pd.DataFrame, counts: pd.DataFrame) -> tuple[pd.DataFrame, Config]:
    """A row a dataset, a column a document, and the whole number of rows."""
    wide = counts.pivot_table(index="dataset", columns="document", values="row_count", fill_value=0, aggfunc="sum")
    shown = datasets[["dataset", "row_count"]].join(wide, on="dataset")
    shown = shown.assign(dataset=shown["dataset"].map(wording.dataset))
    shown = shown.rename(columns={"dataset": "Dataset", "row_count": "Rows"})
    return shown, {"Dataset": st.column_config.TextColumn()}


def columns(frame: pd.DataFrame) -> tuple[pd.DataFrame, Config]:
    """The columns of one dataset."""
    shown = frame.assign(required=frame["required"].map({True: "yes", False: ""}))
    names = {"column_name": "Column", "type": "Type", "required": "Required", "holds": "What it holds"}
    return renamed(shown, names), {"What it holds": st.column_config.TextColumn(width=620)}


def evidence(frame: pd.DataFrame) -> pd.DataFrame:
    """Where figures are printed: one row a quote."""
    names = {"document": "Document", "section": "Section", "row": "Row", "quote": "Printed words", "note": "Our note"}
    return renamed(frame, names)


def renamed(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The columns of `names` only, under their reader's names, nothing shown where there is nothing."""
    return (
        frame[list(names)].rename(columns=dict(names)).astype(object).where(frame[list(names)].notna().to_numpy(), "")
    )


def split_reference(frame: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """`frame` with source_ref taken apart: document (its title in `titles`), section, row."""
    parts = frame["source_ref"].str.split(", ", n=2, expand=True).reindex(columns=range(3))
    documents = parts[0].map(lambda key: titles.get(key, key))
    return frame.assign(document=documents, section=parts[1], row=parts[2])


def _latest(row: Any) -> str:
    if pd.isna(row.latest_value):
        return wording.missing(row.actual_statuses)
    mark = "*" if row.actual_statuses == "unrepresentative" else ""
    return _dated(row.latest_value, row.latest_period, row) + mark


def _dated(value: float, period: str | None, row: Any) -> str:
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
