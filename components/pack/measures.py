"""The measures of a strategy: all of them against each year's target, a page of its own for one, and its cost."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import pandas as pd

from components import homelessness as told
from components import tables
from components.evidence import Provenance
from components.pack import charting
from components.pack.content import Block, Lines, Page
from components.pack.tabulating import evidence, places, table

Frame: TypeAlias = pd.DataFrame


def every(rows: Frame, verdicts: Frame, strategy: str, provenance: Provenance) -> Page:
    """Every measure with its results and the target of each year; `verdicts` is indexed by indicator_id."""
    shown = tables.indicators(rows, verdicts).drop(columns=["Results, then targets"])
    years = {name: 1.1 for name in shown if name.startswith("Target ")}
    shares = {"Measure": 3.2, "Status": 1.3, "Better if": 1.0, "Unit": 1.1, "Latest": 1.5, **years}
    live = int((rows["state"] == "live").sum())
    title = f"{len(rows)} measures of the {strategy}, {live} with figures or targets and {len(rows) - live} to develop"
    behind: dict[str, Any] = {"Earlier": rows["first_value"], "Latest": rows["latest_value"]}
    for name in years:
        period = name.removeprefix("Target ")
        behind[name] = [next((t["value"] for t in each if t["period"] == period), None) for each in rows["targets"]]
    targets = table("", shown, shares, "Strategy measures", behind, flows=True)
    return Page("homelessness", strategy, title, left=(targets,), sources=places(provenance, rows),
                evidence=evidence(provenance, rows), told=f"{strategy}: every measure")  # fmt: skip


def one(
    section: str,
    strategy: str,
    measure: pd.Series,
    values: Frame,
    verdict: pd.Series,
    said: Frame,
    found: Frame,
    actions: Frame,
    provenance: Provenance,
) -> Page:
    """One measure: its results and the path the plan asks for, what may be said of it, and what is meant to move it."""
    card = told.measure_card(measure, values, verdict, found)
    lines = told.measure_told(measure, values, verdict, said, found)
    unit, decimals = measure["unit"], int(measure["decimals"])
    path = told.charted(values)
    chart = charting.path(path[path["kind"].isin(("actual", "target"))], "", card.subtitle, unit, decimals, lines)
    right: list[Block] = [Lines(f"Status: {verdict['word']}", tuple(lines))]
    printed = table("", card.table, {"Period": 1, "What": 1, "Figure": 1.5, "As printed": 1.5}, "Values",
                    {"Figure": values["value"], "Unit": [unit] * len(values)}, about=measure["title"])  # fmt: skip
    shown: Block = chart if chart.series else printed
    if not actions.empty:
        title = f"{len(actions)} actions meant to move it" if len(actions) > 1 else "1 action meant to move it"
        right.append(table(title, told.measure_actions(actions), {"Due": 1.2, "Action": 3.4, "State": 1.6},
                           "Actions", about=measure["title"]))  # fmt: skip
    return Page(section, f"{strategy} · {measure['priority_title']}", card.title, left=(shown,), right=tuple(right),
                split=0.56, sources=places(provenance, values), evidence=evidence(provenance, values),
                told=measure["title"], more=(printed,) if chart.series else ())  # fmt: skip


def cost(rows: Frame, lines: Frame, strategy: str, provenance: Provenance) -> list[Page]:
    """The cost per head beside the areas compared, and the costs printed with the sums of their lines."""
    homes = rows[(rows["role"] == "compared") & rows["is_home"].astype(bool)]
    pages = []
    if not homes.empty:
        home = homes.iloc[0]
        unit, decimals = home["unit"], int(home["decimals"])
        card = told.cost_card(rows, home)
        chart = charting.bars(tables.ranking(rows), "", card.subtitle, unit, decimals)
        beside: Sequence[str] = [home["reason"], *tables.beside(rows, unit, decimals)]
        more = table("", card.table, {}, "Cost per head", {unit: rows["value"]})
        pages.append(Page("homelessness", f"{strategy} · cost", card.title, left=(chart,),
                          right=(Lines("", tuple(beside)),), split=0.62, sources=places(provenance, rows),
                          evidence=evidence(provenance, rows), told="Cost per head", more=(more,)))  # fmt: skip
    if not lines.empty:
        shown = told.cost_lines(lines)
        behind = {"As printed, £": lines["amount_gbp"], "Sum of its lines, £": lines["recomputed"],
                  "Difference, £": lines["difference"]}  # fmt: skip
        shares = {
            "Table": 1.8,
            "Line": 2.6,
            "Period": 1,
            "As printed, £": 1,
            "Sum of its lines, £": 1.1,
            "Difference, £": 1,
        }
        printed = table("", shown, shares, "Costs", behind, total=len(lines), flows=True)
        noted = tuple(told.cost_told(lines))[:2]
        top = (Lines("", noted),) if noted else ()
        pages.append(Page("homelessness", f"{strategy} · cost", told.cost_title(lines), top, (printed,),
                          sources=places(provenance, lines), evidence=evidence(provenance, lines),
                          told="Costs as printed"))  # fmt: skip
    return pages
