"""One priority on one page: its headline in words, and all that belongs to it."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pandas as pd

from components import priorities as told
from components import report_card, wording
from components.evidence import Provenance
from components.pack.content import Block, Lines, Page, Table
from components.pack.fitting import complete, titled
from components.pack.tabulating import evidence, places, table
from components.rows import each
from components.status import SEVERITIES

Frame: TypeAlias = pd.DataFrame
SIZES = (16, 14)  # of type, where all that belongs fits; 12 where it does not


def page(priority: pd.Series, held: Mapping[str, Frame], provenance: Provenance) -> Page:
    """`priority` is a row of the list of priorities; `held` the frames a report card is made of, by name.

    It says what the report card says, in the same order; the workbook has every row.
    """
    key, whose = str(priority["priority_id"]), name(priority)
    sorted_rows = {**held, "measures": _measures_first(held["measures"]),
                   "milestones": report_card.urgent(held["milestones"]),
                   "savings lines": report_card.totals(held["savings lines"]),
                   "remarks": report_card.told_first(held["remarks"])}  # fmt: skip
    shown = {kind: sorted_rows[kind] for kind in _TABLES}
    tables = {kind: maker(shown[kind], whose) for kind, maker in _TABLES.items() if not shown[kind].empty}
    left: list[Block] = [tables[kind] for kind in ("measures", "savings lines") if kind in tables]
    right: list[Block] = [tables["milestones"]] if "milestones" in tables else []
    left, right = (
        [*left, *_lines("remarks", shown["remarks"], _remark)],
        [*right, *_lines("findings", shown["findings"], _finding)],
    )
    if not left:
        left, right = right, []
    said, more_said = _headline(whose, held)
    large = Page(
        f"priority:{key}",
        f"{priority['plan_title']} · {told.facts(priority)}",
        said,
        top=(Lines("", (more_said,)),) if more_said else (),
        left=tuple(left),
        right=tuple(right),
        split=0.54,
        sources=places(provenance, *shown.values()),
        evidence=evidence(provenance, *shown.values()),
        told=f"{priority['plan_title']}: {whose}",
        more=tuple(tables[kind] for kind in ("remarks", "findings", "survey figures") if kind in tables)
        + tuple(_amounts(held["savings lines"], whose)),
    )
    sizes = (
        dataclasses.replace(large, left=_sized(large.left, size), right=_sized(large.right, size)) for size in SIZES
    )
    return next((page for page in sizes if complete(page)), large)


def _headline(whose: str, held: Mapping[str, Frame]) -> tuple[str, str]:
    """The report card's own headline after the name: as many sentences as a title holds, and the rest."""
    sentences = f"{report_card.headline(held)} {report_card.also(held)}".strip().replace(". ", ".\n").split("\n")
    count = next((n for n in range(len(sentences), 1, -1) if titled(" ".join([f"{whose}.", *sentences[:n]]))), 1)
    return " ".join([f"{whose}.", *sentences[:count]]), " ".join(sentences[count:])


def _measures_first(rows: Frame) -> Frame:
    """What needs a board first; what is still to be developed last."""
    return pd.concat([report_card.worst(rows), rows[rows["state"] == "to_be_developed"]])


def name(priority: pd.Series) -> str:
    """ "5 Transforming support services"."""
    number = priority["number"]
    return f"{int(number)} {priority['title']}" if pd.notna(number) else str(priority["title"])


def _measures(rows: Frame, about: str) -> Table:
    judged = rows["target"].notna()
    behind = {
        "Latest": rows["value"], "Latest period": rows["period"],
        "Target": rows["target"].where(judged, rows["next_target"]),
        "Target period": rows["target_period"].where(judged, rows["next_target_period"]),
        "Unit": rows["unit"], "Code": rows["code"],
    }  # fmt: skip
    shares = {"Status": 1.25, "Measure": 3.2, "Latest": 1.3, "Target": 1.3}
    return table(_title(rows, "measures"), told.measures(rows), shares, "Measures", behind,
                 total=told.whole(rows), about=about, lines=3)  # fmt: skip


def _milestones(rows: Frame, about: str) -> Table:
    shares = {"State": 1.5, "Milestone": 3.2, "Due": 1.55}
    return table(_title(rows, "milestones"), told.milestones(rows), shares, "Milestones", {"Due on": rows["due_on"]},
                 total=told.whole(rows), about=about, lines=3)  # fmt: skip


def _savings(rows: Frame, about: str) -> Table:
    shares = {"Line": 2.4, "Amounts, £000": 3.2, "Waits for": 1.8}
    return table(_title(rows, "savings lines"), told.savings(rows), shares, "Savings lines",
                 total=told.whole(rows), about=about, lines=3)  # fmt: skip


def _amounts(rows: Frame, about: str) -> list[Table]:
    """Every amount of the lines in a row of its own, in £000."""
    shown = pd.DataFrame(
        [
            {"Line": row.title, "What": wording.dataset(a["measure"]), "Period": a["period"], "£000": a["amount"],
             "As printed": a["printed"]}
            for row in each(rows)
            for a in row.amounts
        ]
    )  # fmt: skip
    return [] if shown.empty else [table("", shown, {}, "Savings amounts", {"£000": shown["£000"]}, about=about)]


def _survey(rows: Frame, about: str) -> Table:
    return table("", told.survey(rows), {}, "Staff survey figures", about=about, lines=3)


def _listed_remarks(rows: Frame, about: str) -> Table:
    return table("", told.remarks(rows), {}, "Remarks", about=about, lines=3)


def _listed_findings(rows: Frame, about: str) -> Table:
    return table("", told.findings(rows), {}, "Findings about", about=about, lines=3)


_TABLES = {
    "measures": _measures,
    "milestones": _milestones,
    "savings lines": _savings,
    "remarks": _listed_remarks,
    "findings": _listed_findings,
    "survey figures": _survey,
}


def _lines(kind: str, rows: Frame, told_of: Callable[[Any], str]) -> list[Block]:
    return [Lines(_title(rows, kind), tuple(told_of(row) for row in each(rows)), 12)] if len(rows) else []


def _finding(row: Any) -> str:
    return f"{SEVERITIES[row.severity]}: {row.explanation}"


def _remark(row: Any) -> str:
    said = [text for text in (row.text, row.action) if isinstance(text, str)]
    return f"{' '.join(said)} ({wording.day(row.as_at)})"


def _sized(blocks: tuple[Block, ...], size: int) -> tuple[Block, ...]:
    return tuple(
        dataclasses.replace(block, size=size) if isinstance(block, Table | Lines) else block for block in blocks
    )


def _title(rows: Frame, kind: str) -> str:
    words = told.title(rows, kind)
    return words[0].upper() + words[1:]
