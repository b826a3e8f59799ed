"""The wide layouts that are taken: one row an indicator, line or group, one column a year, survey or factor."""

import difflib
import re
from collections.abc import Iterable
from typing import NamedTuple

from data.contracts import Contract
from data.periods import period


class Figures(NamedTuple):
    """Where a dataset keeps a figure: its number, the cell as printed, and the word for what the cell holds."""

    value: str
    text: str
    status: str = "value_status"


FIGURES = {
    "indicator_value": Figures("value", "value_text"),
    "efficiency_amount": Figures("amount_gbp_000", "printed"),
    "survey_score": Figures("value", "printed"),
}
# The column a heading may fill, and the one a word beside a period in a heading may ("2009/10 target").
_SPREAD = {
    "indicator_value": (("period", "kind"),),
    "efficiency_amount": (("period", "measure"),),
    "survey_score": (("survey_id", ""), ("factor", "")),
}


class Heading(NamedTuple):
    """What one heading of a wide table stands for: the cells of the columns it fills, by column."""

    name: str
    cells: dict[str, str]
    month: str = ""  # where a period may as well be this month


def spread(names: Iterable[str], contract: Contract) -> list[Heading]:
    """The headings of a wide table that hold figures, or none where the table is not wide.

    `names` are the header's cells, those of the contract's columns spelt as there.
    """
    names = list(names)
    if contract.name not in FIGURES or FIGURES[contract.name].value in names:
        return []
    for column, beside in _SPREAD[contract.name]:
        others = [name for name in names if name not in contract.columns and not near(name, contract.columns)]
        if column in names and column != "survey_id":
            continue
        words = contract.field(beside).allowed if beside and beside not in names else ()
        found = [h for name in others if (h := _heading(name, column, beside, words, column in names))]
        if found and not (column == "factor" and len(found) < len(others)):
            return _settled(found, column)
    return []


def plain(name: str) -> str:
    """A column's name without what typing it anew changes: case, spaces, hyphens, marks at the ends."""
    return re.sub(r"[\W_]+", "_", name.lower()).strip("_")


def near(name: str, columns: Iterable[str]) -> str:
    """The column a misspelt name most likely means; empty where none is near."""
    found = difflib.get_close_matches(plain(name), list(columns), 1, 0.75)
    return found[0] if found else ""


def _heading(name: str, column: str, beside: str, words: Iterable[str], present: bool) -> Heading | None:
    text = " ".join(name.split())
    if column == "period":
        return _of_period(name, text, beside, words)
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    years = period(text)
    if column == "survey_id" and present:  # the row says which survey, the heading when it was taken
        return Heading(name, {column: "-" + years.text.replace("/", "-")}) if years and not years.fault else None
    if column == "survey_id" and not re.fullmatch(r"[a-z].*-\d{4}(-\d{2})?", slug):
        return None
    return Heading(name, {column: slug}) if slug and text else None


def _of_period(name: str, text: str, beside: str, words: Iterable[str]) -> Heading | None:
    word = next((w for w in words if re.search(rf"(^|\s){w.replace('_', '[ _]')}(\s|$)", text, re.IGNORECASE)), "")
    bare = re.sub(rf"(^|\s){word.replace('_', '[ _]')}(\s|$)", " ", text, flags=re.IGNORECASE).strip() if word else text
    found = period(bare)
    if found is None or found.fault:
        return None
    return Heading(name, {"period": found.text, **({beside: word} if word else {})}, found.month)


def _settled(found: list[Heading], column: str) -> list[Heading]:
    """2008-09, 2009-10 beside each other are financial years: months would not all end in the year that follows."""
    if column != "period":
        return found
    financial = [h for h in found if "/" in h.cells["period"]]
    if len(financial) == len(found) and len({h.cells["period"] for h in found}) > 1:
        return [h._replace(month="") for h in found]
    return [h._replace(cells={**h.cells, "period": h.month}) if h.month and len(financial) < len(found) else h
            for h in found]  # fmt: skip
