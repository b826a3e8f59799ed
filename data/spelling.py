"""How one cell is spelt: the ways people and spreadsheets write a number, a date or a yes, read into one.

What can be read one way only is read; what can be read two ways, and is not by custom one of them, is refused.
"""

import datetime
import re
from typing import NamedTuple

from data.contracts import Field
from data.periods import MONTHS

# Spaces a spreadsheet or a web page leaves: plain, no-break, figure, thin, narrow no-break, zero-width.
SPACES = " \u00a0\u2007\u2009\u202f\u200b\ufeff"
_ANY_SPACE = re.compile(f"[{SPACES}]")
_LARGEST = 10**15  # a double holds every whole number up to here
_BRACKETS, _POUNDS = "brackets are a minus", "without the pound sign"
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"{_ORDINAL}[\s-]+([A-Za-z]+)\.?,?[\s-]+(\d{{4}}|\d{{2}})")
_MONTH_FIRST = re.compile(rf"([A-Za-z]+)\.?\s+{_ORDINAL},?\s+(\d{{4}})")
_FIGURES = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[T ]0?0:00(?::00(?:\.0+)?)?)?")


class Spelt(NamedTuple):
    """`text` in its one spelling, `why` it was changed or refused, and the `rule` a finding is to be made by."""

    text: str
    why: str
    rule: str = ""


# Marks for no value, as the value_status words they certainly mean; "" is certain to be a mark but not of what.
_MARKS = {
    "tbs": "tbs", "to be supplied": "tbs", "to be agreed": "to_be_agreed", "tba": "to_be_agreed",
    "to be established": "to_be_established", "tbe": "to_be_established", "set annually": "set_annually",
    "n/a": "not_applicable", "na": "not_applicable", "not applicable": "not_applicable",
    "-": "dash", "–": "dash", "—": "dash", "−": "dash", "*": "suppressed", "suppressed": "suppressed",
    "tbc": "", "to be confirmed": "", "..": "", ".": "", "...": "", "…": "", ":": "", "x": "", "nil": "", "none": "",
    "null": "", "nan": "", "#n/a": "", "#ref!": "", "#div/0!": "", "#value!": "", "?": "", "unknown": "",
    "not available": "",
}  # fmt: skip


def mark(cell: str) -> str | None:
    """The value_status a mark for no value means, "" where the mark does not say; None where the cell is no mark."""
    return _MARKS.get(_ANY_SPACE.sub(" ", cell).strip().lower())


def number(cell: str, field: Field, delimiter: str = ",") -> Spelt:
    """A number as 1234.5: without pounds, per cent, thousands and brackets."""
    text = cell.strip(SPACES)
    steps: list[str] = []
    money, per_cent = field.unit.startswith("£"), field.unit == "%"
    open_unit = not field.unit or field.unit == "the indicator's"
    if found := re.fullmatch(r"\((.+)\)", text):
        text, steps = "-" + found[1].strip(SPACES), [*steps, _BRACKETS]
    text = text.replace("−", "-")
    if re.match(r"-?\s*(£|GBP)", text) and (money or open_unit):
        text, steps = re.sub(r"(£|GBP)\s*", "", text, count=1), [*steps, _POUNDS]
    if text.endswith("%") and (per_cent or open_unit):
        text, steps = text[:-1].rstrip(SPACES), [*steps, "without the per cent sign"]
    text = re.sub(r"^(-?)\+?", r"\1", text)
    text = re.sub(rf"^-[{SPACES}]+", "-", text)
    if re.fullmatch(rf"-?\d{{1,3}}([{SPACES}]\d{{3}})+(\.\d+)?", text):
        text, steps = _ANY_SPACE.sub("", text), [*steps, "without thousands spaces"]
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        if delimiter == ";":
            return Spelt(cell, "in a file parted by semicolons the comma may be a decimal one", "ambiguous_number")
        text, steps = text.replace(",", ""), [*steps, "without thousands commas"]
    text = re.sub(r"^(-?)\.(?=\d)", r"\g<1>0.", text)
    text = re.sub(r"(?<=\d)\.$", "", text)
    if not re.fullmatch(r"-?\d+(\.\d+)?", text) or text.startswith("--") or not text.isascii():
        return _no_number(cell, text)
    if field.type == "integer":
        text = re.sub(r"\.0+$", "", text)
    return _held(cell, text, field, steps)


