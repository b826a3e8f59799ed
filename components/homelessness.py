"""What the homelessness page says and shows: a measure with its path, its actions and the text's own figures; costs."""

import math
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components import charts, status, stories, tables, wording
from components.cards import Card
from components.palette import Palette
from components.rows import each


def offered(
    strategies: pd.DataFrame, left: Collection[str], measure: str = "", title: str = "", most: float = math.inf
) -> dict[str, tuple[str, ...]]:
    """By strategy that the filters leave something of: the keys of its priorities that they leave.

    `strategies` is by plan_id. At `most` so many of the first, and those asked for by a measure's or strategy's title.
    """
    held = frozenset(left)
    found: dict[str, tuple[str, ...]] = {}
    for row in strategies.itertuples():
        asked_for = row.title == title or measure in _listed(row.measures)
        keys = tuple(key for key in _listed(row.priorities) if key in held)
        if keys and (asked_for or len(found) < most):
            found[str(row.Index)] = keys
    return found


def _listed(cell: Any) -> list[str]:
    """A cell that holds a list, or nothing."""
    return list(cell) if isinstance(cell, list | np.ndarray) else []


def strategy_of(strategies: pd.DataFrame, measure: str) -> str:
    """The key of the strategy that has a measure of this title, else of the first."""
    return next((row.Index for row in strategies.itertuples() if measure in _listed(row.measures)), strategies.index[0])


def live(rows: pd.DataFrame) -> pd.DataFrame:
    """The measures of a strategy's table that are in force, by indicator_id."""
    return rows[rows["state"] == "live"].set_index("indicator_id")


def table_foot(rows: pd.DataFrame) -> str:
    """What signs in the table of measures mean, and how many of its rows are still to be developed."""
    count = int((rows["state"] == "to_be_developed").sum())
    words = {0: "", 1: " One row is a measure still to be developed."}
    many = f" {wording.cardinal(count).capitalize()} rows are measures still to be developed."
    signs = "TBS: target to be set. * The paper says this baseline does not represent the full year."
    return signs + words.get(count, many)


def strategic(priorities: pd.DataFrame, key: str) -> str:
    """A strategic priority as a choice, and what stands for all of them."""
    return wording.numbered(priorities, key) if key else "All"


def charted(values: pd.DataFrame) -> pd.DataFrame:
    """The values that stand on one path: those of a single year are another series."""
    return values[values["basis"] != "in_year"]


def measure_card(measure: pd.Series, values: pd.DataFrame, verdict: pd.Series, found: pd.DataFrame) -> Card:
    """A measure with its finding as title; `measure` is a row of the plan's table, by indicator_id."""
    unit, decimals = measure["unit"], int(measure["decimals"])
    return Card(
        title=stories.path_title(measure["title"], *_paths(values), unit, decimals),
        subtitle=f"{measure['name_printed']} · {unit} · {measure['area']}",
        table=tables.values(values, unit, decimals, found),
        rows=values,
        dataset="indicator_value",
        file_name=str(measure.name),
        why=stories.verdict_told(verdict),
    )


def measure_figure(measure: pd.Series, values: pd.DataFrame, palette: Palette) -> go.Figure:
    """The measure's results and the path the plan asks for."""
    periods = list(dict.fromkeys(charted(values)["period"]))
    return charts.path_to_target(*_paths(values), periods, measure["unit"], int(measure["decimals"]), palette)


def measure_told(
    measure: pd.Series, values: pd.DataFrame, verdict: pd.Series, said: pd.DataFrame, found: pd.DataFrame
) -> list[str]:
    """Beside the chart: the verdict's reason, what was said and found, what is not printed."""
    lines = [verdict["reason"], verdict["forecast_reason"], *stories.commentary_told(said, verdict),
             *stories.findings_told(found), *stories.path_gaps(charted(values)), measure["note"]]  # fmt: skip
    return [line for line in lines if isinstance(line, str)]


def measure_actions(rows: pd.DataFrame) -> pd.DataFrame:
    """The actions meant to move a measure: when, what, who, how they stand, and who ties them to it."""
    shown = rows.assign(
        due=[wording.due(r.due_on, r.due_precision, r.due_text) for r in each(rows)],
        state=[f"{_milestone(r.state).shape} {r.word}" for r in each(rows)],
        basis=rows["basis"].map({"stated": "the papers", "matched": "us, by its wording"}),
    )
    names = {"ref": "Ref", "title": "Action", "due": "Due", "state": "State", "lead": "Lead", "basis": "Tied by"}
    return tables.with_remarks(tables.renamed(shown, names), rows)


