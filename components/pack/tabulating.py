"""Frames as a pack holds them: the words a page shows, with the numbers and dates behind them for the workbook."""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from components.evidence import Provenance
from components.markup import FIGURE
from components.pack.content import Cell, Column, Table, Value

EVIDENCE = 12  # printed places whose words a page carries


def table(
    title: str,
    shown: pd.DataFrame,
    shares: Mapping[str, float],
    sheet: str,
    behind: Mapping[str, Iterable[Any]] | None = None,
    *,
    total: int | None = None,
    flows: bool = False,
    size: int = 12,
    about: str = "",
    lines: int = 9,
) -> Table:
    """`shown` as a table: a page has the columns of `shares` that hold anything, in that order; the workbook has all.

    `behind` holds the number or date behind a column of that name, or a column that only the workbook has.
    """
    held = {name: list(cells) for name, cells in (behind or {}).items()}
    order = [*shares, *(name for name in [*shown, *held] if name not in shares)]
    texts = {
        name: [_text(cell) for cell in (shown[name] if name in shown else held[name])] for name in dict.fromkeys(order)
    }
    values = {name: [_value(cell) for cell in held.get(name, shown.get(name, ()))] for name in texts}
    held_by = {name: shares.get(name, 0.0) if any(cells) or shown.empty else 0.0 for name, cells in texts.items()}
    columns = tuple(Column(name, held_by[name], _figures(cells)) for name, cells in texts.items())
    cells = [[Cell(*pair) for pair in zip(texts[name], values[name], strict=True)] for name in texts]
    rows = zip(*cells, strict=True)
    count = len(shown)
    return Table(title, columns, tuple(rows), count if total is None else total, sheet, flows, size, about, lines)


def places(provenance: Provenance, *frames: pd.DataFrame) -> tuple[str, ...]:
    """The documents and sections behind the frames, each once."""
    refs = dict.fromkeys(ref for frame in frames if "source_ref" in frame for ref in frame["source_ref"])
    return tuple(dict.fromkeys(", ".join(p for p in provenance.place(ref)[:2] if p) for ref in refs if _is(ref)))


def evidence(provenance: Provenance, *frames: pd.DataFrame) -> tuple[str, ...]:
    """The words printed behind the frames with their places, the first EVIDENCE of them."""
    said = dict.fromkeys(
        f"“{quote}” ({', '.join(part for part in provenance.place(ref) if part)})"
        for frame in frames
        if {"source_ref", "quote"} <= set(frame)
        for ref, quote in zip(frame["source_ref"], frame["quote"], strict=True)
        if _is(ref) and _is(quote)
    )
    return tuple(said)[:EVIDENCE]


def _figures(cells: Sequence[str]) -> bool:
    """Whether these are figures, which stand at the right."""
    held = [cell for cell in cells if cell]
    return bool(held) and all(FIGURE.fullmatch(cell) for cell in held)


def _value(value: Any) -> Value | None:
    """A number or a date as Python's own; None of text, truth and nothing."""
    if isinstance(value, pd.Timestamp | datetime.datetime):
        return None if pd.isna(value) else value.date()
    if isinstance(value, datetime.date) or value is None or isinstance(value, str | bool):
        return value if isinstance(value, datetime.date) else None
    if hasattr(value, "item"):
        value = value.item()
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        return None
    return value


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    return "" if cell is None or (not isinstance(cell, list) and pd.isna(cell)) else str(cell)


def _is(cell: Any) -> bool:
    return isinstance(cell, str) and bool(cell)
