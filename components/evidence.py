"""Where figures are printed: the one component that leads from any figure to its document, section and words."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components.wording import plain

SHOWN_AT_ONCE = 40


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
        """The evidence of `rows` as Markdown, a paragraph a printed place.

        `rows` has source_ref, quote and note, and where it holds values also period, value_text and value_status.
        """
        paragraphs = [self._paragraph(ref, printed) for ref, printed in rows.groupby("source_ref", sort=False)]
        hidden = len(paragraphs) - SHOWN_AT_ONCE
        more = [f"*{hidden} more places: see the Sources page.*"] if hidden > 0 else []
        return "\n\n---\n\n".join([*paragraphs[:SHOWN_AT_ONCE], *more, plain(self.loads.get(dataset, ""))])

    def _paragraph(self, ref: str, printed: pd.DataFrame) -> str:
        quotes = [f"“{plain(quote)}”" for quote in printed["quote"].dropna().unique()] or ["*No words are printed.*"]
        lines = [*quotes, f":gray[{plain(' · '.join(p for p in self.place(ref) if p))}]"]
        if {"value_status", "value_text", "period"} <= set(printed):
            cells = zip(printed["period"], printed["value_text"].fillna(""), printed["value_status"], strict=True)
            lines.append(
                plain("; ".join(f"{period}: “{text}” ({status.replace('_', ' ')})" for period, text, status in cells))
            )
        lines += [f":material/info: {plain(note)}" for note in printed["note"].dropna().unique()]
        return "  \n".join(lines)