def actions_title(rows: pd.DataFrame) -> str:
    """How many actions the delivery plan has, within the filters."""
    return (
        "Actions of the delivery plan within these filters"
        if rows.empty
        else f"{len(rows)} actions of the delivery plan"
    )


def text_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """The text's own figures beside the table's, and where they contradict each other."""
    return pd.DataFrame(
        {
            "In the text": rows["title"],
            "Text": [_printed(r.figures, r.unit, r.decimals) for r in each(rows)],
            "Table": [_of_table(r) for r in each(rows)],
            "Finding": ["▲ " + r.contradiction if _is(r.contradiction) else "" for r in each(rows)],
            "Our note": rows["note"].fillna(""),
        }
    )


def text_title(rows: pd.DataFrame) -> str:
    """How many series the text has, how many of them stand in the table too, and how many contradict it."""
    series, beside = rows["indicator_id"].nunique(), int(rows["table_id"].notna().sum())
    against = rows["contradiction"].notna().sum()
    return f"{series} series in the text: {beside} stand beside the table, {against} contradict it"


def home_of(rows: pd.DataFrame) -> pd.Series:
    """The home area's row among the areas a cost is compared with."""
    return rows[(rows["role"] == "compared") & rows["is_home"].astype(bool)].iloc[0]


def cost_card(rows: pd.DataFrame, home: pd.Series) -> Card:
    """A cost among the areas compared, with where the home area stands as title."""
    count, place = int(home["compared_count"]), int(home["place_from_highest"])
    return Card(
        title=stories.rank_title(
            home["area"], place, count, home["value"], home["compared_median"], home["unit"], int(home["decimals"])
        ),
        subtitle=f"{home['measure']} · {home['group_title']} · {home['period']} · published figures",
        table=tables.compared(rows),
        rows=rows,
        dataset="indicator_value",
        file_name=home["indicator_id"],
        why=stories.verdict_told(home),
    )


def cost_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """What the cost tables print, in pounds, each total beside the sum of its lines."""
    pounds = {"As printed, £": "amount_gbp", "Sum of its lines, £": "recomputed", "Difference, £": "difference"}
    return pd.DataFrame(
        {
            "Table": rows["table_id"].str.replace("-", " ").str.title(),
            "Line": rows["title"],
            "Period": rows["period"].str.replace("not printed", "no year printed"),
            **{name: [wording.number(v, 0) for v in rows[column]] for name, column in pounds.items()},
        }
    )


def cost_told(rows: pd.DataFrame) -> list[str]:
    """Each total that its lines do not make, and what else is known of the lines."""
    wrong = rows[rows["agrees"].notna() & ~rows["agrees"].fillna(True).astype(bool)]
    notes = rows.drop(wrong.index)["note"].dropna().unique()
    return [*(f"Finding, {r.period}: {r.reason}" for r in each(wrong)), *notes]


def cost_title(rows: pd.DataFrame) -> str:
    """The printed totals by period, and how many of them their lines do not make."""
    totals = rows[rows["line_kind"] == "total"]
    said = wording.sequence([f"£{wording.number(r.amount_gbp)} in {r.period}" for r in each(totals)] or ["none"], "and")
    out = int((~totals["agrees"].astype(bool)).sum())
    checked = f"; {out} of {len(totals)} totals are not the sum of their lines" if out else ""
    return f"Printed totals of costs: {said}{checked}"


def _paths(values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    known = charted(values)[charted(values)["value"].notna()]
    return known[known["kind"] == "actual"], known[known["kind"] == "target"]


def _milestone(state: str) -> status.Status:
    return status.MILESTONES[status.MILESTONE_GROUPS[state]]


def _of_table(row: Any) -> str:
    if not _is(row.table_id):
        return "not in the table"
    # The table's own kinds of nothing stand in the table; here only its figures are compared.
    figures = [figure for figure in row.table_figures if pd.notna(figure["value"])]
    return _printed(figures, row.table_unit, row.table_decimals) or "in the table without a figure"


def _printed(figures: Iterable[Mapping[str, Any]], unit: str, decimals: int) -> str:
    """Each figure with its period: "5 (2007), target 0 (2012)"."""
    said = []
    for figure in figures:
        stated = figure["status"] == "stated"
        words = wording.measured(figure["value"], unit, int(decimals)) if stated else f"“{figure['text']}”"
        kind = "target " if figure["kind"] == "target" else ""
        period = "no date" if figure["period"] == "not printed" else figure["period"]
        said.append(f"{kind}{words} ({period})")
    return ", ".join(said)


def _is(value: object) -> bool:
    return isinstance(value, str)