def _held(cell: str, text: str, field: Field, steps: list[str]) -> Spelt:
    if abs(float(text)) >= _LARGEST:
        return Spelt(cell, "more than can be kept exactly", "number_too_large")
    if field.type == "integer" and "." in text:
        return Spelt(cell, "a whole number", "wrong_type")
    places = len(text.partition(".")[2].rstrip("0"))
    if field.decimal_places is not None and places > field.decimal_places:
        return Spelt(cell, f"at most {field.decimal_places} decimals", "too_many_decimals")
    rule = ""
    if field.unit == "£000":  # the papers print savings in brackets, and the dataset keeps them positive
        rule = "unclear_sign" if _BRACKETS in steps else "unclear_unit" if _POUNDS in steps else ""
    return Spelt(text, "; ".join(steps) or "in plain figures", rule)


def _no_number(cell: str, text: str) -> Spelt:
    if re.fullmatch(r"-?[\d.,'\s]*\d[\d.,'\s]*", text):
        return Spelt(cell, "commas and stops may part thousands or decimals", "ambiguous_number")
    if re.fullmatch(r"-?\d+(\.\d+)?[eE][+-]?\d+", text):
        return Spelt(cell, "a spreadsheet has shortened it and lost digits", "ambiguous_number")
    return Spelt(cell, "a plain number such as 1234.5", "wrong_type")


def date(cell: str) -> Spelt:
    """A date as YYYY-MM-DD, the day before the month where figures alone do not say."""
    text = _ANY_SPACE.sub(" ", cell).strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(cell, int(found[1]), int(found[2]), int(found[3]), "year, month and day in figures")
    if found := _FIGURES.fullmatch(text):
        return _figures(cell, found)
    if (found := _DAY_FIRST.fullmatch(text)) and found[2].lower() in MONTHS:
        short = len(found[3]) == 2
        year = int(found[3]) + (0 if not short else 2000 if int(found[3]) < 70 else 1900)
        return _day(cell, year, MONTHS[found[2].lower()], int(found[1]), "the month in words", "short_year" * short)
    if (found := _MONTH_FIRST.fullmatch(text)) and found[1].lower() in MONTHS:
        return _day(cell, int(found[3]), MONTHS[found[1].lower()], int(found[2]), "the month in words")
    if (found := re.fullmatch(r"(\d{5})(\.0+)?", text)) and 15000 <= int(found[1]) <= 75000:
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(found[1]))
        return Spelt(day.isoformat(), "a spreadsheet's day number, counted from 1900", "serial_date")
    words = re.fullmatch(r"([A-Za-z]+)[\s.-]+(\d{4}|\d{2})", text)
    if re.fullmatch(r"\d{4}", text) or (words and words[1].lower() in MONTHS):
        return Spelt(cell, "no day is given", "ambiguous_date")
    return Spelt(cell, "a date as YYYY-MM-DD", "wrong_type")


def _figures(cell: str, found: re.Match[str]) -> Spelt:
    first, second = int(found[1]), int(found[3])
    if len(found[4]) == 2:
        return Spelt(cell, "which figures are the year is not certain", "ambiguous_date")
    if second > 12 and 1 <= first <= 12:
        return Spelt(cell, f"there is no month {second}; the month may stand first, as in America", "impossible_date")
    either = second <= 12 and first <= 12 and first != second
    return _day(cell, int(found[4]), second, first, "the day before the month", "british_date" if either else "")


def _day(cell: str, year: int, month: int, day: int, why: str, rule: str = "") -> Spelt:
    try:
        found = datetime.date(year, month, day)
    except ValueError:
        return Spelt(cell, "there is no such day", "impossible_date")
    return Spelt(found.isoformat(), why, rule or ("" if 1900 <= year <= 2100 else "unlikely_date"))


def moment(cell: str) -> Spelt:
    """A date and time as YYYY-MM-DDThh:mm:ss."""
    text = cell.strip(SPACES).replace(" ", "T", 1)
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return Spelt(cell, "a date and time as YYYY-MM-DDThh:mm:ss", "wrong_type")
    if found.tzinfo or len(text) < 16:
        return Spelt(cell, "a date and time as YYYY-MM-DDThh:mm:ss, with no zone", "wrong_type")
    return Spelt(found.isoformat(timespec="seconds"), "date and time in the one spelling")


_YES = dict.fromkeys(("true", "yes", "y", "1"), "true") | dict.fromkeys(("false", "no", "n", "0"), "false")


def boolean(cell: str) -> Spelt:
    found = _YES.get(cell.strip(SPACES).lower())
    return Spelt(found, "yes and no as true and false") if found else Spelt(cell, "true or false", "wrong_type")
