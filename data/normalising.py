"""Every cell in its one spelling, each change shown; what cannot be read one way is a finding.

Cells that are spelt so already are passed over by one vectorised test a column; of the others each distinct one is
read once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from data import marking, periods, spelling
from data.contracts import Contract, Field
from data.faults import RULES
from data.findings import Finding
from data.heading import OWN, names_of
from data.intake import TextTable
from data.layouts import plain
from data.respelling import CHANGES, Respelling
from data.spelling import SPACES, Spelt

# What stands as the source of rows that name none, until the upload has a load of its own.
OWN_LOAD = "load:this-upload"
# A cell our own export has kept from being read as a formula.
_GUARDED = r"'[=+\-@\t\r]"
# A sound day of any month, a plain number short enough to be kept exactly: the rest is looked at one by one.
_DAY = r"(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])"
_DAY_FORM = r"\d{4}-\d{2}-\d{2}"
_CANONICAL = {
    "date": _DAY,
    "datetime": _DAY + r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d",
    "boolean": "true|false",
    "integer": r"-?\d{1,15}",
}


@dataclass(frozen=True)
class Normalised:
    """`changes` has row (of the spreadsheet), column, before, after, why; `table` holds refused cells as they were."""

    table: TextTable
    changes: pd.DataFrame
    findings: list[Finding]


def normalise(table: TextTable, contract: Contract) -> Normalised:
    """The table with the contract's columns spelt its one way, and each cell likewise.

    Columns the contract does not have, or that are absent, are left to the screening.
    """
    work, headers = Respelling(table, contract), [str(name) for name in table.frame.columns]
    names = names_of(headers, contract)
    for place, name in enumerate(names):
        work.columns[name] = table.frame.iloc[:, place].reset_index(drop=True)
    for before, name in zip(headers, names, strict=True):
        if before != name:
            cells = (table.reading.header_row, name, before, name, "the column's name as in the template")
            work.changes.append(pd.DataFrame([cells], columns=list(CHANGES)))
    marked: dict[str, np.ndarray] = {}
    for field in contract.fields:
        if field.name in work.columns and field.name != "period":
            marked[field.name] = _respell(work, field)
    if OWN in contract.columns:
        _own_source(work)
    if work.has("period"):
        if "period_end" in contract.columns and not work.has("period_end"):
            work.columns["period_end"] = pd.Series([""] * len(table.rows), dtype=str)
        _periods(work)
    marking.settle(work, marked)
    changes = pd.concat(work.changes, ignore_index=True) if work.changes else pd.DataFrame(columns=list(CHANGES))
    return Normalised(replace(table, frame=pd.DataFrame(work.columns)), changes, work.findings)


def _respell(work: Respelling, field: Field) -> np.ndarray:
    """Respell one column; the places of its marks for no value, which are left as they are."""
    places = _unusual(work.columns[field.name], field)
    if not len(places):
        return places
    cells = work.columns[field.name].iloc[places].reset_index(drop=True)
    speller = _speller(field, work.table.reading.delimiter)
    spelt = {cell: speller(cell) for cell in cells.unique()}
    marks = [c for c, s in spelt.items() if s.rule and field.type != "string" and spelling.mark(c) is not None]
    groups: dict[str, dict[str, str]] = {}
    for cell, found in spelt.items():
        if found.rule and cell not in marks:
            groups.setdefault(found.rule, {})[cell] = _expected(found)
    for rule, those in groups.items():
        work.find(rule, field.name, places[cells.isin(list(those)).to_numpy(dtype=bool)], those)
    after = cells.map({cell: found.text for cell, found in spelt.items()})
    work.change(field.name, places, after, cells.map({cell: found.why for cell, found in spelt.items()}))
    return places[cells.isin(marks).to_numpy(dtype=bool)]


def _expected(found: Spelt) -> str:
    """What was expected, and of a refusal what is wrong with the cell, of a warning how it was read."""
    if found.rule in ("wrong_type", "too_many_decimals"):
        return found.why
    rule = RULES[found.rule]
    return f"{rule.expected} ({found.why})" if rule.level == "error" else f"{rule.expected}; read as {found.text}"


def _unusual(cells: pd.Series, field: Field) -> np.ndarray:
    """The places of cells that are not empty and not in the column's one spelling."""
    array = pa.array(cells, type=pa.large_string())
    if field.allowed:
        usual = pa.compute.is_in(array, value_set=pa.array(["", *field.allowed], type=pa.large_string()))
    elif field.type == "number":
        decimals = "+" if field.decimal_places is None else f"{{1,{field.decimal_places}}}"
        usual = pa.compute.match_substring_regex(array, rf"^(-?\d{{1,15}}(\.\d{decimals})?)?$")
    elif field.type in _CANONICAL:
        usual = pa.compute.match_substring_regex(array, f"^({_CANONICAL[field.type]})?$")
    else:
        usual = pa.compute.invert(pa.compute.match_substring_regex(array, f"^[{SPACES}]|[{SPACES}]$|^{_GUARDED}"))
        if field.form.startswith("small letters"):
            slug = pa.compute.match_substring_regex(array, f"^({field.constraints['pattern']})?$")
            usual = pa.compute.and_(usual, slug)
    return np.flatnonzero(~usual.to_numpy(zero_copy_only=False))


