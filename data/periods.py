"""How periods are spelt: read in the ways people write them, written one way, and the day each ends on."""

import calendar
import datetime
import re
from typing import NamedTuple

MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH_WORDS = "|".join(sorted(MONTHS, key=len, reverse=True))
_DASH = r"\s*[-–—]\s*"
_FINANCIAL = re.compile(r"((?:19|20)\d{2})\s*(/|[-–—])\s*((?:19|20)?\d{2})")
_QUARTER = re.compile(r"(?:Q|qtr\.?|quarter)\s*(\d)", re.IGNORECASE)
_NAMED_MONTH = re.compile(rf"({_MONTH_WORDS})\.?[\s-]+((?:19|20)?\d{{2}})", re.IGNORECASE)
_SPAN = re.compile(rf"((?:{_MONTH_WORDS})\.?\s+\d{{4}})(?:{_DASH}|\s+to\s+)((?:{_MONTH_WORDS})\.?\s+\d{{4}})", re.I)


class Period(NamedTuple):
    """`text` is the one spelling; `month` is the other reading where `2009-10` may be a month; `fault` says why not."""

    text: str
    month: str = ""
    fault: str = ""


def period(cell: str) -> Period | None:
    """A financial year, year, month, quarter or span of months; None for anything else, which is left as it is."""
    text = cell.strip().removeprefix("FY").strip()
    if re.fullmatch(r"(19|20)\d{2}", text):
        return Period(text)
    if found := _FINANCIAL.fullmatch(text):
        return _financial(text, *found.groups())
    if found := re.fullmatch(r"((?:19|20)\d{2})/(\d)", text):
        return Period(text, fault="the year it ends in has two digits")
    if _QUARTER.search(text):
        return _quarter(text)
    if found := _NAMED_MONTH.fullmatch(text):
        month = f"{_year(found[2])}-{MONTHS[found[1].lower()]:02}"
        # A spreadsheet turns 2009-10 into Oct-09 by itself, so a short year keeps both readings.
        return _month(month) if len(found[2]) == 2 else Period(month)
    if found := _SPAN.fullmatch(text):
        first, last = period(found[1]), period(found[2])
        if first and last:
            return Period(f"{first.text} to {last.text}")
    return None


def last_day(text: str) -> datetime.date | None:
    """The day a period in its one spelling ends on; None where it is not one."""
    if found := re.fullmatch(r"(\d{4})/(\d{2})", text):
        return datetime.date(int(found[1]) + 1, 3, 31)
    if found := re.fullmatch(r"Q([1-4]) (\d{4})/\d{2}", text):
        ends = {1: (0, 6), 2: (0, 9), 3: (0, 12), 4: (1, 3)}[int(found[1])]
        return end_of_month(int(found[2]) + ends[0], ends[1])
    if found := re.fullmatch(r"(?:.* to )?(\d{4})-(0[1-9]|1[0-2])", text):
        return end_of_month(int(found[1]), int(found[2]))
    if re.fullmatch(r"(19|20)\d{2}", text):
        return datetime.date(int(text), 12, 31)
    return None


def end_of_month(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _financial(text: str, first: str, sign: str, last: str) -> Period:
    start, end = int(first), int(last)
    follows = end == start + 1 if len(last) == 4 else end == (start + 1) % 100
    if sign != "/" and len(last) == 2 and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return _month(text)
    if not follows:
        return Period(text, fault=f"{last} is not the year after {first}")
    return Period(f"{start}/{(start + 1) % 100:02}")


def _month(text: str) -> Period:
    """A month as 2009-12; where the month's number is also the next year's, a financial year may be meant."""
    year, month = int(text[:4]), int(text[5:])
    return Period(f"{year}/{month:02}", month=text) if month == (year + 1) % 100 else Period(text)


def _quarter(text: str) -> Period | None:
    found = _QUARTER.search(text)
    rest = period(_QUARTER.sub(" ", text, count=1).strip(" ,-"))
    if not found or rest is None:
        return None
    if rest.fault or not 1 <= int(found[1]) <= 4:
        return Period(text, fault=rest.fault or "a year has four quarters")
    if "/" not in rest.text:
        return Period(text, fault="whether the year is a financial one is not said")
    return Period(f"Q{found[1]} {rest.text}")


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits) - (100 if int(digits) >= 70 else 0)
