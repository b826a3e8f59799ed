"""Where figures are printed: the one component that leads from any figure to its document, section and words."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

SHOWN_AT_ONCE = 40
_SHOWN = ("source_ref", "quote", "note", "period", "value_text", "value_status")


@dataclass(frozen=True)
class Provenance:
    """What resolves a source_ref: document titles by key, and for each dataset the load it came in, in words."""

    titles: Mapping[str, str]
    loads: Mapping[str, str]
    version: int

    def foot(self, rows: pd.DataFrame) -> str:
        """The documents and sections behind `rows` (source_ref), and the version of the data."""
        places = dict.fromkeys(", ".join(self.place(ref)[:2]) for ref in rows["source_ref"])
        more = f" and {len(places) - 2} more places" if len(places) > 2 else ""
        return f"Source: {'; '.join(list(places)[:2])}{more} · data version {self.version}"

    def place(self, source_ref: str) -> tuple[str, str, str]:
        """Document title, section and row of a source_ref."""
        document, section, row = [*source_ref.split(", ", 2), "", ""][:3]
        return self.titles.get(document, document), section, row

    def told(self, rows: pd.DataFrame, dataset: str) -> str:
        """The evidence of `rows` as HTML, a paragraph a printed place.

        `rows` has source_ref, quote and note, and where it holds values also period, value_text and value_status.
        """
        columns = [name for name in _SHOWN if name in rows]
        printed: dict[str, list[dict[str, Any]]] = {}
        for values in zip(*(rows[name] for name in columns), strict=True):
            row = dict(zip(columns, values, strict=True))
            printed.setdefault(row["source_ref"], []).append(row)
        shown = itertools.islice(printed.items(), SHOWN_AT_ONCE)
        hidden = len(printed) - SHOWN_AT_ONCE
        more = f"<p>{hidden} more places: see the Sources page.</p>" if hidden > 0 else ""
        load = self.loads.get(dataset, "")
        paragraphs = "".join(self._paragraph(ref, of_it) for ref, of_it in shown)
        return paragraphs + more + (f"<p>{escape(load)}</p>" if load else "")

    def _paragraph(self, ref: str, printed: Sequence[Mapping[str, Any]]) -> str:
        quotes = [f"“{escape(quote)}”" for quote in _each(printed, "quote")] or ["<em>No words are printed.</em>"]
        lines = [*quotes, f"<small>{escape(' · '.join(p for p in self.place(ref) if p))}</small>"]
        if {"value_status", "value_text", "period"} <= set(printed[0]):
            cells = (
                f"{row['period']}: “{_text(row['value_text'])}” ({row['value_status'].replace('_', ' ')})"
                for row in printed
            )
            lines.append(escape("; ".join(cells)))
        lines += [f'<span class="cp-note">{escape(note)}</span>' for note in _each(printed, "note")]
        return f"<p>{'<br>'.join(lines)}</p>"


def _each(printed: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    """What the rows have in a column, each text once."""
    return list(dict.fromkeys(text for row in printed if (text := _text(row[name]))))


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""