def _speller(field: Field, delimiter: str) -> Callable[[str], Spelt]:
    if field.type in ("number", "integer"):
        return lambda cell: spelling.number(cell, field, delimiter) if cell.strip(SPACES) else _text(cell)
    others = {"date": spelling.date, "datetime": spelling.moment, "boolean": spelling.boolean}
    if field.type in others:
        return lambda cell: others[field.type](cell) if cell.strip(SPACES) else _text(cell)
    if field.allowed:
        words = {plain(word): word for word in field.allowed}
        return lambda cell: Spelt(words.get(plain(cell), _text(cell).text), "the word as in the template")
    if field.form.startswith("small letters"):
        pattern = re.compile(field.constraints["pattern"])
        return lambda cell: _lower(cell) if pattern.fullmatch(_lower(cell).text) else _text(cell)
    return _text


def _text(cell: str) -> Spelt:
    text = cell.strip(SPACES)
    if re.match(_GUARDED, text):
        return Spelt(text[1:], "without the apostrophe that kept a spreadsheet from reading a formula")
    return Spelt(text, "without spaces at its ends")


def _lower(cell: str) -> Spelt:
    return Spelt(cell.strip(SPACES).lower(), "a key is in small letters")


def _own_source(work: Respelling) -> None:
    """Rows that name no source have this upload for one."""
    if OWN not in work.columns:
        work.columns[OWN] = pd.Series([""] * len(work.table.rows), dtype=str)
    places = np.flatnonzero((work.columns[OWN] == "").to_numpy(dtype=bool))
    if len(places):
        row = work.table.row(int(places[0]))
        work.warn("own_source", row, OWN, f"rows that name none: {len(places):,}")
        work.columns[OWN] = work.columns[OWN].mask(work.columns[OWN] == "", OWN_LOAD)


def _periods(work: Respelling) -> None:
    """Periods in their one spelling, and each period's end beside it; 2009-10 is told apart by that end."""
    cells, ends = work.columns["period"], work.columns.get("period_end")
    read = {cell: (periods.period(cell), cell.strip(SPACES)) for cell in cells.unique()}
    texts = {cell: found.text if found and not found.fault else bare for cell, (found, bare) in read.items()}
    after = cells.map(texts)
    unread = np.zeros(len(cells), dtype=bool)
    for cell, (found, _) in read.items():
        if found is None or not (found.fault or (found.month and work.has("period_end"))):
            continue
        places = np.flatnonzero((cells == cell).to_numpy(dtype=bool))
        unread[places] = True
        if found.fault:
            work.find("ambiguous_period", "period", places, f"a period ({found.fault})")
            continue
        known = ends.iloc[places] if ends is not None else pd.Series("", index=places)
        readings = {str(periods.last_day(text)): text for text in (found.text, found.month)}
        settled = known.map(readings)
        after.iloc[places] = settled.fillna(cell).to_numpy()
        unsettled = places[settled.isna().to_numpy(dtype=bool)]
        unread[places] = settled.isna().to_numpy(dtype=bool)
        either = f"{found.text} for the financial year, or the month's last day in period_end"
        work.find("ambiguous_period", "period", unsettled, either, "Write one of the two.")
    changed = np.flatnonzero((after != cells).to_numpy(dtype=bool))
    work.change("period", changed, after.iloc[changed], "the period in its one spelling")
    if work.has("period_end"):
        _period_ends(work, unread)


def _period_ends(work: Respelling, unread: np.ndarray) -> None:
    cells, ends = work.columns["period"].mask(unread, ""), work.columns["period_end"]
    days = {cell: periods.last_day(cell) for cell in cells.unique()}
    due = cells.map({cell: day.isoformat() if day else "" for cell, day in days.items()})
    empty = np.flatnonzero(((ends == "") & (due != "")).to_numpy(dtype=bool))
    differs = np.flatnonzero(((ends != "") & (due != "") & (ends != due)).to_numpy(dtype=bool))
    differs = differs[ends.iloc[differs].str.fullmatch(_DAY_FORM).to_numpy(dtype=bool)]
    work.find("period_end_differs", "period_end", differs)
    work.change("period_end", empty, due.iloc[empty], "the last day of the period")
