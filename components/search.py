"""What a search found, by kind, each thing leading to the page and the selection where it is seen."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from components.markup import Link, anchor
from components.rows import each
from components.wording import dataset

KINDS = {
    "measure": "Measures", "figure": "Other figures", "priority": "Priorities", "board": "Boards",
    "person": "People", "milestone": "Milestones", "savings line": "Savings lines", "survey factor": "Survey factors",
    "finding": "Findings", "meeting": "Meetings", "document": "Documents",
}  # fmt: skip
ALL = {"of_one": "All that belongs", "of_all": "All that belongs"}


def results(rows: pd.DataFrame, kept: Mapping[str, str]) -> str:
    """The things found as lists under their kinds; `rows` as the search gives them, `kept` goes along in each link."""
    groups = (_group(kind, of_kind, kept) for kind, of_kind in rows.groupby("kind", sort=False))
    return f'<div class="cp-found">{"".join(groups)}</div>'


def printed(count: int, words: str, kept: Mapping[str, str]) -> str:
    """The way to the rows of figures whose printed words bear what is sought."""
    rows = f"{count:,} {'row' if count == 1 else 'rows'} of figures and their printed words"
    return f'<p class="cp-found">{anchor(Link.to(rows, {**kept, "words": words}, "sources"))}</p>'


def told(rows: pd.DataFrame, words: str) -> str:
    """How much was found."""
    count = int(rows.drop_duplicates("kind")["of_kind"].sum()) if len(rows) else 0
    return f"{count:,} {'thing bears' if count == 1 else 'things bear'} “{words}”"


def place(row: Any) -> tuple[str, dict[str, str]]:
    """The page that shows a thing, and what its address asks for; what no page selects is found in Sources."""
    places: dict[str, tuple[str, dict[str, str | None]]] = {
        "measure": ("homelessness", {"view": "Measures", "measure": row.choice}),
        "figure": ("priorities", {"about": row.choice, **ALL}),
        "priority": ("priorities", {"about": row.choice}),
        "board": ("priorities", {"board": row.choice, **ALL}),
        "person": ("milestones", {"lead": row.choice}),
        "milestone": ("milestones", {"milestones": "Due", "priority": row.filter_label}),
        "savings line": ("efficiency", {"show": "Owed", "plan": row.plan_title}),
        "survey factor": ("staff-survey", {"part": "Factors"}),
        "finding": ("findings", {"check": dataset(row.choice) if isinstance(row.choice, str) else None}),
        "meeting": ("changes", {"since": row.choice}),
        "document": ("sources", {"show": "Find a figure", "document": row.choice}),
    }
    page, asked = places[row.kind]
    if any(not isinstance(value, str) for value in asked.values()):
        return "sources", {"words": row.title}
    if row.kind == "savings line" and isinstance(row.choice, str):
        asked["board"] = row.choice
    return page, {name: str(value) for name, value in asked.items()}


def _group(kind: Any, rows: pd.DataFrame, kept: Mapping[str, str]) -> str:
    count, shown = int(rows["of_kind"].iloc[0]), len(rows)
    more = f" · the first {shown} of {count:,}" if count > shown else f" · {count:,}"
    items = "".join(f"<li>{_item(row, kept)}</li>" for row in each(rows))
    return f"<section><h3>{escape(KINDS[kind])}<span>{more}</span></h3><ul>{items}</ul></section>"


def _item(row: Any, kept: Mapping[str, str]) -> str:
    page, asked = place(row)
    setting = f" <span>{escape(row.setting)}</span>" if isinstance(row.setting, str) else ""
    return anchor(Link.to(row.title, {**kept, **asked}, page)) + setting
