"""What the overview lists: the measures that need attention, and what changed since a board last met."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from components import headlines, markup, status, tables, wording
from components.markup import Link
from components.palette import Palette
from components.rows import each


def attention(frame: pd.DataFrame, kept: Mapping[str, str]) -> pd.DataFrame:
    """Measures that need attention as a board reads them: figure, target, results, verdict, owner.

    That something was found stands with the verdict, what is asked for with the owner. Each leads to its page, with
    `kept` in the address. A series of one result has no line.
    """
    rows = list(each(frame))
    asked = [{**kept, "view": "Measures", "measure": r.title} for r in rows]
    return pd.DataFrame(
        {
            "Measure": pd.Series(
                [Link.to(r.title, a, "homelessness") for r, a in zip(rows, asked, strict=True)], dtype=object
            ),  # else pandas makes plain words of them
            "Latest": [tables.dated(r.value, r.period, r) for r in rows],
            "Next target": [tables.dated(r.next_target, r.next_target_period, r) for r in rows],
            "Results": [[float(v) for v in r.path] if isinstance(r.path, list | np.ndarray) else [] for r in rows],
            "Verdict": [_standing(r) for r in rows],
            "Owner": [_joined(wording.owners(r.owner), r.asked) for r in rows],
        }
    )


def furthest_to_go(measures: pd.DataFrame, address: Mapping[str, str], palette: Palette) -> str:
    """The measures that need attention, under their heading, as HTML; links keep `address`."""
    rows = attention(tables.first_needing_attention(measures), address)
    table = (
        markup.empty("No measure is short of its next target.", "Nothing within these filters has further to go.")
        if rows.empty
        else markup.table(rows, "Measures furthest from their next target", palette)
    )
    all_of_them = Link.to("All still to go", {**address, "rows": "measures-to_go"})
    return markup.headed("Off target, else furthest to go", all_of_them, table)


def falls_due_next(milestones: pd.DataFrame, count: int, address: Mapping[str, str], palette: Palette) -> str:
    """The first of `count` milestones due in 90 days, under their heading, as HTML; links keep `address`."""
    due = tables.due_next(milestones)
    table = (
        markup.empty("Nothing falls due.", "No milestone within these filters is due in the 90 days after this date.")
        if due.empty
        else markup.table(due, "Milestones falling due next", palette)
    )
    all_of_them = {**address, "milestone_state": str(status.MILESTONES["soon"])}
    return markup.headed(f"{count:,} fall due in 90 days", Link.to(f"All {count:,}", all_of_them, "milestones"), table)


def since_told(meeting: str, rows: pd.DataFrame, address: Mapping[str, str]) -> str:
    """What changed since a meeting, in a line, as HTML; `rows` as `since_board` reads them."""
    told = headlines.since_told(meeting, since_board(rows))
    return markup.noted(told, Link.to("What changed", {**address, "since": meeting}, "changes"))


def since_board(rows: pd.DataFrame) -> pd.DataFrame:
    """What changed since a meeting, counted: measures by state, milestones by group of states, in a board's order.

    `rows` holds kind, became and number. Gives Number, What and Now.
    """
    said: dict[tuple[str, str], int] = {}
    for kind, became, number in rows[["kind", "became", "number"]].itertuples(index=False):
        group = status.MILESTONE_GROUPS.get(became, became) if kind == "milestone" else became
        said[(kind, group)] = said.get((kind, group), 0) + int(number)
    every = [("measure", key) for key in status.MEASURES] + [("milestone", key) for key in status.MILESTONES]
    in_order = [*every, ("measure", "moved"), ("milestone", "moved")]
    listed = [(said[key], *key) for key in in_order if key in said]
    return pd.DataFrame(
        [(number, f"{kind}s", _became(kind, state)) for number, kind, state in listed],
        columns=["Number", "What", "Now"],
    )


def _standing(row: Any) -> str:
    said = status.MEASURES[row.state]
    gap = wording.quantity(row.gap_to_next, row.unit, row.decimals) if row.state == "to_go" else ""
    moved = {"towards": ", moved towards it", "away": ", moved away", "unchanged": ", unchanged"}.get(row.moved, "")
    forecast = f", {row.forecast_word}" if isinstance(row.forecast_word, str) else ""
    found = "; ▲ finding" if isinstance(row.finding, str) else ""  # its words stand on the measure's page
    return f"{said.shape} {f'{gap} ' if gap else ''}{said.word}{moved}{forecast}{found}"


def _joined(words: str, more: Any) -> str:
    return f"{words}; {more[:1].lower()}{more[1:].rstrip('.')}" if isinstance(more, str) else words


def _became(kind: str, state: str) -> str:
    if state == "moved":
        return "◇ new figure" if kind == "measure" else "◇ date moved"
    said = (status.MEASURES if kind == "measure" else status.MILESTONES)[state]
    return f"{said.shape} {said.label}"
